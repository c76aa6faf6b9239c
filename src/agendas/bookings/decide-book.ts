import { nameOfCaller, type Caller } from '../../accounts/caller.ts';
import { may } from '../agenda/agenda.ts';
import type { ListName } from '../tables.ts';
import type { BookOrder, Details, Outcome } from './orders.ts';
import { refused } from './orders.ts';
import { listFor, whyNotBookable } from './rules.ts';
import {
  atOnce,
  end,
  isLock,
  lockUntil,
  nameOf,
  overbookingOf,
  placesWithout,
  promote,
  take,
  type HeldBooking,
  type HeldEvent,
  type World,
} from './world.ts';

type Found = { kind: 'found'; events: HeldEvent[] };

/** Books, locks, confirms a lock, or moves to another event by `cancelBookingId`. */
export function decideBook(world: World, order: BookOrder, caller: Caller): Outcome {
  const found = eventsOf(world, order, caller);
  if (found.kind !== 'found') return found;
  const { events } = found;
  const agenda = world.agendas.get(events[0]!.agendaId)!;
  const wrong = bookable(world, order, events) ?? userRefusal(world, order, events);
  if (wrong) return wrong;
  const replaced = order.cancelBookingId === null ? null : toCancel(world, order, order.cancelBookingId, caller);
  if (replaced && 'kind' in replaced) return replaced;
  const own = ownLocks(world, order, agenda.id);
  const lists = listsFor(world, order, events, own);
  if (lists === null) return refused('sold out', 1, 'sold out');
  const booking = settle(world, order, caller, events, lists, own);
  // The new place is taken: now the old one may go.
  if (replaced) promote(world, end(world, replaced, 'move'));
  const taken = events.map((event, index) => ({
    event: atOnce(event),
    list: booking.taken[index]?.list ?? lists[index]!,
  }));
  return { kind: 'booked', bookingId: booking.id, agenda, taken, cancelledBookingId: replaced?.id ?? null };
}

/** All of one agenda, each there. */
function eventsOf(world: World, order: BookOrder, caller: Caller): Found | Outcome {
  const agendaId = world.agendaByName.get(order.slots[0]?.agenda ?? '');
  const agenda = agendaId === undefined ? undefined : world.agendas.get(agendaId);
  if (!agenda) return { kind: 'not found', what: 'agenda', names: [order.slots[0]?.agenda ?? ''] };
  if (!may(caller, agenda, 'edit')) return { kind: 'forbidden' };
  // An appointment is named by its type and its time.
  if (agenda.kind !== 'events')
    return { kind: 'not found', what: 'slot', names: order.slots.map(({ event }) => event) };
  const ids = [...new Set(order.slots.map((slot) => world.eventByName.get(nameOf(slot)) ?? 0))];
  const events = ids.map((id) => world.events.get(id));
  const missing = order.slots
    .filter((slot) => !world.events.has(world.eventByName.get(nameOf(slot)) ?? 0))
    .map(({ event }) => event);
  if (missing.length > 0) return { kind: 'not found', what: 'event', names: missing };
  return { kind: 'found', events: events.filter((event) => event !== undefined) };
}

function bookable(
  world: World,
  { range, bypassDelays }: Pick<BookOrder, 'range' | 'bypassDelays'>,
  events: readonly HeldEvent[],
): Outcome | null {
  for (const event of events) {
    const window = world.windows.get(event.agendaId)!;
    const why = whyNotBookable(event, { nowMinute: world.nowMinute, window, range, bypassDelays });
    if (why === null) continue;
    return refused(why, 1, event.closed === 'series' ? 'only occurrences of a recurring event can be booked' : why);
  }
  return null;
}

/** What one person may not have twice, and how many in all. */
function userRefusal(world: World, order: BookOrder, events: readonly HeldEvent[]): Outcome | null {
  const user = order.details.user_external_id;
  if (user === '' || (order.lock && !order.lock.confirm)) return null;
  const cap = world.agendas.get(events[0]!.agendaId)?.maximalBookingsPerUser ?? null;
  if (!order.excludeUser && cap === null) return null;
  const own = bookingsOfUser(world, user, events[0]!.agendaId).filter(({ id }) => id !== order.cancelBookingId);
  const ids = new Set<number | null>(events.map(({ id }) => id));
  if (order.excludeUser && own.some(({ taken }) => taken.some(({ eventId }) => ids.has(eventId)))) {
    return refused('event is already booked by user');
  }
  return cap !== null && own.length >= cap
    ? refused('too many bookings by user', 1, `one person may have ${cap} bookings here`)
    : null;
}

export function bookingsOfUser(world: World, user: string, agendaId: number): HeldBooking[] {
  return [...world.bookings.values()].filter(
    (booking) => booking.user === user && booking.agendaId === agendaId && !booking.cancelled && !isLock(booking),
  );
}

export function toCancel(
  world: World,
  order: Pick<BookOrder, 'places'>,
  id: number,
  caller: Caller,
): HeldBooking | Outcome {
  const booking = world.bookings.get(id);
  const agenda = booking && world.agendas.get(booking.agendaId);
  if (!booking || !agenda || !may(caller, agenda, 'edit')) return refused('cancel booking: booking does not exist');
  if (booking.cancelled) return refused('cancel booking: booking already cancelled');
  if (booking.places !== order.places) return refused('cancel booking: count is different');
  return booking;
}

/** Locks that the same code holds in the agenda: the new one, or the booking, comes in their stead. */
export function ownLocks(world: World, { lock }: Pick<BookOrder, 'lock'>, agendaId: number): HeldBooking[] {
  if (lock === null) return [];
  return [...world.bookings.values()].filter(
    (one) => one.lockCode === lock.code && one.agendaId === agendaId && isLock(one) && !one.cancelled,
  );
}

/** The list for each event; null where one has no room. */
function listsFor(
  world: World,
  order: BookOrder,
  events: readonly HeldEvent[],
  own: readonly HeldBooking[],
): ListName[] | null {
  const lists: ListName[] = [];
  for (const event of events) {
    const list = listOf(world, order, event, own);
    if (list === 'sold out') return null;
    lists.push(list);
  }
  return lists;
}

/** What the caller's own lock holds is not taken from it, whoever waits. */
export function listOf(
  world: World,
  { places, forceWaitingList }: Pick<BookOrder, 'places' | 'forceWaitingList'>,
  event: HeldEvent,
  own: readonly HeldBooking[],
): ListName | 'sold out' {
  if (forceWaitingList) return waitingOnly(event, own, places);
  const held = own.flatMap(({ taken }) => taken).find(({ eventId }) => eventId === event.id);
  if (held?.list === 'main' && held.places >= places) return 'main';
  const list = listFor(placesWithout(event, own), places, overbookingOf(world, event));
  return list !== 'main' && held?.list === 'waiting' && held.places >= places ? 'waiting' : list;
}

function waitingOnly(event: HeldEvent, own: readonly HeldBooking[], places: number): ListName | 'sold out' {
  const { waiting, waitingTotal } = placesWithout(event, own);
  return waiting + places <= waitingTotal ? 'waiting' : 'sold out';
}

/** Takes the places: in the lock's own row where it holds just these, else in a new one. */
function settle(
  world: World,
  order: BookOrder,
  caller: Caller,
  events: readonly HeldEvent[],
  lists: readonly ListName[],
  own: readonly HeldBooking[],
): HeldBooking {
  const expiresAt = order.lock && !order.lock.confirm ? world.nowMs + world.lockMs : null;
  if (expiresAt !== null) lockUntil(events, expiresAt);
  const same = own.find((lock) => holdsJust(lock, events, lists, order.places));
  const left = own.filter((lock) => lock !== same).flatMap((lock) => end(world, lock, 'lock'));
  let booking = same;
  if (booking) {
    Object.assign(booking, {
      ...fieldsOf(order.details),
      expiresAt,
      details: order.details,
      askedBy: nameOfCaller(caller),
      changed: true,
    });
    for (const event of events) Object.assign(event, { version: event.version + 1, changed: true });
  } else {
    booking = newBooking(world, order, caller, events[0]!.agendaId, expiresAt);
    booking.taken = events.map((event, index) => take(event, order.places, lists[index]!));
    world.bookings.set(booking.id, booking);
  }
  // A lock that becomes a booking stands in line from now on: a place that nobody in line could take may be its own.
  promote(world, order.lock?.confirm ? [...left, ...events] : left);
  return booking;
}

function holdsJust(
  lock: HeldBooking,
  events: readonly HeldEvent[],
  lists: readonly ListName[],
  places: number,
): boolean {
  if (lock.places !== places || lock.taken.length !== events.length) return false;
  return events.every((event, index) =>
    lock.taken.some((taken) => taken.eventId === event.id && taken.list === lists[index]),
  );
}

function fieldsOf(details: Details) {
  const {
    user_external_id: user,
    cancel_callback_url: cancelCallbackUrl,
    presence_callback_url: presenceCallbackUrl,
  } = details;
  return { user, cancelCallbackUrl, presenceCallbackUrl };
}

export function newBooking(
  world: World,
  { places, details, lock }: { places: number; details: Details; lock: BookOrder['lock'] },
  caller: Caller,
  agendaId: number,
  expiresAt: number | null,
): HeldBooking {
  return {
    id: world.takeId(),
    agendaId,
    meetingTypeId: null,
    places,
    ...fieldsOf(details),
    lockCode: lock?.code ?? null,
    expiresAt,
    cancelled: false,
    taken: [],
    released: [],
    isNew: true,
    cancelledBy: null,
    details,
    askedBy: nameOfCaller(caller),
    changed: false,
  };
}
