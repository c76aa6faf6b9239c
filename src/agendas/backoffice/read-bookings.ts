import { sql, type Kysely, type RawBuilder } from 'kysely';
import type { Database } from '../database.ts';
import type { CallbackKind, CancelledBy, ListName } from '../tables.ts';
import type { Listed, Page } from './read-agendas.ts';

/** A call that a booking's request is owed, or was. */
export type Call = {
  id: number;
  kind: CallbackKind;
  state: 'pending' | 'failed' | 'sent';
  attempts: number;
  /** Minutes since the epoch: when it is tried next, when it was tried last. */
  due: number;
  last: number | null;
  status: number | null;
  failure: string | null;
};

/** A booking as an agent sees it. Minutes since the epoch. */
export type BookingLine = {
  id: number;
  places: number;
  list: ListName;
  label: string;
  userLabel: string;
  userId: string;
  firstName: string;
  lastName: string;
  email: string;
  phone: string;
  bookedMinute: number;
  /** A lock: it holds its places until then. */
  heldUntil: number | null;
  requestUrl: string;
  tells: { cancel: boolean; presence: boolean; absence: boolean };
  extra: Record<string, unknown> | null;
  present: boolean | null;
  reason: string;
  toldPresent: boolean | null;
  cancelledMinute: number | null;
  cancelledBy: CancelledBy | null;
  calls: Call[];
};

const minute = (column: RawBuilder<unknown>) => sql`floor(extract(epoch from ${column}) / 60)::int`;

const calls = sql`coalesce((select jsonb_agg(jsonb_build_object('id', c.id, 'kind', c.kind,
    'state', case when c.sent_at is not null then 'sent' when c.failed_at is not null then 'failed' else 'pending' end,
    'attempts', c.attempts, 'due', ${minute(sql`c.due_at`)}, 'last', ${minute(sql`c.last_at`)}, 'status', c.last_status, 'failure', c.last_failure) order by c.id)
  from agendas.callback c where c.booking_id = b.id), '[]')`;

/** Columns of a booking `b` with what it takes, `t`. */
export const bookingColumns = sql`b.id, b.places, t.list, b.label, b.user_display_label as "userLabel", b.user_external_id as "userId",
  b.user_first_name as "firstName", b.user_last_name as "lastName", b.user_email as email, b.user_phone_number as phone,
  ${minute(sql`b.created_at`)} as "bookedMinute", ${minute(sql`b.expires_at`)} as "heldUntil", b.backoffice_url as "requestUrl",
  jsonb_build_object('cancel', b.cancel_callback_url <> '', 'presence', b.presence_callback_url <> '', 'absence', b.absence_callback_url <> '') as tells,
  b.extra_data as extra, b.user_was_present as present, b.user_absence_reason as reason, b.told_present as "toldPresent",
  ${minute(sql`coalesce(b.cancelled_at, t.cancelled_at)`)} as "cancelledMinute", b.cancelled_by as "cancelledBy", ${calls} as calls`;

type Counted = BookingLine & { total: number };

/** The live bookings of a list of an event: the main list by name, the waiting list as one stands in line. Locks count until they end. */
export async function bookingsOf(
  db: Kysely<Database>,
  eventId: number,
  list: ListName,
  { limit, offset }: Page,
): Promise<Listed<BookingLine>> {
  const order =
    list === 'main' ? sql`lower(b.user_last_name), lower(b.user_first_name), b.label, b.id` : sql`t.turn, b.id`;
  const { rows } = await sql<Counted>`
    select ${bookingColumns}, count(*) over ()::int as total from agendas.taken t join agendas.booking b on b.id = t.booking_id
    where t.event_id = ${eventId} and t.list = ${list} and t.cancelled_at is null and (b.expires_at is null or b.expires_at > now())
    order by ${order} limit ${limit} offset ${offset}`.execute(db);
  return { rows, total: rows[0]?.total ?? 0 };
}

/** Bookings that an event had and lost: those whose request could not be told, then the latest; locks that ended are none. */
export async function cancelledBookings(
  db: Kysely<Database>,
  eventId: number,
  { limit, offset }: Page,
): Promise<Listed<BookingLine>> {
  const { rows } = await sql<Counted>`
    select ${bookingColumns}, count(*) over ()::int as total from agendas.taken t join agendas.booking b on b.id = t.booking_id
    where t.event_id = ${eventId} and t.cancelled_at is not null and b.expires_at is null and b.cancelled_by is distinct from 'lock'
    order by exists (select from agendas.callback c where c.booking_id = b.id and c.failed_at is not null) desc, t.cancelled_at desc, b.id desc limit ${limit} offset ${offset}`.execute(
    db,
  );
  return { rows, total: rows[0]?.total ?? 0 };
}

export type CallTotals = { sent: number; pending: number; failed: number };

/** How the calls to the requests of an event's bookings stand. */
export async function callTotals(db: Kysely<Database>, eventId: number): Promise<CallTotals> {
  const { rows } = await sql<CallTotals>`
    select count(*) filter (where c.sent_at is not null)::int as sent, count(*) filter (where c.failed_at is not null)::int as failed,
      count(*) filter (where c.sent_at is null and c.failed_at is null)::int as pending
    from agendas.callback c where c.booking_id in (select t.booking_id from agendas.taken t where t.event_id = ${eventId})`.execute(
    db,
  );
  return rows[0] ?? { sent: 0, pending: 0, failed: 0 };
}

/** What one booking of an agenda is on. */
export type BookedOn = BookingLine & {
  event: { id: number; slug: string; label: string; startMinute: number; durationMinutes: number | null } | null;
  meeting: { desk: string; type: string | null; startMinute: number; endMinute: number } | null;
  /** An event's booking stands for one; so many more are on others. */
  others: number;
};

export async function findBooking(db: Kysely<Database>, agendaId: number, bookingId: number): Promise<BookedOn | null> {
  const { rows } = await sql<BookedOn>`
    select ${bookingColumns},
      case when e.id is not null then jsonb_build_object('id', e.id, 'slug', e.slug, 'label', e.label, 'startMinute', ${minute(sql`e.start_at`)},
        'durationMinutes', e.duration_minutes) end as event,
      case when d.id is not null then jsonb_build_object('desk', d.label, 'type', m.label, 'startMinute', lower(t.span), 'endMinute', upper(t.span)) end as meeting,
      (count(*) over () - 1)::int as others
    from agendas.booking b join agendas.taken t on t.booking_id = b.id and t.resource_id is null and (t.cancelled_at is null or b.cancelled_at is not null)
    left join agendas.event e on e.id = t.event_id left join agendas.desk d on d.id = t.desk_id left join agendas.meeting_type m on m.id = b.meeting_type_id
    where b.id = ${bookingId} and b.agenda_id = ${agendaId} and (b.expires_at is null or b.expires_at > now())
    order by t.cancelled_at desc nulls first, t.span, t.id limit 1`.execute(db);
  return rows[0] ?? null;
}
