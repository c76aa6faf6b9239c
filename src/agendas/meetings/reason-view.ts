import type { Zone } from '../../time/zone.ts';
import type { Reason } from '../availability/judge.ts';
import { localDatetime } from '../api/local-text.ts';

export type ReasonView = {
  kind: Reason['kind'];
  /** The slug of the desk that it concerns; absent where it concerns them all. */
  desk?: string;
  resource?: string;
  exception?: { label: string; start_datetime: string; end_datetime: string };
  booking_id?: number;
  locked_until?: string;
};

/** A reason as the API tells it: whose booking and which exception, to those who may see bookings; to others the kind alone. */
export function reasonView(reason: Reason, desk: string | null, maySeeBookings: boolean, zone: Zone): ReasonView {
  const view: ReasonView = { kind: reason.kind, ...(desk === null ? {} : { desk }) };
  if (reason.kind === 'resource') view.resource = reason.resource.slug;
  if (!maySeeBookings) return view;
  const at = (minute: number): string => localDatetime(zone.toLocal(minute));
  if (reason.kind === 'exception') {
    const { label, start, end } = reason.exception;
    view.exception = { label, start_datetime: at(start), end_datetime: at(end) };
  }
  if ('taken' in reason) {
    view.booking_id = reason.taken.bookingId;
    if (reason.taken.lockedUntil !== null) view.locked_until = at(reason.taken.lockedUntil);
  }
  return view;
}
