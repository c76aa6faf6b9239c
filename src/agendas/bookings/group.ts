import type { Answer, Keyed } from '../../platform/idempotency.ts';
import { minuteOf } from '../../time/days.ts';
import { townZone } from '../../time/zone.ts';
import { toAgenda, type Agenda } from '../agenda/agenda.ts';
import { bookingWindow, cancellableFrom } from '../agenda/window.ts';
import type { AgendasTown } from '../database.ts';
import { endLocks, holdMeetings, letMovedGo, type HeldMeetings } from '../meetings/meet.ts';
import { runnerOn } from '../meetings/runner.ts';
import { decide } from './decide.ts';
import type { Asked, EventName, Order, Outcome } from './orders.ts';
import {
  involvedEvents,
  loadBookings,
  lockBookings,
  lockPeople,
  openGroup,
  toHeldEvent,
  type Involved,
  type Opened,
  type Session,
} from './statements.ts';
import { isLock, nameOf, type World } from './world.ts';
import { writeWorld, type KeptAnswer } from './write.ts';

/** An order on its way: what has to be written with it, and how its answer is made. */
export type Entry = Asked & {
  /** Spent in the transaction of the order. */
  nonce: { orig: string; nonce: string } | null;
  keyed: Keyed | null;
  /** The answer that is kept under the key; pages need none. */
  answer: (outcome: Outcome) => Answer;
};

export type Result =
  | { kind: 'decided'; outcome: Outcome; answer: Answer }
  /** The first answer to the key, given again. */
  | { kind: 'repeated'; answer: Answer }
  /** The key stands for another request. */
  | { kind: 'other request' };

/** A booking was moved to an event that isn't held, between the look at it and the lock: the group is to be done again with it. */
export class MoreEvents extends Error {
  readonly ids: readonly number[];
  constructor(ids: readonly number[]) {
    super('a booking stands on another event by now');
    this.ids = ids;
  }
}

const slotsOf = (order: Order): readonly EventName[] =>
  order.kind === 'book' || order.kind === 'replace' ? order.slots : order.kind === 'move' ? [order.to] : [];

export function eventNamesOf(entries: readonly Entry[]): EventName[] {
  return [...new Map(entries.flatMap(({ order }) => slotsOf(order)).map((slot) => [nameOf(slot), slot])).values()];
}

/** What the orders change beside the events that they name. */
export function involvedIn(entries: readonly Entry[]): Involved {
  const bookingIds: number[] = [];
  const locks: Involved['locks'][number][] = [];
  const users: Involved['users'][number][] = [];
  for (const { order } of entries) {
    if (order.kind === 'book') {
      const agenda = order.slots[0]?.agenda ?? '';
      if (order.cancelBookingId !== null) bookingIds.push(order.cancelBookingId);
      if (order.lock) locks.push({ agenda, code: order.lock.code });
    } else if (order.kind === 'replace') {
      if (order.user !== '') for (const agenda of order.agendas) users.push({ agenda, user: order.user });
      if (order.lock) for (const agenda of order.agendas) locks.push({ agenda, code: order.lock.code });
    } else if (order.kind === 'meet') {
      if (order.cancelBookingId !== null) bookingIds.push(order.cancelBookingId);
    } else bookingIds.push(order.bookingId);
  }
  return { bookingIds, locks, users };
}

/** What was decided in a transaction, and the statements on their way that write it: decided for good once these and the COMMIT are answered. */
export type Decided<T> = { result: T; writing: readonly Promise<unknown>[] };

/** Decides a group in the transaction that `session` has open, and sends what writes it; `extraEvents` are held beside those that the orders name. */
export async function runGroup(
  session: Session,
  town: Pick<AgendasTown, 'settings' | 'clock' | 'db'>,
  entries: readonly Entry[],
  extraEvents: readonly number[] = [],
): Promise<Decided<Result[]>> {
  const involved = involvedIn(entries);
  // Desks and resources before events, always.
  const meetings = await holdMeetingsOf(session, town, entries);
  const isPlain = involved.bookingIds.length + involved.locks.length + involved.users.length === 0;
  if (!isPlain) await lockPeople(session, involved);
  const eventIds = isPlain ? extraEvents : [...extraEvents, ...(await involvedEvents(session, involved))];
  const opened = await openGroup(session, openingOf(entries, involved, eventIds));
  const results: (Result | null)[] = spendAndRecall(entries, opened);
  const undecided = entries.filter((_, index) => results[index] === null);
  const world = { ...worldOf(town, foundIn(opened)), meetings };
  await load(session, world, undecided, involved);
  const { decided, kept } = answersOf(decide(world, undecided), undecided);
  if (meetings) await endLocks(runnerOn(session, town.db), meetings);
  if (meetings) await letMovedGo(runnerOn(session, town.db), meetings);
  const writing = writeWorld(session, world, kept);
  return { result: results.map((result) => result ?? decided.shift()!), writing };
}

function openingOf(entries: readonly Entry[], involved: Involved, eventIds: readonly number[]) {
  const named = new Set(
    entries.flatMap(({ order }) =>
      order.kind === 'replace'
        ? order.agendas
        : order.kind === 'book'
          ? order.slots.slice(0, 1).map(({ agenda }) => agenda)
          : [],
    ),
  );
  return {
    names: eventNamesOf(entries),
    eventIds,
    agendas: [...named],
    bookingIds: involved.bookingIds,
    nonces: entries.flatMap(({ nonce }) => (nonce ? [nonce] : [])),
    keys: entries.flatMap(({ keyed }) => (keyed ? [keyed] : [])),
    newIds: entries.reduce(
      (sum, { order }) =>
        sum + (order.kind === 'book' || order.kind === 'meet' ? 1 : order.kind === 'replace' ? order.slots.length : 0),
      0,
    ),
  };
}

/** The desks and resources of the appointments that are asked for; null where there are none. */
function holdMeetingsOf(
  session: Session,
  { db, settings, clock }: Pick<AgendasTown, 'settings' | 'clock' | 'db'>,
  entries: readonly Entry[],
): Promise<HeldMeetings> | null {
  const asks = entries.flatMap(({ order }) => (order.kind === 'meet' ? [order] : []));
  return asks.length === 0 ? null : holdMeetings(runnerOn(session, db), asks, clock(), townZone(settings));
}

/** Calls whose nonce was spent before, and those that were answered before, are not decided. */
function spendAndRecall(entries: readonly Entry[], opened: Opened): (Result | null)[] {
  const spendable = new Set(opened.spent.map(([orig, nonce]) => `${orig} ${nonce}`));
  const answers = new Map(opened.answers.map((answer) => [`${answer.caller} ${answer.key}`, answer]));
  return entries.map(({ nonce, keyed, answer }) => {
    if (nonce && !spendable.delete(`${nonce.orig} ${nonce.nonce}`)) {
      const outcome: Outcome = { kind: 'replayed' };
      return { kind: 'decided', outcome, answer: answer(outcome) };
    }
    const earlier = keyed && answers.get(`${keyed.caller} ${keyed.key}`);
    if (!keyed || !earlier) return null;
    if (earlier.hash !== keyed.hash.toString('hex')) return { kind: 'other request' };
    return { kind: 'repeated', answer: { status: earlier.status, body: earlier.answer } };
  });
}

/** What was decided, and the answers that are kept under the callers' keys. */
export function answersOf(
  outcomes: readonly Outcome[],
  entries: readonly Entry[],
): { decided: Result[]; kept: KeptAnswer[] } {
  const kept: KeptAnswer[] = [];
  const decided = outcomes.map((outcome, index) => {
    const { keyed, answer } = entries[index]!;
    const made = answer(outcome);
    if (keyed && made.status < 500) kept.push({ keyed, answer: made });
    return { kind: 'decided' as const, outcome, answer: made };
  });
  return { decided, kept };
}

/** What a world is made of: events with their agendas, by number and by the names that the orders give them, and numbers for new bookings. */
export type Found = Pick<World, 'nowMs' | 'agendas' | 'events' | 'eventByName' | 'agendaByName'> & { ids: number[] };

function foundIn(opened: Opened): Found {
  return {
    nowMs: opened.now_ms,
    agendas: new Map(opened.agendas.map((row) => [row.id, toAgenda(row)])),
    events: new Map(opened.events.map((row) => [row[0], toHeldEvent(row)])),
    eventByName: new Map(opened.names.map(([agenda, event, id]) => [`${agenda}/${event}`, id])),
    agendaByName: new Map(opened.agenda_names.toReversed()),
    ids: opened.ids,
  };
}

export function worldOf(
  { settings, clock }: Pick<AgendasTown, 'settings' | 'clock'>,
  { ids, ...found }: Found,
): Omit<World, 'meetings'> {
  const now = clock();
  const zone = townZone(settings);
  const each = <T>(what: (agenda: Agenda) => T): Map<number, T> =>
    new Map([...found.agendas.values()].map((agenda) => [agenda.id, what(agenda)]));
  return {
    ...found,
    nowMinute: minuteOf(now),
    lockMs: settings.lockDuration.total('milliseconds'),
    windows: each((agenda) => bookingWindow(agenda, now, zone)),
    cancellableFrom: each((agenda) => cancellableFrom(agenda, now, zone)),
    bookings: new Map(),
    callbacks: [],
    takeId() {
      const id = ids.shift();
      if (id === undefined) throw new Error('more bookings than numbers were taken for');
      return id;
    },
  };
}

async function load(session: Session, world: World, entries: readonly Entry[], involved: Involved): Promise<void> {
  const swept = [...world.events.values()].filter(({ lockEndsAt }) => lockEndsAt !== null && lockEndsAt <= world.nowMs);
  const mayFree =
    swept.length > 0 ||
    entries.some(({ order }) => order.kind !== 'book' || order.lock !== null || order.cancelBookingId !== null);
  const lines = mayFree ? [...world.events.values()].filter(({ promotes, waiting }) => promotes && waiting > 0) : [];
  const idOf = (name: string): number => world.agendaByName.get(name) ?? 0;
  const capped = cappedUsers(world, entries);
  const loading = {
    bookingIds: involved.bookingIds,
    locks: involved.locks.map(({ agenda, code }) => ({ agendaId: idOf(agenda), code })),
    users: [
      ...involved.users.map(({ agenda, user }) => ({ agendaId: idOf(agenda), user })),
      ...capped.map(({ agenda, user }) => ({ agendaId: idOf(agenda), user })),
    ],
    sweptEvents: swept.map(({ id }) => id),
    lines: lines.map(({ id }) => id),
  };
  const { bookingIds, locks, users, sweptEvents } = loading;
  if (bookingIds.length + locks.length + users.length + sweptEvents.length + lines.length === 0) return;
  // A limit counts bookings on events that aren't held: who may have few stands in line for itself.
  await lockPeople(session, { bookingIds: [], locks: [], users: capped });
  // An appointment has no event whose row would keep two who change it apart.
  if (bookingIds.length > 0) await lockBookings(session, bookingIds);
  const bookings = await loadBookings(session, loading);
  for (const booking of bookings) world.bookings.set(booking.id, booking);
  const replaced = new Set(involved.users.map(({ agenda, user }) => `${idOf(agenda)} ${user}`));
  const touched = bookings.filter(
    (one) => isLock(one) || involved.bookingIds.includes(one.id) || replaced.has(`${one.agendaId} ${one.user}`),
  );
  const missing = touched
    .flatMap(({ taken }) => taken.map(({ eventId }) => eventId))
    .filter((id) => id !== null && !world.events.has(id));
  if (missing.length > 0) throw new MoreEvents(missing as number[]);
}

/** People whose other bookings in the agenda decide on theirs. */
function cappedUsers(world: World, entries: readonly Entry[]): { agenda: string; user: string }[] {
  const found: { agenda: string; user: string }[] = [];
  for (const { order } of entries) {
    if (order.kind !== 'book' || order.details.user_external_id === '') continue;
    const agenda = order.slots[0]?.agenda ?? '';
    const capped = world.agendas.get(world.agendaByName.get(agenda) ?? 0)?.maximalBookingsPerUser ?? null;
    if (capped !== null || order.excludeUser) found.push({ agenda, user: order.details.user_external_id });
  }
  return found;
}
