import type { Answer, Keyed } from '../../platform/idempotency.ts';
import { spansOf } from '../meetings/meet.ts';
import { run, type Session } from './statements.ts';
import type { HeldBooking, World } from './world.ts';

export type KeptAnswer = { keyed: Keyed; answer: Answer };

/** Who books and how to reach them, with the types of the columns; what an order leaves empty isn't sent. */
const details = {
  label: 'text', user_display_label: 'text', user_external_id: 'text', user_first_name: 'text', user_last_name: 'text', user_email: 'text',
  user_phone_number: 'text', extra_emails: 'text[]', extra_phone_numbers: 'text[]', sms_counter: 'text', form_url: 'text', backoffice_url: 'text',
  cancel_callback_url: 'text', presence_callback_url: 'text', absence_callback_url: 'text', extra_data: 'jsonb',
} as const; // prettier-ignore
const detailNames = Object.keys(details).join(', ');
const detailColumns = Object.entries(details)
  .map(([name, type]) => `${name} ${type}`)
  .join(', ');
const empty = { text: "''", 'text[]': "'{}'", jsonb: 'null' };
const detailValues = Object.entries(details)
  .map(([name, type]) => `coalesce(x.${name}, ${empty[type]})`)
  .join(', ');

/** New bookings from `newBookings`; `joined` to those that may be written. */
export const insertBookings = (json: string, joined = ''): string => `
  insert into agendas.booking (id, agenda_id, meeting_type_id, places, lock_code, expires_at, asked_by, cancelled_at, cancelled_by, ${detailNames})
  select x.id, x.agenda_id, x.meeting_type_id, x.places, x.lock_code, to_timestamp(x.expires_ms / 1000.0), x.asked_by, case when x.cancelled_by is not null then now() end, x.cancelled_by,
    ${detailValues} from json_to_recordset(${json}::json) as x(id int, agenda_id int, event_id int, meeting_type_id int, places int, lock_code text, expires_ms float8, asked_by text,
    cancelled_by text, ${detailColumns}) ${joined}`;

/** Bookings as JSON without what is empty: twenty texts for each cost 19 microseconds to read, the few that are given 10. */
export function newBookings(bookings: readonly HeldBooking[]): string {
  return JSON.stringify(
    bookings.map((booking) =>
      Object.fromEntries(
        Object.entries(bookingColumns(booking)).filter(
          ([, value]) => value !== '' && value !== null && !(Array.isArray(value) && value.length === 0),
        ),
      ),
    ),
  );
}

/** Where a statement fails, the COMMIT that was sent behind it undoes all: so a key that was answered meanwhile makes it fail. */
const keyTaken = 'a key was answered meanwhile';

const writing = `
with booked as (${insertBookings('$1')}
),
placed as (
  insert into agendas.taken (booking_id, event_id, places, list, turn, cancelled_at)
  select t.booking_id, t.event_id, t.places, t.list, t.turn, case when t.over then now() end
  from unnest($2::int[], $3::int[], $4::int[], $5::text[], $6::int[], $7::bool[]) t(booking_id, event_id, places, list, turn, over)
),
spanned as (
  insert into agendas.taken (booking_id, desk_id, resource_id, span)
  select t.booking_id, t.desk_id, t.resource_id, int4range(t.start_minute, t.end_minute)
  from unnest($19::int[], $20::int[], $21::int[], $22::int[], $23::int[]) t(booking_id, desk_id, resource_id, start_minute, end_minute)
),
counted as (
  update agendas.event e set booked = c.booked, waiting = c.waiting, version = c.version, exceeds = c.exceeds, lock_ends_at = to_timestamp(c.lock_ms / 1000.0)
  from unnest($8::int[], $9::int[], $10::int[], $11::int[], $12::bool[], $13::float8[]) c(id, booked, waiting, version, exceeds, lock_ms) where e.id = c.id
),
answered as (
  insert into platform.idempotency (caller, key, request_hash, status, answer)
  select k.caller, k.key, k.hash, k.status, k.answer::json from unnest($14::text[], $15::text[], $16::bytea[], $17::int[], $18::text[]) k(caller, key, hash, status, answer)
  on conflict (caller, key) do update set request_hash = excluded.request_hash, status = excluded.status, answer = excluded.answer, at = now()
    where platform.idempotency.at <= now() - interval '24 hours'
  returning 1
)
select case when n = cardinality($14::text[]) then '1' else '${keyTaken}' end::int from (select count(*) as n from answered) a`;

/** Another process has given an answer to one of the keys meanwhile: the group is to be done again. */
export function isKeyTaken(error: unknown): boolean {
  return error instanceof Error && error.message.includes(keyTaken);
}

/** Sends all that a group of decisions changed. New rows, counters and answers go in one statement; the rest only where there is any. */
export function writeWorld(session: Session, world: World, answers: readonly KeptAnswer[]): Promise<unknown>[] {
  const bookings = [...world.bookings.values()];
  const fresh = bookings.filter(({ isNew }) => isNew);
  const places = fresh.flatMap((booking) =>
    booking.taken.map((taken) => ({ ...taken, bookingId: booking.id, over: booking.cancelled })),
  );
  const events = [...world.events.values()].filter(({ changed }) => changed);
  const spans = world.meetings ? spansOf(world.meetings) : [];
  const sent = writeKnown(
    session,
    bookings.filter(({ isNew }) => !isNew),
  );
  if (fresh.length + events.length + answers.length + spans.length > 0) {
    sent.push(
      run(session, 'agendas_write_group', writing, [
        newBookings(fresh),
        places.map(({ bookingId }) => bookingId),
        places.map(({ eventId }) => eventId),
        places.map((taken) => taken.places),
        places.map(({ list }) => list),
        places.map(({ turn }) => turn),
        places.map(({ over }) => over),
        events.map(({ id }) => id),
        events.map(({ booked }) => booked),
        events.map(({ waiting }) => waiting),
        events.map(({ version }) => version),
        events.map(({ exceeds }) => exceeds),
        events.map(({ lockEndsAt }) => lockEndsAt),
        answers.map(({ keyed: { caller } }) => caller),
        answers.map(({ keyed: { key } }) => key),
        answers.map(({ keyed: { hash } }) => hash),
        answers.map(({ answer: { status } }) => status),
        answers.map(({ answer: { body } }) => JSON.stringify(body)),
        spans.map(({ bookingId }) => bookingId),
        spans.map(({ deskId }) => deskId),
        spans.map(({ resourceId }) => resourceId),
        spans.map(({ start }) => start),
        spans.map(({ end }) => end),
      ]),
    );
  }
  return world.callbacks.length === 0 ? sent : [...sent, writeCallbacks(session, world)];
}

function bookingColumns(booking: HeldBooking) {
  return {
    ...booking.details,
    id: booking.id,
    agenda_id: booking.agendaId,
    event_id: booking.taken[0]?.eventId ?? null,
    meeting_type_id: booking.meetingTypeId,
    places: booking.places,
    lock_code: booking.lockCode,
    expires_ms: booking.expiresAt,
    asked_by: booking.askedBy,
    cancelled_by: booking.cancelledBy,
  };
}

/** Bookings that stood before: ended, confirmed, resized; and what they take: moved, on another list. */
function writeKnown(session: Session, bookings: readonly HeldBooking[]): Promise<unknown>[] {
  const sent: Promise<unknown>[] = [];
  const ended = bookings.filter(({ changed, cancelled, cancelledBy }) => changed && cancelled && cancelledBy !== null);
  if (ended.length > 0) {
    sent.push(
      run(
        session,
        'agendas_end_bookings',
        `with ended as (update agendas.booking b set cancelled_at = now(), cancelled_by = c.by from unnest($1::int[], $2::text[]) c(id, by) where b.id = c.id)
       update agendas.taken set cancelled_at = now() where booking_id = any($1::int[]) and cancelled_at is null`,
        [ended.map(({ id }) => id), ended.map(({ cancelledBy }) => cancelledBy)],
      ),
    );
  }
  const changed = bookings.filter((booking) => booking.changed && !booking.cancelled);
  if (changed.length > 0) {
    sent.push(
      run(
        session,
        'agendas_change_bookings',
        `update agendas.booking b set places = x.places, expires_at = to_timestamp(x.expires_ms / 1000.0), asked_by = x.asked_by
       from jsonb_to_recordset($1::jsonb) as x(id int, places int, expires_ms float8, asked_by text) where b.id = x.id`,
        [JSON.stringify(changed.map(bookingColumns))],
      ),
    );
  }
  const confirmed = changed.filter(({ details }) => details !== null);
  if (confirmed.length > 0) {
    sent.push(
      run(
        session,
        'agendas_confirm_bookings',
        `update agendas.booking b set (${detailNames}) = (select ${detailNames.replaceAll(/(\w+)/g, 'x.$1')})
       from jsonb_to_recordset($1::jsonb) as x(id int, ${detailColumns}) where b.id = x.id`,
        [JSON.stringify(confirmed.map(bookingColumns))],
      ),
    );
  }
  const released = bookings.flatMap((booking) => booking.released);
  if (released.length > 0)
    sent.push(
      run(session, 'agendas_release_taken', 'delete from agendas.taken where id = any($1::bigint[])', [released]),
    );
  const taken = bookings
    .filter(({ cancelled }) => !cancelled)
    .flatMap((booking) => booking.taken.filter((one) => one.changed && one.id !== null));
  if (taken.length > 0) {
    sent.push(
      run(
        session,
        'agendas_change_taken',
        `update agendas.taken t set event_id = x.event_id, places = x.places, list = x.list, turn = x.turn
       from unnest($1::bigint[], $2::int[], $3::int[], $4::text[], $5::int[]) x(id, event_id, places, list, turn) where t.id = x.id`,
        [
          taken.map(({ id }) => id),
          taken.map(({ eventId }) => eventId),
          taken.map(({ places }) => places),
          taken.map(({ list }) => list),
          taken.map(({ turn }) => turn),
        ],
      ),
    );
  }
  return sent;
}

function writeCallbacks(session: Session, { callbacks }: World): Promise<unknown> {
  return run(
    session,
    'agendas_owe_callbacks',
    `insert into agendas.callback (booking_id, kind, url, host) select * from unnest($1::int[], $2::text[], $3::text[], $4::text[])`,
    [
      callbacks.map(({ bookingId }) => bookingId),
      callbacks.map(({ kind }) => kind),
      callbacks.map(({ url }) => url),
      callbacks.map(({ url }) => hostOf(url)),
    ],
  );
}

/** `host:port` of an address; what is no address stands by itself and fails with that reason. */
export function hostOf(url: string): string {
  return URL.parse(url)?.host ?? '';
}
