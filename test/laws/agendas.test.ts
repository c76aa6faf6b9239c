import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import type { Caller } from '../../src/accounts/caller.ts';
import type { Agenda } from '../../src/agendas/agenda/agenda.ts';
import { decide } from '../../src/agendas/bookings/decide.ts';
import type { Details, Order } from '../../src/agendas/bookings/orders.ts';
import { listFor } from '../../src/agendas/bookings/rules.ts';
import { isLock, type HeldEvent, type World } from '../../src/agendas/bookings/world.ts';

const caller: Caller = { kind: 'signed', orig: 'x', nonce: null, person: null, client: null };
const noDetails = new Proxy(
  {},
  { get: (_, name) => (String(name).startsWith('extra_') ? [] : '') },
) as unknown as Details;
const details = (user: string): Details => ({
  ...noDetails,
  user_external_id: user,
  cancel_callback_url: '',
  presence_callback_url: '',
  absence_callback_url: '',
});

function worldOf(
  events: readonly { places: number; waiting: number; promotes: boolean }[],
  overbooking: boolean,
): World {
  const held = events.map(
    ({ places, waiting, promotes }, index): HeldEvent => ({
      id: index + 1, agendaId: 1, slug: `e${index}`, label: '', startMinute: 1_000, durationMinutes: null, primarySlug: null, customFields: {}, total: places, waitingTotal: waiting,
      booked: 0, waiting: 0, promotes, publicationMinute: null, cancelled: false, closed: null, version: 0, exceeds: false, lockEndsAt: null, changed: false,
    }), // prettier-ignore
  );
  let next = 1;
  return {
    nowMs: 0, nowMinute: 0, lockMs: 1_000,
    agendas: new Map([[1, { id: 1, overbooking, maximalBookingsPerUser: null } as Agenda]]),
    windows: new Map([[1, { from: 0, until: null }]]),
    cancellableFrom: new Map(),
    events: new Map(held.map((event) => [event.id, event])),
    eventByName: new Map(held.map((event) => [`a/${event.slug}`, event.id])),
    agendaByName: new Map([['a', 1]]),
    bookings: new Map(), callbacks: [], meetings: null,
    takeId: () => next++,
  }; // prettier-ignore
}

const slot = fc.integer({ min: 0, max: 2 }).map((index) => ({ agenda: 'a', event: `e${index}` }));
const bookingId = fc.integer({ min: 1, max: 25 });
const user = fc.constantFrom('', 'u', 'v');
const order: fc.Arbitrary<Order> = fc.oneof(
  { weight: 5, arbitrary: fc.record({
    kind: fc.constant('book' as const), slots: fc.array(slot, { minLength: 1, maxLength: 2 }), places: fc.integer({ min: 1, max: 3 }), details: user.map(details),
    lock: fc.option(fc.record({ code: fc.constantFrom('x', 'y'), confirm: fc.boolean() })), excludeUser: fc.boolean(), cancelBookingId: fc.option(bookingId, { freq: 6 }),
    bypassDelays: fc.constant(false), forceWaitingList: fc.boolean(), range: fc.constant('future' as const),
  }) }, // prettier-ignore
  { weight: 2, arbitrary: fc.record({
    kind: fc.constant('replace' as const), agendas: fc.constant(['a']), slots: fc.array(slot, { maxLength: 3 }), user: fc.constantFrom('u', 'v'), details: fc.constant(details('u')),
    bypassDelays: fc.constant(false), range: fc.constant('future' as const), places: fc.integer({ min: 1, max: 2 }), forceWaitingList: fc.boolean(), checksOverlaps: fc.constant(false),
    lock: fc.option(fc.record({ code: fc.constantFrom('x', 'y'), confirm: fc.boolean() })), action: fc.constantFrom('replace' as const, 'book' as const, 'unbook' as const),
  }).map((one) => ({ ...one, details: details(one.user) })) }, // prettier-ignore
  fc.record({ kind: fc.constant('cancel' as const), bookingId, by: fc.constant('call' as const) }),
  fc.record({ kind: fc.constantFrom('accept' as const, 'suspend' as const), bookingId }),
  fc.record({ kind: fc.constant('resize' as const), bookingId, places: fc.integer({ min: 1, max: 4 }) }),
  fc.record({ kind: fc.constant('move' as const), bookingId, to: slot }),
);
const event = fc.record({
  places: fc.integer({ min: 0, max: 4 }),
  waiting: fc.integer({ min: 0, max: 4 }),
  promotes: fc.boolean(),
});
const program = fc.record({
  events: fc.tuple(event, event, event),
  overbooking: fc.boolean(),
  orders: fc.array(order, { maxLength: 40 }),
});

function sums(world: World, event: HeldEvent): { main: number; waiting: number } {
  const taken = [...world.bookings.values()]
    .filter(({ cancelled }) => !cancelled)
    .flatMap((booking) => booking.taken.filter(({ eventId }) => eventId === event.id));
  const sum = (list: string): number =>
    taken.filter((one) => one.list === list).reduce((all, { places }) => all + places, 0);
  return { main: sum('main'), waiting: sum('waiting') };
}

test('whatever is asked, in whatever order: counters are the sums, lists hold what they may, lines are kept', () => {
  fc.assert(
    fc.property(program, ({ events, overbooking, orders }) => {
      const world = worldOf(events, overbooking);
      for (const one of orders) {
        const [outcome] = decide(world, [{ order: one, caller }]);
        assert.ok(outcome);
        for (const held of world.events.values()) {
          const { main, waiting } = sums(world, held);
          assert.deepEqual([held.booked, held.waiting], [main, waiting]);
          if (held.exceeds) continue;
          assert.ok(held.waiting <= held.waitingTotal);
          const largest = Math.max(
            0,
            ...[...world.bookings.values()]
              .filter((b) => !b.cancelled)
              .flatMap(({ taken }) =>
                taken.filter((t) => t.eventId === held.id && t.list === 'main').map(({ places }) => places),
              ),
          );
          assert.ok(
            held.booked <= held.total || (overbooking && held.waitingTotal > 0 && held.booked - largest < held.total),
          );
        }
        for (const code of ['x', 'y'])
          assert.ok(
            [...world.bookings.values()].filter((b) => isLock(b) && !b.cancelled && b.lockCode === code).length <= 1,
          );
      }
    }),
    { numRuns: 400 },
  );
});

test('a group decides as its orders would one after the other', () => {
  fc.assert(
    fc.property(program, ({ events, overbooking, orders }) => {
      const asked = orders.map((one) => ({ order: one, caller }));
      const [together, apart] = [worldOf(events, overbooking), worldOf(events, overbooking)];
      const kinds = (outcomes: ReturnType<typeof decide>) =>
        outcomes.map((outcome) => [outcome.kind, outcome.kind === 'refused' ? outcome.reason : null]);
      assert.deepEqual(kinds(decide(together, asked)), kinds(asked.flatMap((one) => decide(apart, [one]))));
      assert.deepEqual([...together.events.values()], [...apart.events.values()]);
    }),
    { numRuns: 150 },
  );
});

/** Details may be a proxy, which can't be cloned. */
function standing(world: World): unknown {
  return [[...world.events.values()], [...world.bookings.values()].map((booking) => ({ ...booking, details: null }))];
}

test('what is refused changes nothing', () => {
  fc.assert(
    fc.property(program, ({ events, overbooking, orders }) => {
      const world = worldOf(events, overbooking);
      for (const one of orders) {
        const before = structuredClone(standing(world));
        const [outcome] = decide(world, [{ order: one, caller }]);
        if (outcome?.kind !== 'refused' && outcome?.kind !== 'not found') continue;
        assert.deepEqual(standing(world), before);
      }
    }),
    { numRuns: 150 },
  );
});

test('the main list is never above its places but by the over-booking rule', () => {
  const number = fc.integer({ min: 0, max: 50 });
  fc.assert(
    fc.property(
      number,
      number,
      number,
      number,
      fc.integer({ min: 1, max: 20 }),
      fc.boolean(),
      (total, waitingTotal, booked, waiting, count, overbooking) => {
        const list = listFor({ total, waitingTotal, booked, waiting }, count, overbooking);
        const hasLine = waitingTotal > 0 && waiting > 0;
        if (list === 'main')
          assert.ok(!hasLine && booked < total && (booked + count <= total || (overbooking && waitingTotal > 0)));
        if (list === 'waiting') assert.ok(waiting + count <= waitingTotal);
        if (list === 'sold out') assert.ok(waiting + count > waitingTotal);
      },
    ),
  );
});
