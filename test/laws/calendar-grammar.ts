import fc from 'fast-check';

/*
 * Events of an iCalendar file (RFC 5545) as parts that can be drawn, written, and counted day by day. What they cover is counted here with Temporal alone: nothing
 * of what is tested is asked.
 */

const weekdays = ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'];
export const town = 'Europe/Paris';

export type Frequency = 'DAILY' | 'WEEKLY' | 'MONTHLY' | 'YEARLY';
/** `nth` of its month, or of its year in a YEARLY rule without months; from the end where it is negative; null for all. Weekdays are ISO's. */
export type ByDay = { nth: number | null; weekday: number };
export type Rule = {
  freq: Frequency;
  interval: number;
  bymonth: readonly number[];
  bymonthday: readonly number[];
  byday: readonly ByDay[];
  /** After so many starts, or so many minutes after the first one (of which the day alone may be written). */
  ends: { kind: 'never' } | { kind: 'count'; count: number } | { kind: 'until'; after: number; asDate: boolean };
};
export type Length =
  | { kind: 'none' }
  | { kind: 'dtend'; minutes: number }
  | { kind: 'duration'; days: number; minutes: number };
/** Which clocks its times are on; `day` where it has no times. */
export type Clocks = { kind: 'day' | 'utc' | 'floating' } | { kind: 'zone'; tzid: string; zone: string };
/** `start` and all that is relative to it in local minutes since 1970. `which` counts starts, around where there are fewer. */
export type Event = {
  clocks: Clocks;
  start: number;
  length: Length;
  rule: Rule | null;
  exdates: readonly { which: number; as: 'same' | 'utc' | 'date' }[];
  rdates: readonly number[];
  overrides: readonly { which: number; later: number; minutes: number; cancelled: boolean }[];
};
export type Span = { start: number; end: number };

const dayMinutes = 1440;
const dayOf = (local: number): number => Math.floor(local / dayMinutes);
const epoch = Temporal.PlainDate.from('1970-01-01');
const dates = new Map<number, Temporal.PlainDate>();
function dateOf(day: number): Temporal.PlainDate {
  const known = dates.get(day) ?? epoch.add({ days: day });
  dates.set(day, known);
  return known;
}
export const dayNumber = (date: string): number => epoch.until(Temporal.PlainDate.from(date)).days;

const zoneOf = (clocks: Clocks): string =>
  clocks.kind === 'zone' ? clocks.zone : clocks.kind === 'utc' ? 'UTC' : town;

/** What the clocks show, as an instant, in minutes; the hour that is left out counts as that much later. */
export function instantOf(local: number, zone: string): number {
  const time = Temporal.PlainTime.from('00:00').add({ minutes: local - dayOf(local) * dayMinutes });
  return dateOf(dayOf(local)).toPlainDateTime(time).toZonedDateTime(zone).epochMilliseconds / 60_000;
}

function localOf(minute: number, zone: string): number {
  const shown = Temporal.Instant.fromEpochMilliseconds(minute * 60_000).toZonedDateTimeISO(zone);
  return dayNumber(shown.toPlainDate().toString()) * dayMinutes + shown.hour * 60 + shown.minute;
}

/** Whether a rule that starts on day `first` means day `day`: the table of RFC 5545, 3.3.10, each part read as a condition. */
export function means(rule: Rule, first: number, day: number): boolean {
  const { freq, interval, bymonth, bymonthday, byday } = rule;
  const [from, date] = [dateOf(first), dateOf(day)];
  const week = (one: number): number => Math.floor((one + 3) / 7);
  const apart = {
    DAILY: day - first,
    WEEKLY: week(day) - week(first),
    MONTHLY: (date.year - from.year) * 12 + date.month - from.month,
    YEARLY: date.year - from.year,
  }[freq];
  if (apart % interval !== 0) return false;
  if (bymonth.length > 0 && !bymonth.includes(date.month)) return false;
  if (bymonthday.length > 0 && !bymonthday.some((one) => one === date.day || one === date.day - date.daysInMonth - 1))
    return false;
  if (byday.length > 0) {
    const [place, size] =
      freq === 'YEARLY' && bymonth.length === 0 ? [date.dayOfYear, date.daysInYear] : [date.day, date.daysInMonth];
    const nth = Math.ceil(place / 7);
    const nthFromEnd = -Math.ceil((size - place + 1) / 7);
    return byday.some((one) => one.weekday === date.dayOfWeek && [null, nth, nthFromEnd].includes(one.nth));
  }
  if (bymonthday.length > 0 || freq === 'DAILY') return true;
  if (freq === 'WEEKLY') return date.dayOfWeek === from.dayOfWeek;
  return date.day === from.day && (freq === 'MONTHLY' || bymonth.length > 0 || date.month === from.month);
}

/** Local minutes of all starts up to and without the day `before`. */
function startsOf(event: Event, before: number): number[] {
  const { rule, start, clocks, rdates } = event;
  const zone = zoneOf(clocks);
  const starts = new Set([start]);
  const first = dayOf(start);
  const isPast = (local: number): boolean => {
    if (rule?.ends.kind !== 'until') return false;
    const until = start + rule.ends.after;
    if (rule.ends.asDate || clocks.kind === 'day') return dayOf(local) > dayOf(until);
    return instantOf(local, zone) > instantOf(until, zone);
  };
  let left = rule?.ends.kind === 'count' ? rule.ends.count : Infinity;
  for (let day = first; rule && day < before && left > 0; day++) {
    if (!means(rule, first, day)) continue;
    const local = start + (day - first) * dayMinutes;
    if (isPast(local)) break;
    left--;
    starts.add(local);
  }
  for (const later of rdates) starts.add(localOf(instantOf(start + later, zone), zone));
  return [...starts].toSorted((a, b) => a - b);
}

const around = (starts: readonly number[], which: number): number => starts[which % starts.length]!;
/** Overridden are the first starts, all of which are known whatever the window. */
const known = (event: Event): number[] => startsOf(event, dayOf(event.start) + 800);

function endOf(event: Event, local: number): number {
  const { clocks, length, start } = event;
  const zone = zoneOf(clocks);
  const minute = instantOf(local, zone);
  if (clocks.kind === 'day') {
    const days =
      length.kind === 'none' ? 1 : length.kind === 'dtend' ? Math.ceil(length.minutes / dayMinutes) : length.days;
    return instantOf(local + days * dayMinutes, zone);
  }
  if (length.kind === 'none') return minute;
  if (length.kind === 'dtend') return minute + instantOf(start, zone) + length.minutes - instantOf(start, zone);
  return instantOf(local + length.days * dayMinutes, zone) + length.minutes;
}

/** What an event covers within a window, counted day by day. */
export function covered(event: Event, window: Span): Span[] {
  const { clocks, exdates, overrides } = event;
  const zone = zoneOf(clocks);
  const all = known(event);
  const out = new Set(
    exdates.filter(({ as }) => as !== 'date').map(({ which }) => instantOf(around(all, which), zone)),
  );
  const daysOut = new Set(
    exdates.filter(({ as }) => as === 'date' || clocks.kind === 'day').map(({ which }) => dayOf(around(all, which))),
  );
  const replaced = new Set(overrides.map(({ which }) => instantOf(around(all, which), zone)));
  const spans = startsOf(event, dayOf(window.end) + 3)
    .filter((local) => !daysOut.has(dayOf(local)))
    .map((local) => ({ start: instantOf(local, zone), end: endOf(event, local) }))
    .filter(({ start }) => !out.has(start) && !replaced.has(start));
  for (const { which, later, minutes, cancelled } of overrides) {
    const start = instantOf(around(all, which), zone) + later;
    if (!cancelled) spans.push({ start, end: start + minutes });
  }
  return spans.filter(({ start, end }) => end > start && end > window.start && start < window.end).toSorted(bySpan);
}

export const bySpan = (a: Span, b: Span): number => a.start - b.start || a.end - b.end;

const two = (number: number): string => String(number).padStart(2, '0');
const dateText = (local: number): string => dateOf(dayOf(local)).toString().replaceAll('-', '');
const timeText = (local: number): string => {
  const minute = local - dayOf(local) * dayMinutes;
  return `${dateText(local)}T${two(Math.floor(minute / 60))}${two(minute % 60)}00`;
};
const utcText = (minute: number): string => `${timeText(minute)}Z`;

/** `;TZID=Europe/Paris:20260601T090000` */
function moment(clocks: Clocks, local: number): string {
  if (clocks.kind === 'day') return `;VALUE=DATE:${dateText(local)}`;
  if (clocks.kind === 'zone') return `;TZID=${clocks.tzid}:${timeText(local)}`;
  return `:${timeText(local)}${clocks.kind === 'utc' ? 'Z' : ''}`;
}

export function ruleText({ rule, clocks, start }: Event & { rule: Rule }): string {
  const { freq, interval, bymonth, bymonthday, byday, ends } = rule;
  const until = (after: number, asDate: boolean): string => {
    if (asDate || clocks.kind === 'day') return dateText(start + after);
    if (clocks.kind === 'floating') return timeText(start + after);
    return utcText(instantOf(start + after, zoneOf(clocks)));
  };
  const parts = [
    `FREQ=${freq}`,
    interval === 1 ? '' : `INTERVAL=${interval}`,
    ends.kind === 'count' ? `COUNT=${ends.count}` : '',
    ends.kind === 'until' ? `UNTIL=${until(ends.after, ends.asDate)}` : '',
    bymonth.length > 0 ? `BYMONTH=${bymonth.join(',')}` : '',
    bymonthday.length > 0 ? `BYMONTHDAY=${bymonthday.join(',')}` : '',
    byday.length > 0
      ? `BYDAY=${byday.map(({ nth, weekday }) => `${nth ?? ''}${weekdays[weekday - 1]}`).join(',')}`
      : '',
  ];
  return parts.filter((part) => part !== '').join(';');
}

/** The lines of an event and of its overrides. */
export function linesOf(event: Event, uid: string): string[] {
  const { clocks, start, length, rule, exdates, rdates, overrides } = event;
  const zone = zoneOf(clocks);
  const all = known(event);
  const lines = ['BEGIN:VEVENT', `UID:${uid}`, `DTSTART${moment(clocks, start)}`];
  if (length.kind === 'dtend')
    lines.push(
      clocks.kind === 'day'
        ? `DTEND;VALUE=DATE:${dateText(start + Math.ceil(length.minutes / dayMinutes) * dayMinutes)}`
        : `DTEND:${utcText(instantOf(start, zone) + length.minutes)}`,
    );
  if (length.kind === 'duration')
    lines.push(`DURATION:P${length.days}D${clocks.kind === 'day' ? '' : `T${length.minutes}M`}`);
  if (rule) lines.push(`RRULE:${ruleText({ ...event, rule })}`);
  for (const { which, as } of exdates) {
    const local = around(all, which);
    if (as === 'date') lines.push(`EXDATE;VALUE=DATE:${dateText(local)}`);
    else if (as === 'utc' && clocks.kind !== 'day') lines.push(`EXDATE:${utcText(instantOf(local, zone))}`);
    else lines.push(`EXDATE${moment(clocks, local)}`);
  }
  for (const later of rdates) lines.push(`RDATE${moment(clocks, start + later)}`);
  lines.push('END:VEVENT');
  for (const { which, later, minutes, cancelled } of overrides) {
    const from = instantOf(around(all, which), zone) + later;
    lines.push('BEGIN:VEVENT', `UID:${uid}`, `RECURRENCE-ID${moment(clocks, around(all, which))}`);
    lines.push(`DTSTART:${utcText(from)}`, `DTEND:${utcText(from + minutes)}`, `SUMMARY:Moved\\, ${later}`);
    if (cancelled) lines.push('STATUS:CANCELLED');
    lines.push('END:VEVENT');
  }
  return lines;
}

export const calendarOf = (events: readonly Event[]): string =>
  [
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    ...events.flatMap((event, n) => linesOf(event, `event-${n}`)),
    'END:VCALENDAR',
    '',
  ].join('\r\n');

const some = <T>(one: fc.Arbitrary<T>, most = 3): fc.Arbitrary<T[]> =>
  fc.uniqueArray(one, { minLength: 1, maxLength: most });
const maybe = <T>(one: fc.Arbitrary<T>, most = 3): fc.Arbitrary<T[]> =>
  fc.oneof({ weight: 2, arbitrary: fc.constant<T[]>([]) }, { weight: 1, arbitrary: some(one, most) });
const month = fc.integer({ min: 1, max: 12 });
const monthday = fc.oneof(fc.integer({ min: 1, max: 31 }), fc.integer({ min: -31, max: -1 }));
const weekday = fc.integer({ min: 1, max: 7 });
const anyWeekday = weekday.map((one): ByDay => ({ nth: null, weekday: one }));
const nthWeekday = (most: number): fc.Arbitrary<ByDay> =>
  fc.record({ nth: fc.integer({ min: -most, max: most }).filter((nth) => nth !== 0), weekday });
const byDays = (one: fc.Arbitrary<ByDay>): fc.Arbitrary<ByDay[]> =>
  fc.uniqueArray(one, { minLength: 1, maxLength: 3, selector: ({ nth, weekday: day }) => `${nth} ${day}` });
const ends: fc.Arbitrary<Rule['ends']> = fc.oneof(
  fc.constant({ kind: 'never' as const }),
  fc.record({ kind: fc.constant('count' as const), count: fc.integer({ min: 1, max: 40 }) }),
  fc.record({ kind: fc.constant('until' as const), after: fc.nat(600 * dayMinutes), asDate: fc.boolean() }),
);
const none = fc.constant([]);
const interval = (max: number): fc.Arbitrary<number> => fc.oneof(fc.constant(1), fc.integer({ min: 1, max }));

const rule = (parts: { [K in keyof Omit<Rule, 'ends'>]: fc.Arbitrary<Rule[K]> }): fc.Arbitrary<Rule> =>
  fc.record({ ...parts, ends });
/** Every frequency of a day or more with the parts that RFC 5545 lets it have. */
export const anyRule: fc.Arbitrary<Rule> = fc.oneof(
  rule({ freq: fc.constant('DAILY'), interval: interval(9), bymonth: maybe(month), bymonthday: maybe(monthday), byday: fc.oneof(none, byDays(anyWeekday)) }),
  rule({ freq: fc.constant('WEEKLY'), interval: interval(4), bymonth: maybe(month, 6), bymonthday: none, byday: fc.oneof(none, byDays(anyWeekday)) }),
  rule({ freq: fc.constant('MONTHLY'), interval: interval(5), bymonth: maybe(month, 6), bymonthday: none, byday: fc.oneof(none, byDays(nthWeekday(5)), byDays(anyWeekday)) }),
  rule({ freq: fc.constant('MONTHLY'), interval: interval(5), bymonth: maybe(month, 6), bymonthday: some(monthday), byday: fc.oneof(none, byDays(anyWeekday)) }),
  rule({ freq: fc.constant('YEARLY'), interval: interval(3), bymonth: some(month), bymonthday: none, byday: fc.oneof(none, byDays(nthWeekday(5)), byDays(anyWeekday)) }),
  rule({ freq: fc.constant('YEARLY'), interval: interval(3), bymonth: none, bymonthday: none, byday: fc.oneof(none, byDays(nthWeekday(52)), byDays(anyWeekday)) }),
  rule({ freq: fc.constant('YEARLY'), interval: interval(3), bymonth: maybe(month), bymonthday: some(monthday), byday: fc.oneof(none, byDays(anyWeekday)) }),
); // prettier-ignore

const clocks: fc.Arbitrary<Clocks> = fc.constantFrom<Clocks>(
  { kind: 'day' },
  { kind: 'utc' },
  { kind: 'floating' },
  ...['Europe/Paris', 'America/New_York', 'Asia/Kolkata', 'Australia/Lord_Howe', 'Pacific/Auckland'].map(
    (zone) => ({ kind: 'zone', tzid: zone, zone }) as const,
  ),
  { kind: 'zone', tzid: 'Romance Standard Time', zone: 'Europe/Paris' },
  { kind: 'zone', tzid: '"/mozilla.org/20050126_1/Asia/Tokyo"', zone: 'Asia/Tokyo' },
);
const length: fc.Arbitrary<Length> = fc.oneof(
  fc.constant({ kind: 'none' as const }),
  fc.record({ kind: fc.constant('dtend' as const), minutes: fc.integer({ min: 1, max: 4_000 }) }),
  fc.record({ kind: fc.constant('duration' as const), days: fc.nat(3), minutes: fc.nat(600) }),
);
/** In the hours that clock changes leave out or show twice, and any. */
const minuteOfDay = fc.oneof(fc.constantFrom(0, 119, 120, 150, 179, 1439), fc.nat(1439));
const firstDay = dayNumber('2024-01-01');
const which = fc.nat(30);
const anyEvent: fc.Arbitrary<Event> = fc.record({
  clocks,
  start: fc.tuple(fc.nat(1_100), minuteOfDay).map(([day, minute]) => (firstDay + day) * dayMinutes + minute),
  length,
  rule: fc.option(anyRule, { freq: 5 }),
  exdates: fc.array(fc.record({ which, as: fc.constantFrom('same', 'utc', 'date') }), { maxLength: 3 }),
  rdates: fc.array(fc.nat(200 * dayMinutes), { maxLength: 2 }),
  overrides: fc.uniqueArray(
    fc.record({
      which,
      later: fc.integer({ min: -3_000, max: 3_000 }),
      minutes: fc.integer({ min: 1, max: 2_000 }),
      cancelled: fc.boolean(),
    }),
    { maxLength: 2, selector: (one) => one.which },
  ),
});

/**
 * Events as calendars write them: a day has no times of day, a start that is not one of its rule's is moved to the first that is (RFC 5545 leaves open what the
 * others mean), and the rule means some day within eight years, or is left out.
 */
export const saneEvent: fc.Arbitrary<Event> = anyEvent.map((drawn) => {
  const whole = (minutes: number): number => (drawn.clocks.kind === 'day' ? dayOf(minutes) * dayMinutes : minutes);
  const event = { ...drawn, start: whole(drawn.start), rdates: drawn.rdates.map(whole) };
  if (!event.rule) return event;
  const first = dayOf(event.start);
  for (let day = first; day < first + 8 * 366; day++)
    if (means(event.rule, day, day)) return { ...event, start: event.start + (day - first) * dayMinutes };
  return { ...event, rule: null };
});

/** Some weeks to two years around the events, with ends at odd minutes and at those of clock changes. */
export const window: fc.Arbitrary<Span> = fc
  .tuple(
    fc.oneof(
      fc.nat(1_100 * dayMinutes),
      fc.constantFrom(
        ...['2024-10-27T00:30Z', '2025-03-30T01:00Z', '2025-10-26T01:10Z', '2026-03-29T00:59Z'].map(minuteFrom2024),
      ),
    ),
    fc.integer({ min: 1, max: 700 * dayMinutes }),
  )
  .map(([from, size]) => ({ start: firstDay * dayMinutes + from, end: firstDay * dayMinutes + from + size }));

function minuteFrom2024(text: string): number {
  return Temporal.Instant.from(text.replace('Z', ':00Z')).epochMilliseconds / 60_000 - firstDay * dayMinutes;
}
