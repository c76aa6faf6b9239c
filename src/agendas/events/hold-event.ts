import { sql } from 'kysely';
import type { Transaction } from '../database.ts';
import type { Event } from './event.ts';
import { readEvents } from './read.ts';

export type HeldEvent = {
  event: Event;
  isSeries: boolean;
  /** `own`: columns that an occurrence says by itself. */
  occurrences: readonly (Event & { isPast: boolean; own: readonly string[] })[];
};

/**
 * An event and its occurrences, or the series that it is one of, held until the transaction ends; with them whoever else of the agenda may move up, since that is looked at after any change. In the order
 * of their numbers, like the events that are booked: the two stand in line for each other. Null where it has gone meanwhile.
 */
export async function holdEvent(
  trx: Transaction,
  agendaId: number,
  id: number,
  now: Temporal.Instant,
): Promise<HeldEvent | null> {
  const { rows } = await sql<{ id: number; isMeant: boolean; isPast: boolean; own: string[] }>`
    with held as materialized (
      select e.id, e.primary_event_id, e.start_at, e.own from agendas.event e
      where e.id = ${id} or e.id = (select o.primary_event_id from agendas.event o where o.id = ${id}) or e.primary_event_id = ${id} or (e.agenda_id = ${agendaId} and e.promotes and e.waiting > 0) order by e.id for update
    ) select id, id = ${id} or primary_event_id = ${id} as "isMeant", own, start_at <= ${now.toString()}::timestamptz as "isPast" from held`.execute(
    trx,
  );
  const meant = rows.filter(({ isMeant }) => isMeant);
  const byId = new Map(meant.map((row) => [row.id, row]));
  // Read once they are held: what was seen before may have been booked meanwhile.
  const events = await readEvents(trx, { agendaIds: [agendaId], ids: [...byId.keys()], limit: 20_000 });
  const event = events.find((one) => one.id === id);
  if (!event) return null;
  const occurrences = events.filter((one) => one.id !== id).map((one) => ({ ...one, ...byId.get(one.id)! }));
  return { event, isSeries: event.recurrenceDays.length > 0, occurrences };
}
