import { bookingWindow, type Delays } from '../agenda/window.ts';
import type { Zone } from '../../time/zone.ts';

/** What may be booked starts at `earliest` or later, and before `latest`. Minutes since the epoch; null: no limit. */
export type Bounds = { earliest: number; latest: number | null };

/** The booking window of an agenda, less what has begun; with `bypassDelays`, whatever hasn't begun. */
export function bookingBounds(delays: Delays, now: Temporal.Instant, zone: Zone, bypassDelays: boolean): Bounds {
  const soonest = Math.ceil(now.epochMilliseconds / 60_000);
  if (bypassDelays) return { earliest: soonest, latest: null };
  const { from, until } = bookingWindow(delays, now, zone);
  return { earliest: Math.max(soonest, from), latest: until };
}
