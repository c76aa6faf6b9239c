import type { Agenda } from '../agenda/agenda.ts';
import type { EventAtOnce, Outcome, TakenPlace } from '../bookings/orders.ts';
import { placesView, waitingListView } from '../events/event.ts';
import type { Addresses } from './addresses.ts';
import { customFields, type Wording } from './event-view.ts';
import { localDatetime } from './local-text.ts';

type Booked = Extract<Outcome, { kind: 'booked' }>;
type Replaced = Extract<Outcome, { kind: 'replaced' }>;

/** What can be done with a booking next: nothing that could only be refused. Of an appointment, no `events`. */
export function bookingAddresses(
  id: number,
  { isWaiting, events }: { isWaiting: boolean; events: readonly { waitingTotal: number }[] },
  addresses: Addresses,
) {
  const canWait = events.length > 0 && events.every(({ waitingTotal }) => waitingTotal > 0);
  return {
    booking_url: addresses.booking(id),
    cancel_url: addresses.booking(id, 'cancel/'),
    ...(isWaiting ? { accept_url: addresses.booking(id, 'accept/') } : {}),
    ...(!isWaiting && canWait ? { suspend_url: addresses.booking(id, 'suspend/') } : {}),
    ...(events.length === 1 ? { resize_url: addresses.booking(id, 'resize/') } : {}),
    ics_url: addresses.booking(id, 'ics/'),
    anonymize_url: addresses.booking(id, 'anonymize/'),
  };
}

/** The answer to a booking of one event, or of several for one booking (spec/agendas.md, section 3.12). */
export function bookedView({ bookingId, agenda, taken, cancelledBookingId }: Booked, wording: Wording) {
  const [first] = taken as [TakenPlace, ...TakenPlace[]];
  const isWaiting = taken.some(({ list }) => list === 'waiting');
  const hasWaitingList = first.event.waitingTotal > 0;
  return {
    err: 0,
    booking_id: bookingId,
    in_waiting_list: isWaiting,
    ...times(first.event, wording),
    label: first.event.label,
    slug: first.event.slug,
    agenda: { label: agenda.label, slug: agenda.slug },
    ...(taken.length > 1 ? { events: taken.map((one) => momentView(one.event, agenda, wording)) } : {}),
    ...(cancelledBookingId === null ? {} : { cancelled_booking_id: cancelledBookingId }),
    ...(hasWaitingList ? waitingListView(first.event) : {}),
    places: placesView(first.event, agenda.overbooking),
    api: bookingAddresses(bookingId, { isWaiting, events: taken.map(({ event }) => event) }, wording.addresses),
  };
}

function times({ startMinute, durationMinutes }: EventAtOnce, { zone }: Wording) {
  return {
    datetime: localDatetime(zone.toLocal(startMinute)),
    end_datetime: durationMinutes === null ? null : localDatetime(zone.toLocal(startMinute + durationMinutes)),
    duration: durationMinutes,
  };
}

/** An event within an answer, in the shape that the payment module reads. */
export function momentView(event: EventAtOnce, agenda: Pick<Agenda, 'slug'>, wording: Wording) {
  return {
    agenda_slug: agenda.slug,
    slug: event.slug,
    id: event.slug,
    text: event.label || event.slug,
    label: event.label,
    primary_event: event.primarySlug === null ? null : `${agenda.slug}@${event.primarySlug}`,
    ...times(event, wording),
    ...customFields(event),
  };
}

/** The answer to several events at once, very different from that to one (section 3.14). */
export function replacedView({ agendas, booked, cancelled }: Replaced, user: string, wording: Wording) {
  const view = (event: EventAtOnce) => momentView(event, agendas.get(event.agendaId)!, wording);
  return {
    err: 0,
    booking_count: booked.length,
    waiting_list_events: booked
      .filter(({ list }) => list === 'waiting')
      .map(({ event }) => ({ ...view(event), places: placesView(event, agendas.get(event.agendaId)!.overbooking) })),
    cancelled_booking_count: cancelled.length,
    booked_events: booked.map(({ event }) => view(event)),
    cancelled_events: cancelled.map(view),
    bookings_ics_url: wording.addresses.userIcs(user),
  };
}
