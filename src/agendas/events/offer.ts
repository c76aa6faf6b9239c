import { listFor, whatSpeaksAgainst, type Against, type BookingTime, type SoldOut } from '../bookings/rules.ts';
import { hasFreePlaces, type Event } from './event.ts';
import type { Standing } from './standing.ts';

/** Why an event can't be booked. Where only locks keep it full, each of them is a reason in place of `full`. */
export type EventReason =
  | { kind: Against | SoldOut | 'min places' }
  | { kind: 'locked'; bookingId: number; places: number; untilMinute: number }
  | { kind: 'user already booked'; bookingId: number | null };

export type OfferQuestion = BookingTime & {
  overbooking: boolean;
  /** Free places of the main list that are wanted. */
  minPlaces: number;
  /** Events that a person may not have twice, with the booking where it is known. */
  excluded: ReadonlyMap<number, number | null>;
  /** Locks by event, where it matters that they end. */
  locks: ReadonlyMap<number, readonly Standing[]>;
};

/** All that speaks against an event: the one place that decides whether it can be chosen, and that says why not. */
export function reasonsAgainst(event: Event, question: OfferQuestion): EventReason[] {
  const reasons: EventReason[] = whatSpeaksAgainst(event, question).map((kind) => ({ kind }));
  const soldOut: SoldOut[] = [];
  const list = listFor(event, 1, question.overbooking, (why) => soldOut.push(why));
  if (list === 'sold out') {
    const locks = question.locks.get(event.id) ?? [];
    const isByLocks = locks.length > 0 && listFor(without(event, locks), 1, question.overbooking) !== 'sold out';
    reasons.push(...(isByLocks ? locks.map(lockReason) : soldOut.map((kind) => ({ kind }))));
  }
  if (!hasFreePlaces(event, question.minPlaces)) reasons.push({ kind: 'min places' });
  const own = question.excluded.get(event.id);
  if (own !== undefined) reasons.push({ kind: 'user already booked', bookingId: own });
  return reasons;
}

function lockReason({ bookingId, places, untilMinute }: Standing): EventReason {
  return { kind: 'locked', bookingId, places, untilMinute: untilMinute ?? 0 };
}

function without({ total, waitingTotal, booked, waiting }: Event, locks: readonly Standing[]) {
  const held = (list: Standing['list']): number =>
    locks.reduce((sum, lock) => sum + (lock.list === list ? lock.places : 0), 0);
  return { total, waitingTotal, booked: booked - held('main'), waiting: waiting - held('waiting') };
}

const lasting: ReadonlySet<EventReason['kind']> = new Set<Against>([
  'cancelled',
  'series',
  'off series',
  'not published',
  'past',
  'to come',
  'delay',
  'window',
]);

/** Whether it isn't there at all for who chooses: unlike a full event, which is shown and can't be had. */
export function isHidden(reasons: readonly EventReason[]): boolean {
  return reasons.some(({ kind }) => lasting.has(kind));
}
