import ICAL from 'ical.js';
import { minutesPerDay } from '../../time/days.ts';
import { openZone } from '../../time/zone.ts';
import { CalendarRefusal } from './calendar-refusal.ts';
import {
  minuteOfMoment,
  momentOf,
  textOf,
  tzidOf,
  zonesOf,
  type JcalComponent,
  type JcalProperty,
  type Moment,
  type Zones,
} from './moments.ts';
import { newBudget, ruleText, startsOfRule, type Budget } from './recurring.ts';

/** Minutes since the epoch, `end` excluded; what overlaps is kept. */
export type CalendarWindow = { start: number; end: number };
export type Occurrence = { start: number; end: number; label: string };

const mostOccurrences = 20_000;

type Series = { master: readonly JcalProperty[] | null; overrides: (readonly JcalProperty[])[] };

/**
 * What the events of an iCalendar file (RFC 5545) cover within a window, recurrences expanded. Events that are cancelled or transparent take
 * no time and are left out. `before` is told each rule before it is followed, so that a deadline can name it.
 * Throws a CalendarRefusal.
 */
export function expandCalendar(
  text: string,
  zoneId: string,
  window: CalendarWindow,
  before: (rule: string) => void = () => {},
): Occurrence[] {
  const calendars = parse(text);
  const zones = zonesOf(openZone(zoneId), calendars);
  const budget = newBudget();
  const found: Occurrence[] = [];
  for (const series of seriesOf(calendars)) {
    for (const occurrence of occurrencesOf(series, zones, window, budget, before)) {
      if (occurrence.end <= window.start || occurrence.start >= window.end || occurrence.end <= occurrence.start)
        continue;
      found.push(occurrence);
      if (found.length > mostOccurrences)
        throw new CalendarRefusal(`the calendar has more than ${mostOccurrences} events in the period`);
    }
  }
  return found.toSorted((a, b) => a.start - b.start || a.end - b.end);
}

function parse(text: string): JcalComponent[] {
  // ical.js takes an interval of 0, of less or of no number for 1.
  const unfolded = text.replaceAll(/\r?\n[ \t]/g, '');
  const wrong = /^RRULE[:;].*(INTERVAL=(?!0*[1-9]\d*(?:;|\r?$))[^;\r\n]*)/im.exec(unfolded)?.[1];
  if (wrong !== undefined) throw new CalendarRefusal(`a rule has ${wrong.slice(0, 40)}`);
  let parsed: unknown;
  try {
    parsed = ICAL.parse(text);
  } catch (error) {
    throw new CalendarRefusal(
      `the file is not a calendar: ${error instanceof Error ? error.message.slice(0, 200) : 'unreadable'}`,
    );
  }
  // One component, or a list of them: the file may hold several calendars.
  const components = (Array.isArray(parsed) && typeof parsed[0] === 'string' ? [parsed] : parsed) as JcalComponent[];
  if (!Array.isArray(components) || components.length === 0) throw new CalendarRefusal('the file holds no calendar');
  for (const [name, , inner] of components) {
    if (name !== 'vcalendar')
      throw new CalendarRefusal(`the file holds a ${name.toUpperCase()} where a calendar is expected`);
    if (inner.some(([innerName]) => innerName === 'vcalendar'))
      throw new CalendarRefusal('the file holds a calendar within a calendar');
  }
  return components;
}

function seriesOf(calendars: readonly JcalComponent[]): Series[] {
  const byUid = new Map<string, Series>();
  const all: Series[] = [];
  for (const [, , components] of calendars) {
    for (const [name, properties] of components) {
      if (name !== 'vevent') continue;
      const uid = textOf(properties, 'uid');
      let series = uid === null ? undefined : byUid.get(uid);
      const isOverride = properties.some((property) => property[0] === 'recurrence-id');
      // Two events of one UID without RECURRENCE-ID are two events: nothing that closes a desk is dropped.
      if (!series || (series.master && !isOverride)) {
        all.push((series = { master: null, overrides: [] }));
        if (uid !== null) byUid.set(uid, series);
      }
      if (isOverride) series.overrides.push(properties);
      else series.master = properties;
    }
  }
  return all;
}

function occurrencesOf(
  series: Series,
  zones: Zones,
  window: CalendarWindow,
  budget: Budget,
  before: (rule: string) => void,
): Occurrence[] {
  const { master, overrides } = series;
  const replaced = new Set<number>();
  const found: Occurrence[] = [];
  for (const override of overrides) {
    const id = override.find((property) => property[0] === 'recurrence-id')!;
    if (id[1]['range'] !== undefined) throw new CalendarRefusal('RECURRENCE-ID with RANGE is not read');
    replaced.add(minuteOfMoment(momentOf(id[3], tzidOf(id), zones)));
    found.push(...single(override, zones));
  }
  if (!master || takesNoTime(master)) return found;
  const first = momentsOf(master, 'dtstart', zones)[0];
  if (!first) throw new CalendarRefusal('an event has no DTSTART');
  const label = labelOf(master);
  const left = leftOut(master, zones);
  for (const start of startsOf(master, first, zones, window, budget, before)) {
    const minute = minuteOfMoment({ ...first, local: start });
    if (replaced.has(minute) || left.minutes.has(minute) || left.days.has(Math.floor(start / minutesPerDay))) continue;
    found.push({ start: minute, end: endOf(master, { ...first, local: start }, first, zones), label });
  }
  return found;
}

function single(properties: readonly JcalProperty[], zones: Zones): Occurrence[] {
  const first = momentsOf(properties, 'dtstart', zones)[0];
  if (!first || takesNoTime(properties)) return [];
  return [{ start: minuteOfMoment(first), end: endOf(properties, first, first, zones), label: labelOf(properties) }];
}

/** Local minutes of the zone of `first`, each once, sorted. */
function startsOf(
  master: readonly JcalProperty[],
  first: Moment,
  zones: Zones,
  window: CalendarWindow,
  budget: Budget,
  before: (rule: string) => void,
): number[] {
  const starts = new Set([first.local]);
  // The hour that October shows twice ends later than it is shown; what comes too early or too late is left out afterwards.
  const end = first.zone.toLocal(window.end) + minutesPerDay;
  const longest = endOf(master, first, first, zones) - minuteOfMoment(first) + minutesPerDay;
  const asked = { from: first.zone.toLocal(window.start - longest), end };
  for (const [name, , , ...rules] of master) {
    if (name === 'exrule') throw new CalendarRefusal('EXRULE is not read');
    if (name !== 'rrule') continue;
    for (const rule of rules) {
      before(ruleText(rule));
      for (const start of startsOfRule(rule, first, asked, zones, budget)) starts.add(start);
    }
  }
  for (const moment of momentsOf(master, 'rdate', zones)) starts.add(first.zone.toLocal(minuteOfMoment(moment)));
  return [...starts].toSorted((a, b) => a - b);
}

/** EXDATE: starts to leave out, and days to leave out whole. */
function leftOut(master: readonly JcalProperty[], zones: Zones): { minutes: Set<number>; days: Set<number> } {
  const minutes = new Set<number>();
  const days = new Set<number>();
  for (const moment of momentsOf(master, 'exdate', zones)) {
    if (moment.isDate) days.add(Math.floor(moment.local / minutesPerDay));
    else minutes.add(minuteOfMoment(moment));
  }
  return { minutes, days };
}

/** All values of the properties of that name; of a period, its start. */
function momentsOf(properties: readonly JcalProperty[], name: string, zones: Zones): Moment[] {
  return properties
    .filter((property) => property[0] === name)
    .flatMap((property) => {
      const [, , , ...values] = property;
      return values.map((value) => momentOf(Array.isArray(value) ? value[0] : value, tzidOf(property), zones));
    });
}

/** DTEND gives each occurrence the same exact length (RFC 5545, 3.8.5.3), of all-day events the same number of days; DURATION counts days on the wall. */
function endOf(properties: readonly JcalProperty[], start: Moment, first: Moment, zones: Zones): number {
  const minute = minuteOfMoment(start);
  const end = momentsOf(properties, 'dtend', zones)[0];
  if (end && start.isDate && end.isDate) return zones.town.toInstant(start.local + end.local - first.local);
  if (end) return minute + Math.max(0, minuteOfMoment(end) - minuteOfMoment(first));
  const duration = textOf(properties, 'duration');
  if (duration === null) return start.isDate ? zones.town.toInstant(start.local + minutesPerDay) : minute;
  const { sign, weeks, days, hours, minutes, seconds } = durationOf(duration);
  if (sign < 0) return minute;
  const onTheWall = start.zone.toInstant(start.local + (weeks * 7 + days) * minutesPerDay);
  return onTheWall + hours * 60 + minutes + Math.ceil(seconds / 60);
}

function durationOf(text: string): Temporal.Duration {
  try {
    return Temporal.Duration.from(text);
  } catch {
    throw new CalendarRefusal(`the duration '${text.slice(0, 40)}' is not one`);
  }
}

/** What is cancelled, and what is free for others (RFC 5545, 3.8.2.7). */
function takesNoTime(properties: readonly JcalProperty[]): boolean {
  return (
    textOf(properties, 'status')?.toUpperCase() === 'CANCELLED' ||
    textOf(properties, 'transp')?.toUpperCase() === 'TRANSPARENT'
  );
}

function labelOf(properties: readonly JcalProperty[]): string {
  // PostgreSQL takes neither NUL nor half a character.
  return (textOf(properties, 'summary') ?? '').replaceAll('\0', '').toWellFormed().trim().slice(0, 200);
}
