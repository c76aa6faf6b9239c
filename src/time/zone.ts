import type { Place } from './holidays.ts';
import { instantOf, localMinuteOf, minutesPerDay, minuteOf, plainDateTimeOf } from './days.ts';

/**
 * Local times and instants of a time zone, both in minutes (see days.ts). A day with one offset is a look-up in a table;
 * the day of a clock change is asked of Temporal. Where a zone once had an offset of odd seconds, they are cut off.
 */
export type Zone = {
  id: string;
  /** Whose public holidays are its days off (see holidays.ts). */
  place: Place;
  /** What the clocks on the wall show. */
  toLocal(minute: number): number;
  /**
   * When the clocks show it. The hour that March leaves out counts as that much later (02:30 is 03:30), the hour that October
   * shows twice is its first showing: Temporal's "compatible", RFC 5545's rule as well.
   */
  toInstant(localMinute: number): number;
  /** The same, but null for a time that the clocks never show. */
  shownAt(localMinute: number): number | null;
  /** The same for where a span begins or ends: in the hour left out, the very moment of the change. */
  edge(localMinute: number): number;
};

/** From 1970 on and to the year 2200; earlier and later days go by Temporal. */
const lastDay = 84_006;
const unknown = 0x7fff;
/** A day on which the offset changes, or has odd seconds. */
const changing = 0x7ffe;

const opened = new Map<string, Zone>();

/** Throws a RangeError for a name that isn't in the IANA database. */
export function openZone(id: string, place: Place = 'FR'): Zone {
  let zone = opened.get(id);
  if (!zone) {
    zone = makeZone(id);
    if (opened.size >= 64) opened.clear();
    opened.set(id, zone);
  }
  return zone.place === place ? zone : { ...zone, place };
}

/** Where a town stands: its clocks and its holidays. */
export function townZone({ timeZone, holidays }: { timeZone: string; holidays: Place }): Zone {
  return openZone(timeZone, holidays);
}

/** Whether a name can be given to `openZone`; offsets (`+01:00`) are no zones. */
export function isZone(id: string): boolean {
  if (!/^[A-Za-z][\w+/-]{0,63}$/.test(id)) return false;
  try {
    return Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(id).timeZoneId !== '';
  } catch {
    return false;
  }
}

function makeZone(id: string): Zone {
  const offsets = new Int16Array(lastDay).fill(unknown);
  const slow = slowly(id);
  const offsetOn = (day: number): number => {
    if (day < 0 || day >= lastDay) return changing;
    const known = offsets[day]!;
    if (known !== unknown) return known;
    fill(offsets, slow, day);
    return offsets[day]!;
  };
  return {
    id,
    place: 'FR',
    toLocal(minute) {
      const offset = offsetOn(Math.floor(minute / minutesPerDay));
      return offset === changing ? slow.toLocal(minute) : minute + offset;
    },
    toInstant(localMinute) {
      const offset = offsetOn(Math.floor(localMinute / minutesPerDay));
      return offset === changing ? slow.toInstant(localMinute) : localMinute - offset;
    },
    shownAt(localMinute) {
      const offset = offsetOn(Math.floor(localMinute / minutesPerDay));
      if (offset !== changing) return localMinute - offset;
      const minute = slow.toInstant(localMinute);
      return slow.toLocal(minute) === localMinute ? minute : null;
    },
    edge(localMinute) {
      const offset = offsetOn(Math.floor(localMinute / minutesPerDay));
      return offset === changing ? slow.edge(localMinute) : localMinute - offset;
    },
  };
}

/** Fills the table for some 400 days at once. Left out are the day, in UTC and on the wall, in which a change falls. */
function fill(offsets: Int16Array, slow: ReturnType<typeof slowly>, day: number): void {
  const from = Math.max(0, day - 8);
  const to = Math.min(offsets.length, day + 400);
  let filled = from;
  const fillTo = (end: number, offset: number | null): void => {
    for (; filled < Math.min(to, end); filled++) offsets[filled] = offset ?? changing;
  };
  const start = (from - 2) * minutesPerDay;
  let offset = slow.wholeOffset(start);
  for (const change of slow.changesBetween(start, (to + 2) * minutesPerDay)) {
    const next = slow.wholeOffset(change);
    const offsetsAround = [0, offset ?? 0, next ?? 0];
    fillTo(Math.floor((change + Math.min(...offsetsAround)) / minutesPerDay), offset);
    fillTo(Math.floor((change + Math.max(...offsetsAround)) / minutesPerDay) + 1, null);
    offset = next;
  }
  fillTo(to, offset);
}

function slowly(id: string) {
  const zoned = (minute: number): Temporal.ZonedDateTime => instantOf(minute).toZonedDateTimeISO(id);
  const toInstant = (localMinute: number): number =>
    minuteOf(plainDateTimeOf(localMinute).toZonedDateTime(id).toInstant());
  const toLocal = (minute: number): number => localMinuteOf(zoned(minute).toPlainDateTime());
  return {
    toLocal,
    toInstant,
    edge(localMinute: number): number {
      const minute = toInstant(localMinute);
      if (toLocal(minute) === localMinute) return minute;
      // "previous" is strictly before, and the hour's first minute is moved onto the change itself.
      const change = zoned(minute + 1).getTimeZoneTransition('previous');
      return change ? minuteOf(change.toInstant()) : minute;
    },
    changesBetween(from: number, to: number): number[] {
      const changes: number[] = [];
      let change = zoned(from).getTimeZoneTransition('next');
      while (change && minuteOf(change.toInstant()) < to) {
        changes.push(minuteOf(change.toInstant()));
        change = change.getTimeZoneTransition('next');
      }
      return changes;
    },
    /** Null where it has odd seconds. */
    wholeOffset(minute: number): number | null {
      const minutes = zoned(minute).offsetNanoseconds / 60e9;
      return Number.isInteger(minutes) ? minutes : null;
    },
  };
}
