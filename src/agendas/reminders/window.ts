import { dayOfMinute, minuteOf, minutesPerDay } from '../../time/days.ts';
import type { Zone } from '../../time/zone.ts';

/** Reminders leave from eight in the morning on, local time. */
const firstHour = 8;

/**
 * What starts before this minute (since the epoch) is to be reminded of by now, `days` days before: whole local days, whatever their length.
 * From eight on that is all that starts on the day so many days ahead; before eight, the day before that one.
 */
export function remindedUntil(now: Temporal.Instant, days: number, zone: Zone): number {
  const local = zone.toLocal(minuteOf(now));
  const today = dayOfMinute(local);
  const isMorning = local - today * minutesPerDay >= firstHour * 60;
  return zone.toInstant((today + days + (isMorning ? 1 : 0)) * minutesPerDay);
}
