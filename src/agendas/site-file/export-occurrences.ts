import { sql, type Kysely, type Selectable } from 'kysely';
import { isDeepStrictEqual } from 'node:util';
import { dateOf, dayOfMinute, instantOf, localText, minuteOf, minutesPerDay } from '../../time/days.ts';
import type { Zone } from '../../time/zone.ts';
import type { Database } from '../database.ts';
import { dayInSeries, occurrenceSlug, type OwnColumn } from '../events/occurrences.ts';
import type { OccurrenceEntry } from './schema.ts';

type EventRow = Selectable<Database['agendas.event']>;

export const localOf = (instant: Temporal.Instant, zone: Zone): string => localText(zone.toLocal(minuteOf(instant)));

/** Columns of any event with their keys in the site file. */
const keys: { [K in OwnColumn]: string } = {
  label: 'label',
  start_at: 'start_datetime',
  duration_minutes: 'duration',
  places: 'places',
  waiting_list_places: 'waiting_list_places',
  promotes: 'waiting_list_bookings_automatic_confirm',
  description: 'description',
  pricing: 'pricing',
  url: 'url',
  publication_at: 'publication_datetime',
  custom_fields: 'custom_fields',
};

/** What any event says. */
export function ofAnyEvent(event: EventRow, zone: Zone): Record<string, unknown> {
  return Object.fromEntries(
    (Object.keys(keys) as OwnColumn[]).map((column) => {
      const value = event[column];
      return [keys[column], value instanceof Temporal.Instant ? localOf(value, zone) : value];
    }),
  );
}

/** What the occurrences of an agenda's series say by themselves, by the number of the series. */
export async function occurrenceEntries(
  db: Kysely<Database>,
  agendaId: number,
  zone: Zone,
): Promise<Map<number, OccurrenceEntry[]>> {
  const rows = await db
    .selectFrom('agendas.event')
    .selectAll()
    .where('agenda_id', '=', agendaId)
    .where(sql<boolean>`(primary_event_id is not null or recurrence_days <> '{}')`)
    .where('off_series', '=', false)
    .execute();
  const series = new Map(rows.filter((row) => row.primary_event_id === null).map((row) => [row.id, row]));
  const found = new Map<number, OccurrenceEntry[]>();
  for (const row of rows) {
    const primary = series.get(row.primary_event_id ?? 0);
    const entry = primary && ownEntry(row, primary, zone);
    if (entry) found.set(primary.id, [...(found.get(primary.id) ?? []), entry]);
  }
  // By the day, which stands once: numbers are others elsewhere.
  for (const entries of found.values()) entries.sort((a, b) => (a.date < b.date ? -1 : 1));
  return found;
}

/** Null where an occurrence is all that its series says. */
function ownEntry(row: EventRow, primary: EventRow, zone: Zone): OccurrenceEntry | null {
  const day = dayInSeries(row, zone);
  const start = zone.toLocal(minuteOf(primary.start_at));
  const minuteOfDay = start - dayOfMinute(start) * minutesPerDay;
  const usual = occurrenceSlug(primary.slug, day, minuteOfDay);
  const series = ofAnyEvent(
    { ...primary, start_at: instantOf(zone.toInstant(day * minutesPerDay + minuteOfDay)) },
    zone,
  );
  // Compared, since what is over says what its series said then.
  const own = Object.entries(ofAnyEvent(row, zone)).filter(([key, value]) => !isDeepStrictEqual(value, series[key]));
  const entry = {
    ...(row.slug === usual ? {} : { slug: row.slug }),
    ...(row.cancelled_at === null ? {} : { cancelled: true }),
    ...Object.fromEntries(own),
  };
  return Object.keys(entry).length === 0 ? null : { date: dateOf(day).toString(), ...entry };
}
