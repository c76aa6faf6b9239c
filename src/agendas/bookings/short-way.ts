import { sqlState } from '../../platform/database/transaction.ts';
import { agendaJson, isNumber, toAgenda, type Agenda, type AgendaJson } from '../agenda/agenda.ts';
import type { AgendasTown } from '../database.ts';
import { decide } from './decide.ts';
import { answersOf, eventNamesOf, worldOf, type Entry, type Result } from './group.ts';
import type { EventName } from './orders.ts';
import { eventColumns, run, toHeldEvent, type EventArray } from './statements.ts';
import { nameOf, type HeldEvent, type World } from './world.ts';
import { insertBookings, newBookings, type KeptAnswer } from './write.ts';

/** A row as it stood when we last saw it, and its mark: the transaction that wrote it (`xmin`), which any change of the row renews. */
type Marked<T> = { row: T; mark: string };
type Known = { event: Marked<HeldEvent>; agenda: Marked<Agenda> };

export type ShortWay = {
  /**
   * Tells of each booking that is decided and written. The others, told nothing of, go the groups' way: all where one isn't plain or wants an event that somebody else changes
   * at the same time, else those of events that have locks.
   */
  book(entries: readonly Entry[], tell: (entry: Entry, result: Result) => void): Promise<void>;
};

/** Events kept in mind; beyond, those longest unasked for are forgotten. */
const mostKnown = 5_000;
/** How long whoever wants an event that somebody else has changed goes the groups' way: there one waits for its row, here one would try in vain. */
const contendedMs = 1_000;

/**
 * Plain bookings, one or five hundred, by one statement without a transaction around it: they are decided on the events as this process left them, and those are written whose
 * event still bears the mark that we know. Nobody holds a row while we think, and a caller alone waits for one journey to the database.
 */
export function openShortWay(town: Pick<AgendasTown, 'hot' | 'settings' | 'clock'>): ShortWay {
  const known = new Map<string, Known>();
  const contendedUntil = new Map<string, number>();
  const ids: number[] = [];

  const learn = async (names: readonly EventName[], more: number): Promise<void> => {
    const { rows } = await town.hot.query<KnownRow>({
      name: 'agendas_short_read',
      text: reading,
      values: [names.map(({ agenda }) => agenda), names.map(({ event }) => event), more],
      rowMode: 'array',
    });
    const agendas = new Map<number, Marked<Agenda>>();
    for (const [fresh, name, eventMark, agendaMark, agenda, ...event] of rows) {
      if (fresh) ids.push(...fresh);
      if (agenda) agendas.set(agenda.id, { row: toAgenda(agenda), mark: agendaMark! });
      if (name === null) continue;
      const held = toHeldEvent(event as EventArray);
      known.set(name, { event: { row: held, mark: eventMark! }, agenda: agendas.get(held.agendaId)! });
    }
  };

  const attempt = async (entries: readonly Entry[], tell: (entry: Entry, result: Result) => void): Promise<void> => {
    const now = performance.now();
    const names = eventNamesOf(entries);
    if (names.some((name) => (contendedUntil.get(nameOf(name)) ?? 0) > now)) return;
    const unknown = names.filter((name) => !known.has(nameOf(name)));
    if (unknown.length > 0 || ids.length < entries.length) await learn(unknown, entries.length * 2);
    const involved = names.flatMap((name) => {
      const one = known.get(nameOf(name));
      return one && isFit(one) ? [{ name: nameOf(name), ...one }] : [];
    });
    for (const name of names) known.delete(nameOf(name));
    const eventIds = new Map(involved.map(({ name, event }) => [name, event.row.id]));
    const going = entries.filter((entry) => eventIds.has(eventOf(entry)));
    if (going.length === 0) return;
    const world = worldFor(town, involved, ids);
    const { decided, kept } = answersOf(decide(world, going), going);
    const asked = { world, involved, going, kept, more: Math.max(0, 2 * entries.length - ids.length) };
    const written = await write(town, asked, (entry) => eventIds.get(eventOf(entry))!);
    ids.push(...written.ids);
    for (const { name, event, agenda } of involved) {
      const row = world.events.get(event.row.id)!;
      if (written.held.has(row.id))
        known.set(name, { agenda, event: { row, mark: row.changed ? written.mark : event.mark } });
      else contendedUntil.set(name, now + contendedMs);
    }
    forgetBeyond(known, mostKnown);
    forgetBeyond(contendedUntil, mostKnown);
    for (const [index, entry] of going.entries())
      if (written.held.has(eventIds.get(eventOf(entry))!)) tell(entry, decided[index]!);
  };

  return {
    async book(entries, tell) {
      if (!entries.every(isPlain)) return;
      try {
        await attempt(entries, tell);
      } catch (error) {
        // A nonce or a key that was used before, or a row that can't be had: the groups' way asks, waits and tries again.
        if (!['23505', '40P01', '40001', '55P03'].includes(sqlState(error) ?? '')) throw error;
      }
    },
  };
}

/** A lock ends by itself, and a limit counts bookings of other events. */
function isFit({ event, agenda }: Known): boolean {
  return event.row.lockEndsAt === null && agenda.row.maximalBookingsPerUser === null;
}

const eventOf = ({ order }: Entry): string => (order.kind === 'book' ? nameOf(order.slots[0]!) : '');

/** A caller who needs no role, for one event, without a lock or a booking that ends with it. */
function isPlain({ order, caller }: Entry): boolean {
  if (order.kind !== 'book' || order.slots.length !== 1 || order.lock || order.cancelBookingId !== null) return false;
  const { agenda, event } = order.slots[0]!;
  return !order.excludeUser && caller.kind !== 'person' && !isNumber(agenda) && !isNumber(event);
}

function worldFor(
  town: Pick<AgendasTown, 'settings' | 'clock'>,
  involved: readonly (Known & { name: string })[],
  ids: number[],
): World {
  const found = {
    // Of use for locks alone, and there are none.
    nowMs: 0,
    agendas: new Map(involved.map(({ agenda }) => [agenda.row.id, agenda.row])),
    events: new Map(involved.map(({ event }) => [event.row.id, { ...event.row, changed: false }])),
    eventByName: new Map(involved.map(({ name, event }) => [name, event.row.id])),
    agendaByName: new Map(involved.map(({ agenda }) => [agenda.row.slug, agenda.row.id])),
    ids,
  };
  return { ...worldOf(town, found), meetings: null };
}

type Asked = {
  world: World;
  involved: readonly Known[];
  going: readonly Entry[];
  kept: readonly KeptAnswer[];
  /** Numbers for bookings to come. */
  more: number;
};
type Written = { mark: string; held: Set<number>; ids: number[] };

async function write(
  { hot }: Pick<AgendasTown, 'hot'>,
  { world, involved, going, kept, more }: Asked,
  eventIdOf: (entry: Entry) => number,
): Promise<Written> {
  const changed = [...world.events.values()].filter((event) => event.changed);
  const nonces = going.flatMap((entry) => (entry.nonce ? [{ ...entry.nonce, eventId: eventIdOf(entry) }] : []));
  const bookings = [...world.bookings.values()];
  const places = bookings.flatMap(({ id, taken }) => taken.map((one) => ({ ...one, id })));
  const keyed = new Map(going.map((entry) => [entry.keyed, entry]));
  const [row] = await run<{ mark: string; held: number[]; ids: number[] }>(hot, 'agendas_short_write', writing, [
    involved.map(({ event }) => event.row.id),
    involved.map(({ event }) => event.mark),
    involved.map(({ agenda }) => agenda.mark),
    changed.map(({ id }) => id),
    changed.map(({ booked }) => booked),
    changed.map(({ waiting }) => waiting),
    changed.map(({ version }) => version),
    nonces.map(({ orig }) => orig),
    nonces.map(({ nonce }) => nonce),
    nonces.map(({ eventId }) => eventId),
    newBookings(bookings),
    places.map(({ id }) => id),
    places.map(({ eventId }) => eventId),
    places.map((taken) => taken.places),
    places.map(({ list }) => list),
    places.map(({ turn }) => turn),
    kept.map(({ keyed: { caller } }) => caller),
    kept.map(({ keyed: { key } }) => key),
    kept.map(({ keyed: { hash } }) => hash),
    kept.map(({ answer: { status } }) => status),
    kept.map(({ answer: { body } }) => JSON.stringify(body)),
    kept.map((one) => eventIdOf(keyed.get(one.keyed)!)),
    more,
  ]);
  return { mark: row!.mark, held: new Set(row!.held), ids: row!.ids };
}

function forgetBeyond(map: Map<string, unknown>, most: number): void {
  for (const name of map.keys()) {
    if (map.size <= most) return;
    map.delete(name);
  }
}

type KnownRow = [
  ids: number[] | null,
  name: string | null,
  eventMark: string | null,
  agendaMark: string | null,
  agenda: AgendaJson | null,
  ...event: EventArray | null[],
];

/** Numbers for bookings with the first row, an agenda with the first of its events. */
const reading = `
select array(select nextval('agendas.booking_id_seq')::int from generate_series(1, $3::int)), null, null, null, null${', null'.repeat(19)}
union all (
  select null, a.slug || '/' || e.slug, e.xmin::text, a.xmin::text, case when row_number() over (partition by a.id) = 1 then ${agendaJson} end, ${eventColumns}
  from unnest($1::text[], $2::text[]) n(agenda, event) join agendas.agenda a on a.slug = n.agenda join agendas.event e on e.agenda_id = a.id + 0 and e.slug = n.event
)`;

/** A row that somebody holds is not waited for; one that bears another mark, or whose agenda does, is not found. What is written hangs on the event that it is for. */
const writing = `
with held as materialized (
  select e.id from unnest($1::int[], $2::text[], $3::text[]) k(id, mark, agenda_mark) join agendas.event e on e.id = k.id and e.xmin = k.mark::xid
    join agendas.agenda a on a.id = e.agenda_id and a.xmin = k.agenda_mark::xid order by e.id for update of e skip locked
),
counted as (
  update agendas.event e set booked = c.booked, waiting = c.waiting, version = c.version
  from held, unnest($4::int[], $5::int[], $6::int[], $7::int[]) c(id, booked, waiting, version) where e.id = c.id and held.id = c.id
),
spent as (
  insert into platform.nonce (orig, nonce)
  select n.orig, n.nonce from unnest($8::text[], $9::text[], $10::int[]) n(orig, nonce, event_id) join held on held.id = n.event_id order by 1, 2
),
booked as (${insertBookings('$11', 'join held on held.id = x.event_id')}
),
placed as (
  insert into agendas.taken (booking_id, event_id, places, list, turn)
  select t.* from unnest($12::int[], $13::int[], $14::int[], $15::text[], $16::int[]) t(booking_id, event_id, places, list, turn) join held on held.id = t.event_id
),
answered as (
  insert into platform.idempotency (caller, key, request_hash, status, answer)
  select k.caller, k.key, k.hash, k.status, k.answer::json
  from unnest($17::text[], $18::text[], $19::bytea[], $20::int[], $21::text[], $22::int[]) k(caller, key, hash, status, answer, event_id) join held on held.id = k.event_id
  order by 1, 2
)
select pg_current_xact_id()::xid::text as mark, array(select id from held) as held,
  array(select nextval('agendas.booking_id_seq')::int from generate_series(1, $23::int)) as ids`;
