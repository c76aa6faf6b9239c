import type { PoolClient } from 'pg';
import { agendaJson, isNumber, type AgendaJson } from '../agenda/agenda.ts';
import type { EventName } from './orders.ts';
import type { Closed } from './rules.ts';
import type { HeldBooking, HeldEvent } from './world.ts';

/**
 * The hot statements of the lane: plain SQL, prepared by name in each session (planning the writing one costs more than running it), arrays in, JSON out,
 * so that a group of 1 and a group of 500 cost the same number of journeys.
 */
export type Session = Pick<PoolClient, 'query'>;

export const run = async <Row extends object>(
  session: Session,
  name: string,
  text: string,
  values: unknown[],
): Promise<Row[]> => (await session.query<Row>({ name, text, values })).rows;

/** `+ 0` keeps a planner without statistics from walking through the agenda's whole index of starts: 15 ms for 64 names in place of 0.3. */
const eventNumbers = `
  select r.agenda, r.event, x.agenda_id, coalesce(
    (select e.id from agendas.event e where e.agenda_id + 0 = x.agenda_id and e.slug = r.event),
    (select e.id from agendas.event e where e.agenda_id = x.agenda_id and e.id = r.event_number)) as event_id
  from unnest($1::text[], $2::text[], $3::int[], $4::int[]) as r(agenda, event, agenda_number, event_number),
    lateral (select coalesce((select a.id from agendas.agenda a where a.slug = r.agenda), (select a.id from agendas.agenda a where a.id = r.agenda_number)) as agenda_id) x`;

/** Names as four columns: slugs, and numbers where a name may be one. */
function columnsOf(names: readonly EventName[]): [string[], string[], (number | null)[], (number | null)[]] {
  const number = (text: string): number | null => (isNumber(text) ? Number(text) : null);
  return [
    names.map(({ agenda }) => agenda),
    names.map(({ event }) => event),
    names.map(({ agenda }) => number(agenda)),
    names.map(({ event }) => number(event)),
  ];
}

export type Involved = {
  bookingIds: readonly number[];
  /** Codes with the agenda in which they lock. */
  locks: readonly { agenda: string; code: string }[];
  /** People with the agendas in which all their bookings may change. */
  users: readonly { agenda: string; user: string }[];
};

/** Bookings named by the orders, held until the end; after the events, in the order of their numbers. */
export async function lockBookings(session: Session, ids: readonly number[]): Promise<void> {
  await session.query({
    name: 'agendas_lock_bookings',
    text: 'select from agendas.booking where id = any($1::int[]) order by id for update',
    values: [ids],
  });
}

/** Who replaces a set, or a lock, in one agenda stands in line for the person or the code: rows that don't exist yet can't be locked. */
export async function lockPeople(session: Session, { locks, users }: Involved): Promise<void> {
  const keys = [
    ...locks.map(({ agenda, code }) => `lock ${agenda} ${code}`),
    ...users.map(({ agenda, user }) => `user ${agenda} ${user}`),
  ];
  if (keys.length === 0) return;
  await run(
    session,
    'agendas_lock_people',
    `select pg_advisory_xact_lock(7281003, k) from (select distinct hashtext(key) as k from unnest($1::text[]) as key order by 1) keys`,
    [keys],
  );
}

/** Events that the orders will change through bookings that exist: those of the bookings named, of the codes' locks, of the users' sets. */
export async function involvedEvents(session: Session, { bookingIds, locks, users }: Involved): Promise<number[]> {
  const rows = await run<{ id: number }>(
    session,
    'agendas_involved_events',
    `select distinct t.event_id as id from agendas.taken t join agendas.booking b on b.id = t.booking_id
     where t.cancelled_at is null and t.event_id is not null and b.id in (
       select unnest($1::int[])
       union select b.id from unnest($2::text[], $3::text[]) l(agenda, code) join agendas.agenda a on a.slug = l.agenda or a.id::text = l.agenda
         join agendas.booking b on b.agenda_id = a.id and b.lock_code = l.code and b.expires_at is not null and b.cancelled_at is null
       union select b.id from unnest($4::text[], $5::text[]) u(agenda, person) join agendas.agenda a on a.slug = u.agenda or a.id::text = u.agenda
         join agendas.booking b on b.agenda_id = a.id and b.user_external_id = u.person and b.user_external_id <> '' and b.cancelled_at is null)`,
    [
      bookingIds,
      locks.map(({ agenda }) => agenda),
      locks.map(({ code }) => code),
      users.map(({ agenda }) => agenda),
      users.map(({ user }) => user),
    ],
  );
  return rows.map(({ id }) => id);
}

/** Numbers of the events that can be locked without waiting; the others are held by somebody. */
export async function lockFreeEvents(
  session: Session,
  names: readonly EventName[],
  ids: readonly number[],
): Promise<{ free: Set<number>; byName: Map<string, number> }> {
  const rows = await run<{ agenda: string; event: string; event_id: number | null }>(
    session,
    'agendas_event_numbers',
    eventNumbers,
    columnsOf(names),
  );
  const byName = new Map(
    rows
      .filter(({ event_id: id }) => id !== null)
      .map(({ agenda, event, event_id: id }) => [`${agenda}/${event}`, id!]),
  );
  const locked = await run<{ id: number }>(
    session,
    'agendas_lock_free_events',
    'select id from agendas.event where id = any($1::int[]) order by id for update skip locked',
    [[...byName.values(), ...ids]],
  );
  return { free: new Set(locked.map(({ id }) => id)), byName };
}

export type Opening = {
  names: readonly EventName[];
  eventIds: readonly number[];
  /** Agendas beside those of the events: named ones, and those of the bookings. */
  agendas: readonly string[];
  bookingIds: readonly number[];
  nonces: readonly { orig: string; nonce: string }[];
  keys: readonly { caller: string; key: string }[];
  /** Numbers for new bookings. */
  newIds: number;
};

export type Opened = {
  spent: [orig: string, nonce: string][];
  answers: { caller: string; key: string; hash: string; status: number; answer: unknown }[];
  ids: number[];
  events: EventArray[];
  names: [agenda: string, event: string, eventId: number][];
  agendas: AgendaJson[];
  agenda_names: [name: string, id: number][];
  now_ms: number;
};

export type EventArray = [
  id: number,
  agendaId: number,
  slug: string,
  label: string,
  startMinute: number,
  durationMinutes: number | null,
  total: number,
  waitingTotal: number,
  booked: number,
  waiting: number,
  promotes: boolean,
  publicationMinute: number | null,
  cancelled: boolean,
  closed: Closed | null,
  version: number,
  exceeds: boolean,
  lockEndsAt: number | null,
  primarySlug: string | null,
  customFields: Record<string, unknown>,
];

/** Nonces spent, earlier answers looked up, agendas read, numbers taken: all that a group needs beside its events, in one journey. */
const opening = `
with spent as (
  insert into platform.nonce (orig, nonce) select n.orig, n.nonce from unnest($1::text[], $2::text[]) n(orig, nonce) order by 1, 2
  on conflict do nothing returning orig, nonce
)
select
  (select coalesce(jsonb_agg(jsonb_build_array(orig, nonce)), '[]') from spent) as spent,
  (select coalesce(json_agg(json_build_object('caller', i.caller, 'key', i.key, 'hash', encode(i.request_hash, 'hex'), 'status', i.status, 'answer', i.answer)), '[]')
    from unnest($4::text[], $5::text[]) k(caller, key) join platform.idempotency i on i.caller = k.caller and i.key = k.key
    where i.at > now() - interval '24 hours') as answers,
  array(select nextval('agendas.booking_id_seq')::int from generate_series(1, $6::int)) as ids,
  (select coalesce(jsonb_agg(${agendaJson}), '[]') from agendas.agenda a where a.id in (
    select e.agenda_id from agendas.event e where e.id = any($3::int[]) union select b.agenda_id from agendas.booking b where b.id = any($8::int[]))
    or a.slug = any($7::text[]) or a.id::text = any($7::text[])) as agendas,
  (select coalesce(jsonb_agg(jsonb_build_array(n, a.id) order by a.slug <> n), '[]') from unnest($7::text[]) n
    join agendas.agenda a on a.slug = n or a.id::text = n) as agenda_names,
  (date_part('epoch', clock_timestamp()) * 1000)::bigint as now_ms`;

/** The columns of an event `e` in the order of `EventArray`. */
export const eventColumns = `e.id, e.agenda_id, e.slug, e.label, (date_part('epoch', e.start_at) / 60)::int,
  e.duration_minutes, e.places, e.waiting_list_places, e.booked, e.waiting, e.promotes, (date_part('epoch', e.publication_at) / 60)::int,
  e.cancelled_at is not null, case when e.recurrence_days <> '{}' then 'series' when e.off_series then 'off series' end, e.version, e.exceeds, (date_part('epoch', e.lock_ends_at) * 1000)::float8,
  case when e.primary_event_id is not null then (select p.slug from agendas.event p where p.id = e.primary_event_id) end, e.custom_fields`;

/**
 * The events, locked in the order of their numbers until the transaction ends. `order by` stands on the number, which never changes, so that the order holds
 * even for rows that were waited for. The locking part stands alone, over one array: joined to a union, a row that had to be waited for was dropped by the second look
 * that PostgreSQL takes at it (EvalPlanQual). Rows, not JSON: 64 events built as JSON cost 6 ms, as rows 0.5.
 */
const holding = `
with named as materialized (${eventNumbers}),
held as materialized (
  select e.* from agendas.event e where e.id = any(array(select event_id from named where event_id is not null) || $5::int[]) order by e.id for update
)
select n.agenda, n.event, (date_part('epoch', clock_timestamp()) * 1000)::float8, ${eventColumns}
from held e left join named n on n.event_id = e.id`;

export async function openGroup(session: Session, opening_: Opening): Promise<Opened> {
  const { names, eventIds, agendas, bookingIds, nonces, keys, newIds } = opening_;
  const [[opened], rows] = await Promise.all([
    run<Omit<Opened, 'events' | 'names'>>(session, 'agendas_open_group', opening, [
      nonces.map(({ orig }) => orig),
      nonces.map(({ nonce }) => nonce),
      eventIds,
      keys.map(({ caller }) => caller),
      keys.map(({ key }) => key),
      newIds,
      agendas,
      bookingIds,
    ]),
    names.length + eventIds.length === 0 ? [] : holdEvents(session, names, eventIds),
  ]);
  const events = rows.map(([, , , ...event]) => event);
  const found = rows.flatMap(([agenda, event, , id]): Opened['names'] =>
    agenda === null || event === null ? [] : [[agenda, event, id]],
  );
  return {
    ...opened!,
    events,
    names: found,
    now_ms: Math.floor(Math.max(opened!.now_ms, ...rows.map(([, , at]) => at))),
  };
}

type HeldRow = [agenda: string | null, event: string | null, nowMs: number, ...EventArray];

async function holdEvents(session: Session, names: readonly EventName[], ids: readonly number[]): Promise<HeldRow[]> {
  const values = [...columnsOf(names), ids];
  const asked = { name: 'agendas_hold_events', text: holding, values, rowMode: 'array' as const };
  return (await session.query<HeldRow>(asked)).rows;
}

export function toHeldEvent(row: EventArray): HeldEvent {
  const [
    id, agendaId, slug, label, startMinute, durationMinutes, total, waitingTotal, booked, waiting, promotes, publicationMinute, cancelled, closed,
    version, exceeds, lockEndsAt, primarySlug, customFields,
  ] = row; // prettier-ignore
  return {
    id, agendaId, slug, label, startMinute, durationMinutes, total, waitingTotal, booked, waiting, promotes, publicationMinute, cancelled, closed,
    version, exceeds, lockEndsAt, primarySlug, customFields, changed: false,
  }; // prettier-ignore
}

export type Loading = {
  bookingIds: readonly number[];
  locks: readonly { agendaId: number; code: string }[];
  users: readonly { agendaId: number; user: string }[];
  /** Events of which every lock is wanted: one of them has ended. */
  sweptEvents: readonly number[];
  /** Events of which the waiting list is wanted. */
  lines: readonly number[];
};

type BookingRow = {
  id: number;
  agenda_id: number;
  places: number;
  user_external_id: string;
  lock_code: string | null;
  expires_ms: number | null;
  cancelled: boolean;
  cancel_callback_url: string;
  presence_callback_url: string;
  asked_by: string;
  taken: [id: number, eventId: number | null, places: number, list: 'main' | 'waiting', turn: number][];
};

/** The bookings that the decisions need, read while their events are locked. */
export async function loadBookings(
  session: Session,
  { bookingIds, locks, users, sweptEvents, lines }: Loading,
): Promise<HeldBooking[]> {
  const rows = await run<BookingRow>(
    session,
    'agendas_load_bookings',
    `select b.id, b.agenda_id, b.places, b.user_external_id, b.lock_code, (date_part('epoch', b.expires_at) * 1000)::bigint as expires_ms,
       b.cancelled_at is not null as cancelled, b.cancel_callback_url, b.presence_callback_url, b.asked_by,
       coalesce((select jsonb_agg(jsonb_build_array(t.id, t.event_id, t.places, t.list, t.turn) order by t.id)
         from agendas.taken t where t.booking_id = b.id and t.cancelled_at is null), '[]') as taken
     from agendas.booking b where b.id in (
       select unnest($1::int[])
       union select b.id from unnest($2::int[], $3::text[]) l(agenda_id, code) join agendas.booking b
         on b.agenda_id = l.agenda_id and b.lock_code = l.code and b.expires_at is not null and b.cancelled_at is null
       union select b.id from unnest($4::int[], $5::text[]) u(agenda_id, person) join agendas.booking b
         on b.agenda_id = u.agenda_id and b.user_external_id = u.person and b.user_external_id <> '' and b.cancelled_at is null
       union select b.id from agendas.taken t join agendas.booking b on b.id = t.booking_id
         where t.event_id = any($6::int[]) and t.cancelled_at is null and b.expires_at is not null
       union select t.booking_id from agendas.taken t where t.event_id = any($7::int[]) and t.list = 'waiting' and t.cancelled_at is null)`,
    [
      bookingIds,
      locks.map(({ agendaId }) => agendaId),
      locks.map(({ code }) => code),
      users.map(({ agendaId }) => agendaId),
      users.map(({ user }) => user),
      sweptEvents,
      lines,
    ],
  );
  return rows.map(toHeldBooking);
}

function toHeldBooking(row: BookingRow): HeldBooking {
  return {
    id: row.id,
    agendaId: row.agenda_id,
    meetingTypeId: null,
    places: row.places,
    user: row.user_external_id,
    lockCode: row.lock_code,
    expiresAt: row.expires_ms,
    cancelled: row.cancelled,
    cancelCallbackUrl: row.cancel_callback_url,
    presenceCallbackUrl: row.presence_callback_url,
    taken: row.taken.map(([id, eventId, places, list, turn]) => ({ id, eventId, places, list, turn, changed: false })),
    released: [],
    isNew: false,
    cancelledBy: null,
    details: null,
    askedBy: row.asked_by,
    changed: false,
  };
}
