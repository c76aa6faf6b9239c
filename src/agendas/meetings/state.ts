import { sql } from 'kysely';
import { merged, type Interval } from '../../time/intervals.ts';
import type { Zone } from '../../time/zone.ts';
import type { Transaction } from '../database.ts';
import type { MeetingAsk, MeetingState } from './decide.ts';
import { daysOf, spanOfDays } from './offer.ts';
import { readSchedules } from './schedule.ts';
import { readTaken } from './taken.ts';

type Wanted = Pick<MeetingAsk, 'agendaIds' | 'starts'>;

/** The numbers of the rows that stand between the askers: every desk of their agendas, and the resources that they name. */
export async function rowsToLock(
  trx: Transaction,
  asks: readonly Pick<MeetingAsk, 'agendaIds' | 'resources'>[],
): Promise<{ deskIds: number[]; resourceIds: number[] }> {
  const agendaIds = [...new Set(asks.flatMap((ask) => ask.agendaIds))];
  const slugs = [...new Set(asks.flatMap((ask) => ask.resources))];
  const { rows } = await sql<{ desks: number[]; resources: number[] }>`select
    array(select id from agendas.desk where agenda_id = any(${agendaIds}::int[]) order by id) as desks,
    array(select id from agendas.resource where slug = any(${slugs}::text[]) order by id) as resources`.execute(trx);
  return { deskIds: rows[0]?.desks ?? [], resourceIds: rows[0]?.resources ?? [] };
}

/** Stands in line for desks, then for resources, in the order of their numbers: once a transaction, before anything of them is read. */
export async function lockDesks(
  trx: Transaction,
  { deskIds, resourceIds }: { deskIds: readonly number[]; resourceIds: readonly number[] },
): Promise<void> {
  if (deskIds.length > 0)
    await sql`select 1 from agendas.desk where id = any(${deskIds}::int[]) order by id for update`.execute(trx);
  if (resourceIds.length > 0)
    await sql`select 1 from agendas.resource where id = any(${resourceIds}::int[]) order by id for update`.execute(trx);
}

/** What the decisions of a group need: schedules, and all that is taken on the days they ask for. */
export async function readMeetingState(trx: Transaction, asks: readonly Wanted[], zone: Zone): Promise<MeetingState> {
  const agendaIds = [...new Set(asks.flatMap((ask) => ask.agendaIds))];
  const days = merged(
    asks.flatMap((ask) => ask.starts.map((start) => dayAround(start, zone))).toSorted((a, b) => a.start - b.start),
  );
  const whole = { start: days[0]?.start ?? 0, end: days.at(-1)?.end ?? 0 };
  const schedules = await readSchedules(trx, agendaIds, whole);
  const all = [...schedules.values()];
  const taken = await readTaken(trx, {
    deskIds: all.flatMap(({ desks }) => desks.map(({ id }) => id)),
    resourceIds: [...new Set(all.flatMap(({ resources }) => resources.map(({ id }) => id)))],
    spans: days,
  });
  return { schedules, taken, zone };
}

/** The local day of a start and the next one: an appointment may run past midnight. */
function dayAround(start: number, zone: Zone): Interval {
  const { first, end } = daysOf({ start, end: start + 1 }, zone);
  return spanOfDays({ first, end: end + 1 }, zone);
}
