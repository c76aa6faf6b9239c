import assert from 'node:assert/strict';
import test from 'node:test';
import { sql } from 'kysely';
import { brokenInvariants } from '../checks/invariants.ts';
import { agendasApp, type Json } from '../testing.ts';

const now = Temporal.Instant.from('2026-07-01T08:00:00Z');
const event = (slug: string, places: number, more = {}) => ({
  slug,
  label: slug,
  start_datetime: '2026-07-08 10:00',
  duration: 60,
  places,
  ...more,
});
const site = {
  agendas: [
    {
      slug: 'stages',
      label: 'Stages',
      kind: 'events',
      events: [
        event('full-by-lock', 4),
        event('a', 10),
        event('b', 10, { start_datetime: '2026-07-09 10:00' }),
        event('c', 10, { start_datetime: '2026-07-10 10:00' }),
        event('line', 1, { waiting_list_places: 3, start_datetime: '2026-07-11 10:00' }),
        event('one', 1, { start_datetime: '2026-07-12 10:00' }),
        event('same-hour', 10, { start_datetime: '2026-07-09 10:59' }),
        event('touches', 10, { start_datetime: '2026-07-09 11:00' }),
        event('past', 10, { start_datetime: '2026-06-20 10:00' }),
      ],
    },
    { slug: 'cantine', label: 'Cantine', kind: 'events', events: [event('midi', 2)] },
  ],
};

test('sets of events: held, of several places, and with bookings of several events', async (t) => {
  const { call, agendas } = await agendasApp(site, {}, { now });
  const set = async (body: Json, query = '', agenda = 'agenda/stages'): Promise<Json> =>
    (await call('POST', `api/${agenda}/events/fillslots/${query}`, body)).body;
  const fill = async (slot: string, body: Json = {}): Promise<Json> =>
    (await call('POST', `api/agenda/stages/fillslot/${slot}/`, body)).body;
  const counts = ({ err, booking_count: booked, cancelled_booking_count: cancelled }: Json) => [err, booked, cancelled];
  const places = async (slot: string): Promise<Json> =>
    (await call('GET', `api/agenda/stages/status/${slot}/`)).body.places;
  const mine = async (user: string): Promise<Json> =>
    (await call('GET', `api/bookings/?user_external_id=${user}`)).body.data.map((one: Json) => [
      one.events ?? one.event,
      one.places,
    ]);
  t.afterEach(async () => assert.deepEqual(await brokenInvariants(agendas.db), []));

  await t.test('what the person’s own lock holds is the person’s to book', async () => {
    assert.equal((await fill('full-by-lock', { count: 4, lock_code: 'Z' })).err, 0);
    const body = { slots: 'full-by-lock', user_external_id: 'q9', lock_code: 'Z', confirm_after_lock: true };
    assert.equal((await set({ ...body, lock_code: 'other' })).reason, 'some events are full: full-by-lock');
    assert.deepEqual(counts(await set(body)), [0, 1, 0]);
    assert.deepEqual(await mine('q9'), [['full-by-lock', 1]]);
    assert.equal((await places('full-by-lock')).reserved, 1, 'the lock has gone');
  });

  await t.test('a lock code alone holds the set for a while; it is nobody’s booking', async () => {
    const lock = { slots: ['one', 'line'], lock_code: 'Y' };
    assert.deepEqual(counts(await set(lock)), [0, 2, 0]);
    assert.deepEqual(counts(await set({ ...lock, user_external_id: 'q8' })), [0, 2, 0], 'held again, by name');
    assert.deepEqual(await mine('q8'), []);
    assert.equal((await fill('one')).reason, 'sold out');
    assert.equal((await fill('line')).in_waiting_list, true);
    const { body: listed } = await call('GET', 'api/agenda/stages/datetimes/?lock_code=Y');
    assert.equal(listed.data.find(({ id }: Json) => id === 'one').disabled, false);
    assert.deepEqual(counts(await set({ ...lock, user_external_id: 'q8', confirm_after_lock: true })), [0, 2, 0]);
    assert.deepEqual(await mine('q8'), [['line', 1], ['one', 1]]); // prettier-ignore
    const { rows } =
      await sql`select from agendas.booking where expires_at is not null and cancelled_at is null`.execute(agendas.db);
    assert.equal(rows.length, 0);
    assert.equal((await set({ slots: 'a', lock_code: '', confirm_after_lock: true })).err, 1);
    assert.equal((await call('POST', 'api/agenda/stages/events/fillslots/', { slots: 'a' })).status, 400);
  });

  await t.test(
    'a lock lets nothing go, and doesn’t hold what the person has; a newer one takes its place',
    async () => {
      await set({ slots: 'a', user_external_id: 'q7' });
      const held = await set({ slots: 'a,b', user_external_id: 'q7', lock_code: 'X' });
      assert.deepEqual([...counts(held), held.booked_events.map(({ slug }: Json) => slug)], [0, 1, 0, ['b']]);
      assert.deepEqual([(await places('b')).reserved, (await places('c')).reserved], [1, 0]);
      await set({ slots: 'c', user_external_id: 'q7', lock_code: 'X' });
      assert.deepEqual([(await places('b')).reserved, (await places('c')).reserved], [0, 1]);
      assert.deepEqual(await mine('q7'), [['a', 1]]);
      const confirmed = await set({ slots: 'c', user_external_id: 'q7', lock_code: 'X', confirm_after_lock: 'true' });
      assert.deepEqual(counts(confirmed), [0, 1, 1]);
      assert.deepEqual(await mine('q7'), [['c', 1]]);
      await set({ slots: '', user_external_id: 'q7' });
    },
  );

  await t.test('over several agendas, a lock in each', async () => {
    const body = { slots: 'stages@a,cantine@midi', lock_code: 'V', count: 2 };
    const several = '?agendas=stages,cantine';
    assert.deepEqual(counts(await set(body, several, 'agendas')), [0, 2, 0]);
    assert.equal((await set({ slots: 'midi', user_external_id: 'u' }, '', 'agenda/cantine')).err, 1);
    const confirm = { ...body, user_external_id: 'q6', confirm_after_lock: true };
    assert.deepEqual(counts(await set(confirm, several, 'agendas')), [0, 2, 0]);
    assert.deepEqual(await mine('q6'), [['a', 2], ['midi', 2]]); // prettier-ignore
  });

  await t.test('several places of each event that is new; what the person has stays as it is', async () => {
    assert.deepEqual(counts(await set({ slots: 'a', user_external_id: 'r1' })), [0, 1, 0]);
    assert.deepEqual(counts(await set({ slots: 'a,b', user_external_id: 'r1' }, '?count=2')), [0, 1, 0]);
    assert.deepEqual(await mine('r1'), [['a', 1], ['b', 2]]); // prettier-ignore
    const many = { slots: 'c', user_external_id: 'r1', count: '11' };
    assert.equal((await set(many)).reason, 'some events are full: c');
    assert.deepEqual(counts(await set({ slots: '', user_external_id: 'r1' })), [0, 0, 2]);
  });

  const refused: { name: string; body: Json; reason: string }[] = [
    { name: 'no count', body: { count: 'x' }, reason: 'invalid payload' },
    { name: 'a booking to let go', body: { cancel_booking_id: 3 }, reason: 'invalid payload' },
    { name: 'not a boolean', body: { exclude_user: 'perhaps' }, reason: 'invalid payload' },
    {
      name: 'two at one time',
      body: { slots: 'b,same-hour', check_overlaps: true },
      reason: 'some events are at the same time: b, same-hour',
    },
    { name: 'no waiting list to be put on', body: { force_waiting_list: true }, reason: 'some events are full: a' },
  ];
  for (const { name, body, reason } of refused) {
    await t.test(`refused: ${name}`, async () => {
      assert.equal((await set({ slots: 'a', user_external_id: 'r2', ...body })).reason, reason);
      assert.deepEqual(await mine('r2'), []);
    });
  }

  await t.test('one after the other is not at the same time', async () => {
    const body = { slots: 'b,touches', user_external_id: 'r3', check_overlaps: 'true', exclude_user: true };
    assert.deepEqual(counts(await set(body)), [0, 2, 0]);
    await set({ slots: '', user_external_id: 'r3' });
  });

  await t.test('a booking of several events counts with each of them', async () => {
    const several = (await call('POST', 'api/agenda/stages/fillslots/', { slots: 'a,b,c', user_external_id: 'q5' }))
      .body;
    const inDays = async (days: string): Promise<Json> =>
      (await call('GET', `api/bookings/?user_external_id=q5&${days}`)).body.data.map(({ id }: Json) => id);
    assert.deepEqual(await mine('q5'), [[['a', 'b', 'c'], 1]]);
    assert.deepEqual(await inDays('date_start=2026-07-10&date_end=2026-07-11'), [several.booking_id]);
    assert.deepEqual(await inDays('date_start=2026-07-11'), []);
    assert.deepEqual(await inDays('date_end=2026-07-08'), []);
    assert.deepEqual(counts(await set({ slots: 'a,b', user_external_id: 'q5' })), [0, 0, 1], 'not booked twice');
    assert.deepEqual(await mine('q5'), [[['a', 'b'], 1]]);
    assert.equal((await places('c')).reserved, 0);
    assert.deepEqual(counts(await set({ slots: '', user_external_id: 'q5' })), [0, 0, 2]);
    assert.equal((await call('POST', several.api.cancel_url)).body.reason, 'already cancelled');
  });

  await t.test('the range of a booking stands in its body or in its address', async () => {
    const past = (query: string, body: Json = {}) => call('POST', `api/agenda/stages/fillslot/past/${query}`, body);
    assert.equal((await past('')).body.reason, 'event not bookable');
    assert.equal((await past('?events=past')).body.err, 0);
    assert.equal((await past('?events=future', { events: 'all' })).body.err, 0, 'the body says');
    assert.deepEqual(Object.keys((await past('?events=never')).body.errors), ['events']);
  });
});

test('lists: what may be suspended and who may have more', async (t) => {
  const { call } = await agendasApp(
    {
      agendas: [
        {
          slug: 'stages',
          label: 'Stages',
          kind: 'events',
          events: [event('bare', 10), event('line', 2, { waiting_list_places: 3 }), event('other', 3)],
        },
        {
          slug: 'mairie',
          label: 'Mairie',
          kind: 'meetings',
          meeting_types: [{ slug: 'rdv', label: 'Rendez-vous', duration: 30 }],
          desks: [{ slug: 'd', opening_hours: [{ weekday: 1, start_time: '09:00', end_time: '12:00' }] }],
        },
      ],
    },
    {},
    { now },
  );
  const book = async (path: string, body: Json = {}): Promise<Json> =>
    (await call('POST', `api/agenda/${path}`, body)).body;
  const act = async (booking: Json, kind: string, body?: Json): Promise<Json> =>
    (await call('POST', booking.api.cancel_url.replace('cancel', kind), body)).body;
  const links = (booking: Json): string[] =>
    ['accept_url', 'suspend_url', 'resize_url'].filter((name) => name in booking.api);
  const read = async (booking: Json): Promise<Json> => (await call('GET', booking.api.booking_url)).body.data;

  const cases: { name: string; path: string; body?: Json; links: string[]; suspend: [number, string | undefined] }[] = [
    { name: 'an event without a waiting list', path: 'stages/fillslot/bare/', links: ['resize_url'], suspend: [4, 'no waiting list'] },
    { name: 'several events, one without', path: 'stages/fillslots/', body: { slots: 'line,other' }, links: [], suspend: [4, 'no waiting list'] },
    { name: 'an appointment', path: 'mairie/fillslot/rdv:2026-07-06-0900/', links: [], suspend: [4, 'no waiting list'] },
    { name: 'an event with one', path: 'stages/fillslot/line/', links: ['suspend_url', 'resize_url'], suspend: [0, undefined] },
  ]; // prettier-ignore
  for (const { name, path, body, links: there, suspend } of cases) {
    await t.test(`suspended: ${name}`, async () => {
      const booking = await book(path, body);
      assert.deepEqual(links(booking), there);
      assert.deepEqual(links(await read(booking)), there);
      const { err, reason } = await act(booking, 'suspend');
      assert.deepEqual([err, reason], suspend);
      await act(booking, 'cancel');
    });
  }
  await t.test('who can’t be suspended closes nothing', async () => {
    const booking = await book('stages/fillslot/bare/');
    await act(booking, 'suspend');
    assert.equal((await book('stages/fillslot/bare/')).err, 0);
  });
  await t.test('who has a place gets no more while somebody waits', async () => {
    const [first, second] = [await book('stages/fillslot/line/'), await book('stages/fillslot/line/')];
    const waits = await book('stages/fillslot/line/');
    assert.deepEqual([waits.in_waiting_list, links(waits)], [true, ['accept_url', 'resize_url']]);
    await act(second, 'cancel');
    const more = await act(first, 'resize', { count: 2 });
    assert.deepEqual([more.err, more.reason], [3, 'sold out']);
    assert.equal((await act(waits, 'accept')).err, 0);
    await act(waits, 'cancel');
    assert.equal((await act(first, 'resize', { count: 2 })).err, 0, 'nobody waits any more');
  });
  await t.test('an appointment is for one', async () => {
    const slot = 'mairie/fillslot/rdv:2026-07-06-1000/';
    assert.deepEqual(Object.keys((await book(slot, { count: 2 })).errors), ['count']);
    assert.deepEqual(Object.keys((await book(`${slot}?count=2`)).errors), ['count']);
    assert.equal((await book(slot, { count: '1' })).err, 0);
  });
});

test('keys: whatever is answered below 500 is the answer to its key', async (t) => {
  const { call } = await agendasApp(site, {}, { now });
  let number = 0;
  const fill = (body: unknown, key: string, path = 'stages/fillslot/a/') =>
    call('POST', `api/agenda/${path}`, body, { 'idempotency-key': key });
  const cases: { name: string; body: unknown; path?: string; status: number }[] = [
    { name: 'a payload that does not fit', body: { count: 'x' }, status: 400 },
    { name: 'a payload that can’t be read', body: '{bad', status: 400 },
    { name: 'an event that isn’t there', body: {}, path: 'stages/fillslot/nothing/', status: 404 },
    { name: 'an event that can’t be', body: {}, path: `stages/fillslot/${'x'.repeat(300)}/`, status: 404 },
    { name: 'a set that does not fit', body: { slots: 'a' }, path: 'stages/events/fillslots/', status: 400 },
    { name: 'an event of a set that isn’t there', body: { slots: 'zz', user_external_id: 'u' }, path: 'stages/events/fillslots/', status: 400 },
    { name: 'a refusal', body: { slots: 'one,one', count: 9 }, path: 'stages/fillslots/', status: 200 },
  ]; // prettier-ignore
  for (const { name, body, path, status } of cases) {
    await t.test(`remembered: ${name}`, async () => {
      const key = `key ${++number}`;
      const first = await fill(body, key, path);
      const again = await fill(body, key, path);
      assert.deepEqual([first.status, again.status, again.body], [status, status, first.body]);
      assert.equal((await fill({ label: 'another' }, key)).status, 422);
      assert.equal((await fill(undefined, key)).status, 422);
    });
  }
  await t.test('the answer comes again to the letter', async () => {
    const [first, again] = [await fill({ label: 'x' }, 'letter'), await fill({ label: 'x' }, 'letter')];
    assert.equal(JSON.stringify(again.body), JSON.stringify(first.body));
    assert.equal(again.headers.get('idempotent-replayed'), 'true');
    const lock = await fill({ label: 'x', lock_code: 'l' }, 'lock');
    assert.equal(JSON.stringify((await fill({ label: 'x', lock_code: 'l' }, 'lock')).body), JSON.stringify(lock.body));
  });
});
