import { once } from 'node:events';
import { sql } from 'kysely';
import { furnish, orig, secret, type Json } from '../../src/agendas/testing.ts';
import { signUrl } from '../../src/signature/sign.ts';
import { freePort } from '../app.ts';
import { databaseUrl, ready, start } from '../command.ts';
import { closeAtEnd, freshDatabase, testTown } from '../database.ts';
import type { Call } from './linearizable.ts';
import type { EventRules, Op } from './model.ts';
import type { Intent, Program } from './programs.ts';

export type Recorded = { rules: Readonly<Record<string, EventRules>>; calls: readonly Call[] };

export type Towns = Awaited<ReturnType<typeof openTowns>>;

/** Some server processes on one database, which can be killed; callers go to all of them in turn. */
export async function openTowns(count: number) {
  const connection = await freshDatabase();
  const open = await testTown({ connection });
  const agenda = { slug: 'histories', label: 'Histories', kind: 'events', events: [] };
  await furnish(open, { agendas: [agenda] });
  const { db } = open.of<unknown>();
  const servers = await Promise.all(Array.from({ length: count }, () => serve(databaseUrl(connection))));
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
    /** Events of their own for a history, two weeks from now. */
    async add(rules: Readonly<Record<string, EventRules>>): Promise<void> {
      await sql`insert into agendas.event (agenda_id, slug, start_at, duration_minutes, places, waiting_list_places, promotes)
        select a.id, e.slug, date_trunc('hour', now()) + interval '14 days', 60, e.total, e."waitingTotal", e.promotes
        from agendas.agenda a, jsonb_to_recordset(${JSON.stringify(
          Object.entries(rules).map(([slug, event]) => ({ slug, ...event })),
        )}::jsonb) as e(slug text, total int, "waitingTotal" int, promotes boolean) where a.slug = 'histories'`.execute(
        db,
      );
    },
  };
}

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
  const rules = Object.fromEntries(slugs.map((slug, index) => [slug, program.events[index]!]));
  await towns.add(rules);
  const calls: Call[] = [];
  /** Numbers of bookings that somebody was told. */
  const known: number[] = [];
  await Promise.all(
    program.callers.map(async (intents, caller) => {
      for (const [turn, intent] of intents.entries()) {
        const op = opOf(intent, name, slugs, known);
        if (!op) continue;
        const begun = performance.now();
        const key = keyed || turn % 2 === 0 ? `${name} ${caller} ${turn}` : null;
        const body = await answered(towns, caller + turn, op, key);
        const id = String(body.booking_id ?? '');
        calls.push({ caller, begun, ended: performance.now(), op, answer: answerTo(op, body), id });
        if (body.booking_id !== undefined && !known.includes(body.booking_id)) known.push(body.booking_id);
      }
    }),
  );
  return { rules, calls };
}

function opOf(intent: Intent, name: string, slugs: readonly string[], known: readonly number[]): Op | null {
  const event = 'event' in intent ? slugs[intent.event]! : '';
  const booking = 'of' in intent ? known.at(-1 - intent.of) : undefined;
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
  }
}

function requestOf(op: Op): { method: 'GET' | 'POST'; path: string; body?: object } {
  const method = 'POST' as const;
  const slot = 'event' in op ? `api/agenda/histories/fillslot/${op.event}/` : '';
  switch (op.kind) {
    case 'book':
      return { method, path: slot, body: { count: op.places } };
    case 'lock':
      return { method, path: slot, body: { lock_code: op.code } };
    case 'confirm':
      return { method, path: slot, body: { lock_code: op.code, confirm_after_lock: true } };
    case 'move':
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
  }
}

/** The answer of whichever server gives one; each try is signed anew. */
async function answered({ servers }: Towns, first: number, op: Op, key: string | null): Promise<Json> {
  const { method, path, body } = requestOf(op);
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
  }
}
