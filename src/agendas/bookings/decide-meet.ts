import type { Caller } from '../../accounts/caller.ts';
import { may } from '../agenda/agenda.ts';
import { decideMeet, giveUp, placeMeeting, type HeldMeetings, type MeetOutcome } from '../meetings/meet.ts';
import { newBooking, toCancel } from './decide-book.ts';
import { refused, type MeetOrder, type Outcome } from './orders.ts';
import { end, isLock, promote, type HeldBooking, type World } from './world.ts';

/** Books, locks, confirms or moves an appointment, or a range to rent: on desks that are held. */
export function decideMeetOrder(world: World, order: MeetOrder, caller: Caller): Outcome {
  const held = world.meetings;
  if (!held) throw new Error('an appointment is decided without its desks');
  const named = held.named.get(order.agenda);
  if (!named) return { kind: 'not found', what: 'agenda', names: [order.agenda] };
  if (!may(caller, named.agenda, 'edit')) return { kind: 'forbidden' };
  const replaced = order.cancelBookingId === null ? null : toCancel(world, order, order.cancelBookingId, caller);
  if (replaced && 'kind' in replaced) return replaced;
  if (replaced && order.keepsBooking) return moveMeeting(world, order, replaced);
  const outcome = decideMeet(held, order);
  if (outcome.kind === 'refused') return refused(outcome.reason, 1, outcome.description ?? outcome.reason);
  if (outcome.kind === 'not found') return outcome;
  const { agenda, place } = outcome;
  const { lock } = order;
  const expiresAt = lock && !lock.confirm ? world.nowMs + world.lockMs : null;
  for (const id of outcome.ownLocks) endLock(world, id);
  const booking = newBooking(world, order, caller, agenda.id, expiresAt);
  booking.meetingTypeId = place.meetingTypeId;
  world.bookings.set(booking.id, booking);
  // The place is had: now the old one may go.
  if (replaced) letGo(world, replaced);
  placeMeeting(held, outcome, order, booking.id, expiresAt);
  return metAt(held, outcome, booking.id, replaced?.id ?? null);
}

type Placed = Extract<MeetOutcome, { kind: 'placed' }>;

function metAt(
  held: HeldMeetings,
  { agenda, place }: Placed,
  bookingId: number,
  cancelledBookingId: number | null,
): Outcome {
  const schedule = held.state.schedules.get(agenda.id)!;
  return {
    kind: 'met',
    bookingId,
    agenda,
    place,
    desk: schedule.desks.find(({ id }) => id === place.deskId)!,
    resources: schedule.resources.filter(({ id }) => place.resourceIds.includes(id)),
    cancelledBookingId,
  };
}

/** The same booking at another time or desk of its agenda. */
function moveMeeting(world: World, order: MeetOrder, booking: HeldBooking): Outcome {
  const held = world.meetings!;
  if (isLock(booking)) return refused('booking can not be moved', 2);
  const outcome = decideMeet(held, order);
  if (outcome.kind === 'refused') return refused(outcome.reason, 1, outcome.description ?? outcome.reason);
  if (outcome.kind === 'not found') return outcome;
  if (outcome.agenda.id !== booking.agendaId) return refused('booking can not be moved', 2);
  giveUp(held, booking.id);
  held.moved.push(booking.id);
  placeMeeting(held, outcome, order, booking.id, null);
  return metAt(held, outcome, booking.id, null);
}

function endLock(world: World, id: number): void {
  const held = world.meetings!;
  giveUp(held, id);
  const booking = world.bookings.get(id);
  if (booking) end(world, booking, 'lock');
  else held.ended.push(id);
}

function letGo(world: World, booking: HeldBooking): void {
  giveUp(world.meetings!, booking.id);
  promote(world, end(world, booking, 'move'));
}
