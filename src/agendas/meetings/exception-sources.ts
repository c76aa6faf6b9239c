import { sql } from 'kysely';
import { inTransaction } from '../../platform/database/transaction.ts';
import type { Occurrence } from '../calendars/expand.ts';
import { readCalendar, windowFrom } from '../calendars/read.ts';
import type { AgendasTown, Transaction } from '../database.ts';
import { columnsOf, standInLine, type Closed, type ExceptionRefused } from './exceptions.ts';

export type SourceAdded = { kind: 'added'; sourceId: number; exceptions: number };

/** Closes by the events of a calendar file. A file that can't be read changes nothing. */
export async function addCalendarFile(
  town: AgendasTown,
  closed: Closed,
  file: { name: string; bytes: Buffer },
): Promise<SourceAdded | ExceptionRefused> {
  const reading = await readCalendar(file.bytes, town.settings.timeZone, windowFrom(town.clock()));
  if (reading.kind === 'refused') return reading;
  const name = file.name.replaceAll('\0', '').toWellFormed().slice(-200) || 'calendrier.ics';
  return inTransaction(town.db, async (trx) => {
    if (!(await standInLine(trx, closed))) return { kind: 'refused', reason: 'unknown desk or calendar' };
    const { id } = await trx
      .insertInto('agendas.exception_source')
      .values({ ...columnsOf(closed), file_name: name, url: null, read_at: town.clock(), owner: null, failure: null })
      .returning('id')
      .executeTakeFirstOrThrow();
    await replaceExceptions(trx, id, reading.occurrences);
    return { kind: 'added', sourceId: id, exceptions: reading.occurrences.length };
  });
}

/** Puts a newer file in the place of one that was read before. One that can't be read leaves the former's exceptions, and the source says why. */
export async function replaceCalendarFile(
  town: AgendasTown,
  sourceId: number,
  file: { name: string; bytes: Buffer },
): Promise<SourceAdded | ExceptionRefused> {
  const source = await town.db
    .selectFrom('agendas.exception_source')
    .select(['id', 'file_name'])
    .where('id', '=', sourceId)
    .executeTakeFirst();
  if (!source || source.file_name === null) return { kind: 'refused', reason: 'unknown calendar file' };
  const reading = await readCalendar(file.bytes, town.settings.timeZone, windowFrom(town.clock()));
  if (reading.kind === 'refused') await noteFailure(town, sourceId, reading.reason);
  else await keepReading(town, sourceId, reading.occurrences);
  return reading.kind === 'refused' ? reading : { kind: 'added', sourceId, exceptions: reading.occurrences.length };
}

/** Closes by the events of a calendar that is read from its address from now on, at once for the first time. */
export async function addCalendarAddress(
  town: AgendasTown,
  closed: Closed,
  address: string,
): Promise<{ kind: 'added'; sourceId: number } | ExceptionRefused> {
  // Calendars are given as `webcal:` addresses, which are those of the web.
  const url = URL.parse(address.trim().replace(/^webcals?:/i, 'https:'));
  if (!url || !/^https?:$/.test(url.protocol) || url.href.length > 2_000)
    return { kind: 'refused', reason: 'not an address of the web' };
  const added = await inTransaction(town.db, async (trx) => {
    if (!(await standInLine(trx, closed))) return null;
    return trx
      .insertInto('agendas.exception_source')
      .values({ ...columnsOf(closed), url: url.href, file_name: null, read_at: null, owner: null, failure: null })
      .returning('id')
      .executeTakeFirstOrThrow();
  });
  if (!added) return { kind: 'refused', reason: 'unknown desk or calendar' };
  town.wakes.wake('calendars');
  return { kind: 'added', sourceId: added.id };
}

/** Forgets a calendar, and opens what it closed. */
export async function removeSource(
  town: AgendasTown,
  sourceId: number,
): Promise<{ kind: 'removed' } | ExceptionRefused> {
  return inTransaction(town.db, async (trx) => {
    const closed = await closedBy(trx, sourceId);
    if (!closed) return { kind: 'refused', reason: 'unknown source' };
    await standInLine(trx, closed);
    await trx.deleteFrom('agendas.exception_source').where('id', '=', sourceId).execute();
    return { kind: 'removed' };
  });
}

async function closedBy(trx: Transaction, sourceId: number): Promise<Closed | null> {
  const source = await trx
    .selectFrom('agendas.exception_source')
    .select(['desk_id', 'calendar_id'])
    .where('id', '=', sourceId)
    .executeTakeFirst();
  if (!source) return null;
  return source.desk_id === null ? { calendarId: source.calendar_id! } : { deskId: source.desk_id };
}

/** Every hour, more or less: those of one town don't all ask at once. */
const readAgain = sql<Temporal.Instant>`now() + interval '50 minutes' + random() * interval '20 minutes'`;

/** Takes what was read in the place of what was read before. */
export async function keepReading(
  town: AgendasTown,
  sourceId: number,
  occurrences: readonly Occurrence[],
): Promise<void> {
  await inTransaction(town.db, async (trx) => {
    const closed = await closedBy(trx, sourceId);
    if (!closed) return;
    const isChanged = await differs(trx, sourceId, occurrences);
    if (isChanged) {
      await standInLine(trx, closed);
      await replaceExceptions(trx, sourceId, occurrences);
    }
    await trx
      .updateTable('agendas.exception_source')
      .set({ read_at: town.clock(), failure: null, owner: null, due_at: readAgain })
      .where('id', '=', sourceId)
      .execute();
  });
}

/** What was read last stays, and the source says why nothing newer came. */
export async function noteFailure(town: AgendasTown, sourceId: number, failure: string): Promise<void> {
  await town.db
    .updateTable('agendas.exception_source')
    .set({
      // The reason may quote the calendar.
      failure: failure.replaceAll('\0', '').slice(0, 500).toWellFormed(),
      owner: null,
      due_at: sql`now() + interval '10 minutes' + random() * interval '5 minutes'`,
    })
    .where('id', '=', sourceId)
    .execute();
}

function lists(occurrences: readonly Occurrence[]) {
  const label = occurrences.map((one) => one.label);
  const start = occurrences.map((one) => one.start);
  const end = occurrences.map((one) => one.end);
  return sql`unnest(${label}::text[], ${start}::int[], ${end}::int[]) as o(label, start_minute, end_minute)`;
}

async function differs(trx: Transaction, sourceId: number, occurrences: readonly Occurrence[]): Promise<boolean> {
  const now = sql`select o.label, to_timestamp(o.start_minute * 60), to_timestamp(o.end_minute * 60) from ${lists(occurrences)}`;
  const before = sql`select label, start_at, end_at from agendas.exception where source_id = ${sourceId}`;
  const { rows } = await sql<{
    differs: boolean;
  }>`select exists ((${now}) except all (${before})) or exists ((${before}) except all (${now})) as differs`.execute(
    trx,
  );
  return rows[0]?.differs ?? true;
}

async function replaceExceptions(
  trx: Transaction,
  sourceId: number,
  occurrences: readonly Occurrence[],
): Promise<void> {
  await trx.deleteFrom('agendas.exception').where('source_id', '=', sourceId).execute();
  await sql`insert into agendas.exception (desk_id, calendar_id, source_id, label, start_at, end_at)
    select s.desk_id, s.calendar_id, s.id, o.label, to_timestamp(o.start_minute * 60), to_timestamp(o.end_minute * 60)
    from agendas.exception_source s, ${lists(occurrences)} where s.id = ${sourceId}`.execute(trx);
}
