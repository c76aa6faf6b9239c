import { sql } from 'kysely';
import { merged, type Interval } from '../../time/intervals.ts';
import type { Zone } from '../../time/zone.ts';
import type { MeetingState } from './decide.ts';
import { daysOf, spanOfDays } from './offer.ts';
import type { Runner } from './runner.ts';
import { readSchedules } from './schedule.ts';
import { readTaken } from './taken.ts';

export type RowsToLock = { deskIds: readonly number[]; resourceIds: readonly number[] };

/**
 * Stands in line for desks, then for resources, in the order of their numbers: once a transaction, before anything of them is read. Locks of others
 * that have ended are swept with it: the constraint would still count them. One journey; each step waits for the one that it names.
 */
export async function lockDesks(run: Runner, { deskIds, resourceIds }: RowsToLock): Promise<void> {
  await run(sql<object>`with line as materialized (select id from agendas.desk where id = any(${deskIds}::int[]) order by id for update),
    shared as materialized (
      select id from agendas.resource where id = any(${resourceIds}::int[]) and (select count(*) from line) >= 0 order by id for update),
    over as (
      update agendas.booking b set cancelled_at = now(), cancelled_by = 'lock'
      where (select count(*) from shared) >= 0 and b.cancelled_at is null and b.expires_at <= now()
        and exists (select from agendas.taken t where t.booking_id = b.id and t.cancelled_at is null
          and (t.desk_id = any(${deskIds}::int[]) or t.resource_id = any(${resourceIds}::int[]))) returning b.id),
    freed as (update agendas.taken t set cancelled_at = now() from over where t.booking_id = over.id and t.cancelled_at is null)
    select (select count(*) from line) + (select count(*) from shared)`);
}

/** What the decisions of a group need: schedules, and all that is taken on the days they ask for. */
export async function readMeetingState(
  run: Runner,
  agendaIds: readonly number[],
  starts: readonly number[],
  zone: Zone,
): Promise<MeetingState> {
  const days = merged(starts.map((start) => daysAround(start, zone)).toSorted((a, b) => a.start - b.start));
  const whole = { start: days[0]?.start ?? 0, end: days.at(-1)?.end ?? 0 };
  const schedules = await readSchedules(run, agendaIds, whole);
  const all = [...schedules.values()];
  const taken = await readTaken(run, {
    deskIds: all.flatMap(({ desks }) => desks.map(({ id }) => id)),
    resourceIds: [...new Set(all.flatMap(({ resources }) => resources.map(({ id }) => id)))],
    spans: days,
  });
  return { schedules, taken, zone, openDays: new Map() };
}

/** The local day of a start and the next one: an appointment may run past midnight. */
function daysAround(start: number, zone: Zone): Interval {
  const { first, end } = daysOf({ start, end: start + 1 }, zone);
  return spanOfDays({ first, end: end + 1 }, zone);
}
