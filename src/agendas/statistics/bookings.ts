import { sql, type Kysely, type RawBuilder } from 'kysely';
import { dateOf, dayOfMinute, dayText } from '../../time/days.ts';
import type { Zone } from '../../time/zone.ts';
import type { Database } from '../database.ts';

export const intervals = ['day', 'week', 'month', 'year'] as const;
export type TimeInterval = (typeof intervals)[number];

/** How booked places are told apart: by presence, by the reason of an absence, or by a free key of the booking. */
export type GroupBy = { kind: 'presence' } | { kind: 'reason' } | { kind: 'extra'; key: string };

export type FiguresAsked = {
  agendaIds: readonly number[];
  /** Minutes since the epoch; `until` is excluded. */
  from: number | null;
  until: number | null;
  interval: TimeInterval;
  groupBy: GroupBy | null;
};

/** A group as it stands in rows: null where there is none (not ticked, no reason, no such key). */
export type Figures = { labels: string[]; series: { group: string | null; counts: number[] }[] };

/** More bars than anybody can look at: eleven years of days. */
export const mostLabels = 4_000;

type Row = { start: number; group: string | null; count: number };

/**
 * Places on main lists and appointments by when they take place, local days; cancelled ones and locks don't count. Periods without any count as 0.
 * Null where there are more periods than `mostLabels`.
 */
export async function bookingFigures(db: Kysely<Database>, asked: FiguresAsked, zone: Zone): Promise<Figures | null> {
  const rows = await countedRows(db, asked);
  const labelOf = (minute: number): string => periodOf(dayOfMinute(zone.toLocal(minute)), asked.interval);
  const days = rows.map(({ start }) => start);
  const first = asked.from ?? minOf(days);
  const last = asked.until === null ? maxOf(days) : asked.until - 1;
  if (first === null || last === null) return { labels: [], series: [] };
  const labels = periods(dayOfMinute(zone.toLocal(first)), dayOfMinute(zone.toLocal(last)), asked.interval);
  if (labels === null) return null;
  const places = new Map(labels.map((label, index) => [label, index]));
  const series = new Map<string | null, number[]>();
  if (asked.groupBy === null)
    series.set(
      null,
      labels.map(() => 0),
    );
  for (const { start, group, count } of rows) {
    const counts = series.get(group) ?? labels.map(() => 0);
    series.set(group, counts);
    const index = places.get(labelOf(start));
    if (index !== undefined) counts[index]! += count;
  }
  const groups = [...series].toSorted(([a], [b]) => (a === null ? -1 : b === null ? 1 : a < b ? -1 : 1));
  return { labels, series: groups.map(([group, counts]) => ({ group, counts })) };
}

async function countedRows(db: Kysely<Database>, { agendaIds, from, until, groupBy }: FiguresAsked): Promise<Row[]> {
  const least = from ?? 0;
  const most = until ?? 2_147_483_647;
  const { rows } = await sql<Row>`
    with counted as (
      select t.booking_id, (extract(epoch from e.start_at) / 60)::int as start, t.places
      from agendas.event e join agendas.taken t on t.event_id = e.id and t.cancelled_at is null and t.list = 'main'
      where e.agenda_id = any(${agendaIds}::int[]) and e.start_at >= to_timestamp(${least * 60.0}::float8) and e.start_at < to_timestamp(${most * 60.0}::float8)
      union all
      select t.booking_id, min(lower(t.span)), 1
      from agendas.desk d join agendas.taken t on t.desk_id = d.id and t.cancelled_at is null
      where d.agenda_id = any(${agendaIds}::int[]) and t.span && int4range(${least}, ${most}) group by t.booking_id
    )
    select c.start, ${groupColumn(groupBy)} as "group", sum(c.places)::int as count
    from counted c join agendas.booking b on b.id = c.booking_id
    where b.cancelled_at is null and b.expires_at is null and c.start >= ${least} group by 1, 2`.execute(db);
  return rows;
}

function groupColumn(groupBy: GroupBy | null): RawBuilder<unknown> {
  switch (groupBy?.kind) {
    case undefined:
      return sql`null::text`;
    case 'presence':
      return sql`case b.user_was_present when true then 'present' when false then 'absent' end`;
    case 'reason':
      return sql`nullif(b.user_absence_reason, '')`;
    case 'extra':
      // Lists and objects are no groups.
      return sql`case when jsonb_typeof(b.extra_data -> ${groupBy.key}::text) in ('string', 'number', 'boolean') then left(b.extra_data ->> ${groupBy.key}::text, 250) end`;
  }
}

/** `2026-12-29` by day; its Monday by week; `2026-12`, `2026`. */
export function periodOf(day: number, interval: TimeInterval): string {
  switch (interval) {
    case 'day':
      return dayText(day);
    case 'week':
      return dayText(Math.floor((day + 3) / 7) * 7 - 3);
    case 'month':
      return dayText(day).slice(0, 7);
    case 'year':
      return dayText(day).slice(0, 4);
  }
}

/** Every period from that of the first day to that of the last; null where there are too many. */
export function periods(first: number, last: number, interval: TimeInterval): string[] | null {
  const labels: string[] = [];
  const step = { day: { days: 1 }, week: { weeks: 1 }, month: { months: 1 }, year: { years: 1 } }[interval];
  const end = dateOf(last);
  let date = dateOf(first);
  if (interval === 'week') date = Temporal.PlainDate.from(periodOf(first, 'week'));
  if (interval === 'month' || interval === 'year') date = date.with({ day: 1 });
  if (interval === 'year') date = date.with({ month: 1 });
  for (; Temporal.PlainDate.compare(date, end) <= 0; date = date.add(step)) {
    if (labels.length === mostLabels) return null;
    labels.push(
      interval === 'month' ? date.toString().slice(0, 7) : interval === 'year' ? String(date.year) : date.toString(),
    );
  }
  return labels;
}

const minOf = (numbers: readonly number[]): number | null =>
  numbers.length === 0 ? null : numbers.reduce((a, b) => Math.min(a, b));
const maxOf = (numbers: readonly number[]): number | null =>
  numbers.length === 0 ? null : numbers.reduce((a, b) => Math.max(a, b));
