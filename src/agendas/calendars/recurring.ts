import ICAL from 'ical.js';
import { civilDate, dayNumber, dayOfMinute, minutesPerDay } from '../../time/days.ts';
import { CalendarRefusal } from './calendar-refusal.ts';
import { dayRuleOf, everComes, startsOfDayRule } from './days-of-rule.ts';
import { momentOf, type Moment, type Zones } from './moments.ts';

/** How many steps of rules may be taken for one calendar. */
const mostSteps = 100_000;

export type Budget = { steps: number };

export const newBudget = (): Budget => ({ steps: mostSteps });

/**
 * The starts that a rule gives, as local minutes of the zone of `first`, within local minutes from `from` (some before it may come too) and without `end`.
 * `rule` is jCal's object. Some rules that divide a day never end (`HOURLY;BYMONTH=2;BYMONTHDAY=31`): the call doesn't return, and whoever made it has to have a deadline.
 */
export function startsOfRule(
  rule: unknown,
  first: Moment,
  { from, end }: { from: number; end: number },
  zones: Zones,
  budget: Budget,
): number[] {
  const { until, ...rest } = rule as Record<string, unknown>;
  // The library takes what says no FREQ, and fails on it later.
  if (rest['freq'] === undefined) throw new CalendarRefusal(`the rule ${ruleText(rule)} has no FREQ`);
  // UNTIL is compared here: in the library it would need the zone that the moments of ours no longer carry.
  const isPast = until === undefined ? (): boolean => false : pastUntil(momentOf(until, null, zones), first);
  const starts: number[] = [];
  for (const local of localStarts(rest, first, from, end)) {
    if (--budget.steps < 0) throw new CalendarRefusal(`the rule ${ruleText(rule)} comes back too often`);
    if (local >= end || isPast(local)) return starts;
    if (local !== starts.at(-1)) starts.push(local);
  }
  return starts;
}

function* localStarts(
  rule: Record<string, unknown>,
  first: Moment,
  from: number,
  end: number,
): Generator<number, undefined> {
  const dayRule = dayRuleOf(rule, first.local);
  if (!dayRule) return yield* byLibrary(rule, first);
  let isEmpty = true;
  for (const start of startsOfDayRule(dayRule, first.local, dayOfMinute(from), dayOfMinute(end) + 1)) {
    isEmpty = false;
    yield start;
  }
  if (isEmpty && !everComes(dayRule, first.local)) throw new CalendarRefusal(`the rule ${ruleText(rule)} never comes`);
}

function* byLibrary(rule: Record<string, unknown>, first: Moment): Generator<number, undefined> {
  const iterator = ICAL.Recur.fromData(rule).iterator(floating(first));
  for (let next = iterator.next() as ICAL.Time | null; next; next = iterator.next() as ICAL.Time | null)
    yield dayNumber(next.year, next.month, next.day) * minutesPerDay + next.hour * 60 + next.minute;
}

function floating({ local, isDate }: Moment): ICAL.Time {
  const day = dayOfMinute(local);
  const minute = local - day * minutesPerDay;
  return ICAL.Time.fromData({
    ...civilDate(day),
    hour: Math.floor(minute / 60),
    minute: minute % 60,
    second: 0,
    isDate,
  });
}

/** UNTIL is the last start that counts: an instant, or a whole day. */
function pastUntil(until: Moment, first: Moment): (local: number) => boolean {
  if (until.isDate) return (local) => local >= until.local + minutesPerDay;
  const last = until.zone.id === 'UTC' ? until.zone.toInstant(until.local) : first.zone.toInstant(until.local);
  return (local) => first.zone.toInstant(local) > last;
}

/** As the calendar writes it: `FREQ=DAILY;BYMONTH=2`. */
export function ruleText(rule: unknown): string {
  const text = Object.entries(rule as Record<string, unknown>)
    .map(([name, value]) => `${name.toUpperCase()}=${Array.isArray(value) ? value.join(',') : String(value)}`)
    .join(';');
  return text.length > 120 ? `${text.slice(0, 119)}…` : text;
}
