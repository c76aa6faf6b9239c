import { once } from 'node:events';
import { sql, type QueryResult, type RawBuilder } from 'kysely';
import { furnish, orig, secret, type Json } from '../../src/agendas/testing.ts';
import { sqlState } from '../../src/platform/database/transaction.ts';
import { signUrl } from '../../src/signature/sign.ts';
import { freePort } from '../app.ts';
import { databaseUrl, ready, start } from '../command.ts';
import { closeAtEnd, freshDatabase, testTown } from '../database.ts';
import type { Call } from './linearizable.ts';
import { durations, standingTold, startsTold, type Slot } from './appointments.ts';
import type { Op, Rules } from './model.ts';
import type { Intent, Program } from './programs.ts';

export type Recorded = { rules: Rules; calls: readonly Call[] };

export type Towns = Awaited<ReturnType<typeof openTowns>>;

/** Some server processes on one database, which can be killed; callers go to all of them in turn. */
export async function openTowns(count: number) {
  const connection = await freshDatabase();
  const open = await testTown({ connection });
  const agenda = { slug: 'histories', label: 'Histories', kind: 'events', events: [] };
  await furnish(open, { agendas: [agenda] });
  const { db } = open.of<unknown>();
  const servers = await Promise.all(Array.from({ length: count }, () => serve(databaseUrl(connection))));
  /** Again where the session was ended with those of the servers. */
  const surely = async <Row>(query: RawBuilder<Row>, tries = 10): Promise<QueryResult<Row>> => {
    try {
      return await query.execute(db);
    } catch (error) {
      if (tries === 0 || sqlState(error) !== '57P01') throw error;
      return surely(query, tries - 1);
    }
  };
  return {
    db,
    servers,
    /** Ends what the servers have open with the database, as a restart of it would; the test's own place is left. */
    async endSessions(): Promise<void> {
      const { rows } = await sql<{ pid: number }>`select pid from pg_stat_activity where datname = current_database()
        and pid <> pg_backend_pid()
        and pid not in (select l.pid from pg_locks l where l.locktype = 'advisory' and l.objid = ${open.town.processId})`.execute(
        db,
      );
      for (const { pid } of rows) await sql`select pg_terminate_backend(${pid}::int)`.execute(db).catch(() => {});
    },
    /** Events and an agenda of desks of their own for a history, two weeks from now. */
    async add(name: string, rules: Rules): Promise<void> {
      await surely(sql`insert into agendas.event (agenda_id, slug, start_at, duration_minutes, places, waiting_list_places, promotes)
        select a.id, e.slug, date_trunc('hour', now()) + interval '14 days', 60, e.total, e."waitingTotal", e.promotes
        from agendas.agenda a, jsonb_to_recordset(${jsonOf(rules.events)}::jsonb) as e(slug text, total int, "waitingTotal" int, promotes boolean)
        where a.slug = 'histories'`);
      await surely(sql`with a as (insert into agendas.agenda (slug, label, kind) values (${name}, ${name}, 'meetings') returning id),
          given as (select slug, make_time("from" / 60, "from" % 60, 0) as opens, make_time("to" / 60, "to" % 60, 0) as closes
            from jsonb_to_recordset(${jsonOf(rules.desks)}::jsonb) as d(slug text, "from" int, "to" int)),
          desks as (insert into agendas.desk (agenda_id, slug, label) select a.id, given.slug, given.slug from a, given returning id, slug),
          types as (insert into agendas.meeting_type (agenda_id, slug, label, duration_minutes)
            select a.id, t.key, t.key, t.value::int from a, jsonb_each_text(${JSON.stringify(durations)}::jsonb) as t)
        insert into agendas.opening_hours (desk_id, date, start_time, end_time)
          select desks.id, ${day.toString()}::date, given.opens, given.closes from desks join given using (slug)`);
    },
    /** What is taken of a history's events and desks, in the words of the model. */
    async stands(name: string, { events }: Rules): Promise<string> {
      const { rows: lists } = await surely(sql<{ slug: string; counters: string }>`
        select e.slug, coalesce(sum(t.places) filter (where t.list = 'main'), 0) || '+' || coalesce(sum(t.places) filter (where t.list = 'waiting'), 0) as counters
        from agendas.event e left join agendas.taken t on t.event_id = e.id and t.cancelled_at is null
        where e.slug = any(${Object.keys(events)}::text[]) group by e.slug`);
      const { rows } = await surely(sql<{
        booking: number;
        desk: string;
        start: number;
        end: number;
        code: string | null;
      }>`
        select b.id as booking, d.slug as desk, lower(t.span) - ${midnight}::int as start, upper(t.span) - ${midnight}::int as end,
          case when b.expires_at is not null then b.lock_code end as code
        from agendas.agenda a join agendas.desk d on d.agenda_id = a.id join agendas.taken t on t.desk_id = d.id join agendas.booking b on b.id = t.booking_id
        where a.slug = ${name} and t.cancelled_at is null`);
      const counters = lists.map((event) => `${event.slug} ${event.counters}`).toSorted();
      return `${counters.join(', ')}; ${standingTold(rows.map((row) => ({ ...row, booking: String(row.booking) })))}`;
    },
  };
}

const jsonOf = (bySlug: Readonly<Record<string, object>>): string =>
  JSON.stringify(Object.entries(bySlug).map(([slug, one]) => ({ slug, ...one })));

/** The one day on which the desks open, and the minute from which its hours count: no clock changes between nine and noon. */
const day = Temporal.Now.plainDateISO().add({ days: 14 });
const midnight =
  day.toZonedDateTime({ timeZone: 'Europe/Paris', plainTime: '09:00' }).epochMilliseconds / 60_000 - 9 * 60;

async function serve(database: string) {
  const port = await freePort();
  const url = `http://localhost:${port}/`;
  const run = async () => {
    const child = start(['serve', 'agendas'], { DATABASE_URL: database, PORT: String(port), LOG_LEVEL: 'fatal' });
    await ready(child, url);
    return child;
  };
  let child = await run();
  const kill = async (): Promise<void> => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.kill('SIGKILL');
    await once(child, 'close');
  };
  closeAtEnd(kill);
  return {
    url: `${url}agendas/`,
    kill,
    async again(): Promise<void> {
      child = await run();
    },
  };
}

/** Runs a program: its callers all at once, each going to the servers in turn. A call without an answer is repeated with its key until it has one; where not all are
 * `keyed`, half of them have none, and must have their answer at once. */
export async function record(
  towns: Towns,
  name: string,
  program: Program,
  { keyed }: { keyed: boolean },
): Promise<Recorded> {
  const slugs = program.events.map((_, index) => `${name}-${'abc'[index]}`);
  const rules: Rules = {
    events: Object.fromEntries(slugs.map((slug, index) => [slug, program.events[index]!])),
    desks: { north: program.desks[0]!, south: program.desks[1]! },
  };
  await towns.add(name, rules);
  const calls: Call[] = [];
  /** Numbers of bookings that somebody was told. */
  const events: number[] = [];
  const appointments: number[] = [];
  await Promise.all(
    program.callers.map(async (intents, caller) => {
      const known: Known = { events, appointments };
      for (const [turn, intent] of intents.entries()) {
        const op = opOf(intent, name, slugs, known);
        if (!op) continue;
        const begun = performance.now();
        const key = keyed || turn % 2 === 0 ? `${name} ${caller} ${turn}` : null;
        const body = await answered(towns, caller + turn, requestOf(op, name), key);
        const given = { id: String(body.booking_id ?? ''), desk: String(body.desk?.slug ?? '') };
        calls.push({ caller, begun, ended: performance.now(), op, answer: answerTo(op, body), ...given });
        const list = given.desk === '' ? known.events : known.appointments;
        if (body.booking_id !== undefined && !list.includes(body.booking_id)) list.push(body.booking_id);
      }
    }),
  );
  const begun = performance.now();
  const answer = await towns.stands(name, rules);
  calls.push({ caller: -1, begun, ended: performance.now(), op: { kind: 'stands' }, answer, id: '', desk: '' });
  return { rules, calls };
}

type Known = { events: number[]; appointments: number[] };

function opOf(intent: Intent, name: string, slugs: readonly string[], known: Known): Op | null {
  const event = 'event' in intent ? slugs[intent.event]! : '';
  const numbers = intent.kind === 'leave' || intent.kind === 'shift' ? known.appointments : known.events;
  const booking = 'of' in intent ? numbers.at(-1 - intent.of) : undefined;
  switch (intent.kind) {
    case 'book':
      return { ...intent, event };
    case 'lock':
    case 'confirm':
      return { kind: intent.kind, event, code: `${name}-${intent.code}` };
    case 'cancel':
    case 'accept':
      return booking === undefined ? null : { kind: intent.kind, booking };
    case 'move':
      return booking === undefined ? null : { kind: 'move', booking, event };
    case 'replace':
      return { kind: 'replace', user: `${name}-${intent.user}`, events: intent.events.map((index) => slugs[index]!) };
    case 'look':
      return { kind: 'look', event };
    case 'meet':
    case 'offer':
      return intent;
    case 'hold':
    case 'settle':
      return { ...intent, code: `${name}-${intent.code}` };
    case 'leave':
      return booking === undefined ? null : { kind: 'cancel', booking };
    case 'shift':
      return booking === undefined ? null : { kind: 'shift', booking, type: intent.type, start: intent.start };
  }
}

const slotName = ({ type, start }: Slot): string =>
  `${type}:${day.toString()}-${String(Math.floor(start / 60) * 100 + (start % 60)).padStart(4, '0')}`;

type Request = { method: 'GET' | 'POST'; path: string; body?: object };

/** `name`: of the history's agenda of desks. */
function requestOf(op: Op, name: string): Request {
  const method = 'POST' as const;
  const slot =
    'event' in op
      ? `api/agenda/histories/fillslot/${op.event}/`
      : `api/agenda/${name}/fillslot/${'start' in op ? slotName(op) : ''}/`;
  switch (op.kind) {
    case 'book':
      return { method, path: slot, body: { count: op.places } };
    case 'meet':
      return { method, path: slot, body: {} };
    case 'lock':
    case 'hold':
      return { method, path: slot, body: { lock_code: op.code } };
    case 'confirm':
    case 'settle':
      return { method, path: slot, body: { lock_code: op.code, confirm_after_lock: true } };
    case 'move':
    case 'shift':
      return { method, path: slot, body: { cancel_booking_id: op.booking } };
    case 'cancel':
    case 'accept':
      return { method, path: `api/booking/${op.booking}/${op.kind}/` };
    case 'replace':
      return {
        method,
        path: 'api/agenda/histories/events/fillslots/',
        body: { slots: op.events, user_external_id: op.user },
      };
    case 'look':
      return { method: 'GET', path: `api/agenda/histories/status/${op.event}/` };
    case 'offer':
      return { method: 'GET', path: `api/agenda/${name}/meetings/${op.type}/datetimes/` };
    case 'stands':
      throw new Error('nobody asks a server for it');
  }
}

/** The answer of whichever server gives one; each try is signed anew. */
async function answered(
  { servers }: Towns,
  first: number,
  { method, path, body }: Request,
  key: string | null,
): Promise<Json> {
  let last = '';
  for (let tries = 0; tries < 400; tries++) {
    const url = servers[(first + tries) % servers.length]!.url + path;
    const answer = await fetch(signUrl(url, { secret, orig, now: Temporal.Now.instant() }), {
      method,
      headers: { 'content-type': 'application/json', ...(key === null ? {} : { 'idempotency-key': key }) },
      ...(body ? { body: JSON.stringify(body) } : {}),
    }).catch((error: unknown) => void (last = String(error)));
    if (answer) last = `${answer.status}`;
    if (answer && ![409, 503].includes(answer.status)) {
      const told: Json = await answer.json().catch(() => null);
      if (answer.status === 200 && told) return told;
      if (told) throw new Error(`${method} ${path}: ${answer.status} ${JSON.stringify(told)}`);
    }
    if (key === null && method === 'POST') break;
    await new Promise((done) => setTimeout(done, 20));
  }
  throw new Error(`${method} ${path}: no answer but ${last}`);
}

/** What was told, in the words of the model. */
function answerTo(op: Op, body: Json): string {
  if (op.kind === 'offer') return startsOf(body);
  if (body.err !== 0) return String(body.reason);
  const places = (view: Json): string => `${view.reserved}+${view.waiting_list_reserved ?? 0}`;
  switch (op.kind) {
    case 'book':
    case 'lock':
    case 'confirm':
    case 'move':
      return `${body.in_waiting_list ? 'waiting' : 'main'} ${places(body.places)}`;
    case 'cancel':
      return 'done';
    case 'accept':
      return `done, ${body.overbooked_places ?? 0} over`;
    case 'replace':
      return `+${body.booking_count} -${body.cancelled_booking_count} waiting: ${body.waiting_list_events.map(({ slug }: Json) => slug).join(', ')}`;
    case 'look':
      return places(body.places);
    case 'meet':
    case 'hold':
    case 'settle':
    case 'shift':
      return `at ${body.desk.slug}`;
    case 'stands':
      return '';
  }
}

/** Of a listing, the starts that may be booked, as minutes of their day. */
function startsOf({ data }: Json): string {
  const open = data.filter(({ disabled }: Json) => disabled !== true);
  return startsTold(
    open.map(({ datetime }: Json) => {
      const [hour = 0, minute = 0] = String(datetime).slice(11, 16).split(':').map(Number);
      return hour * 60 + minute;
    }),
  );
}
