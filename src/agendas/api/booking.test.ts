import assert from 'node:assert/strict';
import test from 'node:test';
import { sql } from 'kysely';
import { agendasApp, furnish, orig, secret, type Json } from '../testing.ts';
import { signUrl } from '../../signature/sign.ts';

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
        event('one', 1),
        event('waits', 1, { waiting_list_places: 2 }),
        event('moves-up', 1, { waiting_list_places: 5, waiting_list_bookings_automatic_confirm: true }),
        event('many', 5, { waiting_list_places: 5 }),
        event('many-bare', 5),
        event('locks', 1),
        event('a', 10),
        event('b', 10),
        event('c', 1, { waiting_list_places: 1 }),
        event('later', 10, { start_datetime: '2026-12-01 10:00' }),
        event('keys', 100),
      ],
    },
    {
      slug: 'strict',
      label: 'Strict',
      kind: 'events',
      overbooking: false,
      events: [event('many', 2, { waiting_list_places: 5 })],
    },
    {
      slug: 'few',
      label: 'Few',
      kind: 'events',
      maximal_bookings_per_user: 2,
      events: [event('a', 9), event('b', 9), event('c', 9)],
    },
  ],
};

test('bookings over HTTP', async (t) => {
  const { call, plain, agendas, agendasUrl } = await agendasApp(site, {}, { now });
  const fill = (slot: string, body?: unknown, query = '', headers = {}) =>
    call('POST', `api/agenda/stages/fillslot/${slot}/${query}`, body, headers);
  const places = async (slot: string) => (await plain('GET', `api/agenda/stages/status/${slot}/`)).body.places;
  const counted = async () => {
    const { rows } = await sql<Json>`select e.slug from agendas.event e where
      (e.booked, e.waiting) <> (select coalesce(sum(t.places) filter (where t.list = 'main'), 0), coalesce(sum(t.places) filter (where t.list = 'waiting'), 0)
        from agendas.taken t join agendas.booking b on b.id = t.booking_id where t.event_id = e.id and t.cancelled_at is null and b.cancelled_at is null)`.execute(
      agendas.db,
    );
    assert.deepEqual(rows, []);
  };

  await t.test('nobody books without being known', async () => {
    assert.equal((await plain('POST', 'api/agenda/stages/fillslot/one/')).status, 403);
  });

  await t.test('one place: booked, then sold out, then freed', async () => {
    const { body } = await fill('one');
    assert.equal(body.err, 0);
    assert.equal(body.in_waiting_list, false);
    assert.equal(body.datetime, '2026-07-08 10:00:00');
    assert.equal('waiting_list_total' in body, false);
    assert.equal(body.api.accept_url, undefined);
    const again = await fill('one');
    assert.equal(again.status, 200);
    assert.deepEqual(
      [again.body.err, again.body.reason, again.body.err_class, typeof again.body.err_desc],
      [1, 'sold out', 'sold out', 'string'],
    );
    assert.deepEqual((await call('POST', body.api.cancel_url)).body, { err: 0, booking_id: body.booking_id });
    assert.equal((await call('POST', body.api.cancel_url)).body.reason, 'already cancelled');
    assert.equal((await places('one')).available, 1);
    const suspend = body.api.cancel_url.replace('cancel', 'suspend');
    assert.equal((await call('POST', suspend)).body.reason, 'booking is cancelled');
  });

  await t.test('waiting list, accepted by hand', async () => {
    const first = (await fill('waits')).body;
    const second = (await fill('waits')).body;
    assert.deepEqual([first.in_waiting_list, second.in_waiting_list], [false, true]);
    assert.deepEqual(
      [second.waiting_list_total, second.waiting_list_reserved, second.waiting_list_available],
      [2, 1, 1],
    );
    assert.equal(second.places.waiting_list_activated, true);
    const third = (await fill('waits')).body;
    assert.equal((await fill('waits')).body.reason, 'sold out');
    const accept = first.api.cancel_url.replace('cancel', 'accept');
    assert.deepEqual(
      [(await call('POST', accept)).body.err, (await call('POST', accept)).body.reason],
      [2, 'booking is not in waiting list'],
    );
    assert.equal((await call('POST', first.api.cancel_url)).body.err, 0);
    assert.equal((await fill('waits')).body.reason, 'sold out', 'a freed place belongs to the first in line');
    assert.equal((await call('POST', second.api.accept_url)).body.err, 0);
    const over = (await call('POST', third.api.accept_url)).body;
    assert.deepEqual(over, { err: 0, booking_id: third.booking_id, overbooked_places: 1 });
    await call('POST', second.api.cancel_url);
    assert.equal((await call('POST', second.api.accept_url)).body.reason, 'booking is cancelled');
    await counted();
  });

  await t.test('who waited longest moves up by itself, whoever frees the place', async () => {
    const [a, b, c, d] = [
      (await fill('moves-up')).body,
      (await fill('moves-up')).body,
      (await fill('moves-up')).body,
      (await fill('moves-up')).body,
    ];
    const stands = async (one: Json) => (await call('GET', one.api.booking_url)).body.data.in_waiting_list;
    await call('POST', a.api.cancel_url);
    assert.deepEqual([await stands(b), await stands(c)], [false, true]);
    await call('POST', b.api.suspend_url ?? b.api.accept_url.replace('accept', 'suspend'));
    assert.deepEqual(
      [await stands(b), await stands(c), await stands(d)],
      [true, false, true],
      'suspended to the end of the line',
    );
    await call('POST', c.api.cancel_url);
    assert.deepEqual([await stands(b), await stands(d)], [true, false]);
    await counted();
  });

  await t.test('places that a site file adds go to who waits', async () => {
    const waiting = (await fill('moves-up')).body;
    assert.equal(waiting.in_waiting_list, true);
    const more = { slug: 'moves-up', start_datetime: '2026-07-08 10:00', places: 4 };
    await furnish({ of: () => agendas } as never, {
      agendas: [{ slug: 'stages', label: 'Stages', kind: 'events', events: [more] }],
    });
    assert.equal((await call('GET', waiting.api.booking_url)).body.data.in_waiting_list, false);
    await counted();
  });

  await t.test('several places at once', async () => {
    assert.equal((await fill('many', { count: '4' })).body.in_waiting_list, false);
    assert.equal(
      (await fill('many', undefined, '?count=3')).body.in_waiting_list,
      false,
      'goes beyond while one place remains',
    );
    assert.deepEqual([(await places('many')).available, (await places('many')).reserved], [-2, 7]);
    assert.equal((await fill('many', { count: 6 })).body.reason, 'sold out');
    assert.equal((await fill('many-bare', { count: 6 })).body.reason, 'sold out');
    assert.equal((await fill('many-bare', { count: 5 })).body.err, 0);
    const strict = (count: number) => call('POST', 'api/agenda/strict/fillslot/many/', { count });
    assert.equal((await strict(3)).body.in_waiting_list, true);
    const resized = (await fill('a', { count: 2 })).body;
    assert.equal((await call('POST', resized.api.resize_url, { count: 9 })).body.err, 0);
    assert.deepEqual(
      [(await call('POST', resized.api.resize_url, { count: 11 })).body.err, (await places('a')).reserved],
      [3, 9],
    );
    await call('POST', resized.api.cancel_url);
    await counted();
  });

  await t.test('a lock holds a place for its code', async () => {
    const lock = (await fill('locks', { lock_code: 'x' })).body;
    assert.equal(lock.err, 0);
    const free = async (code: string) =>
      (await plain('GET', `api/agenda/stages/datetimes/?lock_code=${code}`)).body.data.find(
        ({ id }: Json) => id === 'locks',
      ).disabled;
    assert.deepEqual([await free(''), await free('y'), await free('x')], [true, true, false]);
    assert.equal((await fill('locks', { lock_code: 'y' })).body.reason, 'sold out');
    assert.equal((await fill('locks', { lock_code: 'x' })).body.err, 0, 'locked again');
    assert.deepEqual((await call('GET', 'api/agenda/stages/bookings/locks/?user_external_id=u')).body.data, []);
    const booked = (await fill('locks', { lock_code: 'x', confirm_after_lock: 'true', user_external_id: 'u' })).body;
    assert.equal(booked.err, 0);
    assert.equal((await call('GET', 'api/agenda/stages/bookings/locks/?user_external_id=u')).body.data.length, 1);
    assert.equal((await fill('locks', { lock_code: 'x', confirm_after_lock: true })).body.reason, 'sold out');
    assert.equal((await fill('locks', { confirm_after_lock: true })).status, 400);
    await fill('a', { lock_code: 'z' });
    await fill('b', { lock_code: 'z' });
    assert.deepEqual(
      [(await places('a')).reserved, (await places('b')).reserved],
      [0, 1],
      'the newer lock replaces the older',
    );
    await fill('a', { lock_code: 'z', confirm_after_lock: true });
    assert.deepEqual([(await places('a')).reserved, (await places('b')).reserved], [1, 0]);
    await counted();
  });

  await t.test('several events for one person: each set replaces the former', async () => {
    const set = async (slots: unknown, user: unknown = 'user:1') =>
      call('POST', 'api/agenda/stages/events/fillslots/', { slots, user_external_id: user });
    assert.deepEqual(pick((await set('a, b')).body), [0, 2, 0, 0]);
    assert.deepEqual(pick((await set(['b', 'c'])).body), [0, 1, 0, 1]);
    const { body } = await call('GET', 'api/agenda/stages/datetimes/?user_external_id=user:1');
    const mine = body.data
      .filter((one: Json) => 'booked_for_external_user' in one)
      .map((one: Json) => [one.id, one.booked_for_external_user]);
    assert.deepEqual(mine.toSorted(), [['b', 'main-list'], ['c', 'main-list']]); // prettier-ignore
    assert.equal(
      (await plain('GET', 'api/agenda/stages/datetimes/?user_external_id=user:1')).body.data.some(
        (one: Json) => 'booked_for_external_user' in one,
      ),
      false,
    );
    const other = (await set('c', 'user:2')).body;
    assert.deepEqual([other.booking_count, other.waiting_list_events.map(({ slug }: Json) => slug)], [1, ['c']]);
    assert.match((await set('a,c', 'user:3')).body.reason, /^some events are full: c$/);
    assert.equal(
      (await call('GET', 'api/bookings/?user_external_id=user:3')).body.data.length,
      0,
      'nothing is changed',
    );
    assert.deepEqual(
      [(await set('a,nothing')).status, (await set('a,nothing')).body.reason],
      [400, 'invalid slots: nothing'],
    );
    assert.equal((await set('a', '')).status, 400);
    assert.equal((await call('POST', 'api/agenda/stages/events/fillslots/', { user_external_id: 'u' })).status, 400);
    assert.deepEqual(pick((await set('')).body), [0, 0, 0, 2]);
    await set('', 'user:2');
    const both = await call('POST', 'api/agendas/events/fillslots/?agendas=stages,few', {
      slots: 'stages@a,few@b',
      user_external_id: 'user:9',
    });
    assert.equal(both.body.booking_count, 2);
    await counted();
  });

  await t.test('one booking of several events', async () => {
    const before = (await places('a')).reserved;
    const { body } = await call('POST', 'api/agenda/stages/fillslots/', { slots: 'a,b' });
    assert.deepEqual([body.err, body.events.length, (await places('a')).reserved], [0, 2, before + 1]);
    await call('POST', body.api.cancel_url);
    assert.equal((await places('a')).reserved, before);
  });

  await t.test('a move takes the new place first', async () => {
    const first = (await fill('a', { user_external_id: 'm' })).body;
    assert.equal(
      (await fill('b', { cancel_booking_id: first.booking_id, count: 2 })).body.reason,
      'cancel booking: count is different',
    );
    const moved = (await fill('b', { cancel_booking_id: String(first.booking_id) })).body;
    assert.equal(moved.cancelled_booking_id, first.booking_id);
    assert.equal(
      (await fill('b', { cancel_booking_id: first.booking_id })).body.reason,
      'cancel booking: booking already cancelled',
    );
    assert.equal(
      (await fill('b', { cancel_booking_id: 99_999_999_999 })).body.reason,
      'cancel booking: booking does not exist',
    );
    await counted();
  });

  await t.test('who may not have it twice, nor too many', async () => {
    const twice = { user_external_id: 'once', exclude_user: true };
    assert.equal((await fill('a', twice)).body.err, 0);
    assert.equal((await fill('a', twice)).body.reason, 'event is already booked by user');
    const excluded = await call('GET', 'api/agenda/stages/datetimes/?exclude_user_external_id=once');
    assert.equal(excluded.body.data.find(({ id }: Json) => id === 'a').disabled, true);
    const few = (slot: string) => call('POST', `api/agenda/few/fillslot/${slot}/`, { user_external_id: 'u' });
    assert.deepEqual(
      [(await few('a')).body.err, (await few('b')).body.err, (await few('c')).body.reason],
      [0, 0, 'too many bookings by user'],
    );
  });

  await t.test('outside the delays', async () => {
    assert.equal((await fill('later')).body.reason, 'event not bookable');
    assert.equal((await fill('later', { bypass_delays: 'True' })).body.err, 0);
  });

  await t.test('what is sent is kept, and told to those who may see it', async () => {
    const details = {
      user_name: 'Ana Dupré',
      extra_emails: 'a@x, b@x',
      regime: 'Végétarien',
      extra_data: { classe: 'CM1' },
      user_email: 'nothing',
      user_phone_number: '',
    };
    const { body } = await fill('a', details);
    const told = (await call('GET', body.api.booking_url)).body;
    assert.deepEqual(told.data.extra_data, { classe: 'CM1', regime: 'Végétarien' });
    const row = await agendas.db
      .selectFrom('agendas.booking')
      .selectAll()
      .where('id', '=', body.booking_id)
      .executeTakeFirstOrThrow();
    assert.deepEqual(
      [row.user_last_name, row.extra_emails, row.asked_by],
      ['Ana Dupré', ['a@x', 'b@x'], `orig:${orig}`],
    );
    assert.equal((await plain('GET', body.api.booking_url)).status, 403);
  });

  await t.test('the first answer to a key is given again', async () => {
    const keyed = (body: unknown, key = 'k1') => fill('keys', body, '', { 'idempotency-key': key });
    const first = await keyed({ label: 'x' });
    const again = await keyed({ label: 'x' });
    assert.deepEqual(again.body, first.body);
    assert.equal((await keyed({ label: 'y' })).status, 422);
    const reserved = (await places('keys')).reserved;
    assert.equal(reserved, 1);
    const rush = await Promise.all(Array.from({ length: 12 }, () => keyed({ label: 'z' }, 'k2')));
    const done = rush.filter(({ status }) => status === 200);
    assert.ok(done.length >= 1);
    assert.equal(new Set(done.map(({ body }) => body.booking_id)).size, 1);
    assert.ok(
      rush.every(({ status, headers }) => status === 200 || (status === 409 && headers.get('retry-after') !== null)),
    );
    assert.equal((await places('keys')).reserved, 2);
    const cancel = await call('POST', first.body.api.cancel_url, undefined, { 'idempotency-key': 'k3' });
    assert.deepEqual(
      (await call('POST', first.body.api.cancel_url, undefined, { 'idempotency-key': 'k3' })).body,
      cancel.body,
    );
  });

  await t.test('a call that is sent again is refused', async () => {
    const url = signUrl(`${agendasUrl}api/agenda/stages/fillslot/keys/`, { secret, orig, now });
    assert.equal((await plain('POST', url)).body.err, 0);
    assert.equal((await plain('POST', url)).status, 403);
    const bare = signUrl(`${agendasUrl}api/agenda/stages/fillslot/keys/`, { secret, orig, now, nonce: '' });
    assert.equal((await plain('POST', bare)).status, 403);
  });

  const poisons: { name: string; slot?: string; body: unknown; status: number }[] = [
    { name: 'a NUL in a text', body: { label: 'a\0b' }, status: 400 },
    { name: 'a NUL in a free key', body: { x: { y: ['a\0'] } }, status: 400 },
    { name: 'a lone surrogate', body: '{"label":"\\ud800"}', status: 400 },
    { name: 'a lone surrogate in the name of a key', body: '{"\\ud800":1}', status: 400 },
    { name: 'a huge count', body: { count: 99_999_999_999_999 }, status: 400 },
    { name: 'no count', body: { count: 'two' }, status: 400 },
    { name: 'a negative count', body: { count: -1 }, status: 400 },
    { name: 'zero places', body: { count: 0 }, status: 400 },
    { name: 'a list for a text', body: { label: ['a'] }, status: 400 },
    { name: 'a list', body: [], status: 400 },
    { name: 'not JSON', body: '{', status: 400 },
    { name: 'unknown event', slot: 'nothing', body: {}, status: 404 },
    { name: 'a NUL in the address', slot: '%00', body: {}, status: 400 },
    { name: 'a long slot', slot: 'x'.repeat(300), body: {}, status: 404 },
    { name: 'a huge number', slot: '99999999999999999999', body: {}, status: 404 },
    { name: 'a huge cancelled booking', body: { cancel_booking_id: 1e300 }, status: 400 },
    { name: 'a blank count is one', body: { count: '', user_email: '' }, status: 200 },
    { name: 'unknown keys of prototypes', body: '{"__proto__":{"a":1},"constructor":"x"}', status: 200 },
  ];
  for (const { name, slot = 'keys', body, status } of poisons) {
    await t.test(`sent: ${name}`, async () => assert.equal((await fill(slot, body)).status, status));
  }
  await t.test('numbers of bookings that can not be', async () => {
    for (const id of ['0', '-1', 'x', '99999999999', '2147483648', '%ED%A0%80']) {
      assert.ok([400, 404].includes((await call('POST', `api/booking/${id}/cancel/`)).status), id);
    }
    assert.equal((await call('POST', 'api/booking/999999/accept/')).status, 404);
  });
});

function pick({ err, booking_count: booked, waiting_list_events: waiting, cancelled_booking_count: cancelled }: Json) {
  return [err, booked, waiting.length, cancelled];
}
