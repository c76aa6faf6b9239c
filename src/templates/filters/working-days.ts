import { Fault } from '../errors.ts';
import { asDate } from '../moments.ts';
import type { FilterRow } from '../rows.ts';
import type { Run } from '../run.ts';
import { localNow } from './dates.ts';
import { integerOf } from './texts.ts';
import { row } from './row.ts';
import { dateOf, dayOf, isoWeekday } from '../../time/days.ts';

/** The days that are worked on, by day number; Saturdays count where asked. */
class WorkingCalendar {
  private readonly run: Run;
  private readonly lastWorked: number;

  constructor(run: Run, withSaturday: boolean) {
    this.run = run;
    this.lastWorked = withSaturday ? 6 : 5;
  }

  worksOn(day: number): boolean {
    if (isoWeekday(day) > this.lastWorked) return false;
    return this.run.env.ports?.holidays?.(dateOf(day).year).has(day) !== true;
  }

  /** Days worked after `from`, up to and with `to`. Holidays are counted by year: centuries cost no more than their years. */
  between(from: number, to: number): number {
    let count = this.weekdaysUpTo(to) - this.weekdaysUpTo(from);
    const [first, last] = [dateOf(from).year, dateOf(to).year];
    this.run.work(last - first + 1);
    for (let year = first; year <= last; year++) {
      for (const day of this.run.env.ports?.holidays?.(year).keys() ?? []) {
        if (day > from && day <= to && isoWeekday(day) <= this.lastWorked) count -= 1;
      }
    }
    return count;
  }

  /** Weekdays worked from a fixed Monday up to and with a day. */
  private weekdaysUpTo(day: number): number {
    const sinceMonday = day + 3;
    const weeks = Math.floor(sinceMonday / 7);
    return weeks * this.lastWorked + Math.min(sinceMonday - weeks * 7 + 1, this.lastWorked);
  }
}

const MOST_DAYS = 20_000;

type Rule = (day: number, calendar: WorkingCalendar, argument: unknown, run: Run) => unknown;

/** Reads the date; without a calendar, or without a date, the result is `otherwise`. */
function onWorkingDays(rule: Rule, withSaturday: boolean, otherwise: unknown): FilterRow['run'] {
  return (value, argument, run) => {
    const date = asDate(value);
    if (!date || !run.env.ports?.holidays) return otherwise;
    return rule(dayOf(date), new WorkingCalendar(run, withSaturday), argument, run);
  };
}

const added: Rule = (start, calendar, argument, run) => {
  if (argument === null) throw new Fault('Un nombre de jours est attendu.', 'A number of days is expected.');
  const count = integerOf(argument) ?? (typeof argument === 'number' ? Math.trunc(argument) : undefined);
  if (count === undefined) return '';
  if (Math.abs(count) > MOST_DAYS) throw new Fault('Trop de jours.', 'Too many days.');
  run.work(Math.abs(count) >> 4);
  const step = count < 0 ? -1 : 1;
  let day = start;
  for (let left = Math.abs(count); left > 0;) {
    day += step;
    if (calendar.worksOn(day)) left -= 1;
  }
  return dateOf(day);
};

const adjusted: Rule = (start, calendar) => {
  let day = start;
  while (!calendar.worksOn(day)) day += 1;
  return dateOf(day);
};

const age: Rule = (start, calendar, argument, run) => {
  const reference = argument === undefined ? localNow(run).toPlainDate() : asDate(argument);
  if (!reference) return '';
  const end = dayOf(reference);
  return end >= start ? calendar.between(start, end) : -calendar.between(end, start) + 0;
};

const isWorked: Rule = (day, calendar) => calendar.worksOn(day);

function rowsOf(suffix: '' | '_with_saturday'): FilterRow[] {
  const saturday = suffix !== '';
  const [fr, en] = saturday ? [' (samedi compris)', ' (Saturdays included)'] : ['', ''];
  return [
    row(
      `is_working_day${suffix}`,
      [`Vrai si ce jour est ouvré${fr}.`, `Whether it is a working day${en}.`],
      [`{{ "2024-01-20"|is_working_day${suffix} }}`, saturday ? 'True' : 'False'],
      onWorkingDays(isWorked, saturday, false),
    ),
    row(
      `add_working_days${suffix}`,
      [`Tant de jours ouvrés plus tard${fr}.`, `So many working days later${en}.`],
      [`{{ "2024-01-19"|add_working_days${suffix}:1 }}`, saturday ? '20/01/2024' : '22/01/2024'],
      onWorkingDays(added, saturday, ''),
      { argument: 'required' },
    ),
    row(
      `adjust_to_working_day${suffix}`,
      [`Ce jour, ou le premier jour ouvré qui suit${fr}.`, `This day, or the first working day after${en}.`],
      [`{{ "2024-01-20"|adjust_to_working_day${suffix} }}`, saturday ? '20/01/2024' : '22/01/2024'],
      onWorkingDays(adjusted, saturday, ''),
    ),
    row(
      `age_in_working_days${suffix}`,
      [`Les jours ouvrés écoulés${fr}.`, `Working days gone by${en}.`],
      [`{{ "2024-01-12"|age_in_working_days${suffix}:"2024-01-22" }}`, saturday ? '8' : '6'],
      onWorkingDays(age, saturday, ''),
      { argument: 'optional' },
    ),
  ];
}

export const workingDayFilters: readonly FilterRow[] = [...rowsOf(''), ...rowsOf('_with_saturday')];
