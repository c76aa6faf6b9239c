import { sql, type RawBuilder } from 'kysely';
import { civilDate, dateOf, dayOf, minutesPerDay } from '../../time/days.ts';
import { holidaysOf } from '../../time/holidays.ts';
import type { Interval } from '../../time/intervals.ts';
import type { Zone } from '../../time/zone.ts';
import type { Exception } from '../availability/judge.ts';
import type { OpeningHours } from '../availability/openings.ts';
import type { Runner } from './runner.ts';

export type MeetingType = {
  id: number;
  slug: string;
  label: string;
  durationMinutes: number;
  beforeMinutes: number;
  afterMinutes: number;
};

export type DeskSchedule = {
  id: number;
  slug: string;
  label: string;
  publicHolidays: boolean;
  hours: OpeningHours[];
  exceptions: Exception[];
};

/** What an agenda of meetings is set up with: nothing of what is booked. Desks, types and resources in their order. */
export type Schedule = {
  agendaId: number;
  types: MeetingType[];
  desks: DeskSchedule[];
  resources: { id: number; slug: string; label: string; description: string }[];
  /** Of a free-range agenda: hours of all its desks. */
  hours: OpeningHours[];
};

type HoursRow = [weekday: number | null, indexes: number[], date: string | null, start: number, end: number];
export type ScheduleRow = {
  agenda_id: number;
  types: [id: number, slug: string, label: string, duration: number, before: number, after: number][] | null;
  desks:
    | [
        id: number,
        slug: string,
        label: string,
        holidays: boolean,
        hours: HoursRow[] | null,
        exceptions: [number, number, string][] | null,
      ][]
    | null;
  resources: [id: number, slug: string, label: string, description: string][] | null;
  hours: HoursRow[] | null;
};

const hoursOf = (owner: 'desk_id' | 'agenda_id', of: 'd.id' | 'a.id') => sql`(
  select jsonb_agg(jsonb_build_array(o.weekday, o.weekday_indexes, o.date,
    (extract(epoch from o.start_time) / 60)::int, (extract(epoch from o.end_time) / 60)::int) order by o.place, o.id)
  from agendas.opening_hours o where ${sql.ref(`o.${owner}`)} = ${sql.ref(of)})`;

/** Schedules of agendas, with the exceptions that reach into `span` (minutes since the epoch); those of the calendars that a desk subscribes to among them. */
export async function readSchedules(
  run: Runner,
  agendaIds: readonly number[],
  span: Interval,
): Promise<Map<number, Schedule>> {
  return toSchedules(await run(schedulesQuery(agendaIds, span)));
}

export function toSchedules(rows: readonly ScheduleRow[]): Map<number, Schedule> {
  return new Map(rows.map((row) => [row.agenda_id, toSchedule(row)]));
}

/** One row an agenda. */
export function schedulesQuery(agendaIds: readonly number[], span: Interval): RawBuilder<ScheduleRow> {
  return sql<ScheduleRow>`
    select a.id as agenda_id,
      (select jsonb_agg(jsonb_build_array(t.id, t.slug, t.label, t.duration_minutes, t.pause_before_minutes, t.pause_after_minutes) order by t.place, t.id)
        from agendas.meeting_type t where t.agenda_id = a.id) as types,
      (select jsonb_agg(jsonb_build_array(d.id, d.slug, d.label, d.public_holidays, ${hoursOf('desk_id', 'd.id')}, (
          select jsonb_agg(jsonb_build_array(floor(extract(epoch from e.start_at) / 60), ceil(extract(epoch from e.end_at) / 60), e.label) order by e.start_at, e.id)
          from agendas.exception e
          where (e.desk_id = d.id or e.calendar_id in (select c.calendar_id from agendas.desk_unavailability_calendar c where c.desk_id = d.id))
            and e.end_at > to_timestamp(${span.start * 60}) and e.start_at < to_timestamp(${span.end * 60}))) order by d.place, d.id)
        from agendas.desk d where d.agenda_id = a.id) as desks,
      (select jsonb_agg(jsonb_build_array(r.id, r.slug, r.label, r.description) order by x.place, r.id)
        from agendas.agenda_resource x join agendas.resource r on r.id = x.resource_id where x.agenda_id = a.id) as resources,
      ${hoursOf('agenda_id', 'a.id')} as hours
    from agendas.agenda a where a.id = any(${agendaIds}::int[])`;
}

function toSchedule(row: ScheduleRow): Schedule {
  return {
    agendaId: row.agenda_id,
    types: (row.types ?? []).map(([id, slug, label, durationMinutes, beforeMinutes, afterMinutes]) => ({
      id,
      slug,
      label,
      durationMinutes,
      beforeMinutes,
      afterMinutes,
    })),
    desks: (row.desks ?? []).map(([id, slug, label, publicHolidays, hours, exceptions]) => ({
      id,
      slug,
      label,
      publicHolidays,
      hours: (hours ?? []).map(toHours),
      exceptions: (exceptions ?? []).map(([start, end, label]) => ({ start, end, label })),
    })),
    resources: (row.resources ?? []).map(([id, slug, label, description]) => ({ id, slug, label, description })),
    hours: (row.hours ?? []).map(toHours),
  };
}

function toHours([weekday, indexes, date, startMinute, endMinute]: HoursRow): OpeningHours {
  const on = date === null ? { weekday: weekday!, indexes } : { day: dayOf(Temporal.PlainDate.from(date)) };
  return { on, startMinute, endMinute };
}

/** A desk's exceptions from the local day `first` up to and without `end`, public holidays among them where it keeps them. */
export function exceptionsOf(desk: DeskSchedule, first: number, end: number, zone: Zone): Exception[] {
  if (!desk.publicHolidays) return desk.exceptions;
  return [...desk.exceptions, ...holidaysBetween(first, end, zone)].toSorted((a, b) => a.start - b.start);
}

function holidaysBetween(first: number, end: number, zone: Zone): Exception[] {
  const found: Exception[] = [];
  for (let { year } = civilDate(first); year <= dateOf(end).year; year++) {
    for (const [day, label] of holidaysOf(year, zone.place)) {
      if (day < first || day >= end) continue;
      found.push({ start: zone.edge(day * minutesPerDay), end: zone.edge((day + 1) * minutesPerDay), label });
    }
  }
  return found;
}
