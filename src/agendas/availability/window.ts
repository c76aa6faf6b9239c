import { dayOf, minuteOf, minutesPerDay } from '../../time/days.ts';
import { addWorkingDays } from '../../time/working-days.ts';
import type { Zone } from '../../time/zone.ts';

export type Delays = {
  minimalDays: number;
  minimalInWorkingDays: boolean;
  /** 0: no limit. */
  maximalDays: number;
  /** Minute of the day at which a new day opens for booking; null: delays are counted from the present moment, not in whole days. */
  opensAtMinute: number | null;
};

/** What may be booked starts at `earliest` or later, and before `latest`. Minutes since the epoch; null: no limit. */
export type Bounds = { earliest: number; latest: number | null };

/**
 * From today + the minimal delay, up to and without today + the maximal delay, whole local days; nothing that has begun.
 * Until `opensAtMinute`, the last day isn't open yet.
 */
export function bookingBounds(
  delays: Delays,
  now: Temporal.Instant,
  zone: Zone,
  isHoliday: (day: number) => boolean,
): Bounds {
  const minute = minuteOf(now);
  const local = zone.toLocal(minute);
  const today = Math.floor(local / minutesPerDay);
  const minuteOfDay = local - today * minutesPerDay;
  const firstDay = delays.minimalInWorkingDays
    ? addWorkingDays(today, delays.minimalDays, isHoliday)
    : today + delays.minimalDays;
  const atHand = delays.opensAtMinute === null ? minuteOfDay : 0;
  // Whoever starts within the present minute has begun, unless the minute begins just now.
  const soonest = minuteOf(now) + (now.epochMilliseconds % 60_000 === 0 ? 0 : 1);
  const earliest = Math.max(soonest, zone.edge(firstDay * minutesPerDay + atHand));
  if (delays.maximalDays === 0) return { earliest, latest: null };
  const opened = minuteOfDay >= (delays.opensAtMinute ?? 0) ? today : today - 1;
  return { earliest, latest: zone.edge((opened + delays.maximalDays) * minutesPerDay + atHand) };
}

/** With `bypass_delays`: whatever hasn't begun. */
export function boundsWithoutDelays(now: Temporal.Instant): Bounds {
  return { earliest: Math.ceil(now.epochMilliseconds / 60_000), latest: null };
}

export function todayOf(now: Temporal.Instant, zone: Zone): number {
  return dayOf(now.toZonedDateTimeISO(zone.id).toPlainDate());
}
