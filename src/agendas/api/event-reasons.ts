import type { Zone } from '../../time/zone.ts';
import type { RefusedEvent } from './list-events.ts';
import { localDatetime } from './local-text.ts';

type EventReasonView = {
  kind: RefusedEvent['reasons'][number]['kind'];
  /** Places that a lock holds. */
  places?: number;
  published_at?: string;
  booking_id?: number;
  locked_until?: string;
  exception?: { label: string; start_datetime: string; end_datetime: string };
};

/** Why each event can't be booked, and which closing leaves a series' day out, in the form of the appointments' answer: whose booking or lock to those who may see bookings, to others the kind alone. */
export function explainedEvents(
  refused: readonly RefusedEvent[],
  maySeeBookings: boolean,
  zone: Zone,
  id: (event: RefusedEvent['event']) => string = ({ slug }) => slug,
): { id: string; datetime: string; reasons: EventReasonView[] }[] {
  // That an event is being prepared is nobody else's business.
  const told = refused.filter(({ reasons }) => maySeeBookings || reasons.every(({ kind }) => kind !== 'not published'));
  return told.map(({ event, reasons }) => ({
    id: id(event),
    datetime: localDatetime(zone.toLocal(event.startMinute)),
    reasons: reasons.map((reason) => (maySeeBookings ? reasonView(event, reason, zone) : { kind: reason.kind })),
  }));
}

function reasonView(
  event: RefusedEvent['event'],
  reason: RefusedEvent['reasons'][number],
  zone: Zone,
): EventReasonView {
  const at = (minute: number): string => localDatetime(zone.toLocal(minute));
  const { kind } = reason;
  if (kind === 'exception') {
    const { label, start, end } = reason.exception;
    return { kind, exception: { label, start_datetime: at(start), end_datetime: at(end) } };
  }
  if (kind === 'locked') {
    const { places, bookingId, untilMinute } = reason;
    return { kind, places, booking_id: bookingId, locked_until: at(untilMinute) };
  }
  if (kind === 'user already booked' && reason.bookingId !== null) return { kind, booking_id: reason.bookingId };
  if (kind === 'not published' && event.publicationMinute !== null)
    return { kind, published_at: at(event.publicationMinute) };
  return { kind };
}
