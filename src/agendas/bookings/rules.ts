import type { ListName } from '../tables.ts';

/** Places of an event, as they stand now. */
export type Places = { total: number; waitingTotal: number; booked: number; waiting: number };

/**
 * On which list a booking of `count` places goes.
 * Once somebody waits, everybody waits: a freed place belongs to the first in line.
 */
export function listFor(places: Places, count: number, overbooking: boolean): ListName | 'sold out' {
  const { total, waitingTotal, booked, waiting } = places;
  const mainIsOpen = booked < total && waiting === 0;
  if (mainIsOpen && fits(places, count, overbooking)) return 'main';
  return waiting + count <= waitingTotal ? 'waiting' : 'sold out';
}

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

export type Bookable = { startMinute: number; cancelled: boolean; publicationMinute: number | null };

/** Why an event can't be booked now, full or not; null where it can. */
export function whyNotBookable(
  event: Bookable,
  {
    nowMinute,
    window,
    range,
    bypassDelays,
  }: { nowMinute: number; window: { from: number; until: number | null }; range: Range; bypassDelays: boolean },
): 'event is cancelled' | 'event not bookable' | null {
  if (event.cancelled) return 'event is cancelled';
  const { startMinute } = event;
  if (event.publicationMinute !== null && event.publicationMinute > nowMinute) return 'event not bookable';
  const isPast = startMinute <= nowMinute;
  if (isPast) return range === 'future' ? 'event not bookable' : null;
  if (range === 'past') return 'event not bookable';
  if (bypassDelays) return null;
  return startMinute >= window.from && (window.until === null || startMinute < window.until)
    ? null
    : 'event not bookable';
}
