import { asksForTime, formatMoment } from '../date-format.ts';
import { compare, type Decimal, decimalOfInteger, multiply, negate, rescale } from '../decimal.ts';
import { Fault } from '../errors.ts';
import { asDate, asLocal, asMoment, isTemporal, timeOfText } from '../moments.ts';
import { numberOf } from '../numbers.ts';
import { str } from '../python.ts';
import type { FilterRow } from '../rows.ts';
import type { Run } from '../run.ts';
import { Foreign, type TemporalValue } from '../values.ts';
import { row } from './row.ts';

export function localNow(run: Run): Temporal.PlainDateTime {
  return run.env.now.withTimeZone(run.env.timeZone).toPlainDateTime();
}

/** A moment of any kind that a value is, without reading texts. */
function held(value: unknown): TemporalValue | undefined {
  if (value instanceof Foreign) return value.value;
  return isTemporal(value) ? value : undefined;
}

/** A date and time read from a value, keeping its offset. */
function dateTimeOf(value: unknown): Temporal.PlainDateTime | Temporal.ZonedDateTime | undefined {
  const moment = asMoment(value);
  return moment instanceof Temporal.PlainDate ? moment.toPlainDateTime() : moment;
}

function timeOf(value: unknown): Temporal.PlainTime | undefined {
  const moment = dateTimeOf(value);
  if (moment) return moment.toPlainTime();
  return typeof value === 'string' ? timeOfText(value) : undefined;
}

const LONG = {
  fr: {
    DATE_FORMAT: 'j F Y',
    DATETIME_FORMAT: 'j F Y H:i',
    TIME_FORMAT: 'H:i',
    SHORT_DATE_FORMAT: 'd/m/Y',
    SHORT_DATETIME_FORMAT: 'd/m/Y H:i',
    YEAR_MONTH_FORMAT: 'F Y',
    MONTH_DAY_FORMAT: 'j F',
  },
  en: {
    DATE_FORMAT: 'N j, Y',
    DATETIME_FORMAT: 'N j, Y, P',
    TIME_FORMAT: 'P',
    SHORT_DATE_FORMAT: 'm/d/Y',
    SHORT_DATETIME_FORMAT: 'm/d/Y P',
    YEAR_MONTH_FORMAT: 'F Y',
    MONTH_DAY_FORMAT: 'F j',
  },
} as const;

/** A format, or the site's format of that name. */
export function formatOf(argument: unknown, run: Run, fallback: keyof (typeof LONG)['fr'] = 'DATE_FORMAT'): string {
  const format = argument === null ? '' : str(argument, run.language);
  if (format === '') return LONG[run.language][fallback];
  const named: Readonly<Record<string, string>> = LONG[run.language];
  return Object.hasOwn(named, format) ? (named[format] ?? format) : format;
}

/** A moment in a format; '' where it lacks what the format asks for. */
function shown(moment: TemporalValue, format: string, run: Run, only?: 'time'): string {
  return formatMoment(moment, format, run.language, run.env.timeZone, only) ?? '';
}

function refuseTimeOfDate(value: unknown, format: string): void {
  if (value instanceof Foreign && value.value instanceof Temporal.PlainDate && asksForTime(format)) {
    throw new Fault('Une date n’a pas d’heure à afficher.', 'A date has no time to show.');
  }
}

function date(value: unknown, argument: unknown, run: Run): unknown {
  if (argument === undefined) return asDate(value) ?? '';
  const format = formatOf(argument, run);
  refuseTimeOfDate(value, format);
  const moment = held(value) ?? dateTimeOf(value);
  return moment ? shown(moment, format, run) : '';
}

function datetime(value: unknown, argument: unknown, run: Run): unknown {
  if (argument === undefined) return dateTimeOf(value) ?? '';
  return date(value, argument, run);
}

function time(value: unknown, argument: unknown, run: Run): unknown {
  if (argument === undefined) return timeOf(value) ?? '';
  const format = formatOf(argument, run, 'TIME_FORMAT');
  const moment = held(value) ?? timeOf(value);
  return moment && !(moment instanceof Temporal.PlainDate) ? shown(moment, format, run, 'time') : '';
}

const SECONDS = { days: 86_400, hours: 3600, minutes: 60 } as const;
/** More than what stands between the years 1 and 9999. */
const MOST_SECONDS = 315_537_897_600n;

/** How many whole seconds so many days, hours or minutes are. */
function secondsOf(amount: Decimal, unit: keyof typeof SECONDS): number {
  const seconds = multiply(amount, decimalOfInteger(SECONDS[unit]));
  const most = decimalOfInteger(MOST_SECONDS);
  if (compare(seconds.negative ? negate(seconds) : seconds, most) > 0) {
    throw new Fault('Cette durée est trop longue.', 'This duration is too long.');
  }
  return Number(rescale(seconds, 0, 'half even').signed);
}

function withinYears<T extends Temporal.PlainDate | Temporal.PlainDateTime>(moment: T): T {
  if (moment.year < 1 || moment.year > 9999)
    throw new Fault('Cette date est hors du calendrier.', 'This date is out of the calendar.');
  return moment;
}

function later(unit: keyof typeof SECONDS) {
  return (value: unknown, argument: unknown): unknown => {
    const moment = asMoment(value);
    const local = asLocal(moment);
    if (!local) return '';
    const moved = withinYears(local.add({ seconds: secondsOf(numberOf(argument), unit) }));
    return unit === 'days' && moment instanceof Temporal.PlainDate ? moved.toPlainDate() : moved;
  };
}

/** Days from one date to another, both included, that may be gone through. */
const MOST_DAYS = 40_000;

function daysUntil(value: unknown, argument: unknown, run: Run): unknown {
  const [from, to] = [asDate(value), asDate(argument)];
  if (!from || !to) return [];
  const count = Math.max(0, from.until(to, { largestUnit: 'days' }).days + 1);
  if (count > MOST_DAYS) throw new Fault('Ces dates sont trop éloignées.', 'These dates are too far apart.');
  run.work(count);
  return Array.from({ length: count }, (_none, index) => from.add({ days: index }));
}

function zonedIn(value: unknown, run: Run, zone: string): unknown {
  const moment = held(value);
  if (moment instanceof Temporal.ZonedDateTime) return moment.withTimeZone(zone);
  if (!(moment instanceof Temporal.PlainDateTime)) return '';
  return moment.toZonedDateTime(run.env.timeZone).withTimeZone(zone);
}

function zoneNamed(argument: unknown, run: Run): string | undefined {
  const name = str(argument, run.language);
  try {
    return Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(name).timeZoneId;
  } catch {
    return undefined;
  }
}

export const dateFilters: readonly FilterRow[] = [
  row(
    'date',
    ['Une date, ou son écriture : "d/m/Y", "l j F Y".', 'A date, or how it is written: "d/m/Y", "l j F Y".'],
    ['{{ "2024-02-29"|date:"l j F Y" }}', 'jeudi 29 février 2024'],
    date,
    {
      argument: 'optional',
    },
  ),
  row(
    'datetime',
    ['Une date et une heure, ou leur écriture.', 'A date and time, or how they are written.'],
    ['{{ "31/12/2023 08h05"|datetime }}', '31/12/2023 08:05'],
    datetime,
    {
      argument: 'optional',
    },
  ),
  row(
    'time',
    ['Une heure, ou son écriture.', 'A time of day, or how it is written.'],
    ['{{ "14:25"|time:"H\\hi" }}', '14h25'],
    time,
    { argument: 'optional' },
  ),
  row(
    'parse_date',
    ['La date que dit un texte ; rien s’il n’en dit pas.', 'The date that a text tells; null if none.'],
    ['{{ "29/02/2024 10:00"|parse_date }}', '29/02/2024'],
    (value) => asDate(value) ?? null,
  ),
  row(
    'parse_datetime',
    [
      'La date et l’heure que dit un texte ; rien s’il n’en dit pas.',
      'The date and time that a text tells; null if none.',
    ],
    ['{{ "2024-02-29"|parse_datetime }}', '29/02/2024 00:00'],
    (value) => dateTimeOf(value) ?? null,
  ),
  row(
    'parse_time',
    ['L’heure que dit un texte ; rien s’il n’en dit pas.', 'The time that a text tells; null if none.'],
    ['{{ "2024-02-29 08:30"|parse_time }}', '08:30'],
    (value) => timeOf(value) ?? null,
  ),
  row(
    'add_days',
    ['Tant de jours plus tard.', 'So many days later.'],
    ['{{ "29/02/2024"|add_days:1 }}', '01/03/2024'],
    later('days'),
    { argument: 'required' },
  ),
  row(
    'add_hours',
    ['Tant d’heures plus tard.', 'So many hours later.'],
    ['{{ "29/02/2024"|add_hours:26 }}', '01/03/2024 02:00'],
    later('hours'),
    { argument: 'required' },
  ),
  row(
    'add_minutes',
    ['Tant de minutes plus tard.', 'So many minutes later.'],
    ['{{ "29/02/2024"|add_minutes:90 }}', '29/02/2024 01:30'],
    later('minutes'),
    { argument: 'required' },
  ),
  row(
    'adjust_to_week_monday',
    ['Le lundi de la semaine.', 'The Monday of the week.'],
    ['{{ "31/12/2023"|adjust_to_week_monday }}', '25/12/2023'],
    (value) => {
      const day = asDate(value);
      return day ? day.subtract({ days: day.dayOfWeek - 1 }) : '';
    },
  ),
  row(
    'iterate_days_until',
    ['Les jours jusqu’à une date, elle comprise.', 'The days up to a date, which is included.'],
    ['{% for j in "2024-01-15"|iterate_days_until:"2024-01-17" %}{{ j|date:"D" }} {% endfor %}', 'lun mar mer'],
    daysUntil,
    { argument: 'required' },
  ),
  row(
    'utc',
    ['L’heure en temps universel.', 'The time in UTC.'],
    ['{{ now|utc|date:"H:i" }}', '08:45'],
    (value, _argument, run) => zonedIn(value, run, 'UTC'),
  ),
  row(
    'localtime',
    ['L’heure du site.', 'The time of the site.'],
    ['{{ now|localtime|date:"H:i" }}', '09:45'],
    (value, _argument, run) => zonedIn(value, run, run.env.timeZone),
  ),
  row(
    'timezone',
    ['L’heure d’un fuseau.', 'The time of a zone.'],
    ['{{ now|timezone:"America/Montreal"|date:"H:i" }}', '03:45'],
    (value, argument, run) => {
      const zone = zoneNamed(argument, run);
      return zone === undefined ? '' : zonedIn(value, run, zone);
    },
    { argument: 'required' },
  ),
];
