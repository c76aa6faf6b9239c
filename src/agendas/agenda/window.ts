import { dayOfMinute, minutesPerDay, minuteOf, civilDate } from '../../time/days.ts';
import { holidayOn } from '../../time/holidays.ts';
import { addWorkingDays } from '../../time/working-days.ts';
import type { Zone } from '../../time/zone.ts';

/** Minutes since the epoch: from `from` up to and without `until`; null: without an end. */
export type Window = { from: number; until: number | null };

export type Delays = {
  minimalDelay: number;
  minimalDelayInWorkingDays: boolean;
  maximalDelay: number;
  minimalTime: number;
};

/** `08:30:00` → 510 */
export function timeOfDay(text: string): number {
  const [hours = 0, minutes = 0] = text.split(':').map(Number);
  return hours * 60 + minutes;
}

const isHoliday =
  ({ place }: Zone) =>
  (day: number): boolean =>
    holidayOn(day, civilDate(day).year, place) !== null;

/**
 * What may be booked now: whole local days, from today + the minimal delay up to and without today + the maximal delay.
 * Before `minimalTime` the last of these days isn't open yet.
 */
export function bookingWindow(delays: Delays, now: Temporal.Instant, zone: Zone): Window {
  const localNow = zone.toLocal(minuteOf(now));
  const today = dayOfMinute(localNow);
  const first = delays.minimalDelayInWorkingDays
    ? addWorkingDays(today, delays.minimalDelay, isHoliday(zone))
    : today + delays.minimalDelay;
  const opened = localNow - today * minutesPerDay >= delays.minimalTime;
  const start = (day: number): number => zone.edge(day * minutesPerDay);
  return {
    from: start(first),
    until: delays.maximalDelay === 0 ? null : start(today + delays.maximalDelay - (opened ? 0 : 1)),
  };
}

export type CancellationDelay = {
  minimalCancellationDelay: number | null;
  minimalCancellationDelayInWorkingDays: boolean;
};

/** The first start (minute of the epoch) that a person may still cancel alone: whole local days, and never what has begun. Null: whenever. */
export function cancellableFrom(delay: CancellationDelay, now: Temporal.Instant, zone: Zone): number | null {
  const days = delay.minimalCancellationDelay;
  if (days === null) return null;
  const minute = minuteOf(now);
  const today = dayOfMinute(zone.toLocal(minute));
  const first = delay.minimalCancellationDelayInWorkingDays
    ? addWorkingDays(today, days, isHoliday(zone))
    : today + days;
  return Math.max(minute + 1, zone.edge(first * minutesPerDay));
}
