import { sql } from 'kysely';
import { civilDate, minuteOf, minutesPerDay } from '../../time/days.ts';
import { holidayOn } from '../../time/holidays.ts';
import type { Interval } from '../../time/intervals.ts';
import type { Zone } from '../../time/zone.ts';
import { rowsOf, type Reader } from '../meetings/runner.ts';

/**
 * The desk of an agenda of events: nobody serves there, but its exceptions, calendars and public holidays are those of the agenda's recurring events, typed in,
 * kept in sync and exported like any desk's.
 */
export const closingsDesk = 'closings';

/** Minutes since the epoch, `end` excluded. */
export type Closing = Interval & { label: string };

/** When recurring events of an agenda don't take place. */
export type Closings = { spans: readonly Closing[]; publicHolidays: boolean };

export async function closingsOf(db: Reader, agendaId: number, from: Temporal.Instant): Promise<Closings> {
  const [desk] = await rowsOf(
    db,
    sql<{ id: number; public_holidays: boolean }>`
      select id, public_holidays from agendas.desk where agenda_id = ${agendaId} and slug = ${closingsDesk}`,
  );
  if (!desk) return { spans: [], publicHolidays: false };
  const rows = await rowsOf(
    db,
    sql<{ start: Temporal.Instant; end: Temporal.Instant; label: string }>`
    select x.start_at as start, x.end_at as end, x.label from agendas.exception x where x.end_at > ${from.toString()} and (x.desk_id = ${desk.id}
      or x.calendar_id in (select calendar_id from agendas.desk_unavailability_calendar where desk_id = ${desk.id})) order by x.start_at, x.id`,
  );
  const spans = rows.map(({ start, end, label }) => ({ start: minuteOf(start), end: minuteOf(end), label }));
  return { spans, publicHolidays: desk.public_holidays };
}

/** What leaves out something that starts on a local day, at a minute of it, and lasts so long (0: a mere moment); nothing where it takes place. */
export function closingsOn(
  { spans, publicHolidays }: Closings,
  day: number,
  minuteOfDay: number,
  minutes: number,
  zone: Zone,
): Closing[] {
  const start = zone.toInstant(day * minutesPerDay + minuteOfDay);
  const found = spans.filter((span) => span.start < start + Math.max(1, minutes) && start < span.end);
  const label = publicHolidays ? holidayOn(day, civilDate(day).year, zone.place) : null;
  if (label === null) return found;
  return [{ start: zone.edge(day * minutesPerDay), end: zone.edge((day + 1) * minutesPerDay), label }, ...found];
}
