import { sql } from 'kysely';
import { isDeepStrictEqual } from 'node:util';
import { dateOf, dayOf, instantOf, minutesPerDay } from '../../time/days.ts';
import type { Zone } from '../../time/zone.ts';
import type { Transaction } from '../database.ts';
import {
  dayInSeries,
  keepOccurrences,
  ownColumns,
  readSeries,
  standingOccurrences,
  type OwnColumn,
} from '../events/occurrences.ts';
import { ownColumnsOf } from './event-columns.ts';
import type { OccurrenceEntry } from './schema.ts';

type Given = { [K in OwnColumn]?: unknown };
type Moment = { zone: Zone; now: Temporal.Instant };

/**
 * What the occurrences of a series say by themselves: the list takes the place of the former one, as far as they are still to come. A day that the series doesn't have says
 * nothing; an occurrence that somebody has booked isn't cancelled.
 */
export async function importOccurrences(
  trx: Transaction,
  primaryId: number,
  entries: readonly OccurrenceEntry[],
  { zone, now }: Moment,
): Promise<void> {
  const standing = await standingOccurrences(trx, primaryId, zone, now);
  const coming = standing.filter(({ isPast }) => !isPast).map(({ id }) => id);
  await sql`update agendas.event e set own = '{}', version = e.version + 1, cancelled_at = case when e.off_series or p.cancelled_at is not null then e.cancelled_at end
    from agendas.event p where e.id = any(${coming}::int[]) and p.id = ${primaryId} and (e.own <> '{}' or (e.cancelled_at is not null and not e.off_series))`.execute(
    trx,
  );
  const day = ({ date }: OccurrenceEntry): number => dayOf(Temporal.PlainDate.from(date));
  const slugs = new Map(entries.flatMap((entry) => (entry.slug === undefined ? [] : [[day(entry), entry.slug]])));
  await keepOccurrences(trx, primaryId, zone, now, slugs);
  const byDay = new Map((await standingOccurrences(trx, primaryId, zone, now)).map((one) => [one.day, one.id]));
  for (const entry of entries) {
    const id = byDay.get(day(entry));
    if (id === undefined) continue;
    await changeOccurrence(trx, id, ownColumnsOf(entry, zone), zone);
    if (entry.cancelled) await cancel(trx, id, now);
  }
}

async function cancel(trx: Transaction, id: number, now: Temporal.Instant): Promise<void> {
  await sql`update agendas.event e set cancelled_at = ${now.toString()}, version = e.version + 1 where e.id = ${id} and e.cancelled_at is null
    and not exists (select from agendas.taken t where t.event_id = e.id and t.cancelled_at is null)`.execute(trx);
}

/** The number of an occurrence by its own slug; null where there is none. */
export async function occurrenceNamed(trx: Transaction, agendaId: number, slug: string): Promise<number | null> {
  const row = await trx
    .selectFrom('agendas.event')
    .select('id')
    .where('agenda_id', '=', agendaId)
    .where('slug', '=', slug)
    .where('primary_event_id', 'is not', null)
    .executeTakeFirst();
  return row?.id ?? null;
}

/** Changes one occurrence: what differs from its series is its own from now on, what is as the series says follows it again. */
export async function changeOccurrence(trx: Transaction, id: number, given: Given, zone: Zone): Promise<void> {
  const said = ownColumns.filter((column) => given[column] !== undefined);
  if (said.length === 0) return;
  const { id: primaryId } = await trx
    .selectFrom('agendas.event as e')
    .innerJoin('agendas.event as p', 'p.id', 'e.primary_event_id')
    .select('p.id')
    .where('e.id', '=', id)
    .executeTakeFirstOrThrow();
  // The series is held before its occurrences, always.
  const { minuteOfDay } = await readSeries(trx, primaryId, zone);
  const find = (event: number) =>
    trx.selectFrom('agendas.event').selectAll().where('id', '=', event).forUpdate().executeTakeFirstOrThrow();
  const [primary, row] = [await find(primaryId), await find(id)];
  const day = dayInSeries(row, zone);
  const series: Given = { ...primary, start_at: instantOf(zone.toInstant(day * minutesPerDay + minuteOfDay)) };
  const differs = (column: OwnColumn): boolean => !isDeepStrictEqual(plain(given[column]), plain(series[column]));
  const own = [...row.own.filter((column) => !said.some((one) => one === column)), ...said.filter(differs)];
  const columns = Object.fromEntries(
    said.map((column) => [column, column === 'custom_fields' ? JSON.stringify(given[column]) : given[column]]),
  );
  const { places, waiting_list_places: waiting }: Given = { ...row, ...given };
  await trx
    .updateTable('agendas.event')
    .set({ ...columns, own, recurrence_date: dateOf(day), version: row.version + 1 })
    // Fewer places than are taken: decided by whoever wrote the file.
    .set({ exceeds: row.exceeds || row.booked > Number(places) || row.waiting > Number(waiting) })
    .where('id', '=', id)
    .execute();
}

/** Instants as texts, so that two of the same moment are equal. */
const plain = (value: unknown): unknown => (value instanceof Temporal.Instant ? value.toString() : value);
