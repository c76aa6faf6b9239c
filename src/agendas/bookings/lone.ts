import { sqlState } from '../../platform/database/transaction.ts';
import { agendaJson, isNumber, type AgendaJson } from '../agenda/agenda.ts';
import type { AgendasTown } from '../database.ts';
import { decide } from './decide.ts';
import { worldOf, type Entry, type Result } from './group.ts';
import { bookingColumns, detailColumns, detailNames, type EventArray } from './statements.ts';

/**
 * A caller who is alone books by two statements without a transaction around them: one reads the event, the rules decide, one writes everything if the event's version is still
 * the one that was read. Four journeys less than a group; nobody holds a row while we think. Null, with nothing written, where it isn't that simple or somebody came between:
 * then the group's way is gone.
 */
export async function bookAlone(
  town: Pick<AgendasTown, 'hot' | 'settings' | 'clock'>,
  entry: Entry,
): Promise<Result | null> {
  if (!isSimple(entry)) return null;
  const { order, nonce } = entry;
  const slot = order.slots[0]!;
  const { rows } = await town.hot.query<[id: number, nowMs: number, agenda: AgendaJson, ...EventArray]>({
    name: 'agendas_lone_read',
    text: reading,
    values: [slot.agenda, slot.event],
    rowMode: 'array',
  });
  const row = rows[0];
  if (!row) return null;
  const [newId, nowMs, agenda, ...event] = row;
  const [eventId, , , , , , , , , , , , , , version, , lockEndsAt] = event;
  const isCapped = agenda.maximalBookingsPerUser !== null && order.details.user_external_id !== '';
  if (isCapped || (lockEndsAt !== null && lockEndsAt <= nowMs)) return null;
  const names: [string, string, number][] = [[slot.agenda, slot.event, eventId]];
  const opened = {
    spent: [],
    answers: [],
    ids: [newId],
    events: [event],
    names,
    agendas: [agenda],
    agenda_names: [[slot.agenda, agenda.id] as [string, number]],
    now_ms: nowMs,
  };
  const world = { ...worldOf(town, opened), meetings: null };
  const [outcome] = decide(world, [entry]);
  if (outcome?.kind !== 'booked') return null;
  const booking = world.bookings.get(newId)!;
  const [taken] = booking.taken;
  const after = world.events.get(eventId)!;
  const values = [
    eventId, version, after.booked, after.waiting, after.version, after.exceeds, nonce?.orig ?? null, nonce?.nonce ?? null,
    JSON.stringify(bookingColumns(booking)), newId, taken!.places, taken!.list, taken!.turn,
  ]; // prettier-ignore
  try {
    const written = await town.hot.query<{ count: number }>({ name: 'agendas_lone_write', text: writing, values });
    return written.rows[0]?.count === 1 ? { kind: 'decided', outcome, answer: entry.answer(outcome) } : null;
  } catch (error) {
    // The nonce was spent before, or the row could not be had: the group's way asks and waits.
    if (['23505', '40P01', '40001', '55P03'].includes(sqlState(error) ?? '')) return null;
    throw error;
  }
}

function isSimple(entry: Entry): entry is Entry & { order: Extract<Entry['order'], { kind: 'book' }> } {
  const { order, keyed } = entry;
  if (
    keyed ||
    order.kind !== 'book' ||
    order.slots.length !== 1 ||
    order.lock ||
    order.cancelBookingId !== null ||
    order.excludeUser
  )
    return false;
  return !order.slots.some(({ agenda, event }) => isNumber(agenda) || isNumber(event));
}

const reading = `
select nextval('agendas.booking_id_seq')::int, (date_part('epoch', clock_timestamp()) * 1000)::float8, ${agendaJson}, e.id, e.agenda_id, e.slug, e.label,
  (date_part('epoch', e.start_at) / 60)::int, e.duration_minutes, e.places, e.waiting_list_places, e.booked, e.waiting, e.promotes,
  (date_part('epoch', e.publication_at) / 60)::int, e.cancelled_at is not null, e.recurrence_days <> '{}', e.version, e.exceeds,
  (date_part('epoch', e.lock_ends_at) * 1000)::float8, case when e.primary_event_id is not null then (select p.slug from agendas.event p where p.id = e.primary_event_id) end, e.custom_fields
from agendas.agenda a join agendas.event e on e.agenda_id = a.id + 0 and e.slug = $2 where a.slug = $1`;

/** A row that somebody holds is not waited for; one that changed is not found. Everything else hangs on it. */
const writing = `
with held as (select id from agendas.event where id = $1::int and version = $2::int for update skip locked),
counted as (
  update agendas.event e set booked = $3::int, waiting = $4::int, version = $5::int, exceeds = $6::bool from held where e.id = held.id returning e.id
),
spent as (insert into platform.nonce (orig, nonce) select $7::text, $8::text from counted where $7::text is not null),
booked as (
  insert into agendas.booking (id, agenda_id, places, asked_by, ${detailNames})
  select x.id, x.agenda_id, x.places, x.asked_by, ${detailNames} from counted, jsonb_to_record($9::jsonb) as x(id int, agenda_id int, places int, asked_by text, ${detailColumns})
),
placed as (insert into agendas.taken (booking_id, event_id, places, list, turn) select $10::int, c.id, $11::int, $12::text, $13::int from counted c)
select count(*)::int as count from counted`;
