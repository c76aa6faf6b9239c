import { sql } from 'kysely';
import { dayOf, dayOfMinute, instantOf, minuteOf, minutesPerDay } from '../../time/days.ts';
import { occurrences, type Recurrence } from '../../time/recurrence.ts';
import type { Zone } from '../../time/zone.ts';
import { rowsOf, type Reader } from '../meetings/runner.ts';
import { closingsOf, closingsOn, type Closing } from './closings.ts';
import { dayInSeries, horizonDays, occurrenceSlug } from './occurrences.ts';

/** An occurrence that a series would have, were the agenda not closed then. */
export type LeftOut = { slug: string; startMinute: number; publicationMinute: number | null; closings: Closing[] };

type Row = {
  id: number;
  slug: string;
  start_at: Temporal.Instant;
  duration_minutes: number | null;
  recurrence_days: number[];
  recurrence_week_interval: number;
  recurrence_end_date: Temporal.PlainDate | null;
  publication_at: Temporal.Instant | null;
};

/** What an agenda's closings leave out of its series between two minutes (no `until`: as far as occurrences stand), and nothing that stands all the same for its bookings. */
export async function leftOutDays(
  db: Reader,
  agendaId: number,
  { from, until }: { from: number; until?: number },
  zone: Zone,
): Promise<LeftOut[]> {
  const series = await rowsOf(
    db,
    sql<Row>`select id, slug, start_at, duration_minutes, recurrence_days, recurrence_week_interval, recurrence_end_date, publication_at
      from agendas.event where agenda_id = ${agendaId} and recurrence_days <> '{}' and cancelled_at is null order by id`,
  );
  if (series.length === 0) return [];
  const least = Math.max(from, Math.min(...series.map(({ start_at: start }) => minuteOf(start))));
  const closings = await closingsOf(db, agendaId, instantOf(least));
  if (closings.spans.length === 0 && !closings.publicHolidays) return [];
  const standing = await standingDays(db, agendaId, zone);
  return series.flatMap((one) => {
    const { recurrence, minuteOfDay, minutes } = recurrenceOf(one, zone);
    const [first, end] = [dayOfMinute(zone.toLocal(least)), endDay(recurrence, least, until, zone)];
    return occurrences(recurrence, first, end).flatMap((day) => {
      const found = closingsOn(closings, day, minuteOfDay, minutes, zone);
      const startMinute = zone.toInstant(day * minutesPerDay + minuteOfDay);
      if (found.length === 0 || standing.has(`${one.id} ${day}`)) return [];
      if (startMinute < from || startMinute >= (until ?? Infinity)) return [];
      const publicationMinute = one.publication_at === null ? null : minuteOf(one.publication_at);
      return [{ slug: occurrenceSlug(one.slug, day, minuteOfDay), startMinute, publicationMinute, closings: found }];
    });
  });
}

function endDay({ from }: Recurrence, least: number, until: number | undefined, zone: Zone): number {
  if (until !== undefined) return dayOfMinute(zone.toLocal(until)) + 1;
  return Math.max(dayOfMinute(zone.toLocal(least)), from) + horizonDays;
}

async function standingDays(db: Reader, agendaId: number, zone: Zone): Promise<Set<string>> {
  const rows = await rowsOf(
    db,
    sql<{ series: number; start_at: Temporal.Instant; recurrence_date: Temporal.PlainDate | null }>`
      select primary_event_id as series, start_at, recurrence_date from agendas.event where agenda_id = ${agendaId} and primary_event_id is not null`,
  );
  return new Set(rows.map((row) => `${row.series} ${dayInSeries(row, zone)}`));
}

function recurrenceOf(row: Row, zone: Zone): { recurrence: Recurrence; minuteOfDay: number; minutes: number } {
  const start = zone.toLocal(minuteOf(row.start_at));
  const from = dayOfMinute(start);
  const until = row.recurrence_end_date === null ? null : dayOf(row.recurrence_end_date);
  return {
    recurrence: { from, weekdays: row.recurrence_days, everyWeeks: row.recurrence_week_interval, until },
    minuteOfDay: start - from * minutesPerDay,
    minutes: row.duration_minutes ?? 0,
  };
}
