import { sql } from 'kysely';
import type { Zone } from '../../time/zone.ts';
import type { Agenda } from '../agenda/agenda.ts';
import { bookingBounds } from '../availability/window.ts';
import { decideRange } from './decide-range.ts';
import { decideMeeting, occupy, release, type MeetingPlace, type MeetingState } from './decide.ts';
import type { Runner } from './runner.ts';
import { namedQuery, standInLine, toNamed, type Named, type NamedRow } from './named.ts';
import { readMeetingState } from './state.ts';

/** What is asked for: starts of a meeting type, or a range of a thing to rent. */
export type MeetWhat =
  | { kind: 'slots'; type: string; starts: readonly number[]; resources: readonly string[]; desk?: string }
  | { kind: 'range'; resource: string; start: number; end: number };

export type MeetAsk = {
  /** By slug or number. */
  agenda: string;
  what: MeetWhat;
  user: string;
  excludeUser: boolean;
  bypassDelays: boolean;
  lock: { code: string; confirm: boolean } | null;
  cancelBookingId: number | null;
};

/** The appointments' part of a group: its desks are held until the transaction ends. */
export type HeldMeetings = {
  named: ReadonlyMap<string, Named>;
  state: MeetingState;
  now: Temporal.Instant;
  /** Live bookings of people, by agenda and person, where a limit counts them. */
  counts: Map<string, number>;
  placed: { bookingId: number; place: MeetingPlace }[];
  /** Live locks under the codes of the asks, by agenda and code. */
  locks: Map<string, number[]>;
  /** Locks that end with what comes in their stead. */
  ended: number[];
  /** Bookings that stay, and let go the places they had. */
  moved: number[];
};

export type MeetOutcome =
  | {
      kind: 'placed';
      agenda: Agenda;
      place: MeetingPlace;
      /** Locks of the caller's code, which end. */ ownLocks: number[];
    }
  | { kind: 'refused'; reason: string; description?: string }
  | { kind: 'not found'; what: 'agenda' | 'meeting type' | 'resource'; names: string[] };

/** Finds the agendas of the asks, holds their desks and the resources asked for, and reads what stands. Call it before events are locked. */
export async function holdMeetings(
  run: Runner,
  asks: readonly MeetAsk[],
  now: Temporal.Instant,
  zone: Zone,
): Promise<HeldMeetings> {
  const slugs = [...new Set(asks.flatMap(({ what }) => (what.kind === 'slots' ? what.resources : [])))];
  const names = [...new Set(asks.map(({ agenda }) => agenda))];
  const { named, deskIds, resourceIds } = toNamed(
    await run(sql<NamedRow>`${standInLine(names, slugs)} ${namedQuery(names, slugs)}`),
  );
  const agendaIds = [...new Set([...named.values()].flatMap(({ members }) => members.map(({ id }) => id)))];
  const starts = asks.flatMap(({ what }) => (what.kind === 'slots' ? what.starts : [what.start]));
  const state = await readMeetingState(run, { agendaIds, deskIds, resourceIds }, starts, zone);
  const capped = asks.filter(
    ({ user, agenda }) =>
      user !== '' && named.get(agenda)?.members.some(({ maximalBookingsPerUser }) => maximalBookingsPerUser !== null),
  );
  const counts =
    capped.length === 0
      ? new Map<string, number>()
      : await countsOf(
          run,
          agendaIds,
          capped.map(({ user }) => user),
        );
  return { named, state, now, counts, placed: [], locks: await locksOf(run, agendaIds, asks), ended: [], moved: [] };
}

async function countsOf(
  run: Runner,
  agendaIds: readonly number[],
  users: readonly string[],
): Promise<Map<string, number>> {
  const rows = await run(sql<{
    agenda_id: number;
    user_external_id: string;
    count: number;
  }>`select agenda_id, user_external_id, count(*)::int as count
    from agendas.booking where user_external_id = any(${users}::text[]) and agenda_id = any(${agendaIds}::int[]) and cancelled_at is null and expires_at is null
    group by 1, 2`);
  return new Map(rows.map((row) => [`${row.agenda_id} ${row.user_external_id}`, row.count]));
}

/** Decides one ask; what is placed is then told by `placeMeeting`, once it has a number. */
export function decideMeet(held: HeldMeetings, ask: MeetAsk): MeetOutcome {
  const named = held.named.get(ask.agenda);
  if (!named || named.agenda.kind === 'events') return { kind: 'not found', what: 'agenda', names: [ask.agenda] };
  const { agenda, members, excludedHours } = named;
  const { what, user, lock, cancelBookingId } = ask;
  const bounds = bookingBounds(agenda, held.now, held.state.zone, ask.bypassDelays);
  const own = { lockCode: lock?.code ?? null, movedBookingId: cancelBookingId };
  if (agenda.freeRange !== (what.kind === 'range')) return { kind: 'not found', what: 'agenda', names: [ask.agenda] };
  const outcome =
    what.kind === 'range'
      ? decideRange(held.state, { agenda, ...what, bounds, ...own })
      : decideMeeting(held.state, {
          agendaIds: members.map(({ id }) => id),
          ...what,
          desk: what.desk ?? null,
          bounds,
          excludedHours,
          excludeUser: ask.excludeUser && user !== '' ? user : null,
          ...own,
        });
  if (outcome.kind === 'refused') return named404(outcome.reason, what, held.state) ?? outcome;
  const { place } = outcome;
  const member = members.find(({ id }) => id === place.agendaId)!;
  const isLock = lock !== null && !lock.confirm;
  const cap = member.maximalBookingsPerUser;
  const moves =
    cancelBookingId !== null &&
    held.state.taken.some((span) => span.bookingId === cancelBookingId && span.userExternalId === user)
      ? 1
      : 0;
  if (cap !== null && user !== '' && !isLock && (held.counts.get(`${member.id} ${user}`) ?? 0) - moves >= cap) {
    return {
      kind: 'refused',
      reason: 'too many bookings by user',
      description: `one person may have ${cap} bookings here`,
    };
  }
  return { kind: 'placed', agenda: member, place, ownLocks: ownLocks(held, ask, members) };
}

function named404(reason: string, what: MeetWhat, { schedules }: HeldMeetings['state']): MeetOutcome | null {
  if (reason === 'unknown meeting type')
    return { kind: 'not found', what: 'meeting type', names: what.kind === 'slots' ? [what.type] : [] };
  if (reason !== 'unknown resource') return null;
  if (what.kind === 'range') return { kind: 'not found', what: 'resource', names: [what.resource] };
  const known = new Set([...schedules.values()].flatMap(({ resources }) => resources.map(({ slug }) => slug)));
  const unknown = what.resources.filter((slug) => !known.has(slug));
  return { kind: 'not found', what: 'resource', names: unknown.length > 0 ? unknown : [...what.resources] };
}

/** All that the code holds in the agenda, or in the members of a virtual one: what is new comes in its stead. */
function ownLocks({ locks }: HeldMeetings, { lock }: MeetAsk, members: readonly Agenda[]): number[] {
  return lock === null ? [] : members.flatMap(({ id }) => locks.get(`${id} ${lock.code}`) ?? []);
}

async function locksOf(
  run: Runner,
  agendaIds: readonly number[],
  asks: readonly MeetAsk[],
): Promise<Map<string, number[]>> {
  const codes = asks.flatMap(({ lock }) => (lock ? [lock.code] : []));
  if (codes.length === 0) return new Map();
  const rows = await run(sql<{
    key: string;
    id: number;
  }>`select agenda_id || ' ' || lock_code as key, id from agendas.booking
    where agenda_id = any(${agendaIds}::int[]) and lock_code = any(${codes}::text[]) and expires_at is not null and cancelled_at is null`);
  return new Map([...Map.groupBy(rows, ({ key }) => key)].map(([key, some]) => [key, some.map(({ id }) => id)]));
}

/** Takes the place in the name of a booking; asks that come after see it. */
export function placeMeeting(
  held: HeldMeetings,
  { place }: Extract<MeetOutcome, { kind: 'placed' }>,
  ask: MeetAsk,
  bookingId: number,
  lockedUntilMs: number | null,
): void {
  const lockedUntil = lockedUntilMs === null ? null : Math.ceil(lockedUntilMs / 60_000);
  occupy(held.state, place, { bookingId, lockCode: ask.lock?.code ?? null, lockedUntil, userExternalId: ask.user });
  held.placed.push({ bookingId, place });
  if (lockedUntil === null)
    held.counts.set(`${place.agendaId} ${ask.user}`, (held.counts.get(`${place.agendaId} ${ask.user}`) ?? 0) + 1);
  else held.locks.set(`${place.agendaId} ${ask.lock?.code ?? ''}`, [bookingId]);
}

/** Gives up what a booking or a lock had: asks that come after see it. */
export function giveUp(held: HeldMeetings, bookingId: number): void {
  release(held.state, bookingId);
  held.placed = held.placed.filter((one) => one.bookingId !== bookingId);
  for (const [key, ids] of held.locks)
    held.locks.set(
      key,
      ids.filter((id) => id !== bookingId),
    );
}

/** Ends the locks whose stead is taken; before the new ones are written, which have the same code. */
export async function endLocks(run: Runner, { ended }: HeldMeetings): Promise<void> {
  if (ended.length === 0) return;
  await run(sql<object>`with over as (update agendas.booking set cancelled_at = now(), cancelled_by = 'lock' where id = any(${ended}::int[]) and cancelled_at is null)
    update agendas.taken set cancelled_at = now() where booking_id = any(${ended}::int[]) and cancelled_at is null`);
}

/** Lets go what moved bookings had, before their new places are written. */
export async function letMovedGo(run: Runner, { moved }: HeldMeetings): Promise<void> {
  if (moved.length === 0) return;
  await run(
    sql<object>`update agendas.taken set cancelled_at = now() where booking_id = any(${moved}::int[]) and cancelled_at is null`,
  );
}

type Span = { bookingId: number; deskId: number | null; resourceId: number | null; start: number; end: number };

/** What was placed, desk and resources each for itself: written together with the bookings. */
export function spansOf({ placed }: HeldMeetings): Span[] {
  return placed.flatMap(({ bookingId, place }) =>
    place.spans.flatMap((span): Span[] => [
      { bookingId, deskId: place.deskId, resourceId: null, ...span },
      ...place.resourceIds.map((resourceId) => ({ bookingId, deskId: null, resourceId, ...span })),
    ]),
  );
}
