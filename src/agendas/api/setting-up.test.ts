import assert from 'node:assert/strict';
import test from 'node:test';
import { sql } from 'kysely';
import { inTransaction } from '../../platform/database/transaction.ts';
import { brokenInvariants } from '../checks/invariants.ts';
import { keepOccurrences } from '../events/occurrences.ts';
import { openZone } from '../../time/zone.ts';
import { agendasApp, type Json } from '../testing.ts';

const now = Temporal.Instant.from('2026-07-01T08:00:00Z');
const app = await agendasApp(
  {
    categories: [{ slug: 'loisirs', label: 'Loisirs' }],
    resources: [{ slug: 'borne', label: 'Borne' }],
    events_types: [
      {
        slug: 'stage',
        label: 'Stage',
        custom_fields: [
          { slug: 'age', label: 'Âge' },
          { slug: 'interieur', label: 'À l’intérieur', type: 'bool' },
          { slug: 'limite', label: 'Limite', type: 'date' },
        ],
      },
    ],
    agendas: [
      {
        slug: 'stages',
        label: 'Stages',
        kind: 'events',
        events_type: 'stage',
        maximal_booking_delay: 0,
        events: [
          { slug: 'voile', label: 'Voile', start_datetime: '2026-07-15 09:00', places: 4, waiting_list_places: 3 },
          { slug: 'hier', label: 'Hier', start_datetime: '2026-06-15 09:00', places: 4 },
        ],
      },
      { slug: 'guichet', label: 'Guichet', kind: 'meetings', meeting_types: [{ slug: 'passeport' }] },
    ],
  },
  {},
  { now },
);
const { db } = app.agendas;
await sql`insert into accounts.role (slug, name) values ('agents', 'Agents du guichet')`.execute(db);

const post = (path: string, body: unknown) => app.call('POST', `api/${path}`, body);
const patch = (path: string, body: unknown) => app.call('PATCH', `api/${path}`, body);
const book = async (event: string, body: Json = {}): Promise<number> => {
  const answer = await post(`agenda/stages/fillslot/${event}/`, body);
  assert.equal(answer.body.err, 0, JSON.stringify(answer.body));
  return answer.body.booking_id;
};
const waits = async (id: number): Promise<boolean> =>
  (await app.call('GET', `api/booking/${id}/`)).body.data.in_waiting_list;
const status = async (event: string): Promise<Json> =>
  (await app.call('GET', `api/agenda/stages/status/${event}/`)).body;
/** All that a refused call may not change. */
const whole = async (): Promise<string> =>
  (
    await sql<{
      rows: string;
    }>`select (select jsonb_agg(a order by id) from agendas.agenda a)::text || (select jsonb_agg(e order by id) from agendas.event e)::text as rows`.execute(
      db,
    )
  ).rows[0]!.rows;

test('an agenda of each kind is made, with what the site file takes of it, as texts or not', async () => {
  const events = await post('agenda/', {
    text: 'Ateliers d’été',
    kind: 'events',
    category: 'loisirs',
    minimal_booking_delay: '2',
    maximal_booking_delay: '',
    overbooking: 'False',
    booking_form_url: '',
    view_role: 'Agents du guichet',
    edit_role: 'agents',
    minimal_booking_time: '08:30',
  });
  assert.equal(events.status, 200, JSON.stringify(events.body));
  const { id, text, category_label, minimal_booking_delay, maximal_booking_delay, view_role, edit_role } =
    events.body.data;
  assert.deepEqual(
    { id, text, category_label, minimal_booking_delay, maximal_booking_delay, view_role, edit_role },
    {
      id: 'ateliers-d-ete',
      text: 'Ateliers d’été',
      category_label: 'Loisirs',
      minimal_booking_delay: 2,
      maximal_booking_delay: 56,
      view_role: 'Agents du guichet',
      edit_role: 'Agents du guichet',
    },
  );
  assert.equal((await post('agenda/', { label: 'Ateliers d’été', kind: 'events' })).body.data.id, 'ateliers-d-ete-1');

  const meetings = await post('agenda/', {
    slug: 'mairie',
    label: 'Mairie',
    kind: 'meetings',
    resources: 'borne',
    meeting_types: [{ slug: 'carte', label: 'Carte', duration: '30' }],
    desks: JSON.stringify([
      { slug: 'a', opening_hours: [{ weekday: '1', start_time: '09:00', end_time: '12:00' }], public_holidays: 'true' },
    ]),
  });
  assert.equal(meetings.status, 200, JSON.stringify(meetings.body));
  const slots = await app.plain('GET', 'api/agenda/mairie/meetings/carte/datetimes/');
  assert.equal(slots.body.data[0].datetime, '2026-07-06 09:00:00');
  const virtual = await post('agenda/', { slug: 'toutes', label: 'Toutes', kind: 'virtual', agendas: ['mairie'] });
  assert.equal(virtual.body.data.kind, 'virtual');
  assert.equal((await app.plain('GET', 'api/agenda/toutes/meetings/')).body.data[0].id, 'carte');
});

const badAgendas = [
  { name: 'without a kind', body: { label: 'A' }, key: 'kind', says: /required/ },
  { name: 'of another kind', body: { label: 'A', kind: 'party' }, key: 'kind', says: /Choose one/ },
  { name: 'without a label', body: { kind: 'events' }, key: 'label', says: /required/ },
  { name: 'with a blank label', body: { kind: 'events', label: ' ' }, key: 'label', says: /blank/ },
  { name: 'of a slug that is there', body: { kind: 'events', label: 'A', slug: 'stages' }, key: 'slug', says: /exists/ },
  { name: 'of an impossible slug', body: { kind: 'events', label: 'A', slug: 'a/b' }, key: 'slug', says: /pattern/ },
  { name: 'of an unknown category', body: { kind: 'events', label: 'A', category: 'x' }, key: 'category', says: /there/ },
  { name: 'of an unknown role', body: { kind: 'events', label: 'A', edit_role: 'x' }, key: 'edit_role', says: /there/ },
  { name: 'of an unknown type', body: { kind: 'events', label: 'A', events_type: 'x' }, key: 'events_type', says: /there/ },
  { name: 'with an unknown key', body: { kind: 'events', label: 'A', colour: 'x' }, key: 'colour', says: /not known/ },
  { name: 'with a key of another kind', body: { kind: 'events', label: 'A', desks: [] }, key: 'desks', says: /key/ },
  { name: 'with a negative delay', body: { kind: 'events', label: 'A', minimal_booking_delay: -1 }, key: 'minimal_booking_delay', says: /greater/ },
  { name: 'with a huge delay', body: { kind: 'events', label: 'A', maximal_booking_delay: '9'.repeat(12) }, key: 'maximal_booking_delay', says: /less/ },
  { name: 'with an hour that is none', body: { kind: 'events', label: 'A', minimal_booking_time: '25:00' }, key: 'minimal_booking_time', says: /pattern/ },
  { name: 'of itself', body: { kind: 'virtual', label: 'A', slug: 'v', agendas: 'v' }, key: 'agendas[0]', says: /agenda of meetings/ },
  { name: 'of events', body: { kind: 'virtual', label: 'A', agendas: 'stages' }, key: 'agendas[0]', says: /agenda of meetings/ },
  { name: 'with a desk that closes before it opens', body: { kind: 'meetings', label: 'A', desks: [{ slug: 'a', opening_hours: [{ weekday: 1, start_time: '12:00', end_time: '09:00' }] }] }, key: 'desks[0].opening_hours[0].end_time', says: /after/ },
  { name: 'with bounds the wrong way round', body: { kind: 'meetings', label: 'A', minimal_booking_slots: 4, maximal_booking_slots: 2 }, key: 'maximal_booking_slots', says: /lower/ },
  { name: 'with desks that are no JSON', body: { kind: 'meetings', label: 'A', desks: '[' }, key: 'desks', says: /JSON/ },
  { name: 'with a NUL deep inside', body: { kind: 'meetings', label: 'A', desks: [{ slug: 'a\0' }] }, key: 'desks', says: /Null/ },
  { name: 'with a lone surrogate deep inside', body: { kind: 'meetings', label: 'A', desks: [{ slug: 'a', label: '\ud800' }] }, key: 'desks', says: /surrogates/ },
] as const; // prettier-ignore
for (const { name, body, key, says } of badAgendas) {
  test(`no agenda is made ${name}`, async () => {
    const before = await whole();
    const answer = await post('agenda/', body);
    assert.equal(answer.status, 400, JSON.stringify(answer.body));
    assert.equal(answer.body.err_class, 'invalid payload');
    assert.match(answer.body.errors[key]?.[0] ?? JSON.stringify(answer.body.errors), says);
    assert.equal(await whole(), before);
  });
}

test('an agenda is changed by what is said alone; its name in addresses and its kind stay', async () => {
  const changed = await patch('agenda/stages/', {
    text: 'Stages !',
    category: 'loisirs',
    slug: 'stages',
    minimal_cancellation_delay: 3,
  });
  assert.deepEqual(
    [changed.body.data.text, changed.body.data.category, changed.body.data.minimal_cancellation_delay],
    ['Stages !', 'loisirs', 3],
  );
  const cleared = await patch('agenda/stages/', { category: '', minimal_cancellation_delay: null });
  assert.deepEqual(
    [cleared.body.data.text, cleared.body.data.category, cleared.body.data.minimal_cancellation_delay],
    ['Stages !', null, null],
  );
  assert.equal(cleared.body.data.events_type, 'stage');
  for (const [key, body] of [
    ['slug', { slug: 'autres' }],
    ['kind', { kind: 'meetings' }],
    ['label', { label: '' }],
    ['desks', { desks: [] }],
    ['events', { events: [] }],
    ['public_holidays', { public_holidays: 'perhaps' }],
  ] as const) {
    const answer = await patch('agenda/stages/', body);
    assert.equal(answer.status, 400, key);
    assert.ok(answer.body.errors[key], key);
  }
  assert.equal((await patch('agenda/none/', {})).status, 404);
});

test('an agenda’s number of slots is held against what stands', async () => {
  await post('agenda/', {
    slug: 'salles',
    label: 'Salles',
    kind: 'meetings',
    free_range: true,
    slot_minutes: 30,
    maximal_booking_slots: 4,
  });
  const answer = await patch('agenda/salles/', { minimal_booking_slots: 6 });
  assert.deepEqual([answer.status, Object.keys(answer.body.errors)], [400, ['maximal_booking_slots']]);
});

test('who edits an agenda may not say who else may; API clients set up no agenda', async () => {
  await sql`insert into accounts.api_client (identifier, key) values ('appli', 'clé')`.execute(db);
  const authorization = `Basic ${Buffer.from('appli:clé').toString('base64')}`;
  const by = (method: string, path: string, body: unknown) => app.plain(method, `api/${path}`, body, { authorization });
  assert.equal((await by('POST', 'agenda/', { label: 'A', kind: 'events' })).status, 403);
  assert.equal((await by('PATCH', 'agenda/stages/', { reminder_text: 'x' })).status, 200);
  assert.equal((await by('PATCH', 'agenda/stages/', { edit_role: 'agents' })).status, 403);
  assert.equal((await app.plain('PATCH', 'api/agenda/stages/', { label: 'x' })).status, 403);
});

test('a write is done once under its key', async () => {
  const headers = { 'idempotency-key': 'twice' };
  const body = { slug: 'deux-fois', label: 'Deux fois', kind: 'events' };
  const [first, second] = [
    await app.call('POST', 'api/agenda/', body, headers),
    await app.call('POST', 'api/agenda/', body, headers),
  ];
  assert.deepEqual(second.body, first.body);
  assert.equal(second.headers.get('idempotent-replayed'), 'true');
  assert.equal((await app.call('POST', 'api/agenda/', { ...body, label: 'x' }, headers)).status, 422);
});

test('an event is made, and can be booked', async () => {
  const answer = await post('agenda/stages/event/', {
    label: 'Cirque',
    datetime: '2026-07-22 14:00:00',
    duration: '90',
    places: '1',
    waiting_list_places: '2',
    waiting_list_bookings_automatic_confirm: 'true',
    custom_field_age: '6-10 ans',
    custom_field_interieur: 'True',
    pricing: '',
  });
  assert.equal(answer.status, 200, JSON.stringify(answer.body));
  const { id, datetime, end_datetime, places, pricing } = answer.body.data;
  assert.deepEqual(
    { id, datetime, end_datetime, total: places.total, pricing },
    { id: 'cirque', datetime: '2026-07-22 14:00:00', end_datetime: '2026-07-22 15:30:00', total: 1, pricing: null },
  );
  assert.deepEqual([answer.body.data.custom_field_age, answer.body.data.custom_field_interieur], ['6-10 ans', true]);
  await book('cirque');
  const nameless = await post('agenda/stages/event/', { start_datetime: '2026-08-01 10:00', places: 1 });
  assert.equal(nameless.body.data.id, 'event-2026-08-01-10-00');
});

const when = { start_datetime: '2026-09-01 10:00', places: 3 };
const badEvents = [
  { name: 'without a start', body: { places: 3 }, key: 'start_datetime', says: /required/ },
  { name: 'without places', body: { start_datetime: '2026-09-01 10:00' }, key: 'places', says: /required/ },
  { name: 'of fewer places than none', body: { ...when, places: -1 }, key: 'places', says: /greater/ },
  { name: 'of too many places', body: { ...when, places: 1_000_001 }, key: 'places', says: /less/ },
  { name: 'of half a place', body: { ...when, places: '1.5' }, key: 'places', says: /integer/ },
  { name: 'in the past', body: { ...when, start_datetime: '2026-07-01 10:00' }, key: 'start_datetime', says: /past/ },
  { name: 'in the hour that March leaves out', body: { ...when, start_datetime: '2027-03-28 02:30' }, key: 'start_datetime', says: /never shown/ },
  { name: 'on a day that is none', body: { ...when, start_datetime: '2027-02-30 10:00' }, key: 'start_datetime', says: /not a date/ },
  { name: 'at a text', body: { ...when, start_datetime: 'demain' }, key: 'start_datetime', says: /pattern/ },
  { name: 'of a slug that is there', body: { ...when, slug: 'voile' }, key: 'slug', says: /exists/ },
  { name: 'of a slug that stands for a person', body: { ...when, slug: 'a@b' }, key: 'slug', says: /pattern/ },
  { name: 'with a field that the type lacks', body: { ...when, custom_field_taille: 'x' }, key: 'custom_field_taille', says: /not a field/ },
  { name: 'with a date that is none', body: { ...when, custom_field_limite: '2026-02-30' }, key: 'custom_field_limite', says: /date/ },
  { name: 'with a perhaps', body: { ...when, custom_fields: { interieur: 'perhaps' } }, key: 'custom_field_interieur', says: /bool/ },
  { name: 'with an unknown key', body: { ...when, colour: 'x' }, key: 'colour', says: /not known/ },
  { name: 'on an eighth day', body: { ...when, recurrence_days: '8' }, key: 'recurrence_days[0]', says: /7/ },
  { name: 'on a named day', body: { ...when, recurrence_days: 'lundi' }, key: 'recurrence_days[0]', says: /integer/ },
  { name: 'every fourth week', body: { ...when, recurrence_days: [1], recurrence_week_interval: 4 }, key: 'recurrence_week_interval', says: /less/ },
  { name: 'that ends before it begins', body: { ...when, recurrence_days: [1], recurrence_end_date: '2026-08-01' }, key: 'recurrence_end_date', says: /before/ },
  { name: 'that ends on a day that is none', body: { ...when, recurrence_days: [1], recurrence_end_date: '2026-09-31' }, key: 'recurrence_end_date', says: /not a date/ },
] as const; // prettier-ignore
for (const { name, body, key, says } of badEvents) {
  test(`no event is made ${name}`, async () => {
    const before = await whole();
    const answer = await post('agenda/stages/event/', body);
    assert.equal(answer.status, 400, JSON.stringify(answer.body));
    assert.match(answer.body.errors[key]?.[0] ?? JSON.stringify(answer.body.errors), says);
    assert.equal(await whole(), before);
  });
}

test('an agenda of meetings takes no event', async () => {
  assert.equal((await post('agenda/guichet/event/', when)).status, 400);
});

test('an event is changed by what is said alone', async () => {
  const answer = await patch('agenda/stages/event/voile/', {
    description: 'En mer.',
    custom_field_age: '12 ans',
    datetime: '2026-07-15 09:00:00',
  });
  assert.equal(answer.status, 200, JSON.stringify(answer.body));
  await patch('agenda/stages/event/voile/', { custom_field_interieur: 'false' });
  const { description, label, places, custom_field_age: age, custom_field_interieur: inside } = await status('voile');
  assert.deepEqual([description, label, places.total, age, inside], ['En mer.', 'Voile', 4, '12 ans', false]);
  assert.equal((await patch('agenda/stages/event/voile/', { label: '' })).body.data.label, '');
  assert.equal((await patch('agenda/stages/event/voile/', { label: 'Voile' })).body.data.label, 'Voile');
  const past = await patch('agenda/stages/event/voile/', { start_datetime: '2026-06-01 09:00' });
  assert.deepEqual([past.status, Object.keys(past.body.errors)], [400, ['start_datetime']]);
  // What is over can still be described.
  assert.equal((await patch('agenda/stages/event/hier/', { description: 'x' })).status, 200);
  assert.equal((await patch('agenda/stages/event/none/', {})).status, 404);
});

test('nobody loses a place by a change, and a place that is added goes to who waits', async () => {
  await patch('agenda/stages/event/voile/', { places: 2 });
  const bookings = [await book('voile'), await book('voile'), await book('voile'), await book('voile')];
  assert.deepEqual(await Promise.all(bookings.map(waits)), [false, false, true, true]);
  for (const [body, reason] of [
    [{ places: 1 }, 'fewer places than booked'],
    [{ waiting_list_places: 1 }, 'fewer places than waiting'],
    [{ recurrence_days: [1] }, 'event has bookings'],
  ] as const) {
    const before = await whole();
    const { status: code, body: told } = await patch('agenda/stages/event/voile/', body);
    assert.deepEqual([code, told.err, told.reason, told.err_class], [200, 1, reason, reason]);
    assert.equal(await whole(), before);
  }
  await patch('agenda/stages/event/voile/', { places: 3 });
  assert.deepEqual(await Promise.all(bookings.map(waits)), [false, false, true, true], 'nobody asked for it');
  await patch('agenda/stages/event/voile/', { waiting_list_bookings_automatic_confirm: true });
  assert.deepEqual(await Promise.all(bookings.map(waits)), [false, false, false, true]);
  await patch('agenda/stages/event/voile/', { places: '4' });
  assert.deepEqual(await Promise.all(bookings.map(waits)), [false, false, false, false]);
  const { places } = await status('voile');
  assert.deepEqual([places.total, places.reserved, places.waiting_list_reserved], [4, 4, 0]);
});

test('an event that is overbooked by the rule can be described, and get more places, but not fewer', async () => {
  await post('agenda/stages/event/', { ...when, slug: 'bonde', places: 2, waiting_list_places: 3 });
  await book('bonde');
  await book('bonde', { count: 3 });
  const exceeds = async () =>
    (await sql<{ exceeds: boolean }>`select exceeds from agendas.event where slug = 'bonde'`.execute(db)).rows[0]!
      .exceeds;
  const outcomes: unknown[] = [];
  for (const body of [{ description: 'x' }, { places: 1 }, { places: 2 }, { places: 3 }, { waiting_list_places: 0 }])
    outcomes.push([(await patch('agenda/stages/event/bonde/', body)).body.err, await exceeds()]);
  assert.deepEqual(outcomes, [[0, false], [1, false], [0, false], [0, true], [0, true]]); // prettier-ignore
  assert.deepEqual(await brokenInvariants(db), []);
});

test('an event that somebody has a place of is not taken away; one that was booked stays, cancelled', async () => {
  await post('agenda/stages/event/', { ...when, slug: 'plein', label: 'Plein' });
  const id = await book('plein');
  const refused = await app.call('DELETE', 'api/agenda/stages/event/plein/');
  assert.deepEqual([refused.status, refused.body.reason], [200, 'event has bookings']);
  assert.equal((await status('plein')).cancelled, false);
  await post(`booking/${id}/cancel/`, undefined);
  assert.deepEqual((await app.call('DELETE', 'api/agenda/stages/event/plein/')).body, { err: 0, removed: 'cancelled' });
  assert.equal((await status('plein')).cancelled, true);
  assert.equal((await patch('agenda/stages/event/plein/', { places: 9 })).body.reason, 'event is cancelled');
  await post('agenda/stages/event/', { ...when, slug: 'vide' });
  assert.deepEqual((await app.call('DELETE', 'api/agenda/stages/event/vide/')).body, { err: 0, removed: 'deleted' });
  assert.equal((await app.call('DELETE', 'api/agenda/stages/event/vide/')).status, 404);
});

const occurrencesOf = async (series: string): Promise<Json[]> =>
  (await app.plain('GET', 'api/agenda/stages/datetimes/?events=all&bypass_delays=true')).body.data.filter(
    (event: Json) => event.primary_event === `stages@${series}`,
  );

test('a series comes with its occurrences, which follow it and keep their bookings', async () => {
  const made = await post('agenda/stages/event/', {
    label: 'Danse',
    start_datetime: '2026-09-07 17:00',
    places: 5,
    recurrence_days: '1,3',
    recurrence_end_date: '2026-09-17',
  });
  assert.equal(made.body.data.disabled, true, 'the series itself is no event to book');
  assert.deepEqual(
    (await occurrencesOf('danse')).map(({ date }) => date),
    ['2026-09-07', '2026-09-09', '2026-09-14', '2026-09-16'],
  );
  await book('danse-2026-09-09-1700');
  await book('danse-2026-09-09-1700');
  const few = await patch('agenda/stages/event/danse/', { places: 1 });
  assert.equal(few.body.reason, 'fewer places than booked');
  assert.equal((await patch('agenda/stages/event/danse/', { recurrence_days: '' })).body.reason, 'event has bookings');
  assert.equal((await patch('agenda/stages/event/danse/', { places: 2, recurrence_days: [1] })).status, 200);
  assert.deepEqual(
    (await occurrencesOf('danse')).filter(({ date }) => date !== '2026-09-09').map(({ date }) => date),
    ['2026-09-07', '2026-09-14'],
  );
  const kept = (await app.call('GET', 'api/agenda/stages/status/danse-2026-09-09-1700/')).body;
  assert.deepEqual([kept.places.reserved, kept.disabled], [2, true], 'kept for its bookings, offered to nobody new');
  assert.equal((await app.call('DELETE', 'api/agenda/stages/event/danse/')).body.reason, 'event has bookings');
});

test('what is said of an occurrence is its own, and stays when its series changes', async () => {
  const series = { label: 'Chant', start_datetime: '2026-11-02 18:00', places: 2, recurrence_days: [1] };
  await post('agenda/stages/event/', { ...series, recurrence_end_date: '2026-11-17' });
  const [first, second] = ['chant-2026-11-02-1800', 'chant-2026-11-09-1800'] as const;
  await book(first);
  await book(first);
  await book(second);
  const one = `agenda/stages/event/${first}/`;
  assert.equal((await patch(one, { places: 1 })).body.reason, 'fewer places than booked');
  assert.equal((await patch(one, { recurrence_days: [2] })).body.reason, 'event belongs to a series');
  const changed = await patch(one, { places: 3, description: 'En plein air.', datetime: '2026-11-03 19:00' });
  assert.deepEqual([changed.body.err, changed.body.data.datetime], [0, '2026-11-03 19:00:00']);
  assert.equal((await patch('agenda/stages/event/chant/', { places: 1, label: 'Chorale' })).body.err, 0);
  assert.deepEqual(
    (await occurrencesOf('chant')).map((event) => [event.datetime, event.label, event.places.total, event.description]),
    [
      ['2026-11-03 19:00:00', 'Chorale', 3, 'En plein air.'],
      ['2026-11-09 18:00:00', 'Chorale', 1, null],
      ['2026-11-16 18:00:00', 'Chorale', 1, null],
    ],
  );
});

test('an occurrence that is taken away doesn’t come back; a series nobody booked goes whole', async () => {
  const series = { label: 'Judo', start_datetime: '2026-10-05 17:00', places: 5, recurrence_days: [1] };
  await post('agenda/stages/event/', { ...series, recurrence_end_date: '2026-10-20' });
  const gone = await app.call('DELETE', 'api/agenda/stages/event/judo-2026-10-12-1700/');
  assert.equal(gone.body.removed, 'cancelled');
  const { rows } = await sql<{ id: number }>`select id from agendas.event where slug = 'judo'`.execute(db);
  await inTransaction(db, (trx) => keepOccurrences(trx, rows[0]!.id, openZone('Europe/Paris'), now));
  assert.deepEqual(
    (await occurrencesOf('judo')).map(({ date }) => date),
    ['2026-10-05', '2026-10-19'],
  );
  assert.equal((await app.call('DELETE', 'api/agenda/stages/event/judo/')).body.removed, 'deleted');
  assert.deepEqual(await occurrencesOf('judo'), []);
});

test('a lock that ended is no place, and one that stands is', async () => {
  await post('agenda/stages/event/', { ...when, slug: 'tenu', places: 2 });
  await post('agenda/stages/fillslot/tenu/', { lock_code: 'a' });
  await book('tenu');
  assert.equal((await patch('agenda/stages/event/tenu/', { places: 1 })).body.reason, 'fewer places than booked');
  await sql`update agendas.booking set expires_at = now() - interval '1 minute' where lock_code = 'a'`.execute(db);
  assert.equal((await patch('agenda/stages/event/tenu/', { places: 1 })).body.err, 0);
  assert.equal((await status('tenu')).places.available, 0);
});

test('places are lowered and booked at once: never below what is booked', async () => {
  await post('agenda/stages/event/', { ...when, slug: 'ruee', places: 10 });
  const [lowered] = await Promise.all([
    patch('agenda/stages/event/ruee/', { places: 3 }),
    ...Array.from({ length: 10 }, () => post('agenda/stages/fillslot/ruee/', {})),
  ]);
  const { places } = await status('ruee');
  assert.ok(places.reserved <= places.total, JSON.stringify(places));
  assert.equal(places.total, lowered.body.err === 0 ? 3 : 10);
});
