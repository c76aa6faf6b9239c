import ICAL from 'ical.js';
import { civilDate, dayNumber, dayOfMinute, minutesPerDay } from '../../time/days.ts';
import { CalendarRefusal } from './calendar-refusal.ts';
import { momentOf, type Moment, type Zones } from './moments.ts';

/** How many steps of rules may be taken for one calendar, those before the window included. */
const mostSteps = 100_000;

export type Budget = { steps: number };

export const newBudget = (): Budget => ({ steps: mostSteps });

/**
 * The starts that a rule gives, as local minutes of the zone of `first`, up to and without the local minute `end`. `rule` is jCal's object.
 * Some rules never end (`BYMONTH=2;BYMONTHDAY=31`): the call doesn't return, and whoever made it has to have a deadline.
 */
export function startsOfRule(rule: unknown, first: Moment, end: number, zones: Zones, budget: Budget): number[] {
  const { until, ...rest } = rule as Record<string, unknown>;
  // UNTIL is compared here: in the library it would need the zone that the moments of ours no longer carry.
  const isPast = until === undefined ? (): boolean => false : pastUntil(momentOf(until, null, zones), first);
  const iterator = ICAL.Recur.fromData(withDay(rest, first)).iterator(floating(first));
  const starts: number[] = [];
  for (;;) {
    if (--budget.steps < 0) throw new CalendarRefusal(`the rule ${ruleText(rule)} comes back too often`);
    const next = iterator.next() as ICAL.Time | null;
    if (!next) return starts;
    const local = dayNumber(next.year, next.month, next.day) * minutesPerDay + next.hour * 60 + next.minute;
    if (local >= end || isPast(local)) return starts;
    if (local !== starts.at(-1)) starts.push(local);
  }
}

/** Says on which day, where a rule leaves it to the first start: the library would move 29 February to 1 March, where RFC 5545 leaves it out. */
function withDay(rule: Record<string, unknown>, first: Moment): Record<string, unknown> {
  const says = (part: string): boolean => rule[part] !== undefined;
  const freq = rule['freq'];
  if (!(freq === 'YEARLY' || freq === 'MONTHLY') || ['bymonthday', 'byday', 'byyearday', 'byweekno'].some(says))
    return rule;
  const { month, day } = civilDate(dayOfMinute(first.local));
  const named = { ...rule, bymonthday: [day] };
  return freq === 'YEARLY' && !says('bymonth') ? { ...named, bymonth: [month] } : named;
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
