import { isoWeekday, weekNumber } from './days.ts';

/** Something that comes back on some days of the week, every so many weeks. Days as numbers (see days.ts). */
export type Recurrence = {
  /** No day before this one; its week is the first. */
  from: number;
  /** ISO, 1 is Monday. */
  weekdays: readonly number[];
  /** 1 for every week, 2 for every other. */
  everyWeeks: number;
  /** No day after this one; null: without an end. */
  until: number | null;
};

export function recursOn(recurrence: Recurrence, day: number): boolean {
  const { from, weekdays, everyWeeks, until } = recurrence;
  if (day < from || (until !== null && day > until)) return false;
  return weekdays.includes(isoWeekday(day)) && (weekNumber(day) - weekNumber(from)) % everyWeeks === 0;
}

/** Its days from `start` up to and without `end`. Costs as many steps as there are days in between. */
export function occurrences(recurrence: Recurrence, start: number, end: number): number[] {
  const days: number[] = [];
  const last = recurrence.until === null ? end : Math.min(end, recurrence.until + 1);
  for (let day = Math.max(start, recurrence.from); day < last; day++) if (recursOn(recurrence, day)) days.push(day);
  return days;
}
