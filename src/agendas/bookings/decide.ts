import { may } from '../agenda/agenda.ts';
import type { Asked, BookingOrder, Outcome } from './orders.ts';
import { refused } from './orders.ts';
import { decideBook } from './decide-book.ts';
import { decideMeetOrder } from './decide-meet.ts';
import { decideReplace } from './decide-replace.ts';
import { fits, hasLine, listFor, whyNotBookable } from './rules.ts';
import {
  changeList,
  end,
  isLock,
  letGo,
  nameOf,
  overbookingOf,
  promote,
  sweep,
  take,
  type HeldBooking,
  type HeldEvent,
  type World,
} from './world.ts';

/**
 * Decides a group of orders in order of arrival, one alone being a group of one. Each sees what those before it changed; an order that is refused changes nothing.
 */
export function decide(world: World, group: readonly Asked[]): Outcome[] {
  sweep(world);
  return group.map((asked) => decideOne(world, asked));
}

function decideOne(world: World, asked: Asked): Outcome {
  const { order, caller } = asked;
  if (order.kind === 'book') return decideBook(world, order, caller);
  if (order.kind === 'replace') return decideReplace(world, order, caller);
  if (order.kind === 'meet') return decideMeetOrder(world, order, caller);
  const booking = world.bookings.get(order.bookingId);
  const agenda = booking && world.agendas.get(booking.agendaId);
  // Nobody learns from a refusal that there is such a booking.
  if (!booking || !agenda || !may(caller, agenda, 'view'))
    return { kind: 'not found', what: 'booking', names: [String(order.bookingId)] };
  return may(caller, agenda, 'edit') ? decideOn(world, booking, order) : { kind: 'forbidden' };
}

const done = (booking: HeldBooking, overbookedPlaces = 0): Outcome => ({
  kind: 'done',
  bookingId: booking.id,
  overbookedPlaces,
});

function decideOn(world: World, booking: HeldBooking, order: BookingOrder): Outcome {
  if (booking.cancelled) return refused(order.kind === 'cancel' ? 'already cancelled' : 'booking is cancelled');
  switch (order.kind) {
    case 'cancel':
      return cancel(world, booking, order);
    case 'accept':
      return accept(world, booking);
    case 'suspend':
      return suspend(world, booking);
    case 'resize':
      return resize(world, booking, order.places);
    case 'move':
      return move(world, booking, nameOf(order.to));
  }
}

function cancel(world: World, booking: HeldBooking, order: Extract<BookingOrder, { kind: 'cancel' }>): Outcome {
  const url = booking.cancelCallbackUrl;
  if (order.by === 'call' && order.checksDelay && !isCancellable(world, booking))
    return refused('cancellation is too late', 2);
  if (order.by === 'agent' && url === '' && !order.force) return refused('no callback address');
  promote(world, end(world, booking, order.by));
  if (order.by === 'agent' && url !== '') world.callbacks.push({ bookingId: booking.id, kind: 'cancel', url });
  return done(booking);
}

function isCancellable(world: World, booking: HeldBooking): boolean {
  const from = world.cancellableFrom.get(booking.agendaId) ?? null;
  if (from === null) return true;
  return booking.taken.every(({ eventId }) => (world.events.get(eventId ?? 0)?.startMinute ?? Infinity) >= from);
}

/** Accepting doesn't refuse for lack of room: whoever accepts decides. */
function accept(world: World, booking: HeldBooking): Outcome {
  const waiting = booking.taken.filter(({ list }) => list === 'waiting');
  if (waiting.length === 0 || isLock(booking)) return refused('booking is not in waiting list', 2);
  let over = 0;
  for (const taken of waiting) {
    const event = world.events.get(taken.eventId!)!;
    if (!fits(event, taken.places, overbookingOf(world, event))) event.exceeds = true;
    changeList(event, taken, 'main');
    over += Math.max(0, event.booked - event.total);
  }
  return done(booking, over);
}

/** To the end of the line, where there is one: beyond its places too, whoever suspends decides. */
function suspend(world: World, booking: HeldBooking): Outcome {
  if (isLock(booking)) return refused('booking is not confirmed', 3);
  const events = booking.taken.flatMap(({ eventId }) => (eventId === null ? [] : [world.events.get(eventId)!]));
  if (events.length === 0) return refused('no waiting list', 4, 'appointments have no waiting list');
  const main = booking.taken.filter(({ list }) => list === 'main');
  if (main.length === 0) return refused('booking is already in waiting list', 2);
  const without = events.find(({ waitingTotal }) => waitingTotal === 0);
  if (without) return refused('no waiting list', 4, `${without.label || without.slug} has no waiting list`);
  const left: HeldEvent[] = [];
  for (const taken of main) {
    const event = world.events.get(taken.eventId!)!;
    changeList(event, taken, 'waiting');
    if (event.waiting > event.waitingTotal) event.exceeds = true;
    left.push(event);
  }
  promote(world, left, booking);
  return done(booking);
}

function resize(world: World, booking: HeldBooking, places: number): Outcome {
  const [taken, ...others] = booking.taken;
  const event = taken?.eventId ? world.events.get(taken.eventId) : undefined;
  if (!taken || others.length > 0) return refused('can not resize multi event booking', 4);
  if (!event || isLock(booking)) return refused('booking can not be resized', 2);
  const more = places - taken.places;
  // Who asks for more comes after those who wait, like who books.
  const room =
    taken.list === 'main' ? !hasLine(event) && fits(event, more, false) : event.waiting + more <= event.waitingTotal;
  if (more > 0 && !room) return refused('sold out', 3);
  touchPlaces(event, taken, places);
  Object.assign(booking, { places, changed: true });
  if (more < 0) promote(world, [event]);
  return done(booking);
}

/** Keeps its place in the line. */
function touchPlaces(event: HeldEvent, taken: HeldBooking['taken'][number], places: number): void {
  const { turn, id, list } = taken;
  letGo(event, taken);
  Object.assign(taken, { ...take(event, places, list), turn, id });
}

/** Takes the new place before it lets the old one go. */
function move(world: World, booking: HeldBooking, name: string): Outcome {
  const to = world.events.get(world.eventByName.get(name) ?? 0);
  const [taken, ...others] = booking.taken;
  const from = taken?.eventId ? world.events.get(taken.eventId) : undefined;
  if (!to || to.agendaId !== booking.agendaId) return { kind: 'not found', what: 'event', names: [name] };
  if (!taken || !from || others.length > 0 || isLock(booking)) return refused('booking can not be moved', 2);
  if (from === to) return refused('booking is already there', 3);
  const context = {
    nowMinute: world.nowMinute,
    window: world.windows.get(to.agendaId)!,
    range: 'all' as const,
    bypassDelays: true,
  };
  const why = whyNotBookable(to, context);
  if (why !== null) return refused(why);
  const list = listFor(to, taken.places, overbookingOf(world, to));
  if (list === 'sold out') return refused('sold out');
  const moved = take(to, taken.places, list);
  letGo(from, taken);
  Object.assign(taken, { ...moved, id: taken.id });
  promote(world, [from]);
  return done(booking);
}
