import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import type { Json } from '../../src/agendas/testing.ts';
import { digest, isRefusal, openHouse } from './house.ts';

/*
 * Bodies, slots and dates by generators: valid ones with one fault or two. Never a 5xx, and what is refused has written nothing. A failure prints fast-check's seed and
 * path: `fc.assert(…, { seed, path })` replays it. `BODIES=5000` runs more.
 */
const numRuns = Number(process.env['BODIES'] ?? 150);
const house = await openHouse();
const api = '/agendas/api';
const before = await digest(house.db);

/** Books in an event without places, so that whatever is accepted as a call is refused as a booking: nothing may ever be written. */
const full = `${api}/agenda/stages-ete/fillslot/cuisine-mercredi/`;

const post = (url: string, body: unknown, headers: Record<string, string> = {}) =>
  house.ask({ method: 'POST', url, body, headers }, 'client');

const poison = fc.constantFrom<unknown>(
  '\0',
  'a\0',
  '\ud800',
  '\udfff',
  '9'.repeat(40),
  9e30,
  -1,
  0,
  1.5,
  -0,
  '2026-02-30',
  '٣',
  ' ',
  '__proto__',
  true,
  null,
  [],
  {},
  [['x']],
  { a: { b: '\0' } },
);
const any = fc.oneof(
  poison,
  fc.json({ maxDepth: 6 }).map((text) => JSON.parse(text) as unknown),
  fc.string({ unit: 'binary', maxLength: 40 }),
);
const names = [
  'label',
  'user_external_id',
  'user_first_name',
  'user_email',
  'count',
  'lock_code',
  'confirm_after_lock',
  'cancel_booking_id',
  'bypass_delays',
  'exclude_user',
  'extra_emails',
  'cancel_callback_url',
  'force_waiting_list',
  'events',
  'extra_data',
  'slots',
];
const body = fc.dictionary(
  fc.oneof(
    { weight: 8, arbitrary: fc.constantFrom(...names) },
    { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 12 }) },
  ),
  any,
  { maxKeys: 5 },
);

test('JSON bodies', async () => {
  await fc.assert(
    fc.asyncProperty(body, async (sent) => {
      const answer = await post(full, sent);
      assert.ok(isRefusal(answer) && answer.statusCode < 500, `${answer.statusCode} ${answer.body.slice(0, 200)}`);
      const told: Json = JSON.parse(answer.body);
      assert.ok(typeof told.err_desc === 'string' && typeof told.reason === 'string', answer.body);
      if (answer.statusCode === 400) assert.ok(told.errors === undefined || Object.keys(told.errors).length > 0);
    }),
    { numRuns },
  );
  assert.equal(await digest(house.db), before);
});

const wholes: readonly {
  name: string;
  sent: string | Buffer;
  headers?: Record<string, string>;
  statuses: readonly number[];
}[] = [
  { name: 'nothing', sent: '', statuses: [200] },
  { name: 'null', sent: 'null', statuses: [200, 400] },
  { name: 'a list', sent: '[]', statuses: [400] },
  { name: 'a number', sent: '1e400', statuses: [400] },
  { name: 'half of it', sent: '{"a":', statuses: [400] },
  { name: 'two of them', sent: '{}{}', statuses: [400] },
  { name: 'a deep one', sent: '['.repeat(10_000) + ']'.repeat(10_000), statuses: [400] },
  { name: 'a deep one within', sent: `{"a":${'{"a":'.repeat(5_000)}1${'}'.repeat(5_000)}}`, statuses: [400] },
  { name: 'a key twice', sent: '{"count": 1, "count": "x"}', statuses: [400] },
  {
    name: 'a prototype',
    sent: '{"__proto__": {"count": 1}, "constructor": {"prototype": {"polluted": 1}}}',
    statuses: [200],
  },
  { name: 'a mark before', sent: '\ufeff{}', statuses: [200, 400] },
  { name: 'UTF-16', sent: Buffer.from('{"a": 1}', 'utf16le'), statuses: [400] },
  {
    name: 'bytes that are no text',
    sent: Buffer.from([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x3a, 0x31, 0x7d]),
    statuses: [400],
  },
  { name: 'more than a mebibyte', sent: JSON.stringify({ a: 'x'.repeat(1_048_577) }), statuses: [413] },
  { name: 'compressed', sent: '{}', headers: { 'content-encoding': 'gzip' }, statuses: [200, 400, 415] },
  { name: 'of no kind', sent: '{"count": "x"}', headers: { 'content-type': '' }, statuses: [400, 415] },
  {
    name: 'of a kind with a tab',
    sent: '{"count": "x"}',
    headers: { 'content-type': 'application/json\t' },
    statuses: [400, 415],
  },
  {
    name: 'of two kinds',
    sent: '{"count": "x"}',
    headers: { 'content-type': 'application/json, text/plain' },
    statuses: [400, 415],
  },
  { name: 'of another kind', sent: '{"count": "x"}', headers: { 'content-type': 'text/xml' }, statuses: [400, 415] },
  {
    name: 'of a kind in capitals',
    sent: '{"count": "x"}',
    headers: { 'content-type': 'APPLICATION/JSON; charset=utf-8' },
    statuses: [400, 415],
  },
];
for (const { name, sent, headers, statuses } of wholes) {
  test(`a body that is ${name}`, async () => {
    const answer = await house.app.server.inject({
      method: 'POST',
      url: full,
      headers: {
        host: house.host,
        'content-type': 'application/json',
        authorization: `Basic ${Buffer.from('appli:clé').toString('base64')}`,
        ...headers,
      },
      payload: sent,
    });
    assert.ok(statuses.includes(answer.statusCode), `${answer.statusCode} ${answer.body.slice(0, 200)}`);
    assert.ok(isRefusal(answer));
    assert.equal(({} as Record<string, unknown>)['polluted'], undefined);
    assert.equal(await digest(house.db), before);
  });
}

const day = fc.constantFrom(
  '2026-02-30',
  '2026-13-01',
  '0000-00-00',
  '-0001-01-01',
  '294277-01-01',
  '2027-W53-1',
  '2027-03-28',
  '2026-10-25',
  '2028-02-29',
  '2027-02-29',
  '1e3-01-01',
  '２０２７-01-01',
);
const time = fc.constantFrom('0230', '2400', '0960', '-100', '9:00', '090', '09000', '٠٩٠٠', '');
const slot = fc.oneof(
  fc
    .tuple(fc.constantFrom('passeport', 'nothing', 'cirque-lundi', '', '1', 'x'.repeat(170)), day, time)
    .map(([type, date, clock]) => `${type}:${date}-${clock}`),
  fc.constantFrom(
    'cirque-lundi',
    '9223372036854775808',
    '-1',
    '1.5',
    '0x1',
    '٣',
    'a,b,,a',
    ':',
    '::',
    '%',
    'a@b',
    'null',
    '__proto__',
  ),
  fc.string({ unit: 'binary', minLength: 1, maxLength: 30 }),
);

test('slots of other agendas, other types, past, malformed', async () => {
  await fc.assert(
    fc.asyncProperty(fc.constantFrom('mairie', 'nothing', '9223372036854775808'), slot, async (agenda, name) => {
      for (const [url, sent] of [
        [`${api}/agenda/${agenda}/fillslot/${encodeURIComponent(name.toWellFormed())}/`, {}],
        [`${api}/agenda/${agenda}/fillslots/`, { slots: [name, name] }],
        [`${api}/agenda/${agenda}/events/fillslots/`, { slots: name, user_external_id: 'u' }],
        [`${api}/agendas/events/fillslots/?agendas=${agenda}`, { slots: `${agenda}@${name}`, user_external_id: 'u' }],
      ] as const) {
        const answer = await post(url, sent);
        assert.ok(answer.statusCode < 500, `${answer.statusCode} ${url} ${answer.body.slice(0, 200)}`);
      }
    }),
    { numRuns: Math.ceil(numRuns / 2) },
  );
  const many = Array.from({ length: 10_000 }, (_, n) => `s${n}`);
  for (const path of ['fillslots', 'events/fillslots'])
    assert.equal(
      (await post(`${api}/agenda/stages-ete/${path}/`, { slots: many, user_external_id: 'u' })).statusCode,
      400,
    );
});

test('dates in queries: refused by name, or read', async () => {
  const readings = [
    'agenda/stages-ete/datetimes',
    'agenda/mairie/meetings/passeport/datetimes',
    'agendas/datetimes',
    'bookings',
  ];
  const text = fc.oneof(
    day,
    fc
      .tuple(day, fc.constantFrom('T24:00', ' 02:30', 'T02:30:00+18:01', 'T10:00Z', 'Tx'))
      .map((parts) => parts.join('')),
    fc.string({ unit: 'binary', maxLength: 20 }),
  );
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...readings),
      fc.constantFrom('date_start', 'date_end', 'date', 'start', 'end'),
      text,
      async (path, name, value) => {
        const given = `${name}=${encodeURIComponent(value.toWellFormed())}&agendas=stages-ete&user_external_id=u`;
        const answer = await house.ask({ method: 'GET', url: `${api}/${path}/?${given}` }, 'client');
        assert.ok(answer.statusCode < 500, `${answer.statusCode} ${path} ${given} ${answer.body.slice(0, 200)}`);
      },
    ),
    { numRuns },
  );
});

test('nothing of all that stands written', async () => assert.equal(await digest(house.db), before));
