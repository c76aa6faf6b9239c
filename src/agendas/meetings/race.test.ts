import assert from 'node:assert/strict';
import test from 'node:test';
import { sql, type RawBuilder } from 'kysely';
import type { PoolClient } from 'pg';
import { freshDatabase, testSettings } from '../../../test/database.ts';
import { localMinuteOf } from '../../time/days.ts';
import { openZone } from '../../time/zone.ts';
import { openLane } from '../bookings/lane.ts';
import { noDetails, type MeetOrder, type Outcome } from '../bookings/orders.ts';
import type { AgendasTown } from '../database.ts';
import { agendasTown } from '../testing.ts';
import { decideMeet, holdMeetings, placeMeeting, spansOf, type MeetAsk } from './meet.ts';
import { runnerOn, type Runner } from './runner.ts';

const zone = openZone('Europe/Paris');
const now = Temporal.Instant.from('2026-07-01T08:00:00Z');
const client = { kind: 'client' as const, client: { id: 1, identifier: 'essai', roles: [] } };
const hours = [{ weekday: 1, start_time: '09:00', end_time: '12:00' }];
const agenda = (slug: string, desks: number): object => ({
  slug,
  label: slug,
  kind: 'meetings',
  meeting_types: [
    { slug: 'court', duration: 30, pause_after: 10 },
    { slug: 'long', duration: 60 },
  ],
  resources: ['borne'],
  desks: Array.from({ length: desks }, (_, index) => ({ slug: `${slug}-${index}`, opening_hours: hours })),
});
const site = {
  resources: [{ slug: 'borne', label: 'Borne' }],
  agendas: [
    agenda('nord', 3),
    agenda('sud', 1),
    { slug: 'toutes', label: 'Toutes', kind: 'virtual', agendas: ['sud', 'nord'] },
  ],
};

const at = (time: string): number => zone.toInstant(localMinuteOf(Temporal.PlainDateTime.from(`2026-07-06T${time}`)));
const ask = (more: Partial<MeetAsk> = {}, time = '09:00', type = 'court', resources: string[] = []): MeetAsk => ({
  agenda: 'nord',
  what: { kind: 'slots', type, starts: [at(time)], resources },
  user: '',
  excludeUser: false,
  bypassDelays: false,
  lock: null,
  cancelBookingId: null,
  ...more,
});

const order = (asked: MeetAsk): MeetOrder => ({ ...asked, kind: 'meet', places: 1, details: noDetails });

/** Two processes on one database, whose net is taken away: only the rows that are locked stand between the callers. */
async function twoProcesses(
  lockDuration = 'PT10M',
): Promise<{ towns: [AgendasTown, AgendasTown]; submit: (order: MeetOrder, process: number) => Promise<Outcome> }> {
  const connection = await freshDatabase();
  const settings = testSettings({ LOCK_DURATION: lockDuration });
  const towns: [AgendasTown, AgendasTown] = [
    await agendasTown(site, { now, connection, settings }),
    await agendasTown({}, { now, connection, settings }),
  ];
  await sql`alter table agendas.taken drop constraint a_desk_serves_one_person_at_a_time, drop constraint a_resource_serves_one_person_at_a_time`.execute(
    towns[0].db,
  );
  // Connections are open before the race begins.
  await Promise.all(towns.flatMap(({ pool }) => Array.from({ length: 8 }, () => pool.query('select pg_sleep(0.02)'))));
  const lanes = towns.map(openLane);
  return {
    towns,
    async submit(given, process) {
      const result = await lanes[process]!.submit({
        order: given,
        caller: client,
        nonce: null,
        keyed: null,
        answer: () => ({ status: 200, body: null }),
      });
      assert.equal(result.kind, 'decided');
      return result.kind === 'decided' ? result.outcome : assert.fail();
    },
  };
}

/** Pairs of live spans of different bookings that overlap at one desk or resource. */
async function overlaps({ db }: AgendasTown): Promise<number> {
  const { rows } = await sql<{
    count: number;
  }>`select count(*)::int as count from agendas.taken a join agendas.taken b on a.id < b.id and a.span && b.span
      and (a.desk_id = b.desk_id or a.resource_id = b.resource_id)
    where a.cancelled_at is null and b.cancelled_at is null`.execute(db);
  return rows[0]!.count;
}

const isMet = ({ kind }: Outcome): boolean => kind === 'met';

test('three desks, one slot, 100 callers of two processes: three are served', async () => {
  const { towns, submit } = await twoProcesses();
  const outcomes = await Promise.all(Array.from({ length: 100 }, (_, caller) => submit(order(ask()), caller % 2)));
  assert.equal(outcomes.filter(isMet).length, 3);
  assert.ok(
    outcomes.every(
      (outcome) => isMet(outcome) || (outcome.kind === 'refused' && outcome.reason === 'no more desk available'),
    ),
  );
  assert.equal(await overlaps(towns[0]), 0);
});

test('overlapping spans, two agendas that share a resource, a virtual one: nobody overlaps, nobody is lost, nothing deadlocks', async () => {
  const { towns, submit } = await twoProcesses();
  const times = ['09:00', '09:30', '10:00', '10:30', '11:00'];
  const asks = Array.from({ length: 160 }, (_, n) =>
    ask(
      { agenda: ['nord', 'sud', 'toutes'][n % 3]! },
      times[(n * 7) % 5],
      n % 4 === 0 ? 'long' : 'court',
      n % 5 === 0 ? ['borne'] : [],
    ),
  );
  const outcomes = await Promise.all(asks.map((asked, n) => submit(order(asked), n % 2)));
  assert.equal(await overlaps(towns[0]), 0);
  const met = outcomes.filter(isMet).length;
  assert.ok(met >= 8, `${met} appointments`);
  const { rows } = await sql<{
    count: number;
  }>`select count(*)::int as count from agendas.booking where cancelled_at is null`.execute(towns[0].db);
  assert.equal(rows[0]!.count, met);
});

test('locks: of 60 callers with codes of their own, three hold a desk, and those three alone confirm', async () => {
  const { towns, submit } = await twoProcesses();
  const code = (n: number): string => `code-${n}`;
  const locked = await Promise.all(
    Array.from({ length: 60 }, (_, n) => submit(order(ask({ lock: { code: code(n), confirm: false } })), n % 2)),
  );
  const holders = locked.flatMap((outcome, n) => (isMet(outcome) ? [n] : []));
  assert.equal(holders.length, 3);
  const confirmed = await Promise.all(
    locked.map((_, n) => submit(order(ask({ lock: { code: code(n), confirm: true } })), n % 2)),
  );
  assert.deepEqual(
    confirmed.flatMap((outcome, n) => (isMet(outcome) ? [n] : [])),
    holders,
  );
  assert.equal(await overlaps(towns[0]), 0);
});

test('one code that locks again and again from two processes holds one desk', async () => {
  const { towns, submit } = await twoProcesses();
  const times = ['09:00', '09:30', '10:00', '10:30'];
  await Promise.all(
    Array.from({ length: 40 }, (_, n) =>
      submit(order(ask({ lock: { code: 'same', confirm: false } }, times[n % 4])), n % 2),
    ),
  );
  const { rows } = await sql<{
    count: number;
  }>`select count(*)::int as count from agendas.taken where cancelled_at is null`.execute(towns[0].db);
  assert.equal(rows[0]!.count, 1);
});

test('locks that end under the feet of those who confirm: whoever comes first has the desk, once', async () => {
  const { towns, submit } = await twoProcesses('PT0.03S');
  for (let round = 0; round < 6; round++) {
    const codes = Array.from({ length: 6 }, (_, n) => `round-${round}-${n}`);
    await Promise.all(
      codes.map((code, n) => submit(order(ask({ lock: { code, confirm: false } }, '10:00', 'long')), n % 2)),
    );
    await new Promise((resolve) => setTimeout(resolve, 20 + 4 * round));
    const rush = codes.flatMap((code) => [
      ask({ lock: { code, confirm: true } }, '10:00', 'long'),
      ask({}, '10:30', 'court'),
    ]);
    const outcomes = await Promise.all(rush.map((asked, n) => submit(order(asked), n % 2)));
    assert.equal(await overlaps(towns[0]), 0);
    assert.ok(outcomes.filter(isMet).length <= 3);
    await sql`update agendas.taken set cancelled_at = now()`.execute(towns[0].db);
    await sql`update agendas.booking set cancelled_at = now(), cancelled_by = 'call' where cancelled_at is null`.execute(
      towns[0].db,
    );
  }
});

/** Six callers who read what stands before any of them writes. Answers how many spans overlap at the end. */
async function raceBy(hand: (run: Runner) => Runner, together: boolean): Promise<{ overlapping: number; met: number }> {
  const [town] = (await twoProcesses()).towns;
  let reading = 6;
  let everybodyHasRead = (): void => {};
  const allHaveRead = new Promise<void>((resolve) => (everybodyHasRead = resolve));
  const book = async (session: PoolClient): Promise<boolean> => {
    const run = hand(runnerOn(session, town.db));
    await session.query('begin');
    const held = await holdMeetings(run, [ask({ agenda: 'sud' })], now, zone);
    if (--reading === 0) everybodyHasRead();
    if (together) await allHaveRead;
    const outcome = decideMeet(held, ask({ agenda: 'sud' }));
    if (outcome.kind === 'placed') {
      const { rows } = await session.query<{ id: number }>(
        `insert into agendas.booking (agenda_id, asked_by) values (${outcome.agenda.id}, 'race') returning id`,
      );
      placeMeeting(held, outcome, ask({ agenda: 'sud' }), rows[0]!.id, null);
      for (const { bookingId, deskId, start, end } of spansOf(held)) {
        await session.query(
          'insert into agendas.taken (booking_id, desk_id, span) values ($1, $2, int4range($3, $4))',
          [bookingId, deskId, start, end],
        );
      }
    }
    await session.query('commit');
    return outcome.kind === 'placed';
  };
  const sessions = await Promise.all(Array.from({ length: 6 }, () => town.pool.connect()));
  try {
    const met = (await Promise.all(sessions.map(book))).filter(Boolean).length;
    return { overlapping: await overlaps(town), met };
  } finally {
    for (const session of sessions) session.release();
  }
}

/** The guard taken out: rows are read, not locked. */
const withoutGuard =
  (run: Runner): Runner =>
  <Row extends object>(query: RawBuilder<Row>) =>
    run<Row>({ ...query, compile: (db) => unlocked(query.compile(db)) });

const unlocked = <Compiled extends { sql: string }>(compiled: Compiled): Compiled => ({
  ...compiled,
  sql: compiled.sql.replaceAll(' for update', ''),
});

test('the race seen failing: without the guard, six callers have one desk; with it, one has', async () => {
  const without = await raceBy(withoutGuard, true);
  assert.equal(without.met, 6);
  assert.equal(without.overlapping, 15);
  const guarded = await raceBy((run) => run, false);
  assert.deepEqual(guarded, { overlapping: 0, met: 1 });
});

test('under the guard lies a net: a span that overlaps another is refused by the table', async () => {
  const town = await agendasTown(site, { now });
  const insert = (span: string) =>
    sql`with b as (insert into agendas.booking (agenda_id, asked_by) select agenda_id, 'net' from agendas.desk where slug = 'sud-0' returning id)
    insert into agendas.taken (booking_id, desk_id, span) select b.id, d.id, ${span}::int4range from b, agendas.desk d where d.slug = 'sud-0'`.execute(
      town.db,
    );
  await insert('[100,130)');
  await insert('[130,160)');
  await assert.rejects(insert('[120,140)'), /a_desk_serves_one_person_at_a_time/);
});
