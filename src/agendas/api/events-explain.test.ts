import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { sql } from 'kysely';
import { listFor, whatSpeaksAgainst, whyNotBookable, type Range } from '../bookings/rules.ts';
import type { Event } from '../events/event.ts';
import { reasonsAgainst, type EventReason, type OfferQuestion } from '../events/offer.ts';
import { agendasApp, type Json } from '../testing.ts';

const now = Temporal.Instant.from('2026-07-01T08:00:00Z');
const event = (slug: string, day: string, more = {}) => ({
  slug,
  label: slug,
  start_datetime: `${day} 10:00`,
  places: 1,
  ...more,
});
const site = {
  unavailability_calendars: [
    {
      slug: 'ponts',
      exceptions: [{ label: 'Pont', start_datetime: '2026-07-13 08:00', end_datetime: '2026-07-15 00:00' }],
    },
  ],
  agendas: [
    {
      slug: 'stages',
      label: 'Stages',
      kind: 'events',
      minimal_booking_delay: 2,
      maximal_booking_delay: 30,
      events: [
        event('soon', '2026-07-02'),
        event('open', '2026-07-05'),
        event('full', '2026-07-06', { places: 0 }),
        event('line', '2026-07-07', { places: 0, waiting_list_places: 1 }),
        event('locked', '2026-07-08'),
        event('mine', '2026-07-09', { places: 5 }),
        event('off', '2026-07-10'),
        event('later', '2026-07-11', { publication_datetime: '2026-07-03 09:00' }),
        event('far', '2026-08-30'),
      ],
    },
    {
      slug: 'closed',
      label: 'Fermetures',
      kind: 'events',
      minimal_booking_delay: 0,
      public_holidays: true,
      exceptions: [{ label: 'Grève', start_datetime: '2026-07-06 00:00', end_datetime: '2026-07-07 00:00' }],
      unavailability_calendars: ['ponts'],
      events: [
        event('week', '2026-07-06', { recurrence_days: [1, 2], recurrence_end_date: '2026-07-20' }),
        event('later', '2026-07-07', {
          recurrence_days: [2],
          recurrence_end_date: '2026-07-20',
          publication_datetime: '2026-07-03 09:00',
        }),
      ],
    },
  ],
};

test('why an event can’t be booked is told with the listing', async (t) => {
  const { call, plain, agendas } = await agendasApp(site, {}, { now });
  await sql`update agendas.event set cancelled_at = now() where slug = 'off'`.execute(agendas.db);
  const book = async (slug: string, body: object): Promise<number> =>
    (await call('POST', `api/agenda/stages/fillslot/${slug}/`, body)).body.booking_id;
  await book('line', {});
  const lock = await book('locked', { lock_code: 'theirs' });
  const mine = await book('mine', { user_external_id: 'me' });
  const list = 'api/agenda/stages/datetimes/';
  const explained = async (path: string): Promise<Record<string, Json>> => {
    const { body } = await call('GET', path);
    return Object.fromEntries(body.explain.map(({ id, reasons }: Json) => [id, reasons]));
  };
  await t.test('to those who may see bookings', async () => {
    const told = await explained(`${list}?explain=1&exclude_user_external_id=me`);
    const { locked, ...others } = told;
    assert.deepEqual(others, {
      soon: [{ kind: 'delay' }],
      full: [{ kind: 'full' }],
      line: [{ kind: 'full' }, { kind: 'waiting list full' }],
      mine: [{ kind: 'user already booked', booking_id: mine }],
      off: [{ kind: 'cancelled' }],
      later: [{ kind: 'not published', published_at: '2026-07-03 09:00:00' }],
      far: [{ kind: 'window' }],
    });
    const [{ locked_until: until, ...lockReason }] = locked;
    assert.deepEqual(lockReason, { kind: 'locked', places: 1, booking_id: lock });
    assert.match(until, /^\d{4}-\d{2}-\d{2} \d{2}:\d{2}:00$/);
  });
  await t.test('to anybody: the kinds alone, and nothing of what is being prepared', async () => {
    const { body } = await plain('GET', `${list}?explain=true&exclude_user_external_id=me`);
    assert.deepEqual(
      body.explain.map(({ id, reasons }: Json) => [id, reasons]),
      [
        ['soon', [{ kind: 'delay' }]],
        ['full', [{ kind: 'full' }]],
        ['line', [{ kind: 'full' }, { kind: 'waiting list full' }]],
        ['locked', [{ kind: 'locked' }]],
        ['off', [{ kind: 'cancelled' }]],
        ['far', [{ kind: 'window' }]],
      ],
    );
    assert.equal(body.explain[0].datetime, '2026-07-02 10:00:00');
  });
  await t.test('the listing itself is the same with and without', async () => {
    const [plainly, withReasons] = [await plain('GET', list), await plain('GET', `${list}?explain=1`)];
    assert.deepEqual(withReasons.body.data, plainly.body.data);
    assert.deepEqual(withReasons.body.meta, plainly.body.meta);
    assert.equal('explain' in plainly.body, false);
  });
  await t.test('the lock’s own code counts its place as free, and delays that are lifted are no reason', async () => {
    const told = await explained(
      `${list}?explain=1&lock_code=theirs&bypass_delays=1&date_start=2026-07-02&date_end=2026-07-09`,
    );
    assert.deepEqual(Object.keys(told), ['full', 'line']);
  });
  await t.test('fewer places than wanted', async () => {
    const told = await explained(`${list}?explain=1&min_places=3&date_end=2026-07-06`);
    assert.deepEqual(told['open'], [{ kind: 'min places' }]);
  });
  await t.test('days that a closing leaves out of a series', async () => {
    const told = await explained('api/agenda/closed/datetimes/?explain=1&date_end=2026-07-20');
    const strike = { label: 'Grève', start_datetime: '2026-07-06 00:00:00', end_datetime: '2026-07-07 00:00:00' };
    const bridge = { label: 'Pont', start_datetime: '2026-07-13 08:00:00', end_datetime: '2026-07-15 00:00:00' };
    const bastille = {
      label: 'Fête Nationale de la France',
      start_datetime: '2026-07-14 00:00:00',
      end_datetime: '2026-07-15 00:00:00',
    };
    const exception = (one: object) => ({ kind: 'exception', exception: one });
    const unpublished = { kind: 'not published', published_at: '2026-07-03 09:00:00' };
    assert.deepEqual(told, {
      'week-2026-07-06-1000': [exception(strike)],
      'week-2026-07-13-1000': [exception(bridge)],
      'week-2026-07-14-1000': [exception(bastille), exception(bridge)],
      'later-2026-07-07-1000': [unpublished],
      'later-2026-07-14-1000': [exception(bastille), exception(bridge), unpublished],
    });
  });
  await t.test('to strangers: the kind alone, and no series that is being prepared', async () => {
    const { body } = await plain('GET', 'api/agendas/datetimes/?agendas=closed&explain=1&date_end=2026-07-14');
    assert.deepEqual(
      body.explain.map(({ id, datetime, reasons }: Json) => [id, datetime, reasons]),
      [
        ['closed@week-2026-07-06-1000', '2026-07-06 10:00:00', [{ kind: 'exception' }]],
        ['closed@week-2026-07-13-1000', '2026-07-13 10:00:00', [{ kind: 'exception' }]],
      ],
    );
  });
  await t.test('over several agendas', async () => {
    const told = await explained('api/agendas/datetimes/?agendas=stages&explain=1&date_end=2026-07-03');
    assert.deepEqual(told, { 'stages@soon': [{ kind: 'delay' }] });
  });
});

const arbitrary = fc.record({
  startMinute: fc.integer({ min: 0, max: 40 }),
  cancelled: fc.boolean(),
  closed: fc.constantFrom(null, null, 'series' as const, 'off series' as const),
  publicationMinute: fc.option(fc.integer({ min: 0, max: 20 })),
  total: fc.integer({ min: 0, max: 3 }),
  waitingTotal: fc.integer({ min: 0, max: 2 }),
  booked: fc.integer({ min: 0, max: 3 }),
  waiting: fc.integer({ min: 0, max: 2 }),
  lockedPlaces: fc.integer({ min: 0, max: 2 }),
  range: fc.constantFrom<Range>('future', 'past', 'all'),
  bypassDelays: fc.boolean(),
  overbooking: fc.boolean(),
  minPlaces: fc.integer({ min: 0, max: 3 }),
  isExcluded: fc.boolean(),
});
type Case = typeof arbitrary extends fc.Arbitrary<infer T> ? T : never;

function judged(one: Case): EventReason[] {
  const locks = Math.min(one.lockedPlaces, one.booked);
  const question: OfferQuestion = {
    nowMinute: 10,
    window: { from: 20, until: 30 },
    range: one.range,
    bypassDelays: one.bypassDelays,
    overbooking: one.overbooking,
    minPlaces: one.minPlaces,
    excluded: new Map(one.isExcluded ? [[1, 5]] : []),
    locks: new Map(
      locks > 0 ? [[1, [{ eventId: 1, bookingId: 6, list: 'main', places: locks, untilMinute: 15 }]]] : [],
    ),
  };
  return reasonsAgainst({ ...plainEvent, ...one }, question);
}

const plainEvent: Event = {
  id: 1, agendaId: 1, slug: 'e', label: '', startMinute: 0, durationMinutes: null, promotes: false, description: null, pricing: null, url: null,
  publicationMinute: null, customFields: {}, recurrenceDays: [], primarySlug: null, cancelled: false, closed: null, checked: false, checkLocked: false, invoiced: false,
  userList: null, total: 0, waitingTotal: 0, booked: 0, waiting: 0,
}; // prettier-ignore

/** The case with one sort of reason taken away. */
const lifted: Readonly<Record<EventReason['kind'], (one: Case) => Case>> = {
  cancelled: (one) => ({ ...one, cancelled: false }),
  series: (one) => ({ ...one, closed: null }),
  'off series': (one) => ({ ...one, closed: null }),
  'not published': (one) => ({ ...one, publicationMinute: null }),
  past: (one) => ({ ...one, range: 'all' }),
  'to come': (one) => ({ ...one, range: 'all' }),
  delay: (one) => ({ ...one, bypassDelays: true }),
  window: (one) => ({ ...one, bypassDelays: true }),
  full: (one) => ({ ...one, total: one.booked + 1 }),
  'waiting list full': (one) => ({ ...one, waitingTotal: one.waiting + 1 }),
  locked: (one) => ({ ...one, booked: one.booked - Math.min(one.lockedPlaces, one.booked), lockedPlaces: 0 }),
  'min places': (one) => ({ ...one, minPlaces: 0 }),
  'user already booked': (one) => ({ ...one, isExcluded: false }),
};

test('an event with its only reason taken away can be booked', () => {
  fc.assert(
    fc.property(arbitrary, (one) => {
      const kinds = [...new Set(judged(one).map(({ kind }) => kind))];
      if (kinds.length === 1) assert.deepEqual(judged(lifted[kinds[0]!](one)), []);
    }),
    { numRuns: 3_000 },
  );
});

test('there is a reason if and only if the rules of booking refuse', () => {
  fc.assert(
    fc.property(arbitrary, (drawn) => {
      const one = { ...drawn, isExcluded: false, minPlaces: 0 };
      const time = { nowMinute: 10, window: { from: 20, until: 30 }, range: one.range, bypassDelays: one.bypassDelays };
      const isBookable = whyNotBookable(one, time) === null && listFor(one, 1, one.overbooking) !== 'sold out';
      assert.equal(judged(one).length === 0, isBookable);
      assert.equal(whatSpeaksAgainst(one, time).length === 0, whyNotBookable(one, time) === null);
    }),
  );
});
