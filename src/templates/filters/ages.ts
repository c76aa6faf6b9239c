import { asDate, asLocal } from '../moments.ts';
import { numberOf } from '../numbers.ts';
import type { FilterRow } from '../rows.ts';
import type { Run } from '../run.ts';
import { wholeOf } from './arithmetic.ts';
import { localNow } from './dates.ts';
import { row } from './row.ts';

/** Ages aren't counted from before this year: such dates are slips of the pen (`0024-03-01`). */
const FIRST_YEAR = 1000;

type Dates = { from: Temporal.PlainDate; to: Temporal.PlainDate };

function datesOf(value: unknown, reference: unknown, run: Run): Dates | undefined {
  const from = asDate(value);
  const to = reference === undefined ? localNow(run).toPlainDate() : asDate(reference);
  if (!from || !to || from.year < FIRST_YEAR || to.year < FIRST_YEAR) return undefined;
  return { from, to };
}

/** Whole months from one date to another; those of dates to come are counted down (-1 for less than a month). */
function monthsBetween({ from, to }: Dates): number {
  const months = (to.year - from.year) * 12 + to.month - from.month;
  return to.day < from.day ? months - 1 : months;
}

function yearsBetween({ from, to }: Dates): number {
  const before = to.month < from.month || (to.month === from.month && to.day < from.day);
  return to.year - from.year - (before ? 1 : 0);
}

function daysBetween({ from, to }: Dates): number {
  return from.until(to, { largestUnit: 'days' }).days;
}

function age(count: (dates: Dates) => number) {
  return (value: unknown, reference: unknown, run: Run): unknown => {
    const dates = datesOf(value, reference, run);
    return dates ? count(dates) : '';
  };
}

function ageInHours(value: unknown, reference: unknown, run: Run): unknown {
  const from = asLocal(value);
  const to = reference === undefined ? localNow(run) : asLocal(reference);
  if (!from || !to) return '';
  return Math.trunc(from.until(to, { largestUnit: 'hours' }).total({ unit: 'hours' })) + 0;
}

function isPast(value: unknown, _argument: unknown, run: Run): boolean {
  const moment = asLocal(value);
  return moment !== undefined && Temporal.PlainDateTime.compare(moment, localNow(run)) <= 0;
}

/** A list of amounts as one says them: « 1 jour, 2 heures et 5 minutes ». */
function spoken(amounts: readonly string[], language: 'fr' | 'en'): string {
  const last = amounts[amounts.length - 1] ?? '';
  if (amounts.length < 2) return last;
  return `${amounts.slice(0, -1).join(', ')} ${language === 'fr' ? 'et' : 'and'} ${last}`;
}

const UNITS = { fr: ['jour', 'heure', 'minute'], en: ['day', 'hour', 'minute'] } as const;

function longDuration(minutes: number, language: 'fr' | 'en'): string {
  const counts = [Math.floor(minutes / 1440), Math.floor((minutes % 1440) / 60), minutes % 60];
  const amounts = counts.flatMap((count, index) =>
    count === 0 ? [] : [`${count} ${UNITS[language][index]}${count > 1 ? 's' : ''}`],
  );
  return spoken(amounts, language);
}

function shortDuration(total: number): string {
  const [hours, minutes] = [Math.floor(total / 60), total % 60];
  if (hours === 0) return minutes === 0 ? '' : `${minutes}min`;
  return minutes === 0 ? `${hours}h` : `${hours}h${String(minutes).padStart(2, '0')}`;
}

function duration(value: unknown, argument: unknown, run: Run): unknown {
  const minutes = Number(wholeOf(numberOf(value)));
  if (minutes < 0) return '';
  if (argument === undefined || argument === 'short') return shortDuration(minutes);
  return argument === 'long' ? longDuration(minutes, run.language) : '';
}

const optional = { argument: 'optional' } as const;

export const ageFilters: readonly FilterRow[] = [
  row(
    'age_in_years',
    ['Les années révolues, à ce jour ou à une date.', 'Whole years, today or at a date.'],
    ['{{ "1988-02-29"|age_in_years }}', '35'],
    age(yearsBetween),
    optional,
  ),
  row(
    'age_in_months',
    ['Les mois révolus.', 'Whole months.'],
    ['{{ "2023-10-01"|age_in_months }}', '3'],
    age(monthsBetween),
    optional,
  ),
  row(
    'age_in_days',
    ['Les jours écoulés.', 'Days gone by.'],
    ['{{ "2024-01-01"|age_in_days }}', '20'],
    age(daysBetween),
    optional,
  ),
  row(
    'age_in_hours',
    ['Les heures écoulées.', 'Hours gone by.'],
    ['{{ "2024-01-20 18:40"|age_in_hours }}', '15'],
    ageInHours,
    optional,
  ),
  row(
    'datetime_in_past',
    ['Vrai si ce moment est passé.', 'Whether this moment is past.'],
    ['{{ "2024-01-20 18:40"|datetime_in_past }}', 'True'],
    isPast,
  ),
  row(
    'duration',
    ['Des minutes en heures, court ou "long".', 'Minutes as hours, short or "long".'],
    ['{{ 95|duration:"long" }}', '1 heure et 35 minutes'],
    duration,
    optional,
  ),
];
