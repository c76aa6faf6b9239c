import { sql } from 'kysely';
import type { Transaction } from '../database.ts';
import { againstRemoval, type Against } from './change-rules.ts';
import { holdEvent } from './hold-event.ts';

/** `cancelled`: it stays for its history, or so that its series doesn't make it again. */
export type EventRemoved = { kind: 'removed'; how: 'deleted' | 'cancelled' } | { kind: 'refused'; against: Against };

/** Takes an event away, a series with its occurrences; one that somebody has a place of stays. Null where it isn't there. */
export async function removeEvent(
  trx: Transaction,
  agendaId: number,
  id: number,
  now: Temporal.Instant,
): Promise<EventRemoved | null> {
  const held = await holdEvent(trx, agendaId, id, now);
  if (!held) return null;
  const { event, occurrences } = held;
  const against = againstRemoval([event, ...occurrences]);
  if (against) return { kind: 'refused', against };
  const isOccurrence = event.primarySlug !== null;
  if (!isOccurrence && (await remove(trx, id))) return { kind: 'removed', how: 'deleted' };
  await sql`update agendas.event set cancelled_at = coalesce(cancelled_at, ${now.toString()}::timestamptz), off_series = false, version = version + 1
    where id = ${id} or primary_event_id = ${id}`.execute(trx);
  return { kind: 'removed', how: 'cancelled' };
}

/** Whether it is gone with its occurrences: none of them was ever booked. */
async function remove(trx: Transaction, id: number): Promise<boolean> {
  const { numAffectedRows } = await sql`delete from agendas.event e where e.id = ${id} and not exists (
    select from agendas.taken t join agendas.event o on o.id = t.event_id where o.id = ${id} or o.primary_event_id = ${id})`.execute(
    trx,
  );
  return numAffectedRows === 1n;
}
