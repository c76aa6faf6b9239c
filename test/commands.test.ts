import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { after } from 'node:test';
import { freePort } from './app.ts';
import { command, databaseUrl, ready, start } from './command.ts';
import { freshDatabase } from './database.ts';

const folder = await mkdtemp(join(tmpdir(), 'guichet-commands-'));
after(() => rm(folder, { recursive: true, force: true }));
const write = async (name: string, text: string): Promise<string> => {
  await writeFile(join(folder, name), text);
  return join(folder, name);
};
const demo = (name: string): string => new URL(`../demo/${name}`, import.meta.url).pathname;

const site = {
  roles: [{ slug: 'agents', name: 'Agents', backoffice: true }],
  users: [
    {
      email: 'agent@example.org',
      first_name: 'Ana',
      last_name: 'Dupré',
      password: 'un mot de passe',
      roles: ['agents'],
    },
  ],
  services: [{ orig: 'demarches.example.org', secret: 'partagé' }],
  api_clients: [{ identifier: 'appli', key: 'clé', roles: ['agents'] }],
  variables: { portal_url: 'https://portail.example.org/' },
  categories: [{ slug: 'loisirs', label: 'Loisirs' }],
  agendas: [
    {
      slug: 'stages',
      label: 'Stages',
      kind: 'events',
      category: 'loisirs',
      view_role: 'agents',
      events: [
        { slug: 'multisport', label: 'Multisport', start_datetime: '2026-07-08 10:00', duration: 120, places: 12 },
      ],
    },
  ],
};

test('a setting that does not fit stops the start with one line', async () => {
  const { code, err, out } = await command(['serve'], { PORT: 'http' });
  assert.equal(code, 2);
  assert.match(err, /^PORT: .*\n$/);
  assert.equal(out, '');
});

test('the site file goes in, comes out, and elsewhere gives the same site', async (t) => {
  const [here, there] = [await freshDatabase(), await freshDatabase()].map((connection) => ({
    DATABASE_URL: databaseUrl(connection),
  }));
  assert.ok(here && there);
  const imported = await command(['import', await write('site.json', JSON.stringify(site))], here);
  assert.deepEqual([imported.code, imported.err], [0, '']);
  const exported = await command(['export'], here);
  assert.equal(exported.code, 0, exported.err);
  assert.match(exported.out, /"portal_url": "https:\/\/portail\.example\.org\/"/);
  assert.doesNotMatch(exported.out, /un mot de passe/);
  assert.equal((await command(['import', await write('again.json', exported.out)], there)).code, 0);
  assert.deepEqual(JSON.parse((await command(['export'], there)).out), JSON.parse(exported.out));

  const refusals = [
    ['an unknown key', { agendas: [{ ...site.agendas[0], slugg: 1 }] }, /agendas\[0\]\.slugg/],
    ['an unknown key at the top', { agenda: [] }, /agenda: unknown key/],
    ['an unknown key of a user', { users: [{ email: 'a@example.org', role: 'x' }] }, /users\[0\]\.role: unknown key/],
    ['an unknown role', { users: [{ email: 'b@example.org', roles: ['chefs'] }] }, /users\[0\]\.roles.*chefs/],
    [
      'an unknown category',
      { roles: [{ slug: 'x' }], agendas: [{ slug: 'y', label: 'Y', kind: 'events', category: 'z' }] },
      /category/,
    ],
    [
      'a date that does not exist',
      {
        agendas: [
          {
            slug: 'y',
            label: 'Y',
            kind: 'events',
            events: [{ slug: 'e', start_datetime: '2026-02-30 10:00', places: 1 }],
          },
        ],
      },
      /agendas\[0\]\.events\[0\]/,
    ],
    ['a list', [], /the file/],
  ] as const;
  for (const [name, content, message] of refusals) {
    await t.test(`refused whole, its place named: ${name}`, async () => {
      const refused = await command(['import', await write('refused.json', JSON.stringify(content))], there);
      assert.equal(refused.code, 1);
      assert.match(refused.out, message);
      assert.equal(refused.out.trim().split('\n').length, 1);
    });
  }
  assert.deepEqual(
    JSON.parse((await command(['export'], there)).out),
    JSON.parse(exported.out),
    'a refused file changes nothing',
  );
});

test('definitions go in and out; a file is told by its content; one refused file does not stop the others', async () => {
  const database = { DATABASE_URL: databaseUrl(await freshDatabase()) };
  const broken = await write('broken.wcs', '<?xml version="1.0"?><formdef><name>x</name>');
  const neither = await write('neither.json', 'ni l’un ni l’autre');
  const form = demo('form-inscription-a-un-stage.wcs');
  const renamed = await write('form.json', await readFile(form, 'utf8'));
  const { code, out } = await command(
    ['import', broken, neither, renamed, demo('workflow-inscription-a-un-stage.wcs'), join(folder, 'absent.wcs')],
    database,
  );
  assert.equal(code, 1);
  const lines = out.trim().split('\n');
  assert.equal(lines.length, 5);
  assert.match(lines[0] ?? '', /broken\.wcs: refused/);
  assert.match(lines[1] ?? '', /neither\.json: refused/);
  assert.match(lines[2] ?? '', /form\.json: .*inscription-a-un-stage created/);
  assert.match(lines[3] ?? '', /workflow .*created/);
  assert.match(lines[4] ?? '', /absent\.wcs: refused/);
  const target = join(folder, 'definitions');
  assert.equal((await command(['export', '--definitions', target], database)).code, 0);
  const files = (await readdir(target)).map((name) => join(target, name));
  assert.equal(files.length, 2);
  assert.match((await command(['import', ...files], database)).out, /unchanged[\s\S]*unchanged/);
});

test('the server says where it is, is looked after, and stops when asked', async () => {
  const port = await freePort();
  const environment = {
    DATABASE_URL: databaseUrl(await freshDatabase()),
    PORT: String(port),
    SITE_FILE: await write('site.json', JSON.stringify(site)),
  };
  const server = start(['serve'], environment);
  after(() => server.kill('SIGKILL'));
  const url = `http://localhost:${port}/`;
  await ready(server, url);
  assert.deepEqual(
    ((await (await fetch(`${url}agendas/api/agenda/`)).json()) as { data: { slug: string }[] }).data.map(
      ({ slug }) => slug,
    ),
    ['stages'],
  );
  const doctor = await command(['doctor'], environment);
  // The tests' own server doesn't wait for its disk: that is all the doctor finds.
  assert.deepEqual(doctor.out.match(/FAIL.*/g), [
    'FAIL database: version, durability: fsync off: what was acknowledged could be lost',
  ]);
  assert.equal(doctor.code, 1);
  server.kill('SIGTERM');
  await once(server, 'close');
  assert.equal(server.exitCode, 0, server.said().err);
  assert.match(server.said().out, new RegExp(`http://localhost:${port}/agendas/manage/`));
  assert.doesNotMatch(server.said().out, /Demo accounts/);
});
