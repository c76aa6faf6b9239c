import { sql } from 'kysely';
import { merged, type Interval } from '../../time/intervals.ts';
import type { Zone } from '../../time/zone.ts';
import type { MeetingState } from './decide.ts';
import { daysOf, spanOfDays } from './offer.ts';
import type { Runner } from './runner.ts';
import { schedulesQuery, toSchedules, type ScheduleRow } from './schedule.ts';
import { takenQuery, toTaken, type TakenRow } from './taken.ts';

/** What the decisions of a group need: schedules, and all that is taken on the days they ask for. One journey, once the desks are held. */
export async function readMeetingState(
  run: Runner,
  {
    agendaIds,
    deskIds,
    resourceIds,
  }: { agendaIds: readonly number[]; deskIds: readonly number[]; resourceIds: readonly number[] },
  starts: readonly number[],
  zone: Zone,
): Promise<MeetingState> {
  const empty = { schedules: new Map(), taken: [], zone, openDays: new Map() };
  const days = merged(starts.map((start) => daysAround(start, zone)).toSorted((a, b) => a.start - b.start));
  const [first, last] = [days[0], days.at(-1)];
  if (!first || !last) return empty;
  const [row] = await run(sql<{
    schedules: ScheduleRow[] | null;
    desks: TakenRow[] | null;
    resources: TakenRow[] | null;
  }>`select
    (select jsonb_agg(to_jsonb(s)) from (${schedulesQuery(agendaIds, { start: first.start, end: last.end })}) s) as schedules,
    (${takenQuery('desk_id', deskIds, days)}) as desks, (${takenQuery('resource_id', resourceIds, days)}) as resources`);
  const taken = [...(row?.desks ?? []), ...(row?.resources ?? [])].map(toTaken);
  return { ...empty, schedules: toSchedules(row?.schedules ?? []), taken };
}

/** The local day of a start and the next one: an appointment may run past midnight. */
function daysAround(start: number, zone: Zone): Interval {
  const { first, end } = daysOf({ start, end: start + 1 }, zone);
  return spanOfDays({ first, end: end + 1 }, zone);
}
