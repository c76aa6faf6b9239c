import { civilDate, dayNumber, dayOfMinute, isoWeekday, minutesPerDay } from '../../time/days.ts';

/**
 * What a rule of days, weeks, months or years means (RFC 5545, 3.3.10), by looking at each day of its periods. The library (ical.js 2.2.1) is wrong or never returns for
 * some of these: negative days of the month by year or by day, days of the month with weekdays by year, weekdays counted from the year's end.
 */
export type DayRule = {
  freq: Frequency;
  interval: number;
  /** How many starts, those before the period asked for included; null: no limit. */
  count: number | null;
  bymonth: readonly number[];
  bymonthday: readonly number[];
  byyearday: readonly number[];
  /** `nth` from the end where it is negative; 0 for all. */
  byday: readonly { nth: number; weekday: number }[];
  /** Minutes of the day, sorted. */
  times: readonly number[];
  bysetpos: readonly number[];
  /** ISO weekday with which weeks begin. */
  wkst: number;
};

const weekdays = ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'];

/**
 * Null for what is left to the library: rules of hours and less, weeks by their numbers. `rule` is jCal's object (RFC 7265, 3.6.10), `first` the local minute of the
 * first start. Seconds are cut off.
 */
export function dayRuleOf(rule: Readonly<Record<string, unknown>>, first: number): DayRule | null {
  const freq = rule['freq'];
  if (typeof freq !== 'string' || !Object.hasOwn(periods, freq) || rule['byweekno'] !== undefined) return null;
  const list = (part: string): unknown[] => (rule[part] === undefined ? [] : [rule[part]].flat());
  const numbers = (part: string): number[] => list(part).map(Number);
  const given = (part: string, otherwise: number): number[] => (list(part).length > 0 ? numbers(part) : [otherwise]);
  const minute = first - dayOfMinute(first) * minutesPerDay;
  const times = given('byhour', Math.floor(minute / 60)).flatMap((hour) =>
    given('byminute', minute % 60).map((one) => hour * 60 + one),
  );
  return {
    freq: freq as Frequency,
    interval: Number(rule['interval'] ?? 1),
    count: Number(rule['count']) > 0 ? Number(rule['count']) : null,
    bymonth: numbers('bymonth'),
    bymonthday: numbers('bymonthday'),
    byyearday: numbers('byyearday'),
    byday: list('byday').map((text) => {
      const [, nth, name] = /^([+-]?\d*)(\w\w)$/.exec(String(text)) ?? [];
      return { nth: Number(nth), weekday: weekdays.indexOf(name ?? '') + 1 };
    }),
    times: [...new Set(times)].toSorted((a, b) => a - b),
    bysetpos: numbers('bysetpos'),
    // The library writes it with Sunday as 1.
    wkst: rule['wkst'] === undefined ? 1 : ((Number(rule['wkst']) + 5) % 7) + 1,
  };
}

/** Starts in local minutes, from `first` and before the day `end`; those of periods that end before the day `from` only where they are counted. */
export function* startsOfDayRule(
  rule: DayRule,
  first: number,
  from: number,
  end: number,
): Generator<number, undefined> {
  const { of, start } = periods[rule.freq];
  let period = of(dayOfMinute(first), rule.wkst);
  const skipped = rule.count === null ? Math.ceil((of(from, rule.wkst) - period) / rule.interval) : 0;
  if (skipped > 0) period += skipped * rule.interval;
  let left = rule.count ?? Infinity;
  for (; start(period, rule.wkst) < end; period += rule.interval) {
    for (const local of startsWithin(rule, first, start(period, rule.wkst), start(period + 1, rule.wkst))) {
      if (local < first) continue;
      if (dayOfMinute(local) >= end || --left < 0) return;
      yield local;
    }
  }
}

/** Whether it has any start at all: the calendar begins anew after 400 years. */
export function everComes(rule: DayRule, first: number): boolean {
  const day = dayOfMinute(first);
  return !startsOfDayRule({ ...rule, count: null }, first, day, day + (400 + rule.interval) * 366).next().done;
}

/** The starts of one period, from its first day to the day after its last. */
function startsWithin(rule: DayRule, first: number, from: number, to: number): number[] {
  const starts: number[] = [];
  for (let day = from; day < to; day++) {
    if (fits(rule, dayOfMinute(first), day)) for (const time of rule.times) starts.push(day * minutesPerDay + time);
  }
  if (rule.bysetpos.length === 0) return starts;
  const chosen = rule.bysetpos.map((place) => starts.at(place > 0 ? place - 1 : place));
  return [...new Set(chosen)].filter((start) => start !== undefined).toSorted((a, b) => a - b);
}

function fits({ freq, bymonth, bymonthday, byyearday, byday }: DayRule, first: number, day: number): boolean {
  const { year, month, day: date } = civilDate(day);
  if (bymonth.length > 0 && !bymonth.includes(month)) return false;
  const monthStart = day - date + 1;
  const afterMonth = month === 12 ? dayNumber(year + 1, 1, 1) : dayNumber(year, month + 1, 1);
  if (bymonthday.length > 0 && !bymonthday.includes(date) && !bymonthday.includes(day - afterMonth)) return false;
  const [yearStart, afterYear] = [dayNumber(year, 1, 1), dayNumber(year + 1, 1, 1)];
  if (byyearday.length > 0 && !byyearday.includes(day - yearStart + 1) && !byyearday.includes(day - afterYear))
    return false;
  const weekday = isoWeekday(day);
  if (byday.length > 0) {
    const ofYear = freq === 'YEARLY' && bymonth.length === 0;
    const nth = Math.floor((day - (ofYear ? yearStart : monthStart)) / 7) + 1;
    const nthFromEnd = -Math.floor(((ofYear ? afterYear : afterMonth) - 1 - day) / 7) - 1;
    const counts = freq === 'MONTHLY' || freq === 'YEARLY' ? [0, nth, nthFromEnd] : null;
    return byday.some((one) => one.weekday === weekday && (counts === null || counts.includes(one.nth)));
  }
  if (bymonthday.length > 0 || byyearday.length > 0 || freq === 'DAILY') return true;
  // What the rule leaves open, the first start says; 29 February is left out of other years (RFC 5545, 3.3.10).
  if (freq === 'WEEKLY') return weekday === isoWeekday(first);
  const start = civilDate(first);
  return date === start.day && (freq === 'MONTHLY' || bymonth.length > 0 || month === start.month);
}

type Frequency = 'DAILY' | 'WEEKLY' | 'MONTHLY' | 'YEARLY';
/** Periods as numbers one after the other: of a day, and the first day of one. */
type Period = { of(day: number, wkst: number): number; start(period: number, wkst: number): number };

const monthOf = (day: number): number => {
  const { year, month } = civilDate(day);
  return year * 12 + month - 1;
};
const periods: Readonly<Record<Frequency, Period>> = {
  DAILY: { of: (day) => day, start: (day) => day },
  // Day 0 is a Thursday.
  WEEKLY: { of: (day, wkst) => Math.floor((day + 4 - wkst) / 7), start: (week, wkst) => week * 7 - 4 + wkst },
  MONTHLY: { of: monthOf, start: (month) => dayNumber(Math.floor(month / 12), (((month % 12) + 12) % 12) + 1, 1) },
  YEARLY: { of: (day) => civilDate(day).year, start: (year) => dayNumber(year, 1, 1) },
};
