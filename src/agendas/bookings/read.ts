import { sql, type Kysely, type RawBuilder } from 'kysely';
import { rolesOf, isAdministrator, type Caller } from '../../accounts/caller.ts';
import { isNumber } from '../agenda/agenda.ts';
import type { Database } from '../database.ts';
import type { CallbackKind, CancelledBy, ListName } from '../tables.ts';

export type CallbackState = {
  id: number;
  kind: CallbackKind;
  state: 'pending' | 'sent' | 'failed';
  attempts: number;
  lastStatus: number | null;
  lastFailure: string | null;
  /** Milliseconds since the epoch. */
  dueMs: number;
};

/** A booking as those who may see it read it. */
export type Booking = {
  id: number;
  agendaSlug: string;
  places: number;
  list: ListName;
  turn: number;
  eventId: number | null;
  eventSlug: string | null;
  /** Those that it takes places of, in their order; of an appointment none. */
  events: { slug: string; waitingTotal: number }[];
  label: string;
  userDisplayLabel: string;
  userExternalId: string;
  userFirstName: string;
  userLastName: string;
  userEmail: string;
  userPhoneNumber: string;
  extraEmails: string[];
  extraPhoneNumbers: string[];
  smsCounter: string;
  formUrl: string;
  backofficeUrl: string;
  cancelCallbackUrl: string;
  presenceCallbackUrl: string;
  absenceCallbackUrl: string;
  /** Minutes since the epoch: of the event, or of all that the appointment takes; the end null where an event doesn't say. */
  startMinute: number;
  endMinute: number | null;
  /** Of an appointment. */
  desk: { slug: string; label: string } | null;
  resources: { slug: string; label: string }[];
  extraData: Record<string, unknown> | null;
  present: boolean | null;
  absenceReason: string;
  cancelled: boolean;
  cancelledBy: CancelledBy | null;
  anonymized: boolean;
  createdMs: number;
  callbacks: CallbackState[];
};

export type BookingFilter = {
  id?: number;
  user?: string;
  agendaId?: number;
  eventId?: number;
  /** The slug or number of an event, of any agenda that is asked for. */
  event?: string;
  agendas?: readonly string[];
  category?: string;
  /** Minutes since the epoch, of the start of one of its events, or of the appointment; `until` is excluded. */
  from?: number;
  until?: number;
  list?: ListName;
  present?: boolean | null;
  absenceReason?: string;
  /** Cancelled ones too. */
  cancelled?: boolean;
  limit?: number;
  offset?: number;
};

/** Agendas, joined as `a`, whose bookings the caller may see: held by the statement that reads. */
export function seenBy(caller: Caller): RawBuilder<boolean> {
  if (caller.kind === 'signed' || caller.kind === 'client' || isAdministrator(caller)) return sql<boolean>`true`;
  if (caller.kind === 'anonymous') return sql<boolean>`false`;
  return sql<boolean>`exists (select from accounts.role r where r.id in (a.view_role_id, a.edit_role_id, a.admin_role_id)
    and r.slug = any(${rolesOf(caller)}::text[]))`;
}

type Row = Omit<Booking, 'callbacks' | 'extraData'> & { extraData: Booking['extraData']; callbacks: CallbackState[] };

/** Bookings, main lists before waiting lists, each in its order. Locks are no bookings. */
export async function readBookings(db: Kysely<Database>, caller: Caller, filter: BookingFilter): Promise<Booking[]> {
  const {
    id,
    user,
    agendaId,
    eventId,
    event,
    agendas,
    category,
    from,
    until,
    list,
    present,
    absenceReason,
    cancelled = false,
    limit = 1_000,
    offset = 0,
  } = filter;
  const when = sql`coalesce(e.start_at, to_timestamp(lower(t.span) * 60.0))`;
  const stands = sql`(x.cancelled_at is null or b.cancelled_at is not null)`;
  const ofDesk = (edge: RawBuilder<unknown>): RawBuilder<unknown> =>
    sql`(select ${edge} from agendas.taken x where x.booking_id = b.id and x.desk_id is not null and ${stands})`;
  // Of several events, any.
  const within = sql`exists (select from agendas.taken x left join agendas.event y on y.id = x.event_id where x.booking_id = b.id
    and (x.cancelled_at is null or b.cancelled_at is not null) and coalesce(y.start_at, to_timestamp(lower(x.span) * 60.0)) <@ tstzrange(${from === undefined ? null : Temporal.Instant.fromEpochMilliseconds(from * 60_000).toString()}, ${until === undefined ? null : Temporal.Instant.fromEpochMilliseconds(until * 60_000).toString()}))`;
  const { rows } = await sql<Row>`
    select b.id, a.slug as "agendaSlug", b.places, t.list, t.turn, t.event_id as "eventId", e.slug as "eventSlug", b.label, b.user_display_label as "userDisplayLabel",
      coalesce((select jsonb_agg(jsonb_build_object('slug', y.slug, 'waitingTotal', y.waiting_list_places) order by y.start_at, y.id) from agendas.taken x join agendas.event y on y.id = x.event_id
        where x.booking_id = b.id and (x.cancelled_at is null or b.cancelled_at is not null)), '[]') as events,
      b.user_external_id as "userExternalId", b.user_first_name as "userFirstName", b.user_last_name as "userLastName", b.user_email as "userEmail",
      b.user_phone_number as "userPhoneNumber", b.extra_emails as "extraEmails", b.extra_phone_numbers as "extraPhoneNumbers", b.sms_counter as "smsCounter",
      b.presence_callback_url as "presenceCallbackUrl", b.absence_callback_url as "absenceCallbackUrl",
      coalesce((extract(epoch from e.start_at) / 60)::int, ${ofDesk(sql`min(lower(x.span))`)}) as "startMinute",
      coalesce((extract(epoch from e.start_at) / 60)::int + e.duration_minutes, ${ofDesk(sql`max(upper(x.span))`)}) as "endMinute",
      (select jsonb_build_object('slug', d.slug, 'label', d.label) from agendas.desk d where d.id = t.desk_id) as desk,
      coalesce((select jsonb_agg(jsonb_build_object('slug', r.slug, 'label', r.label) order by r.slug) from agendas.resource r
        where r.id in (select x.resource_id from agendas.taken x where x.booking_id = b.id and ${stands})), '[]') as resources,
      b.form_url as "formUrl", b.backoffice_url as "backofficeUrl", b.cancel_callback_url as "cancelCallbackUrl", b.extra_data as "extraData",
      b.user_was_present as present, b.user_absence_reason as "absenceReason", b.cancelled_at is not null as cancelled, b.cancelled_by as "cancelledBy",
      b.anonymized_at is not null as anonymized, (extract(epoch from b.created_at) * 1000)::bigint as "createdMs",
      coalesce((select jsonb_agg(jsonb_build_object('id', c.id, 'kind', c.kind, 'attempts', c.attempts, 'lastStatus', c.last_status, 'lastFailure', c.last_failure,
        'state', case when c.sent_at is not null then 'sent' when c.failed_at is not null then 'failed' else 'pending' end,
        'dueMs', (extract(epoch from c.due_at) * 1000)::bigint) order by c.id) from agendas.callback c where c.booking_id = b.id), '[]') as callbacks
    from agendas.booking b join agendas.agenda a on a.id = b.agenda_id
    join lateral (select t.* from agendas.taken t where t.booking_id = b.id ${eventId === undefined ? sql`` : sql`and t.event_id = ${eventId}`}
      order by t.event_id is null and t.desk_id is null, t.list desc, t.id limit 1) t on true
    left join agendas.event e on e.id = t.event_id
    where b.expires_at is null and coalesce(b.cancelled_by, '') <> 'lock' and ${seenBy(caller)}
      ${cancelled ? sql`` : sql`and b.cancelled_at is null`}
      ${id === undefined ? sql`` : sql`and b.id = ${id}`}
      ${user === undefined ? sql`` : sql`and b.user_external_id = ${user} and b.user_external_id <> ''`}
      ${agendaId === undefined ? sql`` : sql`and b.agenda_id = ${agendaId}`}
      ${eventId === undefined ? sql`` : sql`and b.id in (select x.booking_id from agendas.taken x where x.event_id = ${eventId} ${cancelled ? sql`` : sql`and x.cancelled_at is null`})`}
      ${event === undefined ? sql`` : sql`and exists (select from agendas.taken x join agendas.event y on y.id = x.event_id where x.booking_id = b.id and (y.slug = ${event} or y.id = ${isNumber(event) ? Number(event) : null}) and ${stands})`}
      ${agendas === undefined ? sql`` : sql`and a.slug = any(${agendas}::text[])`}
      ${category === undefined ? sql`` : sql`and a.category_id = (select c.id from agendas.category c where c.slug = ${category})`}
      ${from === undefined && until === undefined ? sql`` : sql`and ${within}`}
      ${list === undefined ? sql`` : sql`and t.list = ${list}`}
      ${present === undefined ? sql`` : sql`and b.user_was_present is not distinct from ${present}`}
      ${absenceReason === undefined ? sql`` : sql`and b.user_absence_reason = ${absenceReason}`}
    order by ${eventId === undefined ? sql`${when}, b.id` : sql`t.list, t.turn, b.id`} limit ${limit} offset ${offset}`.execute(
    db,
  );
  return rows;
}
