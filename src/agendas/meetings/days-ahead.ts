import { dayOfMinute, minuteOf } from '../../time/days.ts';
import type { Zone } from '../../time/zone.ts';
import type { Bounds } from '../availability/window.ts';
import type { Days } from './offer.ts';

/** How far ahead is looked where an agenda sets no limit, and at most. */
const farthestDays = 730;
const mostDays = 800;

/** The local days of what may be booked. */
export function bookableDays(bounds: Bounds, now: Temporal.Instant, zone: Zone): Days {
  const today = todayIn(now, zone);
  const end = bounds.latest === null ? today + farthestDays : dayOfMinute(zone.toLocal(bounds.latest - 1)) + 1;
  return { first: dayOfMinute(zone.toLocal(bounds.earliest)), end: Math.min(end, today + mostDays) };
}

export type DaysAsked = { dateStart: number | null; dateEnd: number | null; explain: boolean };

/** The days that a listing looks at; who asks for reasons may also see the days before and after what may be booked. */
export function daysAsked(
  { dateStart, dateEnd, explain }: DaysAsked,
  bounds: Bounds,
  now: Temporal.Instant,
  zone: Zone,
): Days {
  const whole = bookableDays(bounds, now, zone);
  const today = todayIn(now, zone);
  const least = explain ? today : whole.first;
  const most = explain ? Math.max(whole.end, today + farthestDays) : whole.end;
  const from = dateStart === null ? least : dayOfMinute(zone.toLocal(dateStart));
  const to = dateEnd === null ? whole.end : dayOfMinute(zone.toLocal(dateEnd - 1)) + 1;
  return { first: Math.max(from, least), end: Math.min(to, most) };
}

function todayIn(now: Temporal.Instant, zone: Zone): number {
  return dayOfMinute(zone.toLocal(minuteOf(now)));
}
