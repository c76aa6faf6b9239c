import { sql, type Kysely } from 'kysely';
import type { Caller } from '../../accounts/caller.ts';
import { inTransaction } from '../../platform/database/transaction.ts';
import { seenBy } from '../bookings/read.ts';
import { hostOf } from '../bookings/write.ts';
import type { BookingDesk } from '../bookings/give-order.ts';
import type { Database, Transaction } from '../database.ts';
import type { CallbackKind } from '../tables.ts';

export type Mark = { present?: boolean | null; reason?: string; extra?: Record<string, unknown> };

export type MarkRefused = { err: number; reason: string };

/** Keeps whether somebody was there, and free keys beside those that are kept already. Nobody is told before the event is marked as checked. */
export async function markPresence(trx: Transaction, bookingId: number, mark: Mark): Promise<MarkRefused | null> {
  const { rows } = await sql<{ cancelled: boolean; waiting: boolean; locked: boolean }>`
    select b.cancelled_at is not null as cancelled, exists (select from agendas.taken t where t.booking_id = b.id and t.cancelled_at is null and t.list = 'waiting') as waiting,
      exists (select from agendas.taken t join agendas.event e on e.id = t.event_id where t.booking_id = b.id and e.check_locked) as locked
    from agendas.booking b where b.id = ${bookingId} for update`.execute(trx);
  const row = rows[0]!;
  if (row.cancelled) return { err: 1, reason: 'booking is cancelled' };
  const ticks = mark.present !== undefined || mark.reason !== undefined;
  if (ticks && row.waiting) return { err: 3, reason: 'booking is in waiting list' };
  if (ticks && row.locked) return { err: 5, reason: 'event is marked as checked' };
  await sql`update agendas.booking set
    user_was_present = ${mark.present === undefined ? sql`user_was_present` : mark.present},
    user_absence_reason = ${mark.reason === undefined ? sql`user_absence_reason` : mark.reason},
    extra_data = ${mark.extra === undefined ? sql`extra_data` : sql`coalesce(extra_data, '{}') || ${JSON.stringify(mark.extra)}::jsonb`}
    where id = ${bookingId}`.execute(trx);
  return null;
}

/**
 * Marks an event as checked and owes each request concerned its callback: `presence_callback_url` for who was there, `absence_callback_url` for who wasn't, nothing for who
 * wasn't ticked. Marked again, only those are told whose answer changed since they were told. Answers how many calls are owed.
 */
export async function checkEvent(trx: Transaction, eventId: number): Promise<number> {
  await sql`update agendas.event set checked_at = now() where id = ${eventId}`.execute(trx);
  const { rows } = await sql<{ id: number; present: boolean; url: string }>`
    with concerned as (
      select b.id from agendas.booking b join agendas.taken t on t.booking_id = b.id
      where t.event_id = ${eventId} and t.cancelled_at is null and t.list = 'main' and b.cancelled_at is null and b.expires_at is null
        and b.user_was_present is not null and b.user_was_present is distinct from b.told_present
      order by b.id for update of b
    )
    update agendas.booking b set told_present = b.user_was_present from concerned c where b.id = c.id
    returning b.id, b.user_was_present as present, case when b.user_was_present then b.presence_callback_url else b.absence_callback_url end as url`.execute(
    trx,
  );
  const owed = rows.filter(({ url }) => url !== '').toSorted((a, b) => a.id - b.id);
  if (owed.length > 0) {
    const kind = (present: boolean): CallbackKind => (present ? 'presence' : 'absence');
    await trx
      .insertInto('agendas.callback')
      .values(
        owed.map(({ id, present, url }) => ({
          booking_id: id,
          kind: kind(present),
          url,
          host: hostOf(url),
          owner: null,
          sent_at: null,
          failed_at: null,
          last_at: null,
          last_status: null,
          last_failure: null,
        })),
      )
      .execute();
  }
  return owed.length;
}

/** What an agent saw of one person: null where he has not ticked. */
export type Tick = { bookingId: number; present: boolean | null; reason: string };

/** Whether the caller sees the event's agenda. */
async function isSeen(db: Kysely<Database>, caller: Caller, eventId: number): Promise<boolean> {
  const { rows } =
    await sql`select from agendas.event e join agendas.agenda a on a.id = e.agenda_id where e.id = ${eventId} and ${seenBy(caller)}`.execute(
      db,
    );
  return rows.length > 0;
}

/** Ticks of one event's people, all at once; whoever isn't booked there is left out. Answers how many changed. */
export async function tickByAgent(
  { town }: BookingDesk,
  caller: Caller,
  eventId: number,
  ticks: readonly Tick[],
): Promise<number> {
  if (!(await isSeen(town.db, caller, eventId))) return 0;
  return inTransaction(town.db, async (trx) => {
    const { numAffectedRows } = await sql`
      update agendas.booking b set user_was_present = x.present, user_absence_reason = x.reason
      from jsonb_to_recordset(${JSON.stringify(ticks.map(({ bookingId: id, present, reason }) => ({ id, present, reason })))}::jsonb) as x(id int, present boolean, reason text),
        agendas.taken t, agendas.event e
      where b.id = x.id and t.booking_id = b.id and t.event_id = ${eventId} and t.cancelled_at is null and t.list = 'main' and e.id = t.event_id and not e.check_locked
        and b.cancelled_at is null and b.expires_at is null
        and (b.user_was_present, b.user_absence_reason) is distinct from (x.present, x.reason)`.execute(trx);
    return Number(numAffectedRows ?? 0);
  });
}

/** « Marquer l'évènement comme étant pointé ». Answers how many calls are owed by it. */
export async function markByAgent({ town }: BookingDesk, caller: Caller, eventId: number): Promise<number> {
  if (!(await isSeen(town.db, caller, eventId))) return 0;
  const owed = await inTransaction(town.db, (trx) => checkEvent(trx, eventId));
  if (owed > 0) town.wakes.wake('agendas callbacks');
  return owed;
}
