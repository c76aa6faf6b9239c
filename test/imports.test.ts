import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import test, { after } from 'node:test';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const folder = await mkdtemp(join(tmpdir(), 'guichet-imports-'));
after(() => rm(folder, { recursive: true, force: true }));
await cp(join(root, '.oxlintrc.json'), join(folder, '.oxlintrc.json'));

/** What the linter says of a file that holds these lines, at that place of the house. */
async function complaints(path: string, lines: string): Promise<string> {
  const file = join(folder, path);
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, `${lines}\n`);
  const { stdout } = spawnSync(join(root, 'node_modules/.bin/oxlint'), [path], {
    cwd: folder,
    encoding: 'utf8',
    env: { ...process.env, NO_COLOR: '1' },
  });
  await rm(file);
  return stdout;
}

const imports = (from: string): string => `import { x } from '${from}';\nexport const y = x;`;

const forbidden = [
  ['src/time/a.ts', imports('../platform/town.ts'), /time\/ knows nobody/],
  ['src/time/b.ts', imports('kysely'), /pure room/],
  ['src/time/c.ts', 'export const now = Temporal.Now.instant();', /present is a parameter/],
  ['src/signature/a.ts', imports('../time/zone.ts'), /signature\/ knows nobody/],
  ['src/templates/tags/a.ts', imports('../../forms/part.ts'), /templates\/ knows time/],
  ['src/templates/b.ts', 'export const { LANGUAGE } = process.env;', /no environment/],
  ['src/platform/server/a.ts', imports('../../accounts/caller.ts'), /platform\/ knows/],
  ['src/pages/a.ts', imports('../accounts/caller.ts'), /pages\/ knows/],
  ['src/accounts/a.ts', imports('../agendas/part.ts'), /accounts\/ knows/],
  ['src/agendas/bookings/a.ts', imports('../../forms/part.ts'), /speak over HTTP/],
  ['src/forms/workflow/a.ts', imports('../../agendas/part.ts'), /speak over HTTP/],
  ['src/forms/b.ts', imports('../app.ts'), /speak over HTTP/],
  ['src/forms/sources/a.ts', imports('undici'), /goes through platform\/outbound/],
  ['src/agendas/callbacks/a.ts', imports('node:http'), /goes through platform\/outbound/],
  ['src/forms/c.ts', "export const answer = fetch('http://example.org/');", /goes through platform\/outbound/],
] as const;
for (const [path, lines, complaint] of forbidden) {
  test(`refused: ${lines.split('\n')[0]} in ${path}`, async () =>
    assert.match((await complaints(path, lines)).replaceAll(/\s+/g, ' '), complaint));
}

const allowed = [
  ['src/platform/outbound.ts', imports('undici')],
  ['src/agendas/bookings/a.ts', imports('../../platform/town.ts')],
  ['src/forms/workflow/a.ts', imports('../../templates/template.ts')],
  ['src/forms/public/a.ts', imports('../../accounts/caller.ts')],
] as const;
for (const [path, lines] of allowed) {
  test(`allowed: ${lines.split('\n')[0]} in ${path}`, async () =>
    assert.doesNotMatch(await complaints(path, lines), /no-restricted/));
}

test('a circle of imports is refused', async () => {
  await mkdir(join(folder, 'src/forms'), { recursive: true });
  await writeFile(
    join(folder, 'src/forms/one.ts'),
    "import { two } from './two.ts';\nexport const one = (): number => two;\n",
  );
  assert.match(
    await complaints('src/forms/two.ts', "import { one } from './one.ts';\nexport const two: number = one();"),
    /no-cycle|Dependency cycle/,
  );
});
