import { isoWeekday } from './days.ts';

/** Monday to Friday, less the holidays. Days as numbers (see days.ts). */
export function isWorkingDay(day: number, isHoliday: (day: number) => boolean): boolean {
  return isoWeekday(day) <= 5 && !isHoliday(day);
}

/**
 * The `count`-th working day after `day` (before it where negative); `day` itself for 0, whatever day it is.
 * A calendar without a working day for a year ends the search there.
 */
export function addWorkingDays(day: number, count: number, isHoliday: (day: number) => boolean): number {
  const step = Math.sign(count);
  let found = day;
  let idle = 0;
  for (let left = Math.abs(count); left > 0 && idle < 366;) {
    found += step;
    if (isWorkingDay(found, isHoliday)) {
      left--;
      idle = 0;
    } else idle++;
  }
  return found;
}

/** Working days from `from` up to and without `to`; negative the other way round. */
export function workingDaysBetween(from: number, to: number, isHoliday: (day: number) => boolean): number {
  if (to < from) return -workingDaysBetween(to, from, isHoliday);
  let count = 0;
  for (let day = from; day < to; day++) if (isWorkingDay(day, isHoliday)) count++;
  return count;
}
