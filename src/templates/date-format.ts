import { Fault } from './errors.ts';
import { clockText, isoText, type Language } from './moments.ts';
import type { TemporalValue } from './values.ts';

const MONTHS = {
  fr: 'janvier février mars avril mai juin juillet août septembre octobre novembre décembre'.split(' '),
  en: 'January February March April May June July August September October November December'.split(' '),
};
const MONTHS_3 = {
  fr: 'jan fév mar avr mai jui jul aoû sep oct nov déc'.split(' '),
  en: 'jan feb mar apr may jun jul aug sep oct nov dec'.split(' '),
};
const MONTHS_AP = {
  fr: 'jan. fév. mars avr. mai juin juil. août sept. oct. nov. déc.'.split(' '),
  en: 'Jan. Feb. March April May June July Aug. Sept. Oct. Nov. Dec.'.split(' '),
};
const DAYS = {
  fr: 'lundi mardi mercredi jeudi vendredi samedi dimanche'.split(' '),
  en: 'Monday Tuesday Wednesday Thursday Friday Saturday Sunday'.split(' '),
};
const DAYS_3 = {
  fr: 'lun mar mer jeu ven sam dim'.split(' '),
  en: 'Mon Tue Wed Thu Fri Sat Sun'.split(' '),
};

const two = (value: number): string => String(value).padStart(2, '0');
const capital = (text: string): string => text.slice(0, 1).toUpperCase() + text.slice(1);

type Dated = Temporal.PlainDate | Temporal.PlainDateTime | Temporal.ZonedDateTime;
type Timed = Temporal.PlainTime | Temporal.PlainDateTime | Temporal.ZonedDateTime;
type Setting = { language: Language; timeZone: string };

function zoned(value: Timed, { timeZone }: Setting): Temporal.ZonedDateTime | undefined {
  if (value instanceof Temporal.PlainTime) return undefined;
  return value instanceof Temporal.ZonedDateTime ? value : value.toZonedDateTime(timeZone);
}

function zoneName(value: Temporal.ZonedDateTime): string {
  if (value.timeZoneId === 'UTC') return 'UTC';
  if (/^[+-]/.test(value.timeZoneId)) return `UTC${value.timeZoneId}`;
  const name = value.toLocaleString('en-GB', { timeZoneName: 'short' }).split(' ').pop() ?? '';
  return name.startsWith('GMT') && value.offset !== '+00:00' ? value.offset : name;
}

function ordinalSuffix(day: number): string {
  if (day >= 11 && day <= 13) return 'th';
  return ['th', 'st', 'nd', 'rd'][day % 10] ?? 'th';
}

const CLOCK_LETTERS: Readonly<Record<string, (value: Timed, setting: Setting) => string>> = {
  a: ({ hour }, { language }) =>
    language === 'fr' ? (hour < 12 ? 'matin' : 'après-midi') : hour < 12 ? 'a.m.' : 'p.m.',
  A: ({ hour }, { language }) => (language === 'fr' ? (hour < 12 ? 'Matin' : 'Après-midi') : hour < 12 ? 'AM' : 'PM'),
  f: ({ hour, minute }) => `${hour % 12 || 12}${minute === 0 ? '' : `:${two(minute)}`}`,
  g: ({ hour }) => String(hour % 12 || 12),
  G: ({ hour }) => String(hour),
  h: ({ hour }) => two(hour % 12 || 12),
  H: ({ hour }) => two(hour),
  i: ({ minute }) => two(minute),
  P: ({ hour, minute }, { language }) => clockText(hour, minute, language),
  s: ({ second }) => two(second),
  u: ({ millisecond, microsecond }) => String(millisecond * 1000 + microsecond).padStart(6, '0'),
  e: (value) => (value instanceof Temporal.ZonedDateTime ? zoneName(value) : ''),
  O: (value, setting) => zoned(value, setting)?.offset.replace(':', '').slice(0, 5) ?? '',
  T: (value, setting) => {
    const moment = zoned(value, setting);
    return moment ? zoneName(moment) : '';
  },
  Z: (value, setting) => {
    const moment = zoned(value, setting);
    return moment ? String(moment.offsetNanoseconds / 1e9) : '';
  },
};

function isoWeek(value: Dated): { week: number; year: number } {
  return { week: value.weekOfYear ?? 0, year: value.yearOfWeek ?? value.year };
}

const DATE_LETTERS: Readonly<Record<string, (value: Dated, setting: Setting) => string>> = {
  b: ({ month }, { language }) => MONTHS_3[language][month - 1] ?? '',
  c: (value) => isoText(value, 'T'),
  d: ({ day }) => two(day),
  D: ({ dayOfWeek }, { language }) => DAYS_3[language][dayOfWeek - 1] ?? '',
  E: ({ month }, { language }) => MONTHS[language][month - 1] ?? '',
  F: ({ month }, { language }) => MONTHS[language][month - 1] ?? '',
  j: ({ day }) => String(day),
  l: ({ dayOfWeek }, { language }) => DAYS[language][dayOfWeek - 1] ?? '',
  L: ({ inLeapYear }) => (inLeapYear ? 'True' : 'False'),
  m: ({ month }) => two(month),
  M: ({ month }, { language }) => capital(MONTHS_3[language][month - 1] ?? ''),
  n: ({ month }) => String(month),
  N: ({ month }, { language }) => MONTHS_AP[language][month - 1] ?? '',
  o: (value) => String(isoWeek(value).year),
  S: ({ day }) => ordinalSuffix(day),
  t: ({ daysInMonth }) => String(daysInMonth),
  w: ({ dayOfWeek }) => String(dayOfWeek % 7),
  W: (value) => String(isoWeek(value).week),
  y: ({ year }) => two(year % 100),
  Y: ({ year }) => String(year).padStart(4, '0'),
  z: ({ dayOfYear }) => String(dayOfYear),
  U: (value, setting) => String(Math.trunc(midnightOr(value, setting).epochMilliseconds / 1000)),
  I: (value, setting) => (isSummer(midnightOr(value, setting)) ? '1' : '0'),
  r: (value, setting) => {
    const moment = midnightOr(value, setting);
    const date = `${DAYS_3.en[moment.dayOfWeek - 1]}, ${two(moment.day)} ${capital(MONTHS_3.en[moment.month - 1] ?? '')} ${moment.year}`;
    return `${date} ${two(moment.hour)}:${two(moment.minute)}:${two(moment.second)} ${moment.offset.replace(':', '')}`;
  },
};

function midnightOr(value: Dated, { timeZone }: Setting): Temporal.ZonedDateTime {
  return value instanceof Temporal.ZonedDateTime ? value : value.toZonedDateTime(timeZone);
}

function isSummer(value: Temporal.ZonedDateTime): boolean {
  const january = value.with({ month: 1, day: 1 }).offsetNanoseconds;
  const july = value.with({ month: 7, day: 1 }).offsetNanoseconds;
  return january !== july && value.offsetNanoseconds === Math.max(january, july);
}

const FORMAT = /\\(.)|([aAbcdDeEfFgGhHiIjlLmMnNoOPrsStTUuwWyYzZ])/gs;
const LONGEST = 1000;

/**
 * A moment after a format of letters (`d/m/Y H:i`), a backslash sparing the letter after it.
 * Undefined where the moment has no such part (the year of a time of day).
 */
export function formatMoment(
  value: TemporalValue,
  format: string,
  language: Language,
  timeZone: string,
  only?: 'time',
): string | undefined {
  if (format.length > LONGEST) throw new Fault('Format de date trop long.', 'The date format is too long.', 'limit');
  const setting = { language, timeZone };
  let known = true;
  const text = format.replace(FORMAT, (_all, spared: string | undefined, letter: string) => {
    if (spared !== undefined) return spared;
    const ofClock = CLOCK_LETTERS[letter];
    if (ofClock && !(value instanceof Temporal.PlainDate)) return ofClock(value, setting);
    const ofDate = DATE_LETTERS[letter];
    if (ofDate && !(value instanceof Temporal.PlainTime) && only !== 'time') return ofDate(value, setting);
    known = false;
    return '';
  });
  return known ? text : undefined;
}

/** Whether a format asks for the time of day. */
export function asksForTime(format: string): boolean {
  let asks = false;
  format.replace(FORMAT, (_all, _spared, letter: string | undefined) => {
    if (letter !== undefined && Object.hasOwn(CLOCK_LETTERS, letter)) asks = true;
    return '';
  });
  return asks;
}
