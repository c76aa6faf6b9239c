import assert from 'node:assert/strict';
import { once } from 'node:events';
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'node:test';
import fc from 'fast-check';
import { sql } from 'kysely';
import { orig, secret, type Json } from '../../src/agendas/testing.ts';
import { signUrl } from '../../src/signature/sign.ts';
import { freePort } from '../app.ts';
import { command } from '../command.ts';
import { closeAtEnd, testTown } from '../database.ts';
import { visitorOf, type Visitor } from '../visitor.ts';
import { assertInvariants } from './invariants.ts';
import { openServer, until } from './stage-house.ts';

/*
 * An embedded PostgreSQL is killed while callers book, lock, confirm and cancel and an agent cancels too; whoever has no answer asks again with the key. In the end each
 * acknowledged booking stands once, as it was acknowledged. `FAULT_SEED=17` does other things at other instants.
 */
const seed = Number(process.env['FAULT_SEED'] ?? 1);
const kills = 3;
const callers = 8;

type Intent =
  | { kind: 'book'; slot: number; count: number }
  | { kind: 'meet' | 'hold'; slot: number }
  | { kind: 'cancel'; of: number };
const slot = fc.nat(4);
const intent: fc.Arbitrary<Intent> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('book' as const), slot, count: fc.constantFrom(1, 1, 2) }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('meet' as const), slot: fc.nat(31) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('hold' as const), slot: fc.nat(31) }) },
  { weight: 5, arbitrary: fc.record({ kind: fc.constant('cancel' as const), of: fc.nat(5) }) },
);
const [program = []] = fc.sample(
  fc.array(fc.array(intent, { minLength: 60, maxLength: 60, size: 'max' }), {
    minLength: callers,
    maxLength: callers,
    size: 'max',
  }),
  { seed, numRuns: 1 },
);
/** Milliseconds of load before each kill. */
const [instants = []] = fc.sample(fc.array(fc.integer({ min: 80, max: 500 }), { minLength: kills, maxLength: kills }), {
  seed,
  numRuns: 1,
});

const agent = { email: 'agent@example.org', password: 'un mot de passe' };
const day = Temporal.Now.plainDateISO().add({ days: 10 }).toString();
const hours = [{ date: day, start_time: '08:00', end_time: '16:00' }];
const site = {
  roles: [{ slug: 'agents', name: 'Agents', backoffice: true }],
  users: [{ ...agent, first_name: 'Ana', last_name: 'Dupré', roles: ['agents'] }],
  services: [{ orig, secret }],
  agendas: [
    {
      slug: 'events',
      label: 'Events',
      kind: 'events',
      view_role: 'agents',
      edit_role: 'agents',
      events: Array.from({ length: 5 }, (_, index) => ({
        slug: `e${index}`,
        label: `E${index}`,
        start_datetime: `${day} 10:00`,
        places: 6 * (index + 1),
        waiting_list_places: 4 * index,
        waiting_list_bookings_automatic_confirm: index % 2 === 0,
      })),
    },
    {
      slug: 'meetings',
      label: 'Meetings',
      kind: 'meetings',
      meeting_types: [{ slug: 'short', duration: 15 }],
      desks: ['north', 'south'].map((slug) => ({ slug, label: slug, opening_hours: hours })),
    },
  ],
};

/** A request's workflow: what it was called for, by the numbers of the calls. */
async function openTarget(): Promise<{ url: string; called: Map<string, Set<string>> }> {
  const called = new Map<string, Set<string>>();
  const target = createServer((request, response) => {
    const name = new URL(request.url ?? '', 'http://target/').pathname.slice(1);
    called.set(name, (called.get(name) ?? new Set()).add(String(request.headers['idempotency-key'])));
    response.end('{"err": 0}');
  });
  target.listen(0, '127.0.0.1');
  await once(target, 'listening');
  closeAtEnd(async () => {
    target.close();
    target.closeAllConnections();
  });
  const address = target.address();
  assert.ok(typeof address === 'object' && address);
  return { url: `http://127.0.0.1:${address.port}/`, called };
}

const folder = await mkdtemp(join(tmpdir(), 'guichet-killed-'));
// As root, the database server runs under another number, which has to enter.
await chmod(folder, 0o755);
closeAtEnd(() => rm(folder, { recursive: true, force: true }));
await writeFile(join(folder, 'site.json'), JSON.stringify(site));
const target = await openTarget();
const port = await freePort();
const base = `http://localhost:${port}/`;
const environment = { DATA_DIR: folder, SITE_FILE: join(folder, 'site.json') };
await openServer(base, { ...environment, PORT: String(port), ALLOW_PRIVATE_TARGETS: '127.0.0.1' });
const pidFile = async (): Promise<string[]> =>
  (await readFile(join(folder, 'postgres', 'postmaster.pid'), 'utf8')).split('\n');
const socket = (await pidFile())[4]!;

/** What was acknowledged: by the name that the caller gave, the booking's number and places, or that it is gone. */
type Acknowledged = {
  id: number;
  places: number;
  list: 'main' | 'waiting' | 'desk';
  state: 'live' | 'cancelled' | 'cancelled by an agent';
};
const acknowledged = new Map<string, Acknowledged>();
let [answers, repeats, refused] = [0, 0, 0];
let isOver = false;

/** Asks until there is an answer, with one key; a fault of the server's is none. */
async function ask(path: string, body: object, key: string): Promise<Json> {
  for (let tries = 0; tries < 600; tries++) {
    if (tries > 0) repeats++;
    const url = signUrl(`${base}agendas/api/${path}`, { secret, orig, now: Temporal.Now.instant() });
    const headers = { 'content-type': 'application/json', 'idempotency-key': key };
    const answer = await fetch(url, { method: 'POST', headers, body: JSON.stringify(body) }).catch(() => null);
    const told: Json = await answer?.json().catch(() => null);
    if (answer && told && answer.status !== 409 && answer.status < 500) {
      assert.equal(answer.status, 200, `${path}: ${JSON.stringify(told)}`);
      answers++;
      return told;
    }
    await new Promise((done) => setTimeout(done, 25));
  }
  return assert.fail(`${path}: no answer for ${key}`);
}

async function call(intents: readonly Intent[], caller: number): Promise<void> {
  const own: string[] = [];
  for (let turn = 0; !isOver; turn++) {
    const what = intents[turn % intents.length]!;
    const label = `${seed} ${caller} ${turn}`;
    if (what.kind === 'cancel') {
      const name = own.splice(-1 - (what.of % Math.max(1, own.length)), 1)[0];
      if (name !== undefined) await cancel(name, label);
    } else {
      const name = await book(what, label);
      if (name !== null) own.push(name);
    }
  }
}

const meetingSlot = (index: number): string => {
  const start = 8 * 60 + 15 * index;
  return `short:${day}-${String(Math.floor(start / 60) * 100 + (start % 60)).padStart(4, '0')}`;
};

/** Books; a lock is taken first where one was meant, and confirmed. Gives the name under which it stands, or null. */
async function book(what: Exclude<Intent, { kind: 'cancel' }>, label: string): Promise<string | null> {
  const path =
    what.kind === 'book'
      ? `agenda/events/fillslot/e${what.slot}/`
      : `agenda/meetings/fillslot/${meetingSlot(what.slot)}/`;
  const body = { label, cancel_callback_url: `${target.url}${label.replaceAll(' ', '-')}` };
  const lock = what.kind === 'hold' ? { lock_code: label } : null;
  if (lock && (await ask(path, lock, `${label} lock`)).err !== 0) return null;
  const places = what.kind === 'book' ? what.count : 1;
  const confirmed = lock && { ...lock, confirm_after_lock: true };
  const told = await ask(path, { ...body, ...confirmed, count: places }, label);
  // Who holds a lock is never sold out.
  assert.ok(told.err === 0 || !lock, `${label}: ${JSON.stringify(told)}`);
  if (told.err !== 0) {
    refused++;
    return null;
  }
  const list = told.desk ? 'desk' : told.in_waiting_list ? 'waiting' : 'main';
  acknowledged.set(label, { id: told.booking_id, places, list, state: 'live' });
  return label;
}

async function cancel(name: string, key: string): Promise<void> {
  const booking = acknowledged.get(name)!;
  const told = await ask(`booking/${booking.id}/cancel/`, {}, key);
  if (told.err === 0) {
    assert.equal(booking.state, 'live', `${name} was cancelled before`);
    booking.state = 'cancelled';
  } else {
    // The agent was faster, and may not know it yet.
    assert.match(told.reason, /already cancelled/);
    byAgent.add(name);
  }
}

/** Bookings that the agent has begun to cancel. */
const byAgent = new Set<string>();

async function signIn(): Promise<Visitor> {
  const visitor = visitorOf(base);
  const page = await visitor.get('/login/');
  await visitor.post('/login/', { _csrf: page.token, ...agent });
  return visitor;
}

/** Presses « Annuler » on one booking after the other; each is pressed again until there is a page. */
async function cancelAsAgent(visitor: Visitor): Promise<void> {
  while (!isOver) {
    const next = [...acknowledged].find(
      ([name, { list, state }]) => list !== 'desk' && state === 'live' && !byAgent.has(name),
    );
    if (next) {
      const [name, booking] = next;
      byAgent.add(name);
      const path = `/agendas/manage/agendas/events/bookings/${booking.id}/cancel/`;
      await until(
        'the page after « Annuler »',
        async () => {
          const asked = await visitor.get(path);
          return asked.status === 200 ? visitor.post(path, { ...asked.hidden, _csrf: asked.token }) : asked;
        },
        ({ status }) => status === 303,
      );
    }
    await new Promise((done) => setTimeout(done, 40));
  }
}

test(`kill -9 of PostgreSQL ${kills} times under load, seed ${seed}: what was acknowledged stands, once`, async (t) => {
  const visitor = await signIn();
  const load = Promise.all([...program.map(call), cancelAsAgent(visitor)]);
  const killed = (async () => {
    for (const instant of instants) {
      const before = answers;
      await until(
        'answers after the kill',
        async () => answers,
        (now) => now >= before + callers,
      );
      await new Promise((done) => setTimeout(done, instant));
      process.kill(Number((await pidFile())[0]), 'SIGKILL');
    }
    const last = answers;
    await until(
      'answers after the last kill',
      async () => answers,
      (now) => now >= last + 2 * callers && byAgent.size > 2,
    );
  })().finally(() => (isOver = true));
  await Promise.all([load, killed]);

  const open = await testTown({ connection: { host: socket, user: 'postgres', database: 'guichet' } });
  const { db } = open.of<unknown>();
  type Row = { label: string; id: number; cancelled_by: string | null; places: number; list: string; locks: boolean };
  const { rows } = await sql<Row>`
    select b.label, b.id, b.cancelled_by, b.places, b.expires_at is not null as locks, case when t.desk_id is null then t.list else 'desk' end as list
    from agendas.booking b join agendas.taken t on t.booking_id = b.id where b.label <> '' order by b.id`.execute(db);
  const byLabel = Map.groupBy(rows, ({ label }) => label);
  assert.deepEqual([...byLabel.keys()].toSorted(), [...acknowledged.keys()].toSorted(), 'nothing is lost or left over');
  for (const [name, { id, places, state, list }] of acknowledged) {
    const stored = byLabel.get(name)!;
    assert.equal(stored.length, 1, `${name} stands ${stored.length} times`);
    const [row] = stored;
    assert.deepEqual([row!.id, row!.places, row!.locks], [id, places, false], name);
    assert.equal(row!.list === 'desk', list === 'desk');
    if (state === 'cancelled') assert.equal(row!.cancelled_by, 'call', name);
    else if (!byAgent.has(name)) assert.equal(row!.cancelled_by, null, name);
    // Pressed while a caller cancelled it too: one of them did.
    else assert.ok(row!.cancelled_by !== null, name);
  }
  const owed = rows.filter(({ cancelled_by: by }) => by === 'agent').map(({ label }) => label.replaceAll(' ', '-'));
  await until(
    'every callback is delivered and noted',
    async () =>
      (
        await sql<{ left: number }>`select count(*)::int as left from agendas.callback where sent_at is null`.execute(
          db,
        )
      ).rows,
    ([row]) => row?.left === 0,
  );
  assert.deepEqual([...target.called.keys()].toSorted(), owed.toSorted());
  for (const [name, keys] of target.called) assert.equal(keys.size, 1, `${name} was called under one number`);
  assert.ok(owed.length > 0 && repeats > 0);
  t.diagnostic(
    `kills after ${instants.join(', ')} ms; ${answers} answers, ${repeats} repeats, ${acknowledged.size} booked, ${refused} refused, ${owed.length} callbacks`,
  );
  await assertInvariants(db);
});

test('what the doctor looks at holds after all of it', async () => {
  const { out } = await command(['doctor'], { ...environment, LOG_LEVEL: 'silent' });
  assert.match(out, /^ok/);
  assert.doesNotMatch(out, /^FAIL/m);
});
