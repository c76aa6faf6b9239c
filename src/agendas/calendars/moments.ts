import { dayNumber, dayText, minutesPerDay } from '../../time/days.ts';
import { isZone, openZone, type Zone } from '../../time/zone.ts';
import { CalendarRefusal } from './calendar-refusal.ts';
import { windowsZone } from './windows-zones.ts';

/** A property as jCal writes it (RFC 7265): name, parameters, type, values. */
export type JcalProperty = readonly [string, Readonly<Record<string, string | string[]>>, string, ...unknown[]];
export type JcalComponent = readonly [string, readonly JcalProperty[], readonly JcalComponent[]];

/** A DATE or DATE-TIME of a calendar, as its own clocks show it: local minutes (see days.ts), and the zone of those clocks. */
export type Moment = { local: number; isDate: boolean; zone: Zone };

const utc = openZone('UTC');

/**
 * The moment that a value writes. One without a zone ("floating"), and every date, is the town's. Seconds are cut off.
 * The calendar's own VTIMEZONE is never run: its rules may be endless; its name has to be one that is known.
 */
export function momentOf(text: unknown, tzid: string | null, zones: Zones): Moment {
  // A list of EXDATEs may mix dates in, which ical.js then writes as `2026-04-02T::`.
  const parts =
    typeof text === 'string' ? /^(\d{4})-(\d\d)-(\d\d)(?:T(?:::|(\d\d):(\d\d):\d\d(Z?)))?$/.exec(text) : null;
  if (!parts) throw new CalendarRefusal(`the date '${String(text).slice(0, 40)}' is not one`);
  const [, year, month, day, hour, minute, z] = parts;
  const number = dayNumber(Number(year), Number(month), Number(day));
  if (dayText(number) !== `${year}-${month}-${day}`)
    throw new CalendarRefusal(`the date '${String(text).slice(0, 40)}' is not one`);
  const start = number * minutesPerDay;
  if (hour === undefined) return { local: start, isDate: true, zone: zones.town };
  if (Number(hour) > 23 || Number(minute) > 59)
    throw new CalendarRefusal(`the time '${String(text).slice(0, 40)}' is not one`);
  const zone = z === 'Z' ? utc : tzid === null ? zones.town : zones.find(tzid);
  return { local: start + Number(hour) * 60 + Number(minute), isDate: false, zone };
}

export function minuteOfMoment({ local, zone }: Moment): number {
  return zone.toInstant(local);
}

export type Zones = { town: Zone; find(tzid: string): Zone };

/** Finds zones by the names that calendars give them. Refuses a name that leads nowhere. */
export function zonesOf(town: Zone, calendars: readonly JcalComponent[]): Zones {
  const found = new Map<string, Zone>();
  return {
    town,
    find(tzid) {
      const known = found.get(tzid);
      if (known) return known;
      const id = zoneName(tzid) ?? namedInside(tzid, calendars);
      if (id === null) throw new CalendarRefusal(`the time zone '${tzid.slice(0, 60)}' is unknown`);
      const zone = openZone(id);
      found.set(tzid, zone);
      return zone;
    },
  };
}

/** `Europe/Paris`, `Romance Standard Time`, `/mozilla.org/20050126_1/Europe/Paris`. */
function zoneName(tzid: string): string | null {
  const windows = windowsZone(tzid);
  if (windows !== null) return windows;
  if (isZone(tzid)) return tzid;
  const suffix = /^\/.*?\/((?:[A-Z][\w+-]*\/){1,2}[A-Z][\w+-]*)$/.exec(tzid.slice(0, 200))?.[1];
  return suffix !== undefined && isZone(suffix) ? suffix : null;
}

function namedInside(tzid: string, calendars: readonly JcalComponent[]): string | null {
  for (const [, , components] of calendars) {
    for (const [name, properties] of components) {
      if (name !== 'vtimezone' || textOf(properties, 'tzid') !== tzid) continue;
      const location = textOf(properties, 'x-lic-location') ?? '';
      if (isZone(location)) return location;
    }
  }
  return null;
}

export function textOf(properties: readonly JcalProperty[], name: string): string | null {
  const value = properties.find((property) => property[0] === name)?.[3];
  return typeof value === 'string' ? value : null;
}

export function tzidOf([, parameters]: JcalProperty): string | null {
  const tzid = parameters['tzid'];
  return typeof tzid === 'string' ? tzid : null;
}
