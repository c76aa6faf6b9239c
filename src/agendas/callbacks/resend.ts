import { sql, type QueryExecutorProvider } from 'kysely';
import type { Caller } from '../../accounts/caller.ts';
import type { BookingDesk } from '../bookings/give-order.ts';
import { seenBy } from '../bookings/read.ts';
import { jobName } from './outbox.ts';

/** Sends again, now, what is pending or failed. False where it was sent meanwhile, was forgotten with an anonymised booking, or isn't seen by the caller. */
export async function resend({ town }: BookingDesk, caller: Caller, callbackId: number): Promise<boolean> {
  const isDue = await makeDue(town.db, caller, callbackId);
  town.wakes.wake(jobName);
  return isDue;
}

/** The same in the transaction of a call: wake `jobName` once that is committed. Its delays start anew. */
export async function makeDue(db: QueryExecutorProvider, caller: Caller, callbackId: number): Promise<boolean> {
  const { numAffectedRows } = await sql`
    update agendas.callback c set failed_at = null, due_at = now(), attempts = case when c.owner is null then 0 else c.attempts end
    from agendas.booking b, agendas.agenda a where c.id = ${callbackId} and c.sent_at is null and c.url <> '' and b.id = c.booking_id and a.id = b.agenda_id and ${seenBy(caller)}`.execute(
    db,
  );
  return (numAffectedRows ?? 0n) > 0n;
}
