import { sql } from 'kysely';
import { civilDate, minuteOf, minutesPerDay } from '../../time/days.ts';
import { holidayOn } from '../../time/holidays.ts';
import type { Interval } from '../../time/intervals.ts';
import type { Zone } from '../../time/zone.ts';
import type { Transaction } from '../database.ts';

/**
 * The desk of an agenda of events: nobody serves there, but its exceptions, calendars and public holidays are those of the agenda's recurring events, typed in,
 * kept in sync and exported like any desk's.
 */
export const closingsDesk = 'closings';

/** When recurring events of an agenda don't take place. */
export type Closings = { spans: readonly Interval[]; publicHolidays: boolean };

export async function closingsOf(trx: Transaction, agendaId: number, from: Temporal.Instant): Promise<Closings> {
  const desk = await trx
    .selectFrom('agendas.desk')
    .select(['id', 'public_holidays'])
    .where('agenda_id', '=', agendaId)
    .where('slug', '=', closingsDesk)
    .executeTakeFirst();
  if (!desk) return { spans: [], publicHolidays: false };
  const { rows } = await sql<{ start: Temporal.Instant; end: Temporal.Instant }>`
    select x.start_at as start, x.end_at as end from agendas.exception x where x.end_at > ${from.toString()} and (x.desk_id = ${desk.id}
      or x.calendar_id in (select calendar_id from agendas.desk_unavailability_calendar where desk_id = ${desk.id}))`.execute(
    trx,
  );
  const spans = rows.map(({ start, end }) => ({ start: minuteOf(start), end: minuteOf(end) }));
  return { spans, publicHolidays: desk.public_holidays };
}

/** Whether something that starts on a local day, at a minute of it, and lasts so long (0: a mere moment) is left out. */
export function isClosed(
  { spans, publicHolidays }: Closings,
  day: number,
  minuteOfDay: number,
  minutes: number,
  zone: Zone,
): boolean {
  if (publicHolidays && holidayOn(day, civilDate(day).year, zone.place) !== null) return true;
  const start = zone.toInstant(day * minutesPerDay + minuteOfDay);
  return spans.some((span) => span.start < start + Math.max(1, minutes) && start < span.end);
}
