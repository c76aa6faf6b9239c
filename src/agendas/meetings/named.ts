import { sql } from 'kysely';
import { agendaColumns, isNumber, toAgenda, type Agenda, type AgendaJson } from '../agenda/agenda.ts';
import type { OpeningHours } from '../availability/openings.ts';
import type { Runner } from './runner.ts';

/** An agenda named by an ask, with the agendas that may serve it. */
export type Named = { agenda: Agenda; members: Agenda[]; excludedHours: OpeningHours[] };

export type NamedRow = {
  name: string;
  agenda: AgendaJson;
  members: AgendaJson[] | null;
  hours: [weekday: number, start: number, end: number][] | null;
  desks: number[];
  resources: number[];
};

/**
 * Stands in line for the desks of the agendas named, then for the resources, in the order of their numbers: once a transaction, before anything of them is
 * read. Locks of others that have ended are swept with it: the constraint would still count them. Each step waits for the one that it names.
 */
export function standInLine(names: readonly string[], resources: readonly string[]) {
  return sql`with ids as materialized (
      select x.id from ${agendasNamed(names)}, lateral (
        select a.id union all select v.agenda_id from agendas.virtual_member v where v.virtual_id = a.id) x(id)),
    line as materialized (select d.id from agendas.desk d where d.agenda_id in (select id from ids) order by d.id for update),
    shared as materialized (
      select r.id from agendas.resource r where r.slug = any(${resources}::text[]) and (select count(*) from line) >= 0 order by r.id for update),
    over as (
      update agendas.booking b set cancelled_at = now(), cancelled_by = 'lock'
      where (select count(*) from shared) >= 0 and b.cancelled_at is null and b.expires_at <= now()
        and exists (select from agendas.taken t where t.booking_id = b.id and t.cancelled_at is null
          and (t.desk_id in (select id from line) or t.resource_id in (select id from shared))) returning b.id),
    freed as (update agendas.taken t set cancelled_at = now() from over where t.booking_id = over.id and t.cancelled_at is null)`;
}

function agendasNamed(names: readonly string[]) {
  const numbers = names.map((name) => (isNumber(name) ? Number(name) : null));
  return sql`unnest(${names}::text[], ${numbers}::int[]) as n(name, number)
    join lateral (select * from agendas.agenda b where b.slug = n.name or b.id = n.number order by b.slug = n.name desc limit 1) a on true`;
}

export function namedQuery(names: readonly string[], resources: readonly string[]) {
  return sql<NamedRow>`select n.name, ${agendaColumns} as agenda,
      (select jsonb_agg(m.member order by m.place) from (
        select v.place, (select ${agendaColumns} from agendas.agenda a where a.id = v.agenda_id) as member from agendas.virtual_member v where v.virtual_id = a.id) m) as members,
      (select jsonb_agg(jsonb_build_array(h.weekday, (extract(epoch from h.start_time) / 60)::int, (extract(epoch from h.end_time) / 60)::int))
        from agendas.excluded_hours h where h.virtual_id = a.id) as hours,
      array(select d.id from agendas.desk d where d.agenda_id = a.id or d.agenda_id in (select v.agenda_id from agendas.virtual_member v where v.virtual_id = a.id)) as desks,
      array(select r.id from agendas.resource r where r.slug = any(${resources}::text[])) as resources
    from ${agendasNamed(names)}`;
}

/** The agendas of these names, with the members of virtual ones. */
export async function namedBy(run: Runner, names: readonly string[]): Promise<Map<string, Named>> {
  return toNamed(await run(namedQuery(names, []))).named;
}

/** With them, the numbers of all their desks, and of the resources. */
export function toNamed(rows: readonly NamedRow[]): {
  named: Map<string, Named>;
  deskIds: number[];
  resourceIds: number[];
} {
  const named = rows.map(({ name, agenda: json, members, hours }): [string, Named] => {
    const agenda = toAgenda(json);
    const excludedHours = (hours ?? []).map(([weekday, startMinute, endMinute]) => ({
      on: { weekday, indexes: [] },
      startMinute,
      endMinute,
    }));
    return [
      name,
      { agenda, members: agenda.kind === 'virtual' ? (members ?? []).map(toAgenda) : [agenda], excludedHours },
    ];
  });
  return {
    named: new Map(named),
    deskIds: [...new Set(rows.flatMap(({ desks }) => desks))],
    resourceIds: rows[0]?.resources ?? [],
  };
}
