import { sql } from 'kysely';
import type { Runner } from './runner.ts';

/** How a calendar that closes desks is doing. Minutes since the epoch. */
export type SourceState = {
  url: string | null;
  fileName: string | null;
  readAt: number | null;
  failure: string | null;
};

/** The calendars of an agenda's desks, their own and those of the calendars they subscribe to. */
export async function sourcesOf(run: Runner, agendaId: number): Promise<Map<number, SourceState[]>> {
  const rows = await run(sql<SourceState & { desk: number }>`select d.id as desk, s.url, s.file_name as "fileName",
      (extract(epoch from s.read_at) / 60)::int as "readAt", s.failure
    from agendas.desk d join agendas.exception_source s on s.desk_id = d.id
      or s.calendar_id in (select c.calendar_id from agendas.desk_unavailability_calendar c where c.desk_id = d.id)
    where d.agenda_id = ${agendaId} order by d.id, s.place, s.id`);
  return Map.groupBy(rows, ({ desk }) => desk);
}
