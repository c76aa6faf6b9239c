import { Fault } from '../errors.ts';
import { asLocal, isTemporal } from '../moments.ts';
import { str, truth } from '../python.ts';
import type { FilterRow } from '../rows.ts';
import type { Run } from '../run.ts';
import { Foreign } from '../values.ts';
import { formatMoment } from '../date-format.ts';
import { formatOf, localNow } from './dates.ts';
import { row } from './row.ts';

const NAMES = {
  fr: [
    ['an', 'ans'],
    ['mois', 'mois'],
    ['semaine', 'semaines'],
    ['jour', 'jours'],
    ['heure', 'heures'],
    ['minute', 'minutes'],
  ],
  en: [
    ['year', 'years'],
    ['month', 'months'],
    ['week', 'weeks'],
    ['day', 'days'],
    ['hour', 'hours'],
    ['minute', 'minutes'],
  ],
} as const;

function amount(count: number, unit: number, language: 'fr' | 'en'): string {
  const [one = '', many = ''] = NAMES[language][unit] ?? [];
  const isPlural = language === 'fr' ? count > 1 : count !== 1;
  return `${count}\u00a0${isPlural ? many : one}`;
}

/** What lies between two moments, in its two greatest units: « 15 heures, 5 minutes ». Nothing below a minute. */
function between(from: Temporal.PlainDateTime, to: Temporal.PlainDateTime, language: 'fr' | 'en'): string {
  if (Temporal.PlainDateTime.compare(from, to) >= 0) return amount(0, 5, language);
  const span = from.until(to, { largestUnit: 'years', smallestUnit: 'seconds' });
  const counts = [span.years, span.months, Math.floor(span.days / 7), span.days % 7, span.hours, span.minutes];
  const first = counts.findIndex((count) => count !== 0);
  if (first === -1) return amount(0, 5, language);
  const [one = 0, two = 0] = counts.slice(first);
  const words = [amount(one, first, language)];
  if (two !== 0) words.push(amount(two, first + 1, language));
  return words.join(', ');
}

function moment(value: unknown): Temporal.PlainDateTime {
  const held = value instanceof Foreign || isTemporal(value) ? asLocal(value) : undefined;
  if (!held) throw new Fault('Une date est attendue.', 'A date is expected.');
  return held;
}

function since(direction: 1 | -1) {
  return (value: unknown, argument: unknown, run: Run): unknown => {
    if (!truth(value)) return '';
    const reference = truth(argument) ? moment(argument) : localNow(run);
    const [from, to] = direction === 1 ? [moment(value), reference] : [reference, moment(value)];
    return between(from, to, run.language);
  };
}

/** Words that the reference leaves in English on a French site (docs/decisions/). */
function naturalDay(value: unknown, argument: unknown, run: Run): unknown {
  const held = value instanceof Foreign || isTemporal(value) ? asLocal(value) : undefined;
  if (!held) return value;
  const days = localNow(run).toPlainDate().until(held.toPlainDate(), { largestUnit: 'days' }).days;
  const word = new Map([
    [0, 'today'],
    [1, 'tomorrow'],
    [-1, 'yesterday'],
  ]).get(days);
  if (word !== undefined) return word;
  const own = value instanceof Foreign ? value.value : value;
  const format = formatOf(argument === undefined ? '' : str(argument, run.language), run);
  return isTemporal(own) ? (formatMoment(own, format, run.language, run.env.timeZone) ?? '') : '';
}

function naturalTime(value: unknown, _argument: unknown, run: Run): unknown {
  const own = value instanceof Foreign ? value.value : value;
  if (!(own instanceof Temporal.PlainDateTime || own instanceof Temporal.ZonedDateTime)) return value;
  const [from, to] = [asLocal(own) ?? localNow(run), localNow(run)];
  const isPast = Temporal.PlainDateTime.compare(from, to) <= 0;
  const span = (isPast ? from : to).until(isPast ? to : from, { largestUnit: 'days', smallestUnit: 'seconds' });
  const told = (text: string): string => (isPast ? `${text} ago` : `${text} from now`);
  if (span.days !== 0) return told(isPast ? between(from, to, 'en') : between(to, from, 'en'));
  if (span.hours > 0) return told(span.hours === 1 ? 'an hour' : `${span.hours}\u00a0hours`);
  if (span.minutes > 0) return told(span.minutes === 1 ? 'a minute' : `${span.minutes}\u00a0minutes`);
  if (span.seconds > 0) return told(span.seconds === 1 ? 'a second' : `${span.seconds}\u00a0seconds`);
  return 'now';
}

export const sinceFilters: readonly FilterRow[] = [
  row(
    'timesince',
    ['Le temps écoulé depuis.', 'The time gone by since.'],
    ['{{ hier|parse_datetime|timesince }}', '15\u00a0heures, 5\u00a0minutes', { hier: '2024-01-20 18:40' }],
    since(1),
    {
      argument: 'optional',
    },
  ),
  row(
    'timeuntil',
    ['Le temps qui reste jusque-là.', 'The time left until then.'],
    ['{{ demain|parse_datetime|timeuntil }}', '1\u00a0jour', { demain: '2024-01-22 09:45' }],
    since(-1),
    {
      argument: 'optional',
    },
  ),
  row(
    'naturalday',
    ['« today », « tomorrow », « yesterday », ou la date.', '"today", "tomorrow", "yesterday", or the date.'],
    ['{{ now|naturalday }}', 'today'],
    naturalDay,
    {
      argument: 'optional',
    },
  ),
  row(
    'naturaltime',
    ['« 3 hours ago », « now »…', '"3 hours ago", "now"…'],
    ['{{ now|add_hours:-3|naturaltime }}', '3\u00a0hours ago'],
    naturalTime,
  ),
];
