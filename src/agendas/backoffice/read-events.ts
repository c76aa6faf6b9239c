import { sql, type Kysely } from 'kysely';
import type { Database } from '../database.ts';
import type { Event } from '../events/event.ts';
import { readEvents } from '../events/read.ts';
import { containing, type Listed, type Page } from './read-agendas.ts';

export const eventViews = ['future', 'past'] as const;
export type EventView = (typeof eventViews)[number];

/** Events of an agenda: those to come with the next one first, the past with the latest first. Today's stay among those to come (`fromMinute`). */
export async function listEvents(
  db: Kysely<Database>,
  agendaId: number,
  { view, q, fromMinute, limit, offset }: Page & { view: EventView; q: string; fromMinute: number },
): Promise<Listed<Event>> {
  const from = sql`to_timestamp(${fromMinute * 60})`;
  const { rows } = await sql<{ id: number; total: number }>`
    select e.id, count(*) over ()::int as total from agendas.event e
    where e.agenda_id = ${agendaId} and e.recurrence_days = '{}'
      and ${view === 'future' ? sql`e.start_at >= ${from}` : sql`e.start_at < ${from}`}
      and (${q} = '' or e.label ilike ${containing(q)} or e.slug ilike ${containing(q)})
    order by ${view === 'future' ? sql`e.start_at, e.id` : sql`e.start_at desc, e.id desc`} limit ${limit} offset ${offset}`.execute(
    db,
  );
  const ids = rows.map(({ id }) => id);
  const events = ids.length === 0 ? [] : await readEvents(db, { agendaIds: [agendaId], ids });
  return { rows: view === 'future' ? events : events.toReversed(), total: rows[0]?.total ?? 0 };
}

export type Neighbour = { slug: string; label: string; startMinute: number };

/** The events just before and just after one, in its agenda. */
export async function neighboursOf(
  db: Kysely<Database>,
  { id, agendaId, startMinute }: Event,
): Promise<{ before: Neighbour | null; after: Neighbour | null }> {
  const at = sql`to_timestamp(${startMinute * 60})`;
  const one = async (isBefore: boolean): Promise<Neighbour | null> => {
    const { rows } = await sql<Neighbour>`
      select e.slug, e.label, (extract(epoch from e.start_at) / 60)::int as "startMinute" from agendas.event e
      where e.agenda_id = ${agendaId} and e.recurrence_days = '{}'
        and ${isBefore ? sql`(e.start_at, e.id) < (${at}, ${id})` : sql`(e.start_at, e.id) > (${at}, ${id})`}
      order by ${isBefore ? sql`e.start_at desc, e.id desc` : sql`e.start_at, e.id`} limit 1`.execute(db);
    return rows[0] ?? null;
  };
  const [before, after] = await Promise.all([one(true), one(false)]);
  return { before, after };
}
