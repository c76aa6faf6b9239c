import { Foreign, isLazy, Pending, Safe, type TemporalValue } from './values.ts';

export type Language = 'fr' | 'en';

export function isTemporal(value: unknown): value is TemporalValue {
  return (
    value instanceof Temporal.PlainDate ||
    value instanceof Temporal.PlainDateTime ||
    value instanceof Temporal.ZonedDateTime ||
    value instanceof Temporal.PlainTime
  );
}

const two = (value: number): string => String(value).padStart(2, '0');
const four = (value: number): string => String(value).padStart(4, '0');

/** The hour as English prints it: `2:25 p.m.`, `noon`. */
export function clockText(hour: number, minute: number, language: Language): string {
  if (minute === 0 && hour === 0) return language === 'fr' ? 'minuit' : 'midnight';
  if (minute === 0 && hour === 12) return language === 'fr' ? 'midi' : 'noon';
  const half = language === 'fr' ? (hour < 12 ? 'matin' : 'après-midi') : hour < 12 ? 'a.m.' : 'p.m.';
  return `${hour % 12 || 12}${minute === 0 ? '' : `:${two(minute)}`} ${half}`;
}

/** A date or time as the site prints it: 31/12/2023 23:30 in French, 2023-12-31 23:30 in English. */
export function siteText(value: TemporalValue, language: Language): string {
  if (value instanceof Temporal.PlainTime) {
    return language === 'fr'
      ? `${two(value.hour)}:${two(value.minute)}`
      : clockText(value.hour, value.minute, language);
  }
  const date =
    language === 'fr'
      ? `${two(value.day)}/${two(value.month)}/${four(value.year)}`
      : `${four(value.year)}-${two(value.month)}-${two(value.day)}`;
  return value instanceof Temporal.PlainDate ? date : `${date} ${two(value.hour)}:${two(value.minute)}`;
}

function timeIso(value: { hour: number; minute: number; second: number; millisecond: number; microsecond: number }) {
  const micro = value.millisecond * 1000 + value.microsecond;
  const fraction = micro === 0 ? '' : `.${String(micro).padStart(6, '0')}`;
  return `${two(value.hour)}:${two(value.minute)}:${two(value.second)}${fraction}`;
}

/** ISO 8601, with `separator` between date and time. */
export function isoText(value: TemporalValue, separator = ' '): string {
  if (value instanceof Temporal.PlainTime) return timeIso(value);
  const date = `${four(value.year)}-${two(value.month)}-${two(value.day)}`;
  if (value instanceof Temporal.PlainDate) return date;
  const offset = value instanceof Temporal.ZonedDateTime ? value.offset : '';
  return `${date}${separator}${timeIso(value)}${offset}`;
}

export function reprOfTemporal(value: TemporalValue): string {
  const parts: number[] = [];
  if (!(value instanceof Temporal.PlainTime)) parts.push(value.year, value.month, value.day);
  if (!(value instanceof Temporal.PlainDate)) {
    parts.push(value.hour, value.minute);
    if (value.second !== 0) parts.push(value.second);
  }
  const kind = value instanceof Temporal.PlainTime ? 'time' : value instanceof Temporal.PlainDate ? 'date' : 'datetime';
  return `datetime.${kind}(${parts.join(', ')})`;
}

const DATE = String.raw`(?:(?<y>\d{4}|\d{2})-(?<m>\d{1,2})-(?<d>\d{1,2})|(?<D>\d{1,2})\/(?<M>\d{1,2})\/(?<Y>\d{4}|\d{2}))`;
const TIME = String.raw`(?<h>\d{1,2})(?:[:h](?<i>\d{1,2})(?::(?<s>\d{1,2})(?:[.,](?<f>\d{1,6})\d*)?)?|h)`;
const ZONE = String.raw`(?<z>Z|[+-]\d{2}:?\d{2})`;
const MOMENT = new RegExp(String.raw`^${DATE}(?:[ T]${TIME}${ZONE}?)?$`);
const CLOCK = new RegExp(`^${TIME}$`);
const LONGEST = 40;

function yearOf(text: string): number {
  if (text.length > 2) return Number(text);
  return Number(text) + (Number(text) < 69 ? 2000 : 1900);
}

type Clock = { hour: number; minute: number; second: number; microsecond: number };

function clockOf(groups: Record<string, string | undefined>): Clock {
  return {
    hour: Number(groups['h'] ?? 0),
    minute: Number(groups['i'] ?? 0),
    second: Number(groups['s'] ?? 0),
    microsecond: Number((groups['f'] ?? '').padEnd(6, '0')),
  };
}

function microseconds({ microsecond, ...clock }: Clock) {
  return { ...clock, millisecond: Math.trunc(microsecond / 1000), microsecond: microsecond % 1000 };
}

/**
 * The moment that a text tells, in ISO or local notation: 2024-02-29, 29/02/2024, 31/12/2023 08h05, 2024-01-21T08:00:00Z.
 * With an offset it keeps it. A date alone gives a date. Undefined where it tells none.
 */
export function momentOfText(
  text: string,
): Temporal.PlainDate | Temporal.PlainDateTime | Temporal.ZonedDateTime | undefined {
  if (text.length > LONGEST) return undefined;
  const groups = MOMENT.exec(text.trim())?.groups;
  if (!groups) return undefined;
  const year = yearOf(groups['y'] ?? groups['Y'] ?? '');
  const date = { year, month: Number(groups['m'] ?? groups['M']), day: Number(groups['d'] ?? groups['D']) };
  try {
    if (year < 1) return undefined;
    if (groups['h'] === undefined) return Temporal.PlainDate.from(date, { overflow: 'reject' });
    const local = Temporal.PlainDateTime.from({ ...date, ...microseconds(clockOf(groups)) }, { overflow: 'reject' });
    const zone = groups['z'];
    if (zone === undefined) return local;
    return local.toZonedDateTime(zone === 'Z' ? 'UTC' : `${zone.slice(0, 3)}:${zone.slice(-2)}`);
  } catch {
    return undefined;
  }
}

/** The time of day that a text tells (14:25, 08h05); undefined where it tells none. */
export function timeOfText(text: string): Temporal.PlainTime | undefined {
  if (text.length > LONGEST) return undefined;
  const groups = CLOCK.exec(text.trim())?.groups;
  if (!groups) return undefined;
  try {
    return Temporal.PlainTime.from(microseconds(clockOf(groups)), { overflow: 'reject' });
  } catch {
    return undefined;
  }
}

/** The date, or date and time, that a value holds or tells; undefined for a time of day and all else. */
export function asMoment(
  value: unknown,
): Temporal.PlainDate | Temporal.PlainDateTime | Temporal.ZonedDateTime | undefined {
  if (typeof value === 'string') return momentOfText(value);
  if (value instanceof Safe) return momentOfText(value.text);
  if (value instanceof Foreign) return asMoment(value.value);
  if (value instanceof Pending) return asMoment(value.settled());
  if (isTemporal(value)) return value instanceof Temporal.PlainTime ? undefined : value;
  if (isLazy(value)) return asMoment(value.plain());
  return undefined;
}

/** The local date and time, an offset being dropped as the users of the language expect. */
export function asLocal(value: unknown): Temporal.PlainDateTime | undefined {
  const moment = asMoment(value);
  if (moment instanceof Temporal.PlainDate) return moment.toPlainDateTime();
  return moment instanceof Temporal.ZonedDateTime ? moment.toPlainDateTime() : moment;
}

export function asDate(value: unknown): Temporal.PlainDate | undefined {
  return asLocal(value)?.toPlainDate();
}

/**
 * How two values stand when one is a moment. A date of the site takes the other as a date, a date and time of the site as a
 * date and time, texts included. Two foreign ones compare only within their kind.
 */
export function orderOfMoments(left: unknown, right: unknown, forEquality: boolean): number | undefined {
  const leftIsSites = isTemporal(left);
  if (!leftIsSites && !isTemporal(right)) return orderOfForeigners(left, right);
  const judge = leftIsSites ? left : right;
  if (judge instanceof Temporal.PlainTime) {
    const [a, b] = [rawOf(left), rawOf(right)];
    if (!(a instanceof Temporal.PlainTime && b instanceof Temporal.PlainTime)) return undefined;
    return Temporal.PlainTime.compare(a, b);
  }
  if (judge instanceof Temporal.PlainDate) {
    if (!leftIsSites && left instanceof Foreign && !(left.value instanceof Temporal.PlainDate)) return undefined;
    const [a, b] = [asDate(left), asDate(right)];
    return a && b ? Temporal.PlainDate.compare(a, b) : undefined;
  }
  const [a, b] = [asLocal(left), asLocal(right)];
  if (!a || !b) return undefined;
  if (forEquality && !leftIsSites && left instanceof Foreign && left.value instanceof Temporal.PlainTime)
    return undefined;
  return Temporal.PlainDateTime.compare(a, b);
}

function rawOf(value: unknown): unknown {
  return value instanceof Foreign ? value.value : value;
}

function orderOfForeigners(left: unknown, right: unknown): number | undefined {
  const [a, b] = [rawOf(left), rawOf(right)];
  if (a instanceof Temporal.PlainDate && b instanceof Temporal.PlainDate) return Temporal.PlainDate.compare(a, b);
  if (a instanceof Temporal.PlainTime && b instanceof Temporal.PlainTime) return Temporal.PlainTime.compare(a, b);
  if (a instanceof Temporal.PlainDateTime && b instanceof Temporal.PlainDateTime) {
    return Temporal.PlainDateTime.compare(a, b);
  }
  if (a instanceof Temporal.ZonedDateTime && b instanceof Temporal.ZonedDateTime) {
    return Temporal.ZonedDateTime.compare(a, b);
  }
  return undefined;
}
