import { sql } from 'kysely';
import { inTransaction } from '../../platform/database/transaction.ts';
import type { AgendasTown, Transaction } from '../database.ts';

/** What an exception closes: a desk, or all desks that subscribe to a calendar of unavailability. */
export type Closed = { deskId: number } | { calendarId: number };

export type ExceptionRefused = { kind: 'refused'; reason: string };
export type ExceptionAsked = { label: string; start: Temporal.Instant; end: Temporal.Instant };

/** Closes by hand. Bookings that stand in the period stay: whoever closes is told of them by `bookingsWithin`. */
export async function addException(
  town: AgendasTown,
  closed: Closed,
  { label, start, end }: ExceptionAsked,
): Promise<{ kind: 'added'; exceptionId: number } | ExceptionRefused> {
  if (Temporal.Instant.compare(start, end) >= 0) return { kind: 'refused', reason: 'the end is not after the start' };
  if (label.length > 250) return { kind: 'refused', reason: 'the label is longer than 250 characters' };
  return inTransaction(town.db, async (trx) => {
    if (!(await standInLine(trx, closed))) return { kind: 'refused', reason: 'unknown desk or calendar' };
    const { id } = await trx
      .insertInto('agendas.exception')
      .values({ ...columnsOf(closed), source_id: null, label, start_at: start, end_at: end })
      .returning('id')
      .executeTakeFirstOrThrow();
    return { kind: 'added', exceptionId: id };
  });
}

/** Opens again. What a calendar closes is opened in that calendar. */
export async function removeException(
  town: AgendasTown,
  exceptionId: number,
): Promise<{ kind: 'removed' } | ExceptionRefused> {
  return inTransaction(town.db, async (trx) => {
    const found = await trx
      .selectFrom('agendas.exception')
      .selectAll()
      .where('id', '=', exceptionId)
      .executeTakeFirst();
    if (!found) return { kind: 'refused', reason: 'unknown exception' };
    if (found.source_id !== null) return { kind: 'refused', reason: 'the exception comes from a calendar' };
    await standInLine(trx, found.desk_id === null ? { calendarId: found.calendar_id! } : { deskId: found.desk_id });
    await trx.deleteFrom('agendas.exception').where('id', '=', exceptionId).execute();
    return { kind: 'removed' };
  });
}

export function columnsOf(
  closed: Closed,
): { desk_id: number; calendar_id: null } | { desk_id: null; calendar_id: number } {
  return 'deskId' in closed
    ? { desk_id: closed.deskId, calendar_id: null }
    : { desk_id: null, calendar_id: closed.calendarId };
}

/**
 * Locks the desks that are about to open or close, in the order of their numbers, and marks what is known of them as stale: who books one meanwhile waits
 * and sees the change. False where there is no such desk or calendar.
 */
export async function standInLine(trx: Transaction, closed: Closed): Promise<boolean> {
  const { desk_id: deskId, calendar_id: calendarId } = columnsOf(closed);
  const { rows } = await sql<{ known: boolean }>`with line as materialized (
      select d.id, d.agenda_id from agendas.desk d
      where d.id = ${deskId}::int or d.id in (select c.desk_id from agendas.desk_unavailability_calendar c where c.calendar_id = ${calendarId}::int)
      order by d.id for update
    ), desks as (update agendas.desk d set version = version + 1 from line where d.id = line.id),
    agendas as (update agendas.agenda a set version = version + 1 where a.id in (select agenda_id from line))
    select exists (select from line) or exists (select from agendas.unavailability_calendar where id = ${calendarId}::int) as known`.execute(
    trx,
  );
  return rows[0]?.known ?? false;
}

/** Live appointments that stand within a period at the desks that are closed: their numbers. */
export async function bookingsWithin(
  town: AgendasTown,
  closed: Closed,
  start: Temporal.Instant,
  end: Temporal.Instant,
): Promise<number[]> {
  const { desk_id: deskId, calendar_id: calendarId } = columnsOf(closed);
  const { rows } = await sql<{
    booking_id: number;
  }>`select distinct t.booking_id from agendas.taken t join agendas.booking b on b.id = t.booking_id
    where t.cancelled_at is null and b.expires_at is null
      and (t.desk_id = ${deskId}::int or t.desk_id in (select c.desk_id from agendas.desk_unavailability_calendar c where c.calendar_id = ${calendarId}::int))
      and t.span && int4range(floor(extract(epoch from ${start}::timestamptz) / 60)::int, ceil(extract(epoch from ${end}::timestamptz) / 60)::int)
    order by t.booking_id`.execute(town.db);
  return rows.map((row) => row.booking_id);
}
