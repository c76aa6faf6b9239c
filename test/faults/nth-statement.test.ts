import assert from 'node:assert/strict';
import test from 'node:test';
import { sql } from 'kysely';
import type { Caller } from '../../src/accounts/caller.ts';
import { cancelByAgent } from '../../src/agendas/bookings/by-agent.ts';
import { openLane } from '../../src/agendas/bookings/lane.ts';
import type { Database } from '../../src/agendas/database.ts';
import { callsTo, furnish, type Answer } from '../../src/agendas/testing.ts';
import { testApp } from '../app.ts';
import { closeAtEnd, freshDatabase } from '../database.ts';
import { bookingActs, type BookingAct } from './booking-acts.ts';
import { assertInvariants } from './invariants.ts';
import { openWireProxy, type Fault } from './wire-proxy.ts';

/*
 * Each way to a place × each of its journeys to the database × each fault, until a run passes untouched: exhaustive, not sampled.
 * The caller gets its answer or a kind 503; asked again with the same Idempotency-Key, there is one effect.
 * `FAULTS_DELAY_MS=10000` makes the delays as long as the plan has them, and refuses by three more errors.
 */
const delayMs = Number(process.env['FAULTS_DELAY_MS'] ?? 30);
const faults: readonly { name: string; fault: Fault; ends: 'answer' | '503' | 'either' }[] = [
  { name: 'cut before', fault: { kind: 'cut before' }, ends: 'either' },
  { name: 'cut after', fault: { kind: 'cut after' }, ends: 'either' },
  { name: '40P01', fault: { kind: 'refused', sqlState: '40P01' }, ends: 'answer' },
  { name: 'delay', fault: { kind: 'delayed', ms: delayMs }, ends: 'answer' },
  ...(process.env['FAULTS_DELAY_MS']
    ? ['57014', '53300', '25006'].map(
        (sqlState) => ({ name: sqlState, fault: { kind: 'refused', sqlState }, ends: 'either' }) as const,
      )
    : []),
];

const now = Temporal.Instant.from('2026-07-01T08:00:00Z');
const connection = await freshDatabase();
const proxy = await openWireProxy(connection.host);
closeAtEnd(() => proxy.close());
const app = await testApp(
  {},
  {
    connection: { connectionString: proxy.url(connection.database) },
    clock: () => now,
    serving: new Set(['agendas'] as const),
  },
);
const agendas = (promotes: boolean) => ({
  kind: 'events',
  overbooking: true,
  events: [],
  label: promotes ? 'Events' : 'By hand',
});
await furnish(app.open, {
  agendas: [
    { slug: 'events', ...agendas(true) },
    { slug: 'by-hand', ...agendas(false) },
  ],
});
const calls = callsTo(app.agendasUrl, app.open);
const { db } = app.open.of<unknown>();

const administrator: Caller = {
  kind: 'person',
  person: {
    id: 1,
    email: 'a@example.org',
    firstName: 'A',
    lastName: 'A',
    nameId: 'a',
    admin: true,
    roles: [],
    backoffice: true,
  },
};

let scenes = 0;
/** Two fresh events in each agenda, and what the act needs before it. */
async function sceneFor({ before }: BookingAct) {
  const [first, second, user] = [`a${++scenes}`, `b${scenes}`, `u${scenes}`];
  await sql`insert into agendas.event (agenda_id, slug, label, start_at, duration_minutes, places, waiting_list_places, promotes)
    select a.id, s, s, ${now.add({ hours: 24 * 7 })}::timestamptz, 60, 2, 2, a.slug = 'events' from agendas.agenda a, unnest(${[first, second]}::text[]) s`.execute(
    db,
  );
  const stands = before ? await before(calls, { first, second, user }) : null;
  assert.ok(stands === null || stands.body.err === 0, JSON.stringify(stands?.body));
  return { first, second, user, before: stands?.body ?? null };
}

/** All that an act may have changed, without the numbers that differ from scene to scene. */
async function effectOn({ first, second }: { first: string; second: string }): Promise<unknown> {
  const { rows } = await sql`
    select left(e.slug, 1) as event, a.slug as agenda, e.booked, e.waiting, e.exceeds, e.lock_ends_at is not null as locked,
      (select jsonb_agg(jsonb_build_array(t.list, t.places, t.cancelled_at is null, b.cancelled_by, b.expires_at is not null) order by t.id)
        from agendas.taken t join agendas.booking b on b.id = t.booking_id where t.event_id = e.id) as taken,
      (select count(*)::int from agendas.callback c where c.booking_id in (select t.booking_id from agendas.taken t where t.event_id = e.id)) as callbacks
    from agendas.event e join agendas.agenda a on a.id = e.agenda_id where e.slug in (${first}, ${second}) order by 2, 1`.execute(
    db,
  );
  return rows;
}

/** Breaks exchange `n` alone; tells whether it came. */
function breakNth(n: number, fault: Fault): () => string | null {
  let sql: string | null = null;
  proxy.arm((exchange) => {
    if (exchange.number !== n) return null;
    sql = exchange.sql.slice(0, 80);
    return fault;
  });
  return () => sql;
}

async function give(act: BookingAct, scene: Awaited<ReturnType<typeof sceneFor>>): Promise<Answer> {
  const { method = 'POST', path, body } = act.act(scene);
  return calls.call(method, path, body, { 'idempotency-key': `${act.name} ${scene.first}` });
}

for (const act of bookingActs) {
  test(`each statement broken in each way: ${act.name}`, async () => {
    const clean = await sceneFor(act);
    proxy.arm(null);
    const answer = await give(act, clean);
    assert.equal(answer.body.err, 0, JSON.stringify(answer.body));
    const expected = await effectOn(clean);
    for (const { name, fault, ends } of faults) {
      for (let n = 1; ; n++) {
        const where = `${act.name}, ${name} of exchange ${n}`;
        const scene = await sceneFor(act);
        const reached = breakNth(n, fault);
        let met = await give(act, scene);
        const sql = reached();
        const told = `${where}: ${sql}: ${JSON.stringify(met.body)}`;
        if (ends === 'answer' || met.status !== 503) assert.equal(met.status, 200, told);
        else assert.ok(met.headers.get('retry-after'), told);
        proxy.arm(null);
        for (let tries = 0; met.status !== 200 && tries < 20; tries++) met = await give(act, scene);
        assert.equal(met.body.err, 0, told);
        assert.deepEqual(await effectOn(scene), expected, told);
        const again = await give(act, scene);
        assert.deepEqual([again.status, again.body], [200, met.body], `${where}: the first answer again`);
        assert.deepEqual(await effectOn(scene), expected, `${where}, asked once more`);
        if (sql !== null) continue;
        assert.ok(n > (act.isShort ? 1 : 4), `${act.name}: ${n - 1} exchanges are too few to be true`);
        break;
      }
    }
    await assertInvariants(db, app.parts);
  });
}

test('an agent cancels, each statement broken in each way: one cancellation, one callback owed', async () => {
  const desk = { town: app.open.of<Database>(), lane: openLane(app.open.of<Database>()) };
  const act = bookingActs.find(({ name }) => name === 'cancel')!;
  for (const { name, fault } of faults) {
    for (let n = 1; ; n++) {
      const scene = await sceneFor(act);
      const reached = breakNth(n, fault);
      const cancel = (): Promise<unknown> =>
        cancelByAgent(desk, administrator, scene.before.booking_id, false).catch((error: unknown) => error);
      await cancel();
      const sql = reached();
      proxy.arm(null);
      const again = await cancel();
      const told = `${name} of exchange ${n}: ${sql}: ${JSON.stringify(again)}`;
      assert.ok(again instanceof Object && 'kind' in again && ['done', 'refused'].includes(String(again.kind)), told);
      const [, , effect] = (await effectOn(scene)) as { booked: number; callbacks: number; taken: unknown }[];
      assert.deepEqual(
        [effect?.booked, effect?.callbacks, effect?.taken],
        [0, 1, [['main', 1, false, 'agent', false]]],
        told,
      );
      if (sql === null) break;
    }
  }
  await assertInvariants(db, app.parts);
});

test('a caller alone without a key, each statement broken in each way: booked, or not at all', async (t) => {
  for (const { name, fault } of faults) {
    await t.test(name, async () => {
      for (let n = 1; ; n++) {
        const scene = await sceneFor(bookingActs[0]!);
        const reached = breakNth(n, fault);
        const { status, body } = await calls.call('POST', `api/agenda/events/fillslot/${scene.first}/`);
        const sql = reached();
        proxy.arm(null);
        const told = `${name} of exchange ${n}: ${sql}: ${JSON.stringify(body)}`;
        const [, , effect] = (await effectOn(scene)) as { booked: number; taken: unknown[] | null }[];
        assert.ok(status === 200 || status === 503, told);
        assert.equal(effect?.booked, effect?.taken?.length ?? 0, told);
        if (status === 200) assert.equal(effect?.booked, 1, told);
        if (sql === null) break;
      }
    });
  }
  await assertInvariants(db, app.parts);
});

test('without the key, a lost answer is a second booking: the trial would see it', async () => {
  const scene = await sceneFor(bookingActs[0]!);
  const { rows: named } = await sql<{
    id: number;
  }>`select id from agendas.event where slug = ${scene.first} and promotes`.execute(db);
  // Alone and without a key, one statement writes all; otherwise a transaction ends.
  proxy.arm(({ sql }) => (/^commit$|skip locked\)/.test(sql) ? { kind: 'cut after' } : null));
  // By its number: by its slug, who is alone is served without a transaction.
  const book = () => calls.call('POST', `api/agenda/events/fillslot/${named[0]!.id}/`);
  assert.equal((await book()).status, 503);
  proxy.arm(null);
  await book();
  const { rows } = await sql<{
    booked: number;
  }>`select booked from agendas.event where slug = ${scene.first} and promotes`.execute(db);
  assert.equal(rows[0]?.booked, 2);
});
