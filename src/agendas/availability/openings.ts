import { isoWeekday, minutesPerDay, nthOfMonth } from '../../time/days.ts';
import type { Interval } from '../../time/intervals.ts';
import type { Zone } from '../../time/zone.ts';

/** Local hours in which a desk is open: on a day of each week (`indexes`: on those of the month alone, 1 to 5; none: on all), or on one date. */
export type OpeningHours = {
  on: { weekday: number; indexes: readonly number[] } | { day: number };
  /** Minutes of the local day; `endMinute` 1440 is midnight. */
  startMinute: number;
  endMinute: number;
};

export function opensOn({ on }: OpeningHours, day: number): boolean {
  if ('day' in on) return on.day === day;
  return on.weekday === isoWeekday(day) && (on.indexes.length === 0 || on.indexes.includes(nthOfMonth(day)));
}

/**
 * Each opening from the local day `first` up to and without `end`, sorted by start; they may touch or overlap, since slots are counted
 * from the start of each. One that begins or ends in the hour that March leaves out does so at the change; over October's it is an hour longer.
 */
export function openings(hours: readonly OpeningHours[], first: number, end: number, zone: Zone): Interval[] {
  const found: Interval[] = [];
  for (let day = first; day < end; day++) {
    for (const some of hours) {
      if (!opensOn(some, day)) continue;
      const interval = {
        start: zone.edge(day * minutesPerDay + some.startMinute),
        end: zone.edge(day * minutesPerDay + some.endMinute),
      };
      if (interval.start < interval.end) found.push(interval);
    }
  }
  return found.toSorted((a, b) => a.start - b.start || a.end - b.end);
}
