import type { Zone } from '../../time/zone.ts';
import type { Transaction } from '../database.ts';
import type { References } from './references.ts';
import type {
  DeskEntry,
  ExceptionEntry,
  MeetingsAgendaEntry,
  OpeningHoursEntry,
  VirtualAgendaEntry,
} from './schema.ts';
import { isRefused, readDatetime } from './times.ts';

/** Desks, meeting types and resources of an agenda of meetings; a thing rented by the hour is a desk too. */
export async function importMeetings(
  trx: Transaction,
  agendaId: number,
  entry: MeetingsAgendaEntry,
  zone: Zone,
  known: References,
): Promise<void> {
  for (const [place, type] of (entry.meeting_types ?? []).entries()) {
    const given = {
      ...(type.label === undefined ? {} : { label: type.label }),
      ...(type.duration === undefined ? {} : { duration_minutes: type.duration }),
      ...(type.pause_before === undefined ? {} : { pause_before_minutes: type.pause_before }),
      ...(type.pause_after === undefined ? {} : { pause_after_minutes: type.pause_after }),
      place,
    };
    await trx
      .insertInto('agendas.meeting_type')
      .values({ agenda_id: agendaId, slug: type.slug, label: type.slug, duration_minutes: 30, ...given })
      .onConflict((on) => on.columns(['agenda_id', 'slug']).doUpdateSet(given))
      .execute();
  }
  for (const [place, desk] of (entry.desks ?? []).entries()) await importDesk(trx, agendaId, desk, place, zone, known);
  for (const [place, { slug, label }] of (entry.free_range_resources ?? []).entries()) {
    await importDesk(trx, agendaId, label === undefined ? { slug } : { slug, label }, place, zone, known);
  }
  if (entry.opening_hours) {
    await trx.deleteFrom('agendas.opening_hours').where('agenda_id', '=', agendaId).execute();
    await insertHours(trx, { agenda_id: agendaId, desk_id: null }, entry.opening_hours);
  }
  if (entry.resources) {
    await trx.deleteFrom('agendas.agenda_resource').where('agenda_id', '=', agendaId).execute();
    const rows = [...new Set(entry.resources)].map((slug, place) => ({
      agenda_id: agendaId,
      resource_id: known.resource.get(slug)!,
      place,
    }));
    if (rows.length > 0) await trx.insertInto('agendas.agenda_resource').values(rows).execute();
  }
}

export async function importDesk(
  trx: Transaction,
  agendaId: number,
  desk: DeskEntry,
  place: number,
  zone: Zone,
  known: References,
): Promise<void> {
  const given = {
    ...(desk.label === undefined ? {} : { label: desk.label }),
    ...(desk.public_holidays === undefined ? {} : { public_holidays: desk.public_holidays }),
    place,
  };
  const { id } = await trx
    .insertInto('agendas.desk')
    .values({ agenda_id: agendaId, slug: desk.slug, label: desk.slug, ...given })
    .onConflict((on) =>
      on
        .columns(['agenda_id', 'slug'])
        .doUpdateSet((row) => ({ ...given, version: row('agendas.desk.version', '+', 1) })),
    )
    .returning('id')
    .executeTakeFirstOrThrow();
  if (desk.opening_hours) {
    await trx.deleteFrom('agendas.opening_hours').where('desk_id', '=', id).execute();
    await insertHours(trx, { desk_id: id, agenda_id: null }, desk.opening_hours);
  }
  await importExceptions(trx, { desk_id: id, calendar_id: null }, desk, zone);
  if (!desk.unavailability_calendars) return;
  await trx.deleteFrom('agendas.desk_unavailability_calendar').where('desk_id', '=', id).execute();
  const rows = [...new Set(desk.unavailability_calendars)].map((slug, place) => ({
    desk_id: id,
    calendar_id: known.calendar.get(slug)!,
    place,
  }));
  if (rows.length > 0) await trx.insertInto('agendas.desk_unavailability_calendar').values(rows).execute();
}

async function insertHours(
  trx: Transaction,
  owner: { desk_id: number | null; agenda_id: number | null },
  hours: readonly OpeningHoursEntry[],
): Promise<void> {
  const rows = hours.map((entry, place) => ({
    ...owner,
    weekday: entry.weekday ?? null,
    weekday_indexes: [...new Set(entry.weekday_indexes ?? [])].toSorted((a, b) => a - b),
    date: entry.date === undefined ? null : Temporal.PlainDate.from(entry.date),
    start_time: Temporal.PlainTime.from(entry.start_time),
    end_time: entry.end_time,
    place,
  }));
  if (rows.length > 0) await trx.insertInto('agendas.opening_hours').values(rows).execute();
}

type Owner = { desk_id: number; calendar_id: null } | { desk_id: null; calendar_id: number };
type Lists = { exceptions?: ExceptionEntry[] | undefined; exception_sources?: { url: string }[] | undefined };

/** Exceptions typed in by hand, and the addresses from which others come; a source that stays keeps what was read from it. */
export async function importExceptions(trx: Transaction, owner: Owner, lists: Lists, zone: Zone): Promise<void> {
  const [column, id] =
    owner.desk_id === null ? (['calendar_id', owner.calendar_id] as const) : (['desk_id', owner.desk_id] as const);
  if (lists.exceptions) {
    await trx.deleteFrom('agendas.exception').where(column, '=', id).where('source_id', 'is', null).execute();
    const rows = lists.exceptions.map(({ label, start_datetime, end_datetime }) => ({
      ...owner,
      source_id: null,
      label: label ?? '',
      start_at: instant(start_datetime, zone),
      end_at: instant(end_datetime, zone),
    }));
    if (rows.length > 0) await trx.insertInto('agendas.exception').values(rows).execute();
  }
  if (!lists.exception_sources) return;
  const urls = [...new Set(lists.exception_sources.map(({ url }) => url))];
  const before = await trx
    .selectFrom('agendas.exception_source')
    .select(['id', 'url'])
    .where(column, '=', id)
    .where('url', 'is not', null)
    .execute();
  const gone = before.filter(({ url }) => !urls.includes(url!)).map((source) => source.id);
  if (gone.length > 0) await trx.deleteFrom('agendas.exception_source').where('id', 'in', gone).execute();
  const kept = new Set(before.map(({ url }) => url));
  for (const [place, url] of urls.entries()) {
    if (kept.has(url))
      await trx
        .updateTable('agendas.exception_source')
        .set({ place })
        .where(column, '=', id)
        .where('url', '=', url)
        .execute();
    else
      await trx
        .insertInto('agendas.exception_source')
        .values({ ...owner, url, file_name: null, read_at: null, owner: null, failure: null, place })
        .execute();
  }
}

/** Read a second time: `refusedTime` has seen that it can be. */
function instant(text: string, zone: Zone): Temporal.Instant {
  const read = readDatetime(text, '', zone);
  if (isRefused(read)) throw new Error(read.reason);
  return read;
}

export async function importVirtual(
  trx: Transaction,
  virtualId: number,
  entry: VirtualAgendaEntry,
  agendas: References['agenda'],
): Promise<void> {
  if (entry.agendas) {
    await trx.deleteFrom('agendas.virtual_member').where('virtual_id', '=', virtualId).execute();
    const rows = [...new Set(entry.agendas)].map((slug, place) => ({
      virtual_id: virtualId,
      agenda_id: agendas.get(slug)!,
      place,
    }));
    if (rows.length > 0) await trx.insertInto('agendas.virtual_member').values(rows).execute();
  }
  if (entry.excluded_hours) {
    await trx.deleteFrom('agendas.excluded_hours').where('virtual_id', '=', virtualId).execute();
    const rows = entry.excluded_hours.map(({ weekday, start_time, end_time }, place) => ({
      virtual_id: virtualId,
      weekday,
      start_time: Temporal.PlainTime.from(start_time),
      end_time,
      place,
    }));
    if (rows.length > 0) await trx.insertInto('agendas.excluded_hours').values(rows).execute();
  }
}
