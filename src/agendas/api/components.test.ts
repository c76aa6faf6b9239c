import assert from 'node:assert/strict';
import test from 'node:test';
import { sql } from 'kysely';
import { tarOf } from '../site-file/tar-testing.ts';
import { signUrl } from '../../signature/sign.ts';
import { agendasApp, orig, secret, type Json } from '../testing.ts';

const now = Temporal.Instant.from('2026-07-01T08:00:00Z');
const app = await agendasApp(
  {
    categories: [{ slug: 'loisirs', label: 'Loisirs' }],
    resources: [{ slug: 'borne', label: 'Borne', description: 'Rez-de-chaussée' }],
    events_types: [{ slug: 'stage', label: 'Stage', custom_fields: [{ slug: 'age', label: 'Âge' }] }],
    unavailability_calendars: [
      {
        slug: 'ponts',
        label: 'Ponts',
        exceptions: [{ start_datetime: '2026-07-13 00:00', end_datetime: '2026-07-14 00:00' }],
      },
    ],
    agendas: [
      {
        slug: 'stages',
        label: 'Stages',
        kind: 'events',
        category: 'loisirs',
        events_type: 'stage',
        unavailability_calendars: ['ponts'],
        events: [
          {
            slug: 'voile',
            label: 'Voile',
            start_datetime: '2026-07-15 09:00',
            places: 4,
            custom_fields: { age: '12' },
          },
          { slug: 'piano', start_datetime: '2026-07-06 17:00', places: 1, recurrence_days: [1] },
        ],
      },
      {
        slug: 'guichet',
        label: 'Guichet',
        kind: 'meetings',
        resources: ['borne'],
        meeting_types: [{ slug: 'carte', label: 'Carte', duration: 30 }],
        desks: [
          {
            slug: 'a',
            opening_hours: [{ weekday: 1, start_time: '09:00', end_time: '12:00' }],
            unavailability_calendars: ['ponts'],
          },
        ],
      },
      { slug: 'toutes', label: 'Toutes', kind: 'virtual', agendas: ['guichet'] },
    ],
  },
  {},
  { now },
);
const { db } = app.agendas;
await sql`insert into accounts.role (slug, name) values ('agents', 'Agents')`.execute(db);
await sql`update agendas.agenda set view_role_id = (select id from accounts.role where slug = 'agents') where slug = 'stages'`.execute(
  db,
);
const get = (path = '') => app.call('GET', `api/export-import/${path}`);
const exported = async (path: string): Promise<Json> => (await get(`${path}/`)).body;
const ids = ({ body }: { body: Json }): string[] => body.data.map(({ id }: Json) => id);

test('the types of components, and the components of each', async () => {
  const types = await get();
  assert.deepEqual(ids(types), ['agendas', 'agendas_categories', 'events_types', 'resources', 'unavailability_calendars', 'roles']); // prettier-ignore
  const lists: Record<string, string[]> = {};
  for (const { id, urls } of types.body.data) lists[id] = ids(await app.call('GET', urls.list));
  assert.deepEqual(lists, {
    agendas: ['guichet', 'stages', 'toutes'],
    agendas_categories: ['loisirs'],
    events_types: ['stage'],
    resources: ['borne'],
    unavailability_calendars: ['ponts'],
    roles: ['agents'],
  });
});

test('an agenda leaves with its events, and says what has to be there before it', async () => {
  const { data } = await exported('agendas/stages');
  assert.deepEqual([data.slug, data.category, data.view_role, data.events.length], ['stages', 'loisirs', 'agents', 2]);
  const named = async (slug: string) =>
    (await get(`agendas/${slug}/dependencies/`)).body.data.map(({ type, id, text }: Json) => `${type}/${id} ${text}`);
  assert.deepEqual(await named('stages'), ['agendas_categories/loisirs Loisirs', 'events_types/stage Stage', 'unavailability_calendars/ponts Ponts', 'roles/agents Agents']); // prettier-ignore
  assert.deepEqual(await named('guichet'), ['resources/borne Borne', 'unavailability_calendars/ponts Ponts']);
  assert.deepEqual(await named('toutes'), ['agendas/guichet Guichet']);
  assert.deepEqual((await get('events_types/stage/dependencies/')).body.data, []);
});

test('each leads to its page', async () => {
  const { rows } = await sql<{ id: number }>`select id from agendas.agenda where slug = 'stages'`.execute(db);
  const leads = async (path: string): Promise<string | null> => {
    const url = signUrl(`${app.agendasUrl}api/export-import/${path}/redirect/`, { secret, orig, now });
    const answer = await fetch(url, { redirect: 'manual' });
    assert.equal(answer.status, 302);
    return new URL(answer.headers.get('location')!).pathname;
  };
  assert.equal(await leads('agendas/stages'), `/agendas/manage/agendas/${rows[0]!.id}/`);
  assert.equal(await leads('resources/borne'), '/agendas/manage/');
});

const missing = ['nonsense/', 'nonsense/x/', 'agendas/x/', 'agendas/x/dependencies/', 'agendas/x/redirect/', 'roles/x/', 'agendas/%00/', 'agendas/constructor/', 'constructor/']; // prettier-ignore
for (const path of missing)
  test(`there is no ${path}`, async () => assert.ok([400, 404].includes((await get(path)).status)));

test('only who sets the town up comes in', async () => {
  await sql`insert into accounts.api_client (identifier, key) values ('appli', 'clé')`.execute(db);
  const authorization = `Basic ${Buffer.from('appli:clé').toString('base64')}`;
  for (const [method, path] of [['GET', ''], ['GET', 'agendas/'], ['GET', 'agendas/stages/'], ['POST', 'bundle-import/'], ['PUT', 'bundle-import/'], ['POST', 'bundle-check/'], ['POST', 'bundle-declare/'], ['POST', 'unlink/'], ['POST', 'uninstall/'], ['POST', 'uninstall-check/']] as const) {
    assert.equal((await app.plain(method, `api/export-import/${path}`, undefined, { authorization })).status, 403, path);
    assert.equal((await app.plain(method, `api/export-import/${path}`)).status, 403, path);
  } // prettier-ignore
});

const elements = [
  ['roles', 'agents'], ['agendas_categories', 'loisirs'], ['events_types', 'stage'], ['resources', 'borne'], ['unavailability_calendars', 'ponts'],
  ['agendas', 'stages'], ['agendas', 'guichet'], ['agendas', 'toutes'],
] as const; // prettier-ignore
const manifest = {
  application: 'Loisirs',
  slug: 'loisirs',
  version_number: '1.0',
  elements: [...elements.map(([type, slug]) => ({ type, slug, name: slug })), { type: 'forms', slug: 'inscription' }],
};
const bundle: Record<string, Json> = { 'manifest.json': manifest };
for (const [type, slug] of elements) bundle[`${type}/${slug}`] = await exported(`${type}/${slug}`);
const archiveOf = (files: Record<string, Json>): Uint8Array =>
  tarOf(Object.entries(files).map(([name, content]) => ({ name, content: typeof content === 'string' ? content : JSON.stringify(content) }))); // prettier-ignore

const other = await agendasApp({}, {}, { now });
const sendBytes = async (
  path: string,
  body: Uint8Array | FormData,
  method = 'POST',
): Promise<{ status: number; body: Json }> => {
  const url = signUrl(`${other.agendasUrl}api/export-import/${path}`, { secret, orig, now });
  const headers: Record<string, string> = body instanceof FormData ? {} : { 'content-type': 'application/x-tar' };
  const answer = await fetch(url, { method, body: body as BodyInit, headers });
  return { status: answer.status, body: await answer.json() };
};
const otherGet = (path: string) => other.call('GET', `api/export-import/${path}`);
const otherPost = (path: string, body: unknown) => other.call('POST', `api/export-import/${path}`, body);
const wholeOfOther = async (): Promise<string> => {
  const lists = await Promise.all(elements.map(([type, slug]) => otherGet(`${type}/${slug}/`)));
  return JSON.stringify(lists.map(({ body }) => body));
};

test('what left comes in elsewhere as it was: from an archive, from a form, and as JSON', async () => {
  const archive = archiveOf(bundle);
  const check = await sendBytes('bundle-check/', archive);
  assert.deepEqual([check.body.data.unknown_elements.length, check.body.data.differences], [8, []]);
  assert.deepEqual((await sendBytes('bundle-import/', archive)).body, { err: 0 });
  for (const [type, slug] of elements)
    assert.deepEqual((await otherGet(`${type}/${slug}/`)).body, bundle[`${type}/${slug}`], `${type}/${slug}`);
  const events = await other.plain('GET', 'api/agenda/stages/datetimes/');
  assert.ok(events.body.data.some(({ primary_event: series }: Json) => series === 'stages@piano'));

  const form = new FormData();
  form.set('bundle', new File([new Uint8Array(archive)], 'bundle.tar'));
  assert.deepEqual((await sendBytes('bundle-import/', form, 'PUT')).body, { err: 0 });
  assert.deepEqual((await otherPost('bundle-import/', bundle)).body, { err: 0 });
  const again = (await otherPost('bundle-check/', bundle)).body.data;
  assert.deepEqual(again, { differences: [], unknown_elements: [], no_history_elements: [], legacy_elements: [] });
});

test('what was changed here is told, and made again by an import', async () => {
  await other.call('PATCH', 'api/agenda/guichet/', { label: 'Autre' });
  const { differences } = (await otherPost('bundle-check/', bundle)).body.data;
  assert.deepEqual(differences, [{ type: 'agendas', slug: 'guichet' }]);
  await otherPost('bundle-import/', bundle);
  assert.deepEqual((await otherPost('bundle-check/', bundle)).body.data.differences, []);
});

const withoutManifest = Object.fromEntries(Object.entries(bundle).filter(([name]) => name !== 'manifest.json'));
const changed = (path: string, more: Json): Record<string, Json> => ({
  ...bundle,
  [path]: { data: { ...bundle[path].data, ...more } },
});
const faults: { name: string; body: Record<string, Json> | Uint8Array; key: string | RegExp }[] = [
  { name: 'without a manifest', body: withoutManifest, key: 'manifest.json' },
  { name: 'with a manifest that is a list', body: { ...bundle, 'manifest.json': [] }, key: 'manifest.json' },
  { name: 'without its own slug', body: { 'manifest.json': { elements: [] } }, key: /^manifest/ },
  { name: 'without a file that it names', body: { 'manifest.json': manifest }, key: 'roles/agents' },
  { name: 'whose file names itself otherwise', body: changed('agendas/guichet', { slug: 'x' }), key: 'agendas/guichet' },
  { name: 'with an unknown key', body: changed('agendas/guichet', { colour: 'x' }), key: 'agendas/guichet.colour' },
  { name: 'with an agenda of another kind', body: changed('agendas/guichet', { kind: 'virtual', meeting_types: undefined, resources: undefined, desks: undefined, opening_hours: undefined, free_range: undefined, slot_minutes: undefined, minimal_booking_slots: undefined, maximal_booking_slots: undefined, free_range_resources: undefined }), key: 'agendas/guichet.kind' },
  { name: 'with the hour that March leaves out', body: changed('agendas/stages', { events: [{ slug: 'x', start_datetime: '2027-03-28 02:30', places: 1 }] }), key: 'agendas/stages.events[0].start_datetime' },
  { name: 'with an unknown category', body: changed('agendas/stages', { category: 'absente' }), key: 'agendas/stages.category' },
  { name: 'with a lone surrogate', body: changed('agendas/stages', { label: '\ud800' }), key: 'agendas/stages' },
  { name: 'with a role without a name', body: changed('roles/agents', { name: '' }), key: 'roles/agents' },
  { name: 'that is no archive', body: new Uint8Array(2_000), key: 'bundle' },
  { name: 'that is compressed', body: new Uint8Array([0x1f, 0x8b, 8, 0]), key: 'bundle' },
  { name: 'whose file is no JSON', body: archiveOf({ ...bundle, 'agendas/stages': '{' }), key: 'agendas/stages' },
  { name: 'whose names climb', body: archiveOf({ ...bundle, '../x': '{}' }), key: 'bundle' },
]; // prettier-ignore
for (const { name, body, key } of faults) {
  test(`no bundle is imported ${name}`, async () => {
    const before = await wholeOfOther();
    const answer =
      body instanceof Uint8Array ? await sendBytes('bundle-import/', body) : await otherPost('bundle-import/', body);
    assert.equal(answer.status, 400, JSON.stringify(answer.body));
    const [first] = Object.keys(answer.body.errors);
    if (typeof key === 'string') assert.equal(first, key, JSON.stringify(answer.body.errors));
    else assert.match(first!, key);
    assert.equal(await wholeOfOther(), before);
  });
}

test('a bundle that is too large is refused at the door', async () => {
  assert.equal((await sendBytes('bundle-import/', new Uint8Array(5_000_000))).status, 413);
});

test('what others use stays; what nobody uses goes with its application', async () => {
  const application = { application: 'loisirs' };
  assert.deepEqual((await otherPost('uninstall-check/', { application: 'absente' })).body, { err: 0 });
  assert.equal((await otherPost('uninstall/', {})).status, 400);
  const booked = await other.call('POST', 'api/agenda/stages/fillslot/voile/', {});
  assert.equal(booked.body.err, 0);
  await other.call('POST', 'api/agenda/', { slug: 'mienne', label: 'Mienne', kind: 'events', category: 'loisirs' });
  const before = await wholeOfOther();
  for (const path of ['uninstall-check/', 'uninstall/']) {
    const { status, body } = await otherPost(path, application);
    assert.deepEqual([status, body.err, body.reason], [200, 1, 'application is in use']);
    assert.deepEqual(body.errors, { 'agendas/stages': ['has bookings'], 'agendas_categories/loisirs': ['is named by mienne'] }); // prettier-ignore
  }
  assert.equal(await wholeOfOther(), before);
  // Declared again without them, they are its own no more.
  const rest = { ...manifest, elements: manifest.elements.filter(({ slug }) => !['stages', 'loisirs', 'stage', 'ponts'].includes(slug)) }; // prettier-ignore
  assert.equal((await otherPost('bundle-declare/', { ...bundle, 'manifest.json': rest })).body.err, 0);
  assert.deepEqual((await otherPost('uninstall-check/', application)).body, { err: 0 });
  assert.deepEqual((await otherPost('uninstall/', application)).body, { err: 0 });
  assert.deepEqual(ids(await otherGet('agendas/')), ['mienne', 'stages']);
  assert.deepEqual(ids(await otherGet('roles/')), ['agents']);
});

test('an application that is let go leaves its components', async () => {
  await otherPost('bundle-import/', bundle);
  assert.deepEqual((await otherPost('unlink/', { application: 'loisirs' })).body, { err: 0 });
  assert.deepEqual((await otherPost('uninstall/', { application: 'loisirs' })).body, { err: 0 });
  assert.equal((await otherPost('bundle-check/', bundle)).body.data.legacy_elements.length, 8);
});
