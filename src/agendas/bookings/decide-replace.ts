import type { Caller } from '../../accounts/caller.ts';
import { may, type Agenda } from '../agenda/agenda.ts';
import type { ListName } from '../tables.ts';
import { bookingsOfUser, listOf, newBooking, ownLocks } from './decide-book.ts';
import type { Outcome, ReplaceOrder, ReplaceWish, TakenPlace } from './orders.ts';
import { refused } from './orders.ts';
import { whyNotBookable } from './rules.ts';
import {
  atOnce,
  end,
  lockUntil,
  nameOf,
  promote,
  release,
  take,
  type HeldBooking,
  type HeldEvent,
  type Taken,
  type World,
} from './world.ts';

type Whole = ReplaceOrder & ReplaceWish;

/** An event that the person has, by a booking of it alone or of several. */
type Standing = { booking: HeldBooking; taken: Taken; event: HeldEvent };

/** One user's events in some agendas: those named are booked, or locked; those kept are left alone, the others are let go. All or nothing. */
export function decideReplace(world: World, asked: ReplaceOrder, caller: Caller): Outcome {
  const order: Whole = { places: 1, lock: null, forceWaitingList: false, checksOverlaps: false, ...asked };
  const found = namedBy(world, order, caller);
  if (found.kind !== 'found') return found;
  const { agendas, named } = found;
  const standing = standingOf(world, order, [...agendas.keys()]);
  const stays = new Set(standing.map(({ event }) => event.id));
  const { action, leavesOut } = order;
  const going = goingOf(world, order, named, standing);
  const wanted = action === 'unbook' ? [] : named.filter(({ id }) => !stays.has(id));
  const open = leavesOut ? wanted.filter((event) => whyNot(world, order, event) === null) : wanted;
  const own = [...agendas.keys()].flatMap((id) => ownLocks(world, order, id));
  const isFull = (event: HeldEvent): boolean => listOf(world, order, event, own) === 'sold out';
  const full = leavesOut ? open.filter(isFull) : [];
  const coming = open.filter((event) => !full.includes(event));
  const kept = standing.filter((one) => !going.includes(one)).map(({ event }) => event);
  const wrong =
    refusalOf(world, order, coming, isFull) ??
    overlapRefusal(order, [...new Set([...kept, ...coming])]) ??
    capRefusal(world, order, coming, going);
  if (wrong) return wrong;

  const booked = takeAll(world, order, caller, coming, own);
  promote(world, letGoOf(world, going));
  const cancelled = going.map(({ event }) => atOnce(event));
  return { kind: 'replaced', agendas, booked, cancelled, full: full.map(atOnce) };
}

type Found = { kind: 'found'; agendas: Map<number, Agenda>; named: HeldEvent[] };

/** Agendas and events, all there and the caller's to change. */
function namedBy(world: World, order: ReplaceOrder, caller: Caller): Found | Outcome {
  const agendas = new Map<number, Agenda>();
  for (const name of order.agendas) {
    const agenda = world.agendas.get(world.agendaByName.get(name) ?? 0);
    if (!agenda) return { kind: 'not found', what: 'agenda', names: [name] };
    if (!may(caller, agenda, 'edit')) return { kind: 'forbidden' };
    agendas.set(agenda.id, agenda);
  }
  const missing = order.slots.filter((slot) => !world.events.has(world.eventByName.get(nameOf(slot)) ?? 0));
  if (missing.length > 0) return { kind: 'not found', what: 'event', names: missing.map(({ event }) => event) };
  const ids = new Set(order.slots.map((slot) => world.eventByName.get(nameOf(slot))!));
  const named = [...ids].map((id) => world.events.get(id)!);
  const foreign = named.find(({ agendaId }) => !agendas.has(agendaId));
  return foreign ? { kind: 'not found', what: 'event', names: [foreign.slug] } : { kind: 'found', agendas, named };
}

/** What the person has and loses by the order. */
function goingOf(world: World, order: Whole, named: readonly HeldEvent[], standing: readonly Standing[]): Standing[] {
  const { action, letsGo } = order;
  if (action === 'book' || isLocking(order)) return [];
  const goes = (event: HeldEvent): boolean =>
    letsGo ? !named.includes(event) && letsGo(event) : named.includes(event) === (action === 'unbook');
  return standing.filter(({ event }) => goes(event) && isOpen(world, order, event));
}

const isLocking = ({ lock }: Whole): boolean => lock !== null && !lock.confirm;

/** The user's live bookings of coming events; those of the past are left alone. */
function standingOf(world: World, { user, range }: ReplaceOrder, agendaIds: readonly number[]): Standing[] {
  if (user === '') return [];
  const found: Standing[] = [];
  for (const booking of agendaIds.flatMap((id) => bookingsOfUser(world, user, id))) {
    for (const taken of booking.taken) {
      const event = world.events.get(taken.eventId ?? 0);
      if (!event) continue;
      const isPast = event.startMinute <= world.nowMinute;
      if ((isPast && range === 'future') || (!isPast && range === 'past')) continue;
      found.push({ booking, taken, event });
    }
  }
  return found;
}

/** Takes the new places, in place of what the caller's locks hold, before any is let go. To lock, one booking an agenda holds them all. */
function takeAll(
  world: World,
  order: Whole,
  caller: Caller,
  coming: readonly HeldEvent[],
  own: readonly HeldBooking[],
): TakenPlace[] {
  const lists = new Map(coming.map((event) => [event, listOf(world, order, event, own) as ListName]));
  const left = own.flatMap((lock) => end(world, lock, 'lock'));
  const expiresAt = isLocking(order) ? world.nowMs + world.lockMs : null;
  const together =
    expiresAt === null ? coming.map((event) => [event]) : [...Map.groupBy(coming, ({ agendaId }) => agendaId).values()];
  const booked: TakenPlace[] = [];
  for (const events of together) {
    const booking = newBooking(world, order, caller, events[0]!.agendaId, expiresAt);
    booking.taken = events.map((event) => takeInStead(event, order.places, lists.get(event)!, own));
    world.bookings.set(booking.id, booking);
    booked.push(...events.map((event) => ({ event: atOnce(event), list: lists.get(event)! })));
    if (expiresAt !== null) lockUntil(events, expiresAt);
  }
  promote(world, order.lock?.confirm ? [...left, ...coming] : left);
  return booked;
}

/** Who held it keeps the place in the line. */
function takeInStead(event: HeldEvent, places: number, list: ListName, own: readonly HeldBooking[]): Taken {
  const held = own.flatMap(({ taken }) => taken).find((one) => one.eventId === event.id && one.list === list);
  const taken = take(event, places, list);
  return held ? { ...taken, turn: held.turn } : taken;
}

/** A booking of which nothing is left ends; one of several events loses those that go. */
function letGoOf(world: World, going: readonly Standing[]): HeldEvent[] {
  const left: HeldEvent[] = [];
  for (const [booking, some] of Map.groupBy(going, (one) => one.booking)) {
    if (some.length === booking.taken.length) left.push(...end(world, booking, 'replacement'));
    else
      for (const { event, taken } of some) {
        release(event, booking, taken);
        left.push(event);
      }
  }
  return left;
}

/** Events outside the delays can't be left any more than they can be booked; what doesn't take place can be left whenever. */
function isOpen(world: World, order: ReplaceOrder, event: HeldEvent): boolean {
  return event.cancelled || whyNot(world, order, { ...event, closed: null }) === null;
}

function whyNot(
  world: World,
  { bypassDelays, range }: ReplaceOrder,
  event: HeldEvent,
): ReturnType<typeof whyNotBookable> {
  const window = world.windows.get(event.agendaId)!;
  return whyNotBookable(event, { nowMinute: world.nowMinute, window, range, bypassDelays });
}

const nameAll = (events: readonly HeldEvent[]): string => events.map(({ label, slug }) => label || slug).join(', ');

function refusalOf(
  world: World,
  order: Whole,
  coming: readonly HeldEvent[],
  isFull: (event: HeldEvent) => boolean,
): Outcome | null {
  for (const event of coming) {
    const why = whyNot(world, order, event);
    if (why !== null) return refused(`${why}: ${nameAll([event])}`);
  }
  const full = coming.filter(isFull);
  return full.length > 0 ? refused(`some events are full: ${nameAll(full)}`) : null;
}

/** What the person would have at one time: each with the one before it that lasts longest. */
function overlapRefusal({ checksOverlaps }: Whole, events: readonly HeldEvent[]): Outcome | null {
  if (!checksOverlaps) return null;
  const endOf = ({ startMinute, durationMinutes }: HeldEvent): number =>
    startMinute + Math.max(1, durationMinutes ?? 0);
  let longest: HeldEvent | undefined;
  for (const event of events.toSorted((a, b) => a.startMinute - b.startMinute)) {
    if (longest && event.startMinute < endOf(longest))
      return refused(`some events are at the same time: ${nameAll([longest, event])}`);
    if (!longest || endOf(event) > endOf(longest)) longest = event;
  }
  return null;
}

function capRefusal(
  world: World,
  order: Whole,
  coming: readonly HeldEvent[],
  going: readonly Standing[],
): Outcome | null {
  if (isLocking(order)) return null;
  for (const agendaId of new Set(coming.map((event) => event.agendaId))) {
    const cap = world.agendas.get(agendaId)?.maximalBookingsPerUser ?? null;
    if (cap === null) continue;
    const left = bookingsOfUser(world, order.user, agendaId).filter(({ taken }) =>
      taken.some((one) => !going.some((leaving) => leaving.taken === one)),
    ).length;
    const more = coming.filter((event) => event.agendaId === agendaId).length;
    if (left + more > cap) return refused('too many bookings by user', 1, `one person may have ${cap} bookings here`);
  }
  return null;
}
