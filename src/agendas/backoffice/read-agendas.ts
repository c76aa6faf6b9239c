import { sql, type Kysely } from 'kysely';
import type { Caller } from '../../accounts/caller.ts';
import type { Interval } from '../../time/intervals.ts';
import type { Database } from '../database.ts';
import type { AgendaKind } from '../tables.ts';
import { isVisible } from './access.ts';

/** An agenda in the list of those that somebody may see, with what its next days hold. */
export type AgendaLine = {
  slug: string;
  label: string;
  kind: AgendaKind;
  category: string | null;
  events: number;
  places: number;
  booked: number;
  waiting: number;
  appointmentsToday: number;
  appointments: number;
};

export type Page = { limit: number; offset: number };
export type Listed<T> = { rows: T[]; total: number };

/** What is typed into a search, as a pattern in which only its own signs count. */
export function containing(text: string): string {
  return `%${text.replace(/[\\%_]/g, (sign) => `\\${sign}`)}%`;
}

/** By category, those without one last; the figures count from `days.start` up to and without `days.end` (minutes since the epoch). */
export async function listVisibleAgendas(
  db: Kysely<Database>,
  caller: Caller,
  { q, days, today, limit, offset }: Page & { q: string; days: Interval; today: Interval },
): Promise<Listed<AgendaLine>> {
  const { rows } = await sql<AgendaLine & { total: number }>`
    with page as (
      select a.id, a.slug, a.label, a.kind, c.label as category, count(*) over ()::int as total
      from agendas.agenda a left join agendas.category c on c.id = a.category_id
      where ${isVisible(caller)} and (${q} = '' or a.label ilike ${containing(q)} or a.slug ilike ${containing(q)})
      order by c.label collate "und-x-icu" nulls last, a.label collate "und-x-icu", a.id limit ${limit} offset ${offset})
    select p.slug, p.label, p.kind, p.category, p.total, e.events, e.places, e.booked, e.waiting,
      coalesce(m.today, 0) as "appointmentsToday", coalesce(m.days, 0) as appointments
    from page p cross join lateral (
      select count(*)::int as events, coalesce(sum(e.places), 0)::float8 as places, coalesce(sum(e.booked), 0)::float8 as booked,
        coalesce(sum(e.waiting), 0)::float8 as waiting
      from agendas.event e where e.agenda_id = p.id and e.recurrence_days = '{}' and e.cancelled_at is null
        and e.start_at >= to_timestamp(${days.start * 60}) and e.start_at < to_timestamp(${days.end * 60})) e
    left join lateral (
      select count(*)::int as days, count(*) filter (where t.span && ${range(today)})::int as today
      from agendas.desk d join agendas.taken t on t.desk_id = d.id join agendas.booking b on b.id = t.booking_id
      where (d.agenda_id = p.id or d.agenda_id in (select v.agenda_id from agendas.virtual_member v where v.virtual_id = p.id))
        and t.cancelled_at is null and b.expires_at is null and t.span && ${range(days)}) m on p.kind <> 'events'
    order by p.category collate "und-x-icu" nulls last, p.label collate "und-x-icu", p.id`.execute(db);
  return { rows: rows, total: rows[0]?.total ?? 0 };
}

export const range = ({ start, end }: Interval) => sql`int4range(${start}::int, ${end}::int)`;
