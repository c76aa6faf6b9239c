import { sql } from 'kysely';
import { dayOf, dayOfMinute, dayText, instantOf, minuteOf, minutesPerDay, timeText } from '../../time/days.ts';
import { occurrences, type Recurrence } from '../../time/recurrence.ts';
import type { Zone } from '../../time/zone.ts';
import type { Transaction } from '../database.ts';
import { closingsOf, closingsOn } from './closings.ts';

/** How far ahead occurrences of a series without an end stand as rows; a job goes on from there. */
export const horizonDays = 400;
/** More than an event a day for ten years is a mistake. */
const mostOccurrences = 3_660;

/** What an occurrence may say by itself, beside its series. */
export const ownColumns = [
  'start_at',
  'label',
  'duration_minutes',
  'places',
  'waiting_list_places',
  'promotes',
  'description',
  'pricing',
  'url',
  'publication_at',
  'custom_fields',
] as const;
export type OwnColumn = (typeof ownColumns)[number];

/** An occurrence's name, by the local day on which its series has it. */
export function occurrenceSlug(seriesSlug: string, day: number, minuteOfDay: number): string {
  return `${seriesSlug.slice(0, 140)}-${dayText(day)}-${timeText(minuteOfDay).replace(':', '')}`;
}

/** `day`: the local one on which its series has it. */
type Standing = { id: number; day: number; isPast: boolean };

/**
 * Makes the coming occurrences of a recurring event what its series says, one a local day: missing ones are added, those that stay take its texts, places and
 * hour with all their bookings, but for what they say by themselves; those that are no longer meant go. Where somebody has a booking they stay, for nobody new; where somebody once had one they
 * are cancelled, for the history. What is over is left alone. Hours are local: after a clock change an event at 10:00 is still at 10:00.
 * `slugs`: names of those that are added, by day, where they aren't the usual ones.
 */
export async function keepOccurrences(
  trx: Transaction,
  primaryId: number,
  zone: Zone,
  now: Temporal.Instant,
  slugs: ReadonlyMap<number, string> = new Map(),
): Promise<void> {
  const series = await readSeries(trx, primaryId, zone);
  const days = await wantedDays(trx, series, zone, now);
  const standing = await standingOccurrences(trx, primaryId, zone, now);
  const byDay = new Map(standing.map((one) => [one.day, one]));
  const wanted = new Set(days);
  const startOn = (day: number): string =>
    instantOf(zone.toInstant(day * minutesPerDay + series.minuteOfDay)).toString();
  const kept = standing.filter(({ id, day, isPast }) => !isPast && wanted.has(day) && byDay.get(day)?.id === id);
  await bringInStep(
    trx,
    primaryId,
    kept.map(({ id, day }) => ({ id, start_at: startOn(day) })),
  );
  const rest = standing.filter((one) => !one.isPast && !kept.includes(one)).map(({ id }) => id);
  await letGo(trx, rest, now);
  const slug = (day: number): string => slugs.get(day) ?? occurrenceSlug(series.slug, day, series.minuteOfDay);
  const missing = days.filter((day) => !byDay.has(day)).map((day) => ({ slug: slug(day), start_at: startOn(day) }));
  await add(trx, primaryId, missing);
}

type Series = { agendaId: number; slug: string; minuteOfDay: number; minutes: number; recurrence: Recurrence };

export async function readSeries(trx: Transaction, id: number, zone: Zone): Promise<Series> {
  const row = await trx
    .selectFrom('agendas.event')
    .selectAll()
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirstOrThrow();
  const start = zone.toLocal(minuteOf(row.start_at));
  const from = dayOfMinute(start);
  return {
    agendaId: row.agenda_id,
    slug: row.slug,
    minuteOfDay: start - from * minutesPerDay,
    minutes: row.duration_minutes ?? 0,
    recurrence: {
      from,
      weekdays: row.recurrence_days,
      everyWeeks: row.recurrence_week_interval,
      until: row.recurrence_end_date === null ? null : dayOf(row.recurrence_end_date),
    },
  };
}

async function wantedDays(trx: Transaction, series: Series, zone: Zone, now: Temporal.Instant): Promise<number[]> {
  const { recurrence, minuteOfDay, minutes, agendaId } = series;
  if (recurrence.weekdays.length === 0) return [];
  const today = dayOfMinute(zone.toLocal(minuteOf(now)));
  const end = recurrence.until === null ? Math.max(today, recurrence.from) + horizonDays : recurrence.until + 1;
  const closings = await closingsOf(trx, agendaId, instantOf(zone.toInstant(recurrence.from * minutesPerDay)));
  return occurrences(recurrence, recurrence.from, end)
    .slice(0, mostOccurrences)
    .filter((day) => closingsOn(closings, day, minuteOfDay, minutes, zone).length === 0);
}

/** The coming ones are locked, in the order of their numbers, like by those who book: what is decided on them holds. */
export async function standingOccurrences(
  trx: Transaction,
  primaryId: number,
  zone: Zone,
  now: Temporal.Instant,
): Promise<Standing[]> {
  const at = now.toString();
  await sql`select id from agendas.event where primary_event_id = ${primaryId} and start_at > ${at} order by id for update`.execute(
    trx,
  );
  const rows = await trx
    .selectFrom('agendas.event')
    .select(['id', 'start_at', 'recurrence_date'])
    .where('primary_event_id', '=', primaryId)
    .orderBy('id', 'desc')
    .execute();
  return rows.map((row) => ({
    id: row.id,
    day: dayInSeries(row, zone),
    isPast: Temporal.Instant.compare(row.start_at, now) <= 0,
  }));
}

export function dayInSeries(
  {
    start_at: start,
    recurrence_date: date,
  }: { start_at: Temporal.Instant; recurrence_date: Temporal.PlainDate | null },
  zone: Zone,
): number {
  return date === null ? dayOfMinute(zone.toLocal(minuteOf(start))) : dayOf(date);
}

const columnsOf = (row: string): string => ownColumns.map((column) => `${row}.${column}`).join(', ');
const settings = sql.raw(ownColumns.map((column) => `${column} = w.${column}`).join(', '));
const wanted = sql.raw(
  ownColumns
    .map(
      (column) =>
        `case when '${column}' = any(e.own) then e.${column} else ${column === 'start_at' ? 'k' : 'p'}.${column} end as ${column}`,
    )
    .join(', '),
);

/** Only what differs is written: an hourly job makes no new version of anything. */
async function bringInStep(
  trx: Transaction,
  primaryId: number,
  kept: readonly { id: number; start_at: string }[],
): Promise<void> {
  if (kept.length === 0) return;
  await sql`
    with w as (
      select e.id, ${wanted} from jsonb_to_recordset(${JSON.stringify(kept)}::jsonb) as k(id int, start_at timestamptz)
        join agendas.event e on e.id = k.id join agendas.event p on p.id = ${primaryId}
    )
    update agendas.event e set ${settings}, version = e.version + 1,
      cancelled_at = case when e.off_series then null else e.cancelled_at end, off_series = false,
      exceeds = e.exceeds or e.booked > w.places or e.waiting > w.waiting_list_places
    from w where e.id = w.id and (e.off_series or (${sql.raw(columnsOf('e'))}) is distinct from (${sql.raw(columnsOf('w'))}))`.execute(
    trx,
  );
}

async function letGo(trx: Transaction, ids: readonly number[], now: Temporal.Instant): Promise<void> {
  if (ids.length === 0) return;
  await sql`delete from agendas.event e where e.id = any(${ids}::int[]) and not exists (select from agendas.taken t where t.event_id = e.id)`.execute(
    trx,
  );
  await sql`
    with w as (
      select e.id, not exists (select from agendas.taken t where t.event_id = e.id and t.cancelled_at is null) as is_empty
      from agendas.event e where e.id = any(${ids}::int[]) and e.cancelled_at is null
    )
    update agendas.event e set cancelled_at = case when w.is_empty then ${now.toString()}::timestamptz end, off_series = true, version = e.version + 1
    from w where e.id = w.id and (w.is_empty or not e.off_series)`.execute(trx);
}

async function add(
  trx: Transaction,
  primaryId: number,
  missing: readonly { slug: string; start_at: string }[],
): Promise<void> {
  if (missing.length === 0) return;
  await sql`
    insert into agendas.event (agenda_id, primary_event_id, slug, start_at, label, duration_minutes, places, waiting_list_places,
      promotes, description, pricing, url, publication_at, custom_fields)
    select p.agenda_id, p.id, m.slug, m.start_at, p.label, p.duration_minutes, p.places, p.waiting_list_places,
      p.promotes, p.description, p.pricing, p.url, p.publication_at, p.custom_fields
    from jsonb_to_recordset(${JSON.stringify(missing)}::jsonb) as m(slug text, start_at timestamptz), agendas.event p where p.id = ${primaryId}
    order by m.start_at
    on conflict (agenda_id, slug) do nothing`.execute(trx);
}
