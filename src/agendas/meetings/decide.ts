import { merged, overlap, type Interval } from '../../time/intervals.ts';
import type { Zone } from '../../time/zone.ts';
import { leastBusy } from '../availability/desk-choice.ts';
import { explain } from '../availability/explain.ts';
import { desksFor, type Reason } from '../availability/judge.ts';
import type { OpeningHours } from '../availability/openings.ts';
import type { Bounds } from '../availability/window.ts';
import { daysOf, questionOf, spanOfDays, type OpenDays } from './offer.ts';
import type { Schedule } from './schedule.ts';
import { withoutOwn, type TakenSpan } from './taken.ts';

/** An appointment that somebody asks for: one start or several at one desk, in one of some agendas. */
export type MeetingAsk = {
  /** One agenda; of a virtual one its members, in their order. */
  agendaIds: readonly number[];
  /** The slug of the meeting type in each of them. */
  type: string;
  starts: readonly number[];
  /** Slugs of resources that are booked along. */
  resources: readonly string[];
  /** The slug of the desk that it has to be; null: any. */
  desk: string | null;
  bounds: Bounds;
  excludedHours: readonly OpeningHours[];
  /** Refuse where this person has an appointment at the same time, in any of the agendas. */
  excludeUser: string | null;
  lockCode: string | null;
  /** The booking that is given up for this one. */
  movedBookingId: number | null;
};

/** Where an appointment goes: what the rows of `booking` and `taken` say. */
export type MeetingPlace = {
  agendaId: number;
  /** Null for a range of a free-range agenda. */
  meetingTypeId: number | null;
  deskId: number;
  resourceIds: number[];
  spans: Interval[];
};

export type MeetingOutcome = { kind: 'placed'; place: MeetingPlace } | { kind: 'refused'; reason: MeetingRefusal };

export type MeetingRefusal =
  | 'no more desk available'
  | 'event not bookable'
  | 'event is already booked by user'
  | 'unknown meeting type'
  | 'unknown resource';

/**
 * What stands when a group is decided: read by `readMeetingState` once the rows of all desks and resources of its agendas are locked. Changed by `occupy` and `release`.
 */
export type MeetingState = {
  schedules: ReadonlyMap<number, Schedule>;
  taken: TakenSpan[];
  zone: Zone;
  /** What is open on days that were asked for already: see offer.ts. */
  openDays: OpenDays;
};

/**
 * Decides one appointment, by the rule that makes the listings. Of desks that are free for all starts, the one with the fewest bookings that day, then the
 * first; of the members of a virtual agenda likewise. What is placed must be told to `state` by `occupy` before the next one is decided.
 */
export function decideMeeting(state: MeetingState, ask: MeetingAsk): MeetingOutcome {
  const outcomes = ask.agendaIds.map((agendaId) => decideAt(state, ask, agendaId));
  const placed = outcomes.filter((outcome) => outcome.kind === 'placed');
  const chosen = leastBusy(placed, ({ place }) =>
    isHeldBy(state.taken, ask, place)
      ? -1
      : bookingsOn(state.taken, place.spans[0]!.start, state.zone, (span) => span.agendaId === place.agendaId),
  );
  return chosen ?? outcomes[0] ?? refused('no more desk available');
}

function decideAt(state: MeetingState, ask: MeetingAsk, agendaId: number): MeetingOutcome {
  const schedule = state.schedules.get(agendaId);
  const type = schedule?.types.find(({ slug }) => slug === ask.type);
  if (!schedule || !type) return refused('unknown meeting type');
  const resources = schedule.resources.filter(({ slug }) => ask.resources.includes(slug));
  if (resources.length < new Set(ask.resources).size) return refused('unknown resource');
  const resourceIds = resources.map(({ id }) => id);
  const spans = ask.starts.map((start) => ({ start, end: start + type.durationMinutes }));
  if (spans.length === 0 || merged(spans).some((whole) => !isMadeOf(whole, spans)))
    return refused('no more desk available');
  const near = nearby(spans, state.zone);
  const own = { agendaId, lockCode: ask.lockCode, movedBookingId: ask.movedBookingId };
  const taken = withoutOwn(
    state.taken.filter((span) => overlap(span, near)),
    own,
  );
  let free = schedule.desks.filter(({ slug }) => ask.desk === null || ask.desk === slug);
  for (const span of spans) {
    const { bounds, excludedHours, excludeUser } = ask;
    const days = daysOf(span, state.zone);
    const question = questionOf(
      schedule,
      taken,
      { type, days, bounds, resourceIds, excludedHours, excludeUser, agendaIds: ask.agendaIds },
      state.zone,
      state.openDays,
    );
    if (!question.starts.includes(span.start)) return refused('no more desk available');
    const { verdict, refused: against } = explain({ ...question, starts: [span.start] });
    const reason = against[0] && refusalOf(against[0].whatever);
    if (reason) return refused(reason);
    const desks = desksFor(verdict, 0);
    free = free.filter((desk) => desks.some((index) => question.desks[index]!.id === desk.id));
  }
  const places = free.map((desk) => ({ agendaId, meetingTypeId: type.id, deskId: desk.id, resourceIds, spans }));
  const place = leastBusy(places, (one) =>
    isHeldBy(state.taken, ask, one)
      ? -1
      : bookingsOn(taken, one.spans[0]!.start, state.zone, (span) => span.deskId === one.deskId),
  );
  return place ? { kind: 'placed', place } : refused('no more desk available');
}

/** Whether the asker's own lock stands there: who confirms gets the desk that was held. */
function isHeldBy(taken: readonly TakenSpan[], { lockCode }: MeetingAsk, place: MeetingPlace): boolean {
  if (lockCode === null) return false;
  return taken.some(
    (span) =>
      span.lockedUntil !== null &&
      span.lockCode === lockCode &&
      span.deskId === place.deskId &&
      span.start === place.spans[0]!.start,
  );
}

function refused(reason: MeetingRefusal): MeetingOutcome {
  return { kind: 'refused', reason };
}

function refusalOf(reasons: readonly Reason[]): MeetingRefusal | null {
  const kinds = new Set(reasons.map(({ kind }) => kind));
  if (kinds.has('delay') || kinds.has('window')) return 'event not bookable';
  if (kinds.has('user already booked')) return 'event is already booked by user';
  return kinds.size > 0 ? 'no more desk available' : null;
}

/** Several starts asked together may touch, not overlap: one desk serves them one after the other. */
function isMadeOf(whole: Interval, spans: readonly Interval[]): boolean {
  const length = spans.filter((span) => overlap(whole, span)).reduce((sum, { start, end }) => sum + end - start, 0);
  return length === whole.end - whole.start;
}

/** The days of some spans, with a day on each side: as far as the longest pause reaches. Nothing beyond is in the way. */
function nearby(spans: readonly Interval[], zone: Zone): Interval {
  const whole = { start: Math.min(...spans.map(({ start }) => start)), end: Math.max(...spans.map(({ end }) => end)) };
  const { first, end } = daysOf(whole, zone);
  return spanOfDays({ first: first - 1, end: end + 1 }, zone);
}

/** Bookings, locks among them, that begin on the local day of a minute. */
function bookingsOn(
  taken: readonly TakenSpan[],
  minute: number,
  zone: Zone,
  counts: (span: TakenSpan) => boolean,
): number {
  const day = spanOfDays(daysOf({ start: minute, end: minute + 1 }, zone), zone);
  const bookings = new Set<number>();
  for (const span of taken) {
    if (span.deskId !== null && span.start >= day.start && span.start < day.end && counts(span))
      bookings.add(span.bookingId);
  }
  return bookings.size;
}

/** Tells the state that an appointment has been placed, under its number. */
export function occupy(
  state: MeetingState,
  place: MeetingPlace,
  booking: Pick<TakenSpan, 'bookingId' | 'lockCode' | 'lockedUntil' | 'userExternalId'>,
): void {
  const type = state.schedules.get(place.agendaId)?.types.find(({ id }) => id === place.meetingTypeId);
  const common = {
    ...booking,
    agendaId: place.agendaId,
    beforeMinutes: type?.beforeMinutes ?? 0,
    afterMinutes: type?.afterMinutes ?? 0,
  };
  for (const span of place.spans) {
    state.taken.push({ ...common, ...span, deskId: place.deskId, resourceId: null });
    for (const resourceId of place.resourceIds) state.taken.push({ ...common, ...span, deskId: null, resourceId });
  }
}

/** Tells the state that a booking or a lock has been given up. */
export function release(state: MeetingState, bookingId: number): void {
  state.taken = state.taken.filter((span) => span.bookingId !== bookingId);
}
