import type { Caller } from '../../accounts/caller.ts';
import { may, type Agenda } from '../agenda/agenda.ts';
import { bookingsOfUser, newBooking } from './decide-book.ts';
import type { Outcome, ReplaceOrder, TakenPlace } from './orders.ts';
import { refused } from './orders.ts';
import { listFor, whyNotBookable } from './rules.ts';
import {
  atOnce,
  end,
  nameOf,
  overbookingOf,
  placesWithout,
  promote,
  take,
  type HeldBooking,
  type HeldEvent,
  type World,
} from './world.ts';

type Standing = { booking: HeldBooking; event: HeldEvent };

/** One user's events in some agendas: those named are booked, those kept are left alone, the others are let go. All or nothing. */
export function decideReplace(world: World, order: ReplaceOrder, caller: Caller): Outcome {
  const agendas = new Map<number, Agenda>();
  for (const name of order.agendas) {
    const agenda = world.agendas.get(world.agendaByName.get(name) ?? 0);
    if (!agenda) return { kind: 'not found', what: 'agenda', names: [name] };
    if (!may(caller, agenda, 'edit')) return { kind: 'forbidden' };
    agendas.set(agenda.id, agenda);
  }
  const missing = order.slots.filter((slot) => !world.events.has(world.eventByName.get(nameOf(slot)) ?? 0));
  if (missing.length > 0) return { kind: 'not found', what: 'event', names: missing.map(({ event }) => event) };
  const named = [...new Set(order.slots.map((slot) => world.eventByName.get(nameOf(slot))!))].map((id) =>
    world.events.get(id)!,
  );
  const foreign = named.find(({ agendaId }) => !agendas.has(agendaId));
  if (foreign) return { kind: 'not found', what: 'event', names: [foreign.slug] };

  const standing = standingOf(world, order, [...agendas.keys()]);
  const stays = new Set(standing.map(({ event }) => event.id));
  const { action, letsGo, leavesOut } = order;
  const goes = (event: HeldEvent): boolean =>
    letsGo ? !named.includes(event) && letsGo(event) : named.includes(event) === (action === 'unbook');
  const going = action === 'book' ? [] : standing.filter(({ event }) => goes(event) && isOpen(world, order, event));
  const wanted = action === 'unbook' ? [] : named.filter(({ id }) => !stays.has(id));
  const open = leavesOut ? wanted.filter((event) => whyNot(world, order, event) === null) : wanted;
  const full = leavesOut ? open.filter((event) => isFull(world, event)) : [];
  const coming = open.filter((event) => !full.includes(event));
  const wrong = refusalOf(world, order, coming, going);
  if (wrong) return wrong;

  // New places are taken before old ones are let go.
  const booked: TakenPlace[] = [];
  for (const event of coming) {
    const list = listFor(event, 1, overbookingOf(world, event));
    const booking = newBooking(world, { places: 1, details: order.details, lock: null }, caller, event.agendaId, null);
    const taken = take(event, 1, list === 'waiting' ? 'waiting' : 'main');
    booking.taken = [taken];
    world.bookings.set(booking.id, booking);
    booked.push({ event: atOnce(event), list: taken.list });
  }
  promote(
    world,
    going.flatMap(({ booking }) => end(world, booking, 'replacement')),
  );
  const cancelled = going.map(({ event }) => atOnce(event));
  return { kind: 'replaced', agendas, booked, cancelled, full: full.map(atOnce) };
}

/** The user's live bookings of one coming event each; those of the past, and bookings of several events, are left alone. */
function standingOf(world: World, { user, range }: ReplaceOrder, agendaIds: readonly number[]): Standing[] {
  const found: Standing[] = [];
  for (const booking of agendaIds.flatMap((id) => bookingsOfUser(world, user, id))) {
    const [taken, ...others] = booking.taken;
    const event = taken?.eventId ? world.events.get(taken.eventId) : undefined;
    if (!event || others.length > 0) continue;
    const isPast = event.startMinute <= world.nowMinute;
    if ((isPast && range === 'future') || (!isPast && range === 'past')) continue;
    found.push({ booking, event });
  }
  return found;
}

/** Events outside the delays can't be left any more than they can be booked. */
function isOpen(world: World, order: ReplaceOrder, event: HeldEvent): boolean {
  return event.cancelled || whyNot(world, order, event) === null;
}

function whyNot(
  world: World,
  { bypassDelays, range }: ReplaceOrder,
  event: HeldEvent,
): ReturnType<typeof whyNotBookable> {
  const window = world.windows.get(event.agendaId)!;
  return whyNotBookable(event, { nowMinute: world.nowMinute, window, range, bypassDelays });
}

const isFull = (world: World, event: HeldEvent): boolean =>
  listFor(placesWithout(event, []), 1, overbookingOf(world, event)) === 'sold out';

function refusalOf(
  world: World,
  order: ReplaceOrder,
  coming: readonly HeldEvent[],
  going: readonly Standing[],
): Outcome | null {
  for (const event of coming) {
    const why = event.isSeries ? 'event not bookable' : whyNot(world, order, event);
    if (why !== null) return refused(`${why}: ${event.label || event.slug}`);
  }
  const full = coming.filter((event) => isFull(world, event));
  if (full.length > 0)
    return refused(`some events are full: ${full.map(({ label, slug }) => label || slug).join(', ')}`);
  return capRefusal(world, order, coming, going);
}

function capRefusal(
  world: World,
  { user }: ReplaceOrder,
  coming: readonly HeldEvent[],
  going: readonly Standing[],
): Outcome | null {
  for (const agendaId of new Set(coming.map((event) => event.agendaId))) {
    const cap = world.agendas.get(agendaId)?.maximalBookingsPerUser ?? null;
    if (cap === null) continue;
    const gone = new Set(going.map(({ booking }) => booking.id));
    const left = bookingsOfUser(world, user, agendaId).filter(({ id }) => !gone.has(id)).length;
    const more = coming.filter((event) => event.agendaId === agendaId).length;
    if (left + more > cap) return refused('too many bookings by user', 1, `one person may have ${cap} bookings here`);
  }
  return null;
}
