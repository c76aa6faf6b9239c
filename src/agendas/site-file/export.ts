import { sql, type Kysely } from 'kysely';
import { openZone, type Zone } from '../../time/zone.ts';
import type { Database } from '../database.ts';
import type { AgendaKind, CustomField } from '../tables.ts';
import { localOf, occurrenceEntries, ofAnyEvent } from './export-occurrences.ts';
import { notificationsEntry } from './notifications.ts';
import type { AgendaEntry, AgendasSection, EventEntry, ExceptionEntry, OpeningHoursEntry } from './schema.ts';

/**
 * The agendas' part of the site file of what is in the database; of the agendas named alone where `slugs` is given, with what they name.
 * `only`: where no more than one of its keys is wanted, agendas aren't read for the others. Bookings aren't in it, nor what was read from calendars, nor occurrences, but for what they say by themselves: their series makes them again.
 */
export async function exportAgendas(
  db: Kysely<Database>,
  slugs?: readonly string[],
  timeZone = 'Europe/Paris',
  only?: keyof AgendasSection,
): Promise<AgendasSection> {
  const zone = openZone(timeZone);
  const rows = only === undefined || only === 'agendas' ? await agendaRows(db, slugs) : [];
  const agendas: AgendaEntry[] = [];
  for (const row of rows) agendas.push(await agendaEntry(db, row, zone));
  const whole = slugs === undefined;
  const named = (list: readonly (string | null | undefined)[]) =>
    new Set(list.filter((slug) => typeof slug === 'string'));
  const categories = named(agendas.map(({ category }) => category));
  const types = named(agendas.map((agenda) => (agenda.kind === 'events' ? agenda.events_type : null)));
  const resources = named(agendas.flatMap((agenda) => (agenda.kind === 'meetings' ? (agenda.resources ?? []) : [])));
  const calendars = named(
    agendas.flatMap((agenda) =>
      agenda.kind === 'meetings'
        ? (agenda.desks ?? []).flatMap((desk) => desk.unavailability_calendars ?? [])
        : agenda.kind === 'events'
          ? (agenda.unavailability_calendars ?? [])
          : [],
    ),
  );
  const kept = <T extends { slug: string }>(list: readonly T[], names: ReadonlySet<string>): T[] =>
    list.filter(({ slug }) => whole || names.has(slug));
  return {
    categories: kept(
      await db.selectFrom('agendas.category').select(['slug', 'label']).orderBy('id').execute(),
      categories,
    ),
    resources: kept(
      await db.selectFrom('agendas.resource').select(['slug', 'label', 'description']).orderBy('id').execute(),
      resources,
    ),
    events_types: kept(
      await db.selectFrom('agendas.events_type').select(['slug', 'label', 'custom_fields']).orderBy('id').execute(),
      types,
    ),
    unavailability_calendars: kept(await calendarEntries(db, zone), calendars),
    agendas,
  };
}

type AgendaRow = Awaited<ReturnType<typeof agendaRows>>[number];

/** In the order of their making; virtual ones name the others and stand after them by that. */
function agendaRows(db: Kysely<Database>, slugs: readonly string[] | undefined) {
  return db
    .selectFrom('agendas.agenda as a')
    .leftJoin('agendas.category as c', 'c.id', 'a.category_id')
    .leftJoin('agendas.events_type as t', 't.id', 'a.events_type_id')
    .leftJoin('accounts.role as v', 'v.id', 'a.view_role_id')
    .leftJoin('accounts.role as e', 'e.id', 'a.edit_role_id')
    .leftJoin('accounts.role as m', 'm.id', 'a.admin_role_id')
    .selectAll('a')
    .select([
      'c.slug as category',
      't.slug as events_type',
      't.custom_fields as type_fields',
      'v.slug as view_role',
      'e.slug as edit_role',
      'm.slug as admin_role',
    ])
    .$if(slugs !== undefined, (query) => query.where('a.slug', 'in', slugs?.length ? slugs : ['']))
    .orderBy('a.id')
    .execute();
}

async function agendaEntry(db: Kysely<Database>, row: AgendaRow, zone: Zone): Promise<AgendaEntry> {
  const common = {
    slug: row.slug,
    label: row.label,
    category: row.category,
    view_role: row.view_role,
    edit_role: row.edit_role,
    admin_role: row.admin_role,
    minimal_booking_delay: row.minimal_booking_delay,
    maximal_booking_delay: row.maximal_booking_delay,
    minimal_booking_time: row.minimal_booking_time.toString(),
    maximal_bookings_per_user: row.maximal_bookings_per_user,
    anonymize_after_days: row.anonymize_after_days,
    reminder_days: row.reminder_days,
    reminder_text: row.reminder_text,
  };
  const kind: AgendaKind = row.kind;
  if (kind === 'events') {
    return {
      ...common,
      kind,
      events_type: row.events_type,
      partial_bookings: row.partial_bookings,
      minimal_booking_delay_in_working_days: row.minimal_booking_delay_in_working_days,
      minimal_cancellation_delay: row.minimal_cancellation_delay,
      minimal_cancellation_delay_in_working_days: row.minimal_cancellation_delay_in_working_days,
      overbooking: row.overbooking,
      booking_form_url: row.booking_form_url,
      notifications: await notificationsEntry(db, row.id),
      ...(await closingsEntry(db, row.id, zone)),
      events: (await eventEntries(db, row.id, zone)).map((event) => ofType(event, row.type_fields ?? [])),
    };
  }
  if (kind === 'virtual') {
    const members = await sql<{
      slug: string;
    }>`select a.slug from agendas.virtual_member m join agendas.agenda a on a.id = m.agenda_id
      where m.virtual_id = ${row.id} order by m.place`.execute(db);
    const hours = await db
      .selectFrom('agendas.excluded_hours')
      .select(['weekday', 'start_time', endTime])
      .where('virtual_id', '=', row.id)
      .orderBy('place')
      .execute();
    return {
      ...common,
      kind,
      agendas: members.rows.map(({ slug }) => slug),
      excluded_hours: hours.map(({ weekday, start_time, end_time }) => ({
        weekday,
        start_time: hour(start_time),
        end_time: end_time.slice(0, 5),
      })),
    };
  }
  const types = await db
    .selectFrom('agendas.meeting_type')
    .selectAll()
    .where('agenda_id', '=', row.id)
    .orderBy('place')
    .orderBy('id')
    .execute();
  const resources = await sql<{
    slug: string;
  }>`select r.slug from agendas.agenda_resource a join agendas.resource r on r.id = a.resource_id
    where a.agenda_id = ${row.id} order by a.place`.execute(db);
  const desks = await deskEntries(db, row.id, zone);
  return {
    ...common,
    kind,
    free_range: row.free_range,
    slot_minutes: row.slot_minutes,
    minimal_booking_slots: row.minimal_booking_slots,
    maximal_booking_slots: row.maximal_booking_slots,
    meeting_types: types.map((type) => ({
      slug: type.slug,
      label: type.label,
      duration: type.duration_minutes,
      pause_before: type.pause_before_minutes,
      pause_after: type.pause_after_minutes,
    })),
    resources: resources.rows.map(({ slug }) => slug),
    desks: row.free_range ? [] : desks,
    free_range_resources: row.free_range ? desks.map(({ slug, label }) => ({ slug, label })) : [],
    opening_hours: await hoursOf(db, 'agenda_id', row.id),
  };
}

async function deskEntries(db: Kysely<Database>, agendaId: number, zone: Zone) {
  const desks = await db
    .selectFrom('agendas.desk')
    .selectAll()
    .where('agenda_id', '=', agendaId)
    .orderBy('place')
    .orderBy('id')
    .execute();
  return Promise.all(
    desks.map(async ({ id, slug, label, public_holidays }) => {
      const calendars = await sql<{ slug: string }>`select c.slug from agendas.desk_unavailability_calendar d
        join agendas.unavailability_calendar c on c.id = d.calendar_id where d.desk_id = ${id} order by d.place`.execute(
        db,
      );
      return {
        slug,
        label,
        opening_hours: await hoursOf(db, 'desk_id', id),
        ...(await exceptionLists(db, 'desk_id', id, zone)),
        unavailability_calendars: calendars.rows.map((row) => row.slug),
        public_holidays,
      };
    }),
  );
}

/** When an agenda's recurring events don't take place: what its only desk says. */
async function closingsEntry(db: Kysely<Database>, agendaId: number, zone: Zone) {
  const [desk] = await deskEntries(db, agendaId, zone);
  return {
    exceptions: desk?.exceptions ?? [],
    exception_sources: desk?.exception_sources ?? [],
    unavailability_calendars: desk?.unavailability_calendars ?? [],
    public_holidays: desk?.public_holidays ?? false,
  };
}

async function calendarEntries(db: Kysely<Database>, zone: Zone) {
  const calendars = await db.selectFrom('agendas.unavailability_calendar').selectAll().orderBy('id').execute();
  return Promise.all(
    calendars.map(async ({ id, slug, label }) => ({
      slug,
      label,
      ...(await exceptionLists(db, 'calendar_id', id, zone)),
    })),
  );
}

async function exceptionLists(db: Kysely<Database>, column: 'desk_id' | 'calendar_id', id: number, zone: Zone) {
  const rows = await db
    .selectFrom('agendas.exception')
    .selectAll()
    .where(column, '=', id)
    .where('source_id', 'is', null)
    .orderBy('id')
    .execute();
  const sources = await db
    .selectFrom('agendas.exception_source')
    .select('url')
    .where(column, '=', id)
    .where('url', 'is not', null)
    .orderBy('place')
    .orderBy('id')
    .execute();
  const exceptions: ExceptionEntry[] = rows.map(({ label, start_at, end_at }) => ({
    label,
    start_datetime: localOf(start_at, zone),
    end_datetime: localOf(end_at, zone),
  }));
  return { exceptions, exception_sources: sources.map(({ url }) => ({ url: url! })) };
}

async function hoursOf(
  db: Kysely<Database>,
  column: 'desk_id' | 'agenda_id',
  id: number,
): Promise<OpeningHoursEntry[]> {
  const rows = await db
    .selectFrom('agendas.opening_hours')
    .select(['weekday', 'weekday_indexes', 'date', 'start_time', endTime])
    .where(column, '=', id)
    .orderBy('place')
    .orderBy('id')
    .execute();
  return rows.map(({ weekday, weekday_indexes, date, start_time, end_time }) => ({
    ...(weekday === null ? {} : { weekday, weekday_indexes }),
    ...(date === null ? {} : { date: date.toString() }),
    start_time: hour(start_time),
    end_time: end_time.slice(0, 5),
  }));
}

async function eventEntries(db: Kysely<Database>, agendaId: number, zone: Zone): Promise<EventEntry[]> {
  const rows = await db
    .selectFrom('agendas.event')
    .selectAll()
    .where('agenda_id', '=', agendaId)
    .where('primary_event_id', 'is', null)
    .where('cancelled_at', 'is', null)
    .orderBy('id')
    .execute();
  const occurrences = await occurrenceEntries(db, agendaId, zone);
  return rows.map((event) => ({
    ...(ofAnyEvent(event, zone) as Omit<EventEntry, 'slug'>),
    slug: event.slug,
    recurrence_days: event.recurrence_days.length > 0 ? event.recurrence_days : null,
    recurrence_week_interval: event.recurrence_week_interval,
    recurrence_end_date: event.recurrence_end_date?.toString() ?? null,
    ...(event.recurrence_days.length > 0 ? { occurrences: occurrences.get(event.id) ?? [] } : {}),
  }));
}

/** As text: it may be 24:00. */
const endTime = sql<string>`end_time::text`.as('end_time');
const hour = (time: Temporal.PlainTime): string => time.toString().slice(0, 5);

/** Without values of fields that the events type has no more: a file that named them would be refused. */
function ofType(event: EventEntry, fields: readonly CustomField[]): EventEntry {
  const known = new Set(fields.map(({ slug }) => slug));
  const kept = <T extends { custom_fields?: EventEntry['custom_fields'] }>(one: T): T =>
    one.custom_fields === undefined
      ? one
      : {
          ...one,
          custom_fields: Object.fromEntries(Object.entries(one.custom_fields).filter(([name]) => known.has(name))),
        };
  return event.occurrences === undefined ? kept(event) : kept({ ...event, occurrences: event.occurrences.map(kept) });
}
