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
  /** Null, with nothing written, where the bookings aren't plain, or somebody else changed one of their events: then a group's way is gone. */
  book(entries: readonly Entry[]): Promise<Result[] | null>;
};

/** Events kept in mind; beyond, those longest unasked for are forgotten. */
const mostKnown = 5_000;
/** How long an event that somebody else changes, or locks, is left to the groups' way, which waits for its row in place of trying again. */
const contendedMs = 300;

/**
 * Plain bookings, one or five hundred, by one statement without a transaction around it: they are decided on the events as this process left them, and written if the rows
 * still bear the marks that we know. Nobody holds a row while we think, and a caller alone waits for one journey to the database.
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

  const leaveToGroups = (name: string, now: number): void => {
    known.delete(name);
    contendedUntil.set(name, now + contendedMs);
  };

  const book = async (entries: readonly Entry[]): Promise<Result[] | null> => {
    if (!entries.every(isPlain)) return null;
    const names = eventNamesOf(entries);
    const now = performance.now();
    if (names.some((name) => (contendedUntil.get(nameOf(name)) ?? 0) > now)) return null;
    const unknown = names.filter((name) => !known.has(nameOf(name)));
    if (unknown.length > 0 || ids.length < entries.length) await learn(unknown, entries.length * 2);
    const involved = names.flatMap((name) => {
      const one = known.get(nameOf(name));
      return one ? [{ name: nameOf(name), ...one }] : [];
    });
    if (involved.length < names.length) return null;
    const unfit = involved.filter(
      (one) => one.event.row.lockEndsAt !== null || one.agenda.row.maximalBookingsPerUser !== null,
    );
    for (const { name } of unfit) leaveToGroups(name, now);
    if (unfit.length > 0) return null;
    const world = worldFor(town, involved, ids);
    const { decided, kept } = answersOf(decide(world, entries), entries);
    const written = await write(town, world, involved, entries, kept, Math.max(0, 2 * entries.length - ids.length));
    ids.push(...written.ids);
    for (const { name, event, agenda } of involved) {
      known.delete(name);
      const row = world.events.get(event.row.id)!;
      if (written.isDone) known.set(name, { agenda, event: { row, mark: row.changed ? written.mark : event.mark } });
      else if (!written.held.has(row.id)) leaveToGroups(name, now);
    }
    forgetBeyond(known, mostKnown);
    forgetBeyond(contendedUntil, mostKnown);
    return written.isDone ? decided : null;
  };
  return {
    book: (entries) =>
      book(entries).catch((error: unknown) => {
        // A nonce or a key that was used before, or a row that can't be had: the groups' way asks, waits and tries again.
        if (['23505', '40P01', '40001', '55P03'].includes(sqlState(error) ?? '')) return null;
        throw error;
      }),
  };
}

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

type Written = { isDone: boolean; mark: string; held: Set<number>; ids: number[] };

async function write(
  { hot }: Pick<AgendasTown, 'hot'>,
  world: World,
  involved: readonly Known[],
  entries: readonly Entry[],
  kept: readonly KeptAnswer[],
  more: number,
): Promise<Written> {
  const agendas = [...new Map(involved.map(({ agenda }) => [agenda.row.id, agenda])).values()];
  const changed = [...world.events.values()].filter((event) => event.changed);
  const nonces = entries.flatMap(({ nonce }) => (nonce ? [nonce] : []));
  const bookings = [...world.bookings.values()];
  const places = bookings.flatMap(({ id, taken }) => taken.map((one) => ({ ...one, id })));
  const [row] = await run<{ written: boolean; mark: string; held: number[]; ids: number[] }>(
    hot,
    'agendas_short_write',
    writing,
    [
      involved.map(({ event }) => event.row.id),
      involved.map(({ event }) => event.mark),
      agendas.map((agenda) => agenda.row.id),
      agendas.map(({ mark }) => mark),
      changed.map(({ id }) => id),
      changed.map(({ booked }) => booked),
      changed.map(({ waiting }) => waiting),
      changed.map(({ version }) => version),
      nonces.map(({ orig }) => orig),
      nonces.map(({ nonce }) => nonce),
      newBookings(bookings),
      places.map(({ id }) => id),
      places.map(({ eventId }) => eventId),
      places.map((taken) => taken.places),
      places.map(({ list }) => list),
      places.map(({ turn }) => turn),
      kept.map(({ caller }) => caller),
      kept.map(({ key }) => key),
      kept.map(({ hash }) => hash),
      kept.map(({ status }) => status),
      kept.map(({ answer }) => JSON.stringify(answer)),
      more,
    ],
  );
  const { written, mark, held, ids } = row!;
  return { isDone: written, mark, held: new Set(held), ids };
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

/** A row that somebody holds is not waited for; one that bears another mark is not found. Everything else hangs on that. */
const writing = `
with held as materialized (
  select e.id from unnest($1::int[], $2::text[]) k(id, mark) join agendas.event e on e.id = k.id and e.xmin = k.mark::xid order by e.id for update of e skip locked
),
unchanged as materialized (
  select 1 where (select count(*) from held) = cardinality($1::int[])
    and (select count(*) from unnest($3::int[], $4::text[]) k(id, mark) join agendas.agenda a on a.id = k.id and a.xmin = k.mark::xid) = cardinality($3::int[])
),
counted as (
  update agendas.event e set booked = c.booked, waiting = c.waiting, version = c.version
  from unchanged, unnest($5::int[], $6::int[], $7::int[], $8::int[]) c(id, booked, waiting, version) where e.id = c.id
),
spent as (
  insert into platform.nonce (orig, nonce) select n.orig, n.nonce from unchanged, unnest($9::text[], $10::text[]) n(orig, nonce) order by 1, 2
),
booked as (${insertBookings('$11', 'unchanged,')}
),
placed as (
  insert into agendas.taken (booking_id, event_id, places, list, turn)
  select t.* from unchanged, unnest($12::int[], $13::int[], $14::int[], $15::text[], $16::int[]) t(booking_id, event_id, places, list, turn)
),
answered as (
  insert into platform.idempotency (caller, key, request_hash, status, answer)
  select k.caller, k.key, k.hash, k.status, k.answer::json from unchanged, unnest($17::text[], $18::text[], $19::bytea[], $20::int[], $21::text[]) k(caller, key, hash, status, answer) order by 1, 2
)
select exists (select from unchanged) as written, pg_current_xact_id()::xid::text as mark, array(select id from held) as held,
  array(select nextval('agendas.booking_id_seq')::int from generate_series(1, $22::int)) as ids`;
