import { sql, type RawBuilder } from 'kysely';
import { isNumber } from '../agenda/agenda.ts';
import { rowsOf, type Reader } from '../meetings/runner.ts';
import type { Closed } from '../bookings/rules.ts';
import type { Event } from './event.ts';

export type EventFilter = {
  agendaIds: readonly number[];
  /** Minutes since the epoch; `until` is excluded. */
  from?: number;
  until?: number | null;
  /** Locks with this code don't count: they are the caller's own. */
  lockCode?: string | null;
  /** Whose place on each event is told. */
  user?: string | null;
  /** An event by its slug or number. */
  reference?: string;
  ids?: readonly number[];
  limit?: number;
  offset?: number;
  /** Recurring events themselves, in place of what can be booked. */
  primary?: boolean;
};

type EventRow = {
  id: number;
  agenda_id: number;
  slug: string;
  label: string;
  start: number;
  duration: number | null;
  places: number;
  waiting_list_places: number;
  booked: number;
  waiting: number;
  promotes: boolean;
  description: string | null;
  pricing: string | null;
  url: string | null;
  publication: number | null;
  custom_fields: Record<string, unknown>;
  recurrence_days: number[];
  primary_slug: string | null;
  cancelled: boolean;
  closed: Closed | null;
  checked: boolean;
  check_locked: boolean;
  invoiced: boolean;
  user_list: 'main' | 'waiting' | null;
};

/** Of an event `e`. */
const closedColumn = sql`case when e.recurrence_days <> '{}' then 'series' when e.off_series then 'off series' end`;
const minute = (column: RawBuilder<unknown>): RawBuilder<number> =>
  sql<number>`(date_part('epoch', ${column}) / 60)::int`;

/** Events with their counters, in the order of their start. Locks that have ended don't count, swept or not. */
export async function readEvents(db: Reader, filter: EventFilter): Promise<Event[]> {
  const {
    agendaIds,
    from,
    until,
    lockCode = null,
    user = null,
    reference,
    ids,
    limit = 5_000,
    offset = 0,
    primary = false,
  } = filter;
  const number = reference !== undefined && isNumber(reference) ? Number(reference) : null;
  const rows = await rowsOf(
    db,
    sql<EventRow>`
    select e.id, e.agenda_id, e.slug, e.label, ${minute(sql`e.start_at`)} as start, e.duration_minutes as duration, e.places, e.waiting_list_places,
      e.booked - ${uncounted('main', lockCode)} as booked, e.waiting - ${uncounted('waiting', lockCode)} as waiting, e.promotes, e.description, e.pricing, e.url,
      ${minute(sql`e.publication_at`)} as publication, e.custom_fields, e.recurrence_days, case when e.primary_event_id is not null then (select p.slug from agendas.event p where p.id = e.primary_event_id) end as primary_slug,
      e.cancelled_at is not null as cancelled, ${closedColumn} as closed, e.checked_at is not null as checked, e.check_locked, e.invoiced,
      ${user === null ? sql`null` : userList(user)} as user_list
    from agendas.event e
    where e.agenda_id = any(${agendaIds}::int[])
      ${reference === undefined ? sql`` : sql`and (e.slug = ${reference} or e.id = ${number})`}
      ${ids === undefined ? sql`` : sql`and e.id = any(${ids}::int[])`}
      ${reference !== undefined || ids !== undefined ? sql`` : primary ? sql`and e.recurrence_days <> '{}'` : sql`and e.recurrence_days = '{}'`}
      ${from === undefined ? sql`` : sql`and e.start_at >= to_timestamp(${from * 60})`}
      ${until === undefined || until === null ? sql`` : sql`and e.start_at < to_timestamp(${until * 60})`}
    order by ${reference === undefined ? sql`e.start_at, e.id` : sql`(e.slug = ${reference}) desc`} limit ${limit} offset ${offset}`,
  );
  return rows.map(toEvent);
}

/** Places of locks that have ended, or are the caller's own; asked only of events that have locks. */
function uncounted(list: 'main' | 'waiting', lockCode: string | null): RawBuilder<number> {
  return sql<number>`case when e.lock_ends_at is null then 0 else (select coalesce(sum(t.places), 0)::int from agendas.taken t join agendas.booking b on b.id = t.booking_id
    where t.event_id = e.id and t.list = ${sql.lit(list)} and t.cancelled_at is null and b.expires_at is not null and (b.expires_at <= now() or b.lock_code = ${lockCode})) end`;
}

/** The main list before the waiting list, where somebody stands on both. */
function userList(user: string): RawBuilder<unknown> {
  return sql`(select min(t.list) from agendas.taken t join agendas.booking b on b.id = t.booking_id
    where t.event_id = e.id and t.cancelled_at is null and b.expires_at is null and b.user_external_id = ${user})`;
}

function toEvent(row: EventRow): Event {
  return {
    id: row.id,
    agendaId: row.agenda_id,
    slug: row.slug,
    label: row.label,
    startMinute: row.start,
    durationMinutes: row.duration,
    total: row.places,
    waitingTotal: row.waiting_list_places,
    booked: row.booked,
    waiting: row.waiting,
    promotes: row.promotes,
    description: row.description,
    pricing: row.pricing,
    url: row.url,
    publicationMinute: row.publication,
    customFields: row.custom_fields,
    recurrenceDays: row.recurrence_days,
    primarySlug: row.primary_slug,
    cancelled: row.cancelled,
    closed: row.closed,
    checked: row.checked,
    checkLocked: row.check_locked,
    invoiced: row.invoiced,
    userList: row.user_list,
  };
}

/** One event of an agenda, by its slug or its number. */
export async function findEvent(
  db: Reader,
  agendaId: number,
  reference: string,
  user: string | null = null,
): Promise<Event | null> {
  return (await readEvents(db, { agendaIds: [agendaId], reference, user, limit: 1 }))[0] ?? null;
}
