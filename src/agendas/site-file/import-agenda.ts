import { sql } from 'kysely';
import type { Zone } from '../../time/zone.ts';
import type { Transaction } from '../database.ts';
import { closingsDesk } from '../events/closings.ts';
import { keepOccurrences } from '../events/occurrences.ts';
import { importDesk, importMeetings, importVirtual } from './import-desks.ts';
import { promoteWaiting } from '../events/promote-waiting.ts';
import { importNotifications } from './notifications.ts';
import { readReferences, type References } from './references.ts';
import { eventColumns, ownColumnsOf, present } from './event-columns.ts';
import { changeOccurrence, importOccurrences, occurrenceNamed } from './import-occurrences.ts';
import type { AgendaEntry, EventsAgendaEntry, OccurrenceEntry } from './schema.ts';

export type AgendaImport = { zone: Zone; now: Temporal.Instant; known: References };

/** True where the agenda is new. What it names has been seen to be there, and to be of its kind. */
export async function importAgenda(trx: Transaction, entry: AgendaEntry, context: AgendaImport): Promise<boolean> {
  const { known, zone } = context;
  const given = scalars(entry, known);
  const { id, kind, version } = await trx
    .insertInto('agendas.agenda')
    .values({ slug: entry.slug, label: entry.label, kind: entry.kind, ...given })
    .onConflict((on) =>
      on
        .column('slug')
        .doUpdateSet((row) => ({ label: entry.label, ...given, version: row('agendas.agenda.version', '+', 1) })),
    )
    .returning(['id', 'kind', 'version'])
    .executeTakeFirstOrThrow();
  if (kind !== entry.kind) throw new Error(`"${entry.slug}" is an agenda of kind "${kind}"`);
  if (entry.kind === 'events') {
    await importEvents(trx, id, entry, context);
    await importNotifications(trx, id, entry.notifications, known.role, context.now);
  } else if (entry.kind === 'meetings') await importMeetings(trx, id, entry, zone, known);
  else await importVirtual(trx, id, entry, (await readReferences(trx)).agenda);
  return version === 0;
}

/** What the file says, as columns; what it doesn't say isn't there. */
function scalars(entry: AgendaEntry, known: References) {
  const id = (ids: ReadonlyMap<string, number>, slug: string | null): number | null =>
    slug === null ? null : (ids.get(slug) ?? null);
  const columns = {
    category_id: entry.category === undefined ? undefined : id(known.category, entry.category),
    view_role_id: entry.view_role === undefined ? undefined : id(known.role, entry.view_role),
    edit_role_id: entry.edit_role === undefined ? undefined : id(known.role, entry.edit_role),
    admin_role_id: entry.admin_role === undefined ? undefined : id(known.role, entry.admin_role),
    minimal_booking_delay: entry.minimal_booking_delay,
    maximal_booking_delay: entry.maximal_booking_delay,
    minimal_booking_time:
      entry.minimal_booking_time === undefined ? undefined : Temporal.PlainTime.from(entry.minimal_booking_time),
    maximal_bookings_per_user: entry.maximal_bookings_per_user,
    anonymize_after_days: entry.anonymize_after_days,
    reminder_days: entry.reminder_days,
    reminder_text: entry.reminder_text,
    ...(entry.kind === 'events'
      ? {
          events_type_id: entry.events_type === undefined ? undefined : id(known.events_type, entry.events_type),
          partial_bookings: entry.partial_bookings,
          minimal_booking_delay_in_working_days: entry.minimal_booking_delay_in_working_days,
          minimal_cancellation_delay: entry.minimal_cancellation_delay,
          minimal_cancellation_delay_in_working_days: entry.minimal_cancellation_delay_in_working_days,
          overbooking: entry.overbooking,
          booking_form_url: entry.booking_form_url,
        }
      : {}),
    ...(entry.kind === 'meetings'
      ? {
          free_range: entry.free_range,
          slot_minutes: entry.slot_minutes,
          minimal_booking_slots: entry.minimal_booking_slots,
          maximal_booking_slots: entry.maximal_booking_slots,
        }
      : {}),
  };
  return present(columns);
}

/** The events of an agenda and when its series don't take place, as far as they are said. */
export async function importEvents(
  trx: Transaction,
  agendaId: number,
  entry: Omit<EventsAgendaEntry, 'slug' | 'label' | 'kind'>,
  { zone, now, known }: AgendaImport,
): Promise<void> {
  const { exceptions, exception_sources, unavailability_calendars, public_holidays } = entry;
  const closings = present({ exceptions, exception_sources, unavailability_calendars, public_holidays });
  if (Object.keys(closings).length > 0)
    await importDesk(trx, agendaId, { slug: closingsDesk, ...closings }, 0, zone, known);
  const changed = new Set<number>();
  const ofSeries: { id: number; occurrences: readonly OccurrenceEntry[] }[] = [];
  for (const event of entry.events ?? []) {
    const occurrence = await occurrenceNamed(trx, agendaId, event.slug);
    if (occurrence !== null) {
      await changeOccurrence(trx, occurrence, ownColumnsOf(event, zone), zone);
      continue;
    }
    const given = eventColumns(event, zone);
    const waitingPlaces = sql<number>`${event.waiting_list_places ?? sql`event.waiting_list_places`}`;
    const { id, recurrence_days: days } = await trx
      .insertInto('agendas.event')
      .values({ agenda_id: agendaId, slug: event.slug, ...given })
      .onConflict((on) =>
        on.columns(['agenda_id', 'slug']).doUpdateSet((row) => ({
          ...given,
          version: row('agendas.event.version', '+', 1),
          // Fewer places than are taken: decided by whoever wrote the file. One that is overbooked by the rule stays so.
          exceeds: sql<boolean>`event.exceeds or event.waiting > ${waitingPlaces} or (event.booked > excluded.places and (excluded.places <> event.places or ${waitingPlaces} = 0))`,
        })),
      )
      .returning(['id', 'recurrence_days'])
      .executeTakeFirstOrThrow();
    if (days.length > 0 || event.recurrence_days !== undefined) changed.add(id);
    if (event.occurrences) ofSeries.push({ id, occurrences: event.occurrences });
  }
  const series = await trx
    .selectFrom('agendas.event')
    .select('id')
    .where('agenda_id', '=', agendaId)
    .where(sql<boolean>`recurrence_days <> '{}'`)
    .execute();
  // Other closings change series that the file doesn't name.
  if (Object.keys(closings).length > 0) for (const { id } of series) changed.add(id);
  for (const { id, occurrences } of ofSeries) {
    await importOccurrences(trx, id, occurrences, { zone, now });
    changed.delete(id);
  }
  for (const id of changed) await keepOccurrences(trx, id, zone, now);
  // Where places were added, who waits may move up.
  await promoteWaiting(trx, agendaId);
}
