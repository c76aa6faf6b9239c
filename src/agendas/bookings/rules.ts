import type { ListName } from '../tables.ts';

/** Places of an event, as they stand now. */
export type Places = { total: number; waitingTotal: number; booked: number; waiting: number };

/**
 * On which list a booking of `count` places goes.
 * Once somebody waits, everybody waits: a freed place belongs to the first in line. Where there is no waiting list (any more), nobody stands in line.
 */
export function listFor(
  places: Places,
  count: number,
  overbooking: boolean,
  note?: (why: SoldOut) => void,
): ListName | 'sold out' {
  const { waitingTotal, waiting } = places;
  const hasRoom = places.booked < places.total && fits(places, count, overbooking);
  if (hasRoom && !hasLine(places)) return 'main';
  if (waiting + count <= waitingTotal) return 'waiting';
  if (!hasRoom) note?.('full');
  if (waitingTotal > 0) note?.('waiting list full');
  return 'sold out';
}

/** Whether somebody stands in line before whoever comes now. */
export function hasLine({ waitingTotal, waiting }: Pick<Places, 'waitingTotal' | 'waiting'>): boolean {
  return waitingTotal > 0 && waiting > 0;
}

/** Why neither list takes more: told by `listFor` while it decides. */
export type SoldOut = 'full' | 'waiting list full';

/** Whether `count` places may be taken on the main list, whoever waits: several at once may go beyond while one remains, where there is a waiting list. */
export function fits({ total, waitingTotal, booked }: Places, count: number, overbooking: boolean): boolean {
  return booked + count <= total || (overbooking && waitingTotal > 0 && booked < total);
}

/** Whether the next booking goes to the waiting list, if anywhere. */
export function waitingListIsActive({ total, waitingTotal, booked, waiting }: Places): boolean {
  return waitingTotal > 0 && (booked >= total || waiting > 0);
}

/** Who moves up when places are freed: the oldest first, until one doesn't fit. Nobody passes an older one. */
export function promoted<T extends { places: number }>(places: Places, line: readonly T[], overbooking: boolean): T[] {
  const up: T[] = [];
  let { booked } = places;
  for (const waiting of line) {
    if (!fits({ ...places, booked }, waiting.places, overbooking)) break;
    up.push(waiting);
    booked += waiting.places;
  }
  return up;
}

export type Range = 'future' | 'past' | 'all';

export type Bookable = {
  startMinute: number;
  cancelled: boolean;
  publicationMinute: number | null;
  closed: Closed | null;
};

/** `series`: a recurring event itself, of which only occurrences can be booked; `off series`: an occurrence that its series no longer means, kept for those who have it. */
export type Closed = 'series' | 'off series';

/** What speaks against an event whatever its places: `delay` too soon, `window` too far; `past` and `to come`: not of the range that is asked for. */
export type Against = 'cancelled' | Closed | 'not published' | 'past' | 'to come' | 'delay' | 'window';

export type BookingTime = {
  nowMinute: number;
  window: { from: number; until: number | null };
  range: Range;
  bypassDelays: boolean;
};

/** All that speaks against an event now, full or not. */
export function whatSpeaksAgainst(
  { cancelled, closed, publicationMinute, startMinute }: Bookable,
  { nowMinute, window, range, bypassDelays }: BookingTime,
): Against[] {
  const against: Against[] = [];
  if (cancelled) against.push('cancelled');
  if (closed !== null) against.push(closed);
  if (publicationMinute !== null && publicationMinute > nowMinute) against.push('not published');
  if (startMinute <= nowMinute) {
    if (range === 'future') against.push('past');
    return against;
  }
  if (range === 'past') against.push('to come');
  if (bypassDelays) return against;
  if (startMinute < window.from) against.push('delay');
  if (window.until !== null && startMinute >= window.until) against.push('window');
  return against;
}

/** Why an event can't be booked now, full or not; null where it can. */
export function whyNotBookable(event: Bookable, time: BookingTime): 'event is cancelled' | 'event not bookable' | null {
  const [first] = whatSpeaksAgainst(event, time);
  if (first === undefined) return null;
  return first === 'cancelled' ? 'event is cancelled' : 'event not bookable';
}
