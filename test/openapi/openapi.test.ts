import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import test from 'node:test';
import { fileURLToPath } from 'node:url';
import { publishedAgendas } from '../../src/agendas/api/description/published.ts';
import { publishedApi, publishedFile, publishedText } from '../../src/cli/published-api.ts';
import { publishedForms } from '../../src/forms/api/description/published.ts';
import type { PublishedPart } from '../../src/platform/openapi/call.ts';
import type { Json, JsonObject, OpenApi } from '../../src/platform/openapi/document.ts';
import { testApp } from '../app.ts';
import { breaks, isAnnounced } from './breaking.ts';
import { notingRoutes } from './routes.ts';

/** Routes that take every method only to refuse all but these (spec/forms-workflows.md, section 6.4). */
const anyMethod = /\/(hooks|jump\/trigger)\/:name$/;
const bare = (path: string): string => path.replace(/(?<=.)\/$/, '');

function described({ calls }: PublishedPart): string[] {
  return calls.map(({ method, path, access }) => `${method} ${bare(path)} – ${access}`).toSorted();
}

test('every route below /api/ is described, with who may call it, and nothing else is', async () => {
  const noted = notingRoutes();
  const { open } = await testApp();
  noted.stop();
  const { formsUrl, agendasUrl } = open.town.settings;
  const below = (base: URL): string[] =>
    noted.routes
      .filter(({ url, method }) => !anyMethod.test(url) || method === 'POST' || method === 'PUT')
      .flatMap(({ method, url, access }) =>
        url.startsWith(`${base.pathname}api`)
          ? [`${method} ${bare(url.slice(base.pathname.length - 1))} – ${String(access)}`]
          : [],
      )
      .filter((route, index, all) => all.indexOf(route) === index)
      .toSorted();
  const help = 'describe the call in the part’s api/description/, then: npm run openapi';
  assert.deepEqual(described(publishedAgendas), below(agendasUrl), help);
  assert.deepEqual(described(publishedForms), below(formsUrl), help);
});

test('the committed description is the one that is generated', async () => {
  const committed = await readFile(publishedFile, 'utf8');
  assert.ok(committed === publishedText(), 'docs/openapi.json differs: npm run openapi, and read the difference');
});

test('the description holds together: references lead somewhere, names stand once', () => {
  const document = publishedApi();
  const references = [...JSON.stringify(document).matchAll(/"\$ref":"#\/components\/(\w+)\/(\w+)"/g)];
  assert.ok(references.length > 50);
  for (const [, kind, name = ''] of references)
    assert.ok(name in document.components[kind as 'schemas' | 'responses'], `${name} is described`);
  const ids = Object.values(document.paths).flatMap((operations) =>
    Object.values(operations).flatMap((one) => (isOperation(one) ? [one.operationId] : [])),
  );
  assert.equal(new Set(ids).size, ids.length, 'each operationId once');
});

function isOperation(value: Json): value is { operationId: string } {
  return typeof value === 'object' && value !== null && 'operationId' in value;
}

const root = fileURLToPath(new URL('../..', import.meta.url));

/** The file as it was: in the last commit where the working copy differs from it, else in the one before; `OPENAPI_SINCE` names another. Null without history. */
function earlierDocument(now: string): string | null {
  const at = (revision: string): string | null => {
    try {
      const command = ['show', `${revision}:./docs/openapi.json`];
      return execFileSync('git', command, { cwd: root, encoding: 'utf8', stdio: 'pipe', maxBuffer: 50_000_000 });
    } catch {
      return null;
    }
  };
  const { OPENAPI_SINCE: since } = process.env;
  if (since) return at(since);
  const last = at('HEAD');
  return last === now ? at('HEAD^') : last;
}

test('nothing that clients count on goes without a line in the changelog', async (t) => {
  const earlier = earlierDocument(publishedText());
  if (earlier === null) return t.skip('no earlier docs/openapi.json in a git history');
  const changelog = await readFile(new URL('../../CHANGELOG.md', import.meta.url), 'utf8');
  const silent = breaks(JSON.parse(earlier) as OpenApi, publishedApi()).filter((one) => !isAnnounced(one, changelog));
  assert.deepEqual(silent, [], 'name the call and the key in a line of CHANGELOG.md, under Unreleased');
});

type Change = (document: OpenApi) => unknown;
const call = (document: OpenApi, path: string, method: string): JsonObject =>
  document.paths[path]![method] as JsonObject;
const datetimes = '/api/agenda/{agenda}/datetimes/';
const fillslots = '/api/agenda/{agenda}/fillslots/';
const bodyOf = (document: OpenApi): { required?: string[]; properties: JsonObject } =>
  (call(document, fillslots, 'post')['requestBody'] as { content: Record<string, { schema: JsonObject }> }).content[
    'application/json'
  ]!.schema as { required?: string[]; properties: JsonObject };
const schemaOf = (document: OpenApi, name: string): { required?: string[]; properties: JsonObject } =>
  document.components.schemas[name] as { required?: string[]; properties: JsonObject };

const changes: { name: string; change: Change; found: RegExp }[] = [
  { name: 'a path', change: ({ paths }) => delete paths[datetimes], found: /^GET \S+datetimes\/ gone $/m },
  {
    name: 'a method',
    change: ({ paths }) => delete paths['/api/booking/{booking}/']!['delete'],
    found: /^DELETE \/api\/booking\/\{booking\}\/ gone $/m,
  },
  {
    name: 'a parameter',
    change: (document) => ((call(document, datetimes, 'get')['parameters'] as Json[]).length = 1),
    found: /parameter gone query min_places/,
  },
  {
    name: 'a key of a body',
    change: (document) => delete bodyOf(document).properties['lock_code'],
    found: /^POST \S+fillslots\/ parameter gone body lock_code$/m,
  },
  {
    name: 'a key of an answer',
    change: (document) => delete schemaOf(document, 'Places').properties['available'],
    found: /^GET \S+datetimes\/ answer key gone data\[\]\.places\.available$/m,
  },
  {
    name: 'a new requirement',
    change: (document) => bodyOf(document).required?.push('user_email'),
    found: /^POST \S+fillslots\/ requirement added body user_email$/m,
  },
];
for (const { name, change, found } of changes) {
  test(`seen as breaking: ${name}`, () => {
    const later = structuredClone(publishedApi());
    change(later);
    const told = breaks(publishedApi(), later).map((one) => `${one.call} ${one.what} ${one.name}`);
    assert.match(told.join('\n'), found);
    assert.deepEqual(breaks(later, later), []);
  });
}

test('what is added breaks nobody, and a line under Unreleased announces what does', () => {
  const earlier = structuredClone(publishedApi());
  delete earlier.paths[datetimes];
  delete schemaOf(earlier, 'Slot').properties['date'];
  assert.deepEqual(breaks(earlier, publishedApi()), []);
  const gone = { call: `GET ${datetimes}`, what: 'answer key gone', name: 'data[].pricing' };
  const line = `- \`GET ${datetimes}\` no longer gives \`pricing\`.`;
  assert.ok(isAnnounced(gone, `# Changelog\n\n## Unreleased\n\n${line}\n\n## 1.0\n`));
  assert.ok(isAnnounced(gone, `## Unreleased\n${line}`));
  assert.ok(!isAnnounced(gone, `## Unreleased\n\n- Other.\n\n## 1.0\n\n${line}\n`));
});
