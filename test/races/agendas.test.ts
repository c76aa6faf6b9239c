import assert from 'node:assert/strict';
import test, { after } from 'node:test';
import { sql } from 'kysely';
import type { Caller } from '../../src/accounts/caller.ts';
import { freshDatabase } from '../database.ts';
import { openLog } from '../../src/platform/log.ts';
import { openTown } from '../../src/platform/open-town.ts';
import { testSettings } from '../database.ts';
import { giveOrder, type BookingDesk } from '../../src/agendas/bookings/give-order.ts';
import { openLane } from '../../src/agendas/bookings/lane.ts';
import {
  noDetails,
  type BookOrder,
  type Details,
  type Outcome,
  type ReplaceOrder,
} from '../../src/agendas/bookings/orders.ts';
import { brokenInvariants } from '../../src/agendas/checks/invariants.ts';
import type { Database } from '../../src/agendas/database.ts';
import { furnish } from '../../src/agendas/testing.ts';

const now = Temporal.Instant.from('2026-07-01T08:00:00Z');
const event = (slug: string, places: number, more = {}) => ({
  slug,
  label: slug,
  start_datetime: '2026-07-08 10:00',
  places,
  ...more,
});

/** Two processes' worth of lanes on one database: what one alone keeps right by waiting in line, two keep right by the rows' locks. */
async function twoDesks(
  events: object[],
  settings: Record<string, string> = {},
): Promise<{ desks: [BookingDesk, BookingDesk]; town: BookingDesk['town'] }> {
  const connection = await freshDatabase(false);
  const open = async () => {
    const one = await openTown({
      settings: testSettings(settings),
      connection,
      log: openLog('silent'),
      clock: () => now,
    });
    after(() => one.close());
    return one;
  };
  const [first, second] = [await open(), await open()];
  await furnish(first, { agendas: [{ slug: 'stages', label: 'Stages', kind: 'events', events }] });
  const deskOf = (town: BookingDesk['town']): BookingDesk => ({ town, lane: openLane(town) });
  const [a, b] = [first.of<Database>(), second.of<Database>()];
  // Connections are open before the race.
  await Promise.all([a, b].flatMap(({ hot }) => Array.from({ length: 6 }, () => hot.query('select 1'))));
  return { desks: [deskOf(a), deskOf(b)], town: a };
}

const caller: Caller = { kind: 'signed', orig: 'demarches.example.org', nonce: null, person: null, client: null };
const details = (user = ''): Details => ({
  ...noDetails,
  user_external_id: user,
});
const book = (slot: string, more: Partial<BookOrder> = {}): BookOrder => ({
  kind: 'book',
  slots: [{ agenda: 'stages', event: slot }],
  places: 1,
  details: details(),
  lock: null,
  excludeUser: false,
  cancelBookingId: null,
  bypassDelays: false,
  forceWaitingList: false,
  range: 'future',
  ...more,
});
const replace = (slots: readonly string[], user: string): ReplaceOrder => ({
  kind: 'replace',
  agendas: ['stages'],
  slots: slots.map((event) => ({ agenda: 'stages', event })),
  user,
  details: details(user),
  bypassDelays: false,
  range: 'future',
  action: 'replace',
});
const optional = { signatureNonce: 'optional' } as const;
const give = (desk: BookingDesk, order: BookOrder | ReplaceOrder | Parameters<typeof giveOrder>[2]): Promise<Outcome> =>
  giveOrder({ ...desk, town: { ...desk.town, settings: { ...desk.town.settings, ...optional } } }, caller, order);
const kinds = (outcomes: readonly Outcome[]) =>
  Object.fromEntries(
    Object.entries(Object.groupBy(outcomes, ({ kind }) => kind)).map(([kind, some]) => [kind, some?.length]),
  );
const idOf = (outcome: Outcome): number => {
  assert.ok(outcome.kind === 'booked', JSON.stringify(outcome));
  return outcome.bookingId;
};

test('one place, a hundred callers, two processes: one has it', async () => {
  const { desks, town } = await twoDesks([event('one', 1)]);
  const outcomes = await Promise.all(Array.from({ length: 100 }, (_, i) => give(desks[i % 2]!, book('one'))));
  assert.deepEqual(kinds(outcomes), { booked: 1, refused: 99 });
  assert.deepEqual(await brokenInvariants(town.db), []);
});

test('twelve places and four to wait, two hundred callers', async () => {
  const { desks, town } = await twoDesks([event('herd', 12, { waiting_list_places: 4 })]);
  const outcomes = await Promise.all(Array.from({ length: 200 }, (_, i) => give(desks[i % 2]!, book('herd'))));
  const lists = outcomes.flatMap((outcome) => (outcome.kind === 'booked' ? outcome.taken.map(({ list }) => list) : []));
  assert.deepEqual(
    [lists.filter((list) => list === 'main').length, lists.filter((list) => list === 'waiting').length],
    [12, 4],
  );
  assert.deepEqual(await brokenInvariants(town.db), []);
});

test('replacement against replacement: one set is left, whole', async () => {
  const slots = ['a', 'b', 'c', 'd'];
  const { desks, town } = await twoDesks(slots.map((slug) => event(slug, 100)));
  const sets = [['a', 'b'], ['c'], ['b', 'c', 'd'], ['d'], ['a', 'c']];
  for (let round = 0; round < 5; round++) {
    await Promise.all(
      Array.from({ length: 20 }, (_, i) => give(desks[i % 2]!, replace(sets[i % sets.length]!, 'user:1'))),
    );
    const { rows } = await town.pool.query<{
      slug: string;
    }>(`select e.slug from agendas.taken t join agendas.booking b on b.id = t.booking_id
      join agendas.event e on e.id = t.event_id where t.cancelled_at is null and b.user_external_id = 'user:1' order by e.slug`);
    const left = rows.map(({ slug }) => slug);
    assert.ok(
      sets.some((set) => set.join() === left.join()),
      `left: ${left.join()}`,
    );
  }
  assert.deepEqual(await brokenInvariants(town.db), []);
});

test('locks with one code on several events: the last one alone is left', async () => {
  const { desks, town } = await twoDesks([event('a', 50), event('b', 50)]);
  await Promise.all(
    Array.from({ length: 60 }, (_, i) =>
      give(desks[i % 2]!, book(i % 3 === 0 ? 'a' : 'b', { lock: { code: `code ${i % 5}`, confirm: false } })),
    ),
  );
  const { rows } = await town.pool.query<{ count: number }>(
    `select count(*)::int as count from agendas.booking where cancelled_at is null and expires_at is not null`,
  );
  assert.equal(rows[0]?.count, 5);
  assert.deepEqual(await brokenInvariants(town.db), []);
});

test('locks that expire under the callers: nobody is given a place that another holds', async () => {
  const { desks, town } = await twoDesks([event('short', 3)], { LOCK_DURATION: 'PT0.02S' });
  const one = async (i: number): Promise<Outcome> => {
    await give(desks[i % 2]!, book('short', { lock: { code: `code ${i}`, confirm: false } }));
    await new Promise((done) => setTimeout(done, i % 40));
    return give(desks[(i + 1) % 2]!, book('short', { lock: { code: `code ${i}`, confirm: true } }));
  };
  const outcomes = await Promise.all(Array.from({ length: 60 }, (_, i) => one(i)));
  assert.equal(kinds(outcomes)['booked'], 3);
  assert.deepEqual(await brokenInvariants(town.db), []);
});

test('sets held, held anew and confirmed by two processes: no more than there are places, and what is held is had', async () => {
  const { desks, town } = await twoDesks(['a', 'b', 'c'].map((slug) => event(slug, 6)));
  const held = (person: number, slots: readonly string[], confirm = false): Promise<Outcome> => {
    const lock = { code: `code ${person}`, confirm };
    return give(desks[person % 2]!, { ...replace(slots, confirm ? `person ${person}` : ''), lock });
  };
  const people = Array.from({ length: 20 }, (_, person) => person);
  const pairs = [['a', 'b'], ['b', 'c'], ['c', 'a']] as const; // prettier-ignore
  // Each holds one pair twice at once, by both processes' lanes in turn.
  const first = await Promise.all(people.flatMap((person) => [0, 1].map(() => held(person, pairs[person % 3]!))));
  assert.ok(first.every(({ kind }) => kind === 'replaced' || kind === 'refused'));
  const { rows: locks } = await sql<{ code: string }>`select lock_code as code from agendas.booking
    where expires_at is not null and cancelled_at is null`.execute(town.db);
  assert.equal(new Set(locks.map(({ code }) => code)).size, locks.length, 'one lock a code');
  assert.ok(locks.length >= 6);
  const confirmed = await Promise.all(people.map((person) => held(person, pairs[person % 3]!, true)));
  for (const { code } of locks) {
    const outcome = confirmed[Number(code.slice('code '.length))]!;
    assert.ok(outcome.kind === 'replaced' && outcome.booked.length === 2, `${code}: ${JSON.stringify(outcome)}`);
  }
  assert.deepEqual(await brokenInvariants(town.db), []);
});

test('one booking of several events, let go of piece by piece while others book', async () => {
  const { desks, town } = await twoDesks(['a', 'b', 'c'].map((slug) => event(slug, 3)));
  const slots = ['a', 'b', 'c'].map((slug) => ({ agenda: 'stages', event: slug }));
  for (const user of ['u', 'v']) await give(desks[0], book('a', { slots, details: details(user) }));
  const outcomes = await Promise.all([
    ...['u', 'v'].flatMap((user) =>
      [['a', 'b'], ['b'], ['b', 'c'], []].map((set, i) => give(desks[i % 2]!, replace(set, user))),
    ),
    ...Array.from({ length: 12 }, (_, i) => give(desks[i % 2]!, book(['a', 'b', 'c'][i % 3]!))),
  ]);
  assert.ok(outcomes.every(({ kind }) => kind === 'replaced' || kind === 'refused' || kind === 'booked'));
  for (const user of ['u', 'v']) await give(desks[0], replace([], user));
  const { rows } = await sql`select from agendas.booking where user_external_id <> '' and cancelled_at is null`.execute(
    town.db,
  );
  assert.equal(rows.length, 0);
  assert.deepEqual(await brokenInvariants(town.db), []);
});

test('accept against cancel, suspend against promotion', async () => {
  const { desks, town } = await twoDesks([
    event('list', 4, { waiting_list_places: 40, waiting_list_bookings_automatic_confirm: true }),
  ]);
  const booked = await Promise.all(Array.from({ length: 30 }, (_, i) => give(desks[i % 2]!, book('list'))));
  const ids = booked.map(idOf);
  const acts = ids.flatMap((bookingId, i) => [
    give(desks[i % 2]!, { kind: 'accept', bookingId }),
    give(desks[(i + 1) % 2]!, { kind: 'cancel', bookingId, by: 'call' }),
    give(desks[i % 2]!, { kind: 'suspend', bookingId }),
    give(desks[(i + 1) % 2]!, book('list')),
  ]);
  const outcomes = await Promise.all(acts);
  assert.equal(outcomes.filter(({ kind }) => kind === 'done').length >= 30, true);
  assert.deepEqual(await brokenInvariants(town.db), []);
});

test('moves there and back: every booking stands somewhere, once', async () => {
  const { desks, town } = await twoDesks([event('here', 20), event('there', 20)]);
  const ids = (await Promise.all(Array.from({ length: 10 }, () => give(desks[0], book('here'))))).map(idOf);
  await Promise.all(
    Array.from({ length: 120 }, (_, i) =>
      give(desks[i % 2]!, {
        kind: 'move',
        bookingId: ids[i % 10]!,
        to: { agenda: 'stages', event: i % 4 < 2 ? 'there' : 'here' },
      }),
    ),
  );
  const { rows } = await town.pool.query<{ booked: number }>('select sum(booked)::int as booked from agendas.event');
  assert.equal(rows[0]?.booked, 10);
  assert.deepEqual(await brokenInvariants(town.db), []);
});

test("an agent's long transaction on one event does not hold the others", async () => {
  const { desks, town } = await twoDesks([event('held', 50), event('free', 50)]);
  const session = await town.pool.connect();
  await session.query(`begin; select from agendas.event where slug = 'held' for update`);
  let heldIsDone = false;
  const held = Promise.all(Array.from({ length: 5 }, () => give(desks[0], book('held')))).then((outcomes) => {
    heldIsDone = true;
    return outcomes;
  });
  for (let round = 0; round < 10; round++) {
    const outcomes = await Promise.all([give(desks[0], book('free')), give(desks[1], book('free'))]);
    assert.deepEqual(kinds(outcomes), { booked: 2 });
  }
  assert.equal(heldIsDone, false);
  await session.query('commit');
  session.release();
  assert.deepEqual(kinds(await held), { booked: 5 });
  assert.deepEqual(await brokenInvariants(town.db), []);
});
