import { dayOfMinute, minutesPerDay } from '../../time/days.ts';
import { merged, type Interval } from '../../time/intervals.ts';
import type { Zone } from '../../time/zone.ts';
import type { Desk, Question, Resource } from '../availability/judge.ts';
import { openings, type OpeningHours } from '../availability/openings.ts';
import { slotStarts, stepOf } from '../availability/starts.ts';
import type { Bounds } from '../availability/window.ts';
import { exceptionsOf, type MeetingType, type Schedule } from './schedule.ts';
import type { TakenSpan } from './taken.ts';

/** Local days, `end` excluded. */
export type Days = { first: number; end: number };

export type Asking = {
  type: MeetingType;
  days: Days;
  bounds: Bounds;
  /** Of the agenda's resources, those that must be free too. */
  resourceIds: readonly number[];
  /** What a virtual agenda leaves out. */
  excludedHours: readonly OpeningHours[];
  /** Whose appointments stand in the way; null: nobody's. */
  excludeUser: string | null;
  /** Where they do: in the agenda itself, or in all members of the virtual one that is asked. */
  agendaIds: readonly number[];
};

/** What an agenda's desks open on some days, and their starts: whatever is asked and taken. */
type Open = { starts: number[]; desks: Omit<Desk, 'taken'>[] };

/** Kept by agenda and days while a group is decided, whose orders often ask for the same day. */
export type OpenDays = Map<string, Open>;

function openOn(schedule: Schedule, days: Days, zone: Zone): Open {
  const all: Interval[] = [];
  const desks = schedule.desks.map((desk) => {
    const open = openings(desk.hours, days.first, days.end, zone);
    for (const opening of open) all.push(opening);
    const exceptions = exceptionsOf(desk, days.first, days.end, zone);
    return { id: desk.id, slug: desk.slug, label: desk.label, open: merged(open), exceptions };
  });
  const step = stepOf(schedule.types.map(({ durationMinutes }) => durationMinutes));
  return { desks, starts: slotStarts(all, step, zone) };
}

function openIn(schedule: Schedule, days: Days, zone: Zone, kept: OpenDays | null): Open {
  const key = `${schedule.agendaId} ${days.first} ${days.end}`;
  const open = kept?.get(key) ?? openOn(schedule, days, zone);
  kept?.set(key, open);
  return open;
}

/** The question of one agenda's days: its desks with what is open, excepted and taken, and every start of theirs. */
export function questionOf(
  schedule: Schedule,
  taken: readonly TakenSpan[],
  asking: Asking,
  zone: Zone,
  kept: OpenDays | null = null,
): Question {
  const { type, days, bounds, excludeUser, agendaIds } = asking;
  const open = openIn(schedule, days, zone, kept);
  const byDesk = Map.groupBy(taken, ({ deskId }) => deskId);
  return {
    starts: open.starts,
    meeting: type,
    desks: open.desks.map((desk) => ({ ...desk, taken: byDesk.get(desk.id) ?? [] })),
    resources: resourcesOf(schedule, taken, asking.resourceIds),
    bounds,
    excluded: openings(asking.excludedHours, days.first, days.end, zone),
    userHas: excludeUser === null ? [] : appointmentsOf(excludeUser, agendaIds, taken),
  };
}

function resourcesOf(schedule: Schedule, taken: readonly TakenSpan[], ids: readonly number[]): Resource[] {
  return schedule.resources
    .filter(({ id }) => ids.includes(id))
    .map(({ id, slug, label }) => ({ id, slug, label, taken: taken.filter(({ resourceId }) => resourceId === id) }));
}

/** Locks are nobody's appointments. */
function appointmentsOf(user: string, agendaIds: readonly number[], taken: readonly TakenSpan[]): TakenSpan[] {
  return taken.filter(
    (span) =>
      span.deskId !== null &&
      agendaIds.includes(span.agendaId) &&
      span.lockedUntil === null &&
      span.userExternalId === user,
  );
}

/** From the local midnight of the first day to that of the last. */
export function spanOfDays({ first, end }: Days, zone: Zone): Interval {
  return { start: zone.edge(first * minutesPerDay), end: zone.edge(end * minutesPerDay) };
}

/** The local days that a span touches. */
export function daysOf({ start, end }: Interval, zone: Zone): Days {
  return { first: dayOfMinute(zone.toLocal(start)), end: dayOfMinute(zone.toLocal(Math.max(start, end - 1))) + 1 };
}
