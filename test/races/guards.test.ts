import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import test from 'node:test';
import { agendaAt } from '../../src/agendas/api/reading.ts';
import { changeEvent } from '../../src/agendas/events/write-event.ts';
import { remindersJob } from '../../src/agendas/reminders/remind.ts';
import { sql } from 'kysely';
import { inTransaction } from '../../src/platform/database/transaction.ts';
import { openOutbox } from '../../src/agendas/callbacks/outbox.ts';
import { brokenInvariants } from '../../src/agendas/checks/invariants.ts';
import type { BookOrder, MeetOrder, Order, Outcome, ReplaceOrder } from '../../src/agendas/bookings/orders.ts';
import { localMinuteOf } from '../../src/time/days.ts';
import { openZone } from '../../src/time/zone.ts';
import { openOutbound } from '../../src/platform/outbound.ts';
import { testSettings } from '../database.ts';
import { hashOfRequest } from '../../src/platform/idempotency.ts';
import { detailsOf, now, stageOf, type Guard, type Stage } from './without-guard.ts';

/*
 * Each guard of the agendas, twice: in place, its race ends well; taken away, the same race is seen to end badly. Two processes on one database; who is about to write
 * waits until the other one is too, so that both have read: without the guard there is no luck in it.
 */

const event = (slug: string, places: number, more: object = {}) => ({
  slug,
  start_datetime: '2026-07-08 10:00',
  places,
  ...more,
});
const events = (list: object[], more: object = {}): object => ({
  agendas: [{ slug: 'stages', label: 'Stages', kind: 'events', events: list, ...more }],
});
const hours = [{ weekday: 1, start_time: '09:00', end_time: '12:00' }];
const meetings = (slug: string): object => ({
  slug,
  label: slug,
  kind: 'meetings',
  meeting_types: [{ slug: 'rdv', duration: 30 }],
  resources: ['borne'],
  desks: [{ slug: 'a', opening_hours: hours }],
});
const townHall = { resources: [{ slug: 'borne', label: 'Borne' }], agendas: [meetings('nord'), meetings('sud')] };

const book = (slot: string, more: Partial<BookOrder> = {}): BookOrder => ({
  kind: 'book',
  slots: [{ agenda: 'stages', event: slot }],
  places: 1,
  details: detailsOf(),
  lock: null,
  excludeUser: false,
  cancelBookingId: null,
  bypassDelays: false,
  forceWaitingList: false,
  range: 'future',
  ...more,
});
const replace = (...slots: string[]): ReplaceOrder => ({
  kind: 'replace',
  agendas: ['stages'],
  slots: slots.map((slot) => ({ agenda: 'stages', event: slot })),
  user: 'user:1',
  details: detailsOf('user:1'),
  bypassDelays: false,
  range: 'future',
  action: 'replace',
});
const monday = openZone('Europe/Paris').toInstant(localMinuteOf(Temporal.PlainDateTime.from('2026-07-06T09:00')));
const meet = (agenda: string, resources: string[] = []): MeetOrder => ({
  kind: 'meet',
  agenda,
  what: { kind: 'slots', type: 'rdv', starts: [monday], resources },
  user: '',
  excludeUser: false,
  bypassDelays: false,
  lock: null,
  cancelBookingId: null,
  places: 1,
  details: detailsOf(),
});

const idOf = (outcome: Outcome): number => {
  assert.ok('bookingId' in outcome, JSON.stringify(outcome));
  return outcome.bookingId;
};
/** By its number an event is booked in a transaction; by its slug, in one statement. */
const byNumber = book('1');
let keys = 0;
const keyed = () => ({
  keyed: { caller: 'client:essai', key: `key ${++keys}`, hash: hashOfRequest('POST', '/', null) },
});
const both = (stage: Stage, first: Order, second: Order): Promise<Outcome[]> => {
  stage.meet(2);
  return Promise.all([stage.give(0, first, keyed()), stage.give(1, second, keyed())]);
};
const broken = ({ town }: Stage): Promise<string[]> => brokenInvariants(town.db);
const more = (count: number, than: number, what: string): string[] => (count > than ? [`${count} ${what}`] : []);
const live = async (stage: Stage, where = 'true'): Promise<number> =>
  (
    await stage.find<{ n: number }>(
      `select count(*)::int as n from agendas.booking where cancelled_at is null and ${where}`,
    )
  )[0]!.n;
const pause = (ms: number): Promise<void> => new Promise((done) => setTimeout(done, ms));

const eventRow: Guard = { statement: [/order by e\.id for update(?! of)/, 'order by e.id'] };
const people: Guard = { statement: [/select pg_advisory_xact_lock\(7281003, k\)/, 'select k'] };

type Race = {
  name: string;
  site: object;
  settings?: Record<string, string>;
  guard: Guard;
  /** Taken away in both runs: a net is seen once nothing stands above it. */
  above?: Guard;
  slow?: readonly [RegExp, string];
  /** What went wrong: nothing where the guard stands. */
  race(stage: Stage): Promise<string[]>;
};

const races: readonly Race[] = [
  {
    name: "the event's row: one place, two callers",
    site: events([event('one', 1)]),
    guard: eventRow,
    async race(stage) {
      await both(stage, byNumber, byNumber);
      return [...(await broken(stage)), ...more(await live(stage), 1, 'have the one place')];
    },
  },
  {
    name: "the event's row: accepted against cancelled",
    site: events([event('list', 1, { waiting_list_places: 3 })]),
    guard: eventRow,
    async race(stage) {
      const [had, waits] = [idOf(await stage.give(0, book('list'))), idOf(await stage.give(0, book('list')))];
      await both(stage, { kind: 'accept', bookingId: waits }, { kind: 'cancel', bookingId: had, by: 'call' });
      return broken(stage);
    },
  },
  {
    name: "the event's row: who waits moves up, and somebody new comes",
    site: events([event('list', 1, { waiting_list_places: 3, waiting_list_bookings_automatic_confirm: true })]),
    guard: eventRow,
    async race(stage) {
      const [had] = [idOf(await stage.give(0, book('list'))), idOf(await stage.give(0, book('list')))];
      await both(stage, { kind: 'cancel', bookingId: had, by: 'call' }, byNumber);
      return broken(stage);
    },
  },
  {
    name: "the event's row: a lock that has ended is confirmed, and another takes its place",
    site: events([event('one', 1)]),
    settings: { LOCK_DURATION: 'PT0.02S' },
    guard: eventRow,
    async race(stage) {
      await stage.give(0, book('one', { lock: { code: 'mine', confirm: false } }));
      await pause(40);
      await both(stage, book('one', { lock: { code: 'mine', confirm: true } }), byNumber);
      return [...(await broken(stage)), ...more(await live(stage), 1, 'have the one place')];
    },
  },
  {
    name: "the event's mark: two who each know it in their own process",
    site: events([event('one', 1)]),
    guard: {
      statement: [
        /(on e\.id = k\.id) and e\.xmin = k\.mark::xid([\s\S]*?order by e\.id for update of e) skip locked/,
        '$1$2',
      ],
    },
    async race(stage) {
      stage.meet(2);
      await Promise.all([stage.give(0, book('one')), stage.give(1, book('one'))]);
      return [...(await broken(stage)), ...more(await live(stage), 1, 'have the one place')];
    },
  },
  {
    name: 'the line of a person: a set in place of another, twice at once',
    site: events([event('a', 5), event('b', 5)]),
    guard: people,
    async race(stage) {
      await both(stage, replace('a'), replace('b'));
      return [...(await broken(stage)), ...more(await live(stage), 1, 'sets are left')];
    },
  },
  {
    name: 'the line of a person: one booking each, two events at once',
    site: events([event('a', 5), event('b', 5)], { maximal_bookings_per_user: 1 }),
    guard: people,
    async race(stage) {
      await both(stage, book('a', { details: detailsOf('user:1') }), book('b', { details: detailsOf('user:1') }));
      return more(await live(stage), 1, 'bookings of one person');
    },
  },
  {
    name: 'the line of a lock code: two events at once',
    site: events([event('a', 5), event('b', 5)]),
    guard: { ...people, net: 'drop index agendas.booking_lock' },
    async race(stage) {
      const lock = { code: 'mine', confirm: false };
      await both(stage, book('a', { lock }), book('b', { lock }));
      return more(await live(stage, 'expires_at is not null'), 1, 'locks of one code');
    },
  },
  {
    name: "the desk's row: one desk, two callers",
    site: townHall,
    guard: {
      statement: [/order by d\.id for update\)/, 'order by d.id)'],
      net: 'alter table agendas.taken drop constraint a_desk_serves_one_person_at_a_time',
    },
    async race(stage) {
      await both(stage, meet('nord'), meet('nord'));
      return broken(stage);
    },
  },
  {
    name: "the resource's row: two agendas, one resource",
    site: townHall,
    guard: {
      statement: [/order by r\.id for update\)/, 'order by r.id)'],
      net: 'alter table agendas.taken drop constraint a_resource_serves_one_person_at_a_time',
    },
    async race(stage) {
      await both(stage, meet('nord', ['borne']), meet('sud', ['borne']));
      return broken(stage);
    },
  },
  {
    name: "the net under the desk's row",
    site: townHall,
    above: { statement: [/order by d\.id for update\)/, 'order by d.id)'] },
    guard: { net: 'alter table agendas.taken drop constraint a_desk_serves_one_person_at_a_time' },
    async race(stage) {
      // A net is a fault for whoever falls into it.
      await both(stage, meet('nord'), meet('nord')).catch(() => {});
      return broken(stage);
    },
  },
  {
    name: 'the net under the line of a lock code',
    site: events([event('a', 5), event('b', 5)]),
    above: people,
    guard: { net: 'drop index agendas.booking_lock' },
    async race(stage) {
      const lock = { code: 'mine', confirm: false };
      await both(stage, book('a', { lock }), book('b', { lock }));
      return more(await live(stage, 'expires_at is not null'), 1, 'locks of one code');
    },
  },
  {
    name: "the booking's row: an appointment is cancelled twice",
    site: townHall,
    guard: { statement: [/(from agendas\.booking where id = any\(\$1::int\[\]\) order by id) for update/, '$1'] },
    async race(stage) {
      const cancel = { kind: 'cancel', bookingId: idOf(await stage.give(0, meet('nord'))), by: 'call' } as const;
      const outcomes = await both(stage, cancel, cancel);
      return more(outcomes.filter(({ kind }) => kind === 'done').length, 1, 'have cancelled it');
    },
  },
  {
    name: 'the nonce: one signed call, sent to two processes',
    site: events([event('a', 5)]),
    guard: { net: 'alter table platform.nonce drop constraint nonce_pkey' },
    async race(stage) {
      const nonce = 'n'.repeat(32);
      await Promise.all([0, 1].map((process) => stage.give(process, book('a'), { nonce, ...keyed() })));
      await stage.give(0, book('a'), { nonce });
      return more(await live(stage), 1, 'bookings of one call');
    },
  },
  {
    name: 'the key: one call, asked again in another process',
    site: events([event('a', 5)]),
    guard: {
      statement: [/on conflict \(caller, key\) do update[\s\S]*?interval '24 hours'/,
        ''],
      net: 'alter table platform.idempotency drop constraint idempotency_pkey',
    },
    async race(stage) {
      const same = keyed();
      // The second one looks for an answer, finds none, and waits for the event's row.
      const { arrived, release } = stage.meet(2);
      const first = stage.give(0, byNumber, same);
      await arrived;
      const second = stage.give(1, byNumber, same);
      await stage.blocked();
      release();
      await Promise.all([first, second]);
      return more(await live(stage), 1, 'bookings under one key');
    },
  },
  {
    name: 'the claim of callbacks: two processes at once',
    site: events([event('a', 50)]),
    guard: { statement: [/select pg_advisory_xact_lock\(7281004\)/, 'select 1'] },
    slow: [/where c\.id in \(select id from due/, 'where (select pg_sleep(0.1)) is not null and c.id in (select id from due'],
    async race(stage) {
      const id = idOf(await stage.give(0, book('a')));
      await stage.find(`insert into agendas.booking (agenda_id, asked_by) select agenda_id, 'test' from agendas.booking, generate_series(1, 5)`);
      await stage.find(`insert into agendas.callback (booking_id, kind, url, host) select id, 'cancel', 'http://h' || id || '/', 'h' || id from agendas.booking where id >= ${id}`);
      const { made } = await deliver(stage);
      return more(made.length, new Set(made).size, 'calls for six that are owed');
    },
  },
  {
    name: "the line of a booking's callbacks: the first one fails",
    site: events([event('a', 50)]),
    guard: { statement: [/and not exists \(select from agendas\.callback e [^)]*\)/, ''] },
    async race(stage) {
      const id = idOf(await stage.give(0, book('a')));
      await stage.find(`insert into agendas.callback (booking_id, kind, url, host) select ${id}, 'cancel', 'http://h/' || n, 'h' from generate_series(1, 2) n`);
      const { made } = await deliver(stage, 500);
      return more(made.length, 1, 'calls of one booking at once');
    },
  },
  {
    name: 'the sign of life of a process that is calling',
    site: events([event('a', 50)]),
    guard: { statement: [/l\.objid = owner::oid and l\.granted/, 'false'] },
    async race(stage) {
      const id = idOf(await stage.give(0, book('a')));
      await stage.find(
        `insert into agendas.callback (booking_id, kind, url, host) values (${id}, 'cancel', 'http://h/', 'h')`,
      );
      const { made } = await deliver(stage, 200, 'one after the other');
      return more(made.length, 1, 'calls for one that is owed');
    },
  },
  {
    name: 'few calls at once for one host',
    site: events([event('a', 50)]),
    guard: { statement: [/where place <= (\$\d+) order/, 'where $1::int is not null order'] },
    async race(stage) {
      await stage.give(0, book('a'));
      await stage.find(`insert into agendas.booking (agenda_id, asked_by) select agenda_id, 'test' from agendas.booking, generate_series(1, 20)`);
      await stage.find(`insert into agendas.callback (booking_id, kind, url, host) select id, 'cancel', 'http://h/', 'h' from agendas.booking`);
      const { most } = await deliver(stage);
      return more(most, 8, 'calls under way');
    },
  },
  {
    name: 'the rows of bookings that are reminded: two processes at once',
    site: events([event('a', 50)], { reminder_days: 10 }),
    guard: { statement: [/for update of b skip locked/, ''] },
    async race(stage) {
      await stage.give(0, book('a', { details: detailsOf('', { user_email: 'lea@example.org' }) }));
      await stage.find(`update agendas.booking set created_at = '2026-06-01'`);
      stage.meet(2);
      await Promise.all(stage.desks.map(({ town }) => remindersJob(town).run()));
      const mails = await stage.find('select from platform.mail');
      return more(mails.length, 1, 'mails for one booking');
    },
  },
  {
    name: "the event's row while an agent changes it: fewer places, and somebody books",
    site: events([event('a', 1)]),
    guard: { statement: [/order by e\.id for update$/m, 'order by e.id'] },
    async race(stage) {
      const agenda = await agendaAt(stage.town.db, 'stages');
      const { id } = await stage.town.db.selectFrom('agendas.event').select('id').executeTakeFirstOrThrow();
      const moment = { now, zone: openZone('Europe/Paris') };
      const { arrived, release } = stage.meet(2, /insert into "agendas"\."event"/);
      const changed = inTransaction(stage.town.db, (trx) => changeEvent(trx, agenda, id, { places: 0 }, moment));
      await arrived;
      await stage.give(1, byNumber);
      release();
      await changed;
      return more((await stage.find('select from agendas.event where booked > places')).length, 0, 'event with more booked than places');
    },
  },
]; // prettier-ignore

/** What the callbacks' jobs of both processes call in one round: the numbers of the calls, and how many were under way at once. */
async function deliver(
  { desks }: Stage,
  status = 200,
  how: 'at once' | 'one after the other' = 'at once',
): Promise<{ made: string[]; most: number }> {
  const made: string[] = [];
  let [underWay, most] = [0, 0];
  // A round ends once its calls are under way; they end when both rounds have.
  const rounds = Promise.withResolvers<void>();
  const outboxes = desks.map(({ town }) =>
    openOutbox(town, {
      sign: async (url) => url,
      async call({ headers }) {
        made.push(String(headers?.['idempotency-key']));
        most = Math.max(most, ++underWay);
        await rounds.promise;
        underWay--;
        return { status, headers: {}, body: Buffer.alloc(0) };
      },
    }),
  );
  if (how === 'at once') await Promise.all(outboxes.map(({ job }) => job.run()));
  else for (const { job } of outboxes) await job.run();
  rounds.resolve();
  await Promise.all(outboxes.map(({ close }) => close()));
  return { made, most };
}

test('guards', { concurrency: 3 }, async (t) => {
  await Promise.all(
    races.flatMap(({ name, site, settings = {}, guard, above, slow = null, race }) => [
      t.test(`with ${name}`, async () =>
        assert.deepEqual(await stageOf(site, settings, above ? [above] : [], slow, race), []),
      ),
      t.test(`without ${name}`, async (one) => {
        const wrong = await stageOf(site, settings, above ? [guard, above] : [guard], slow, race);
        assert.notDeepEqual(wrong, [], 'the guard is for nothing, or the race is none');
        one.diagnostic(wrong.join(', '));
      }),
    ]),
  );
});

/** What the tables themselves refuse, whatever forgets to hold a row: the last net. */
const nets: readonly { name: string; table: string; wrong: string; broken?: RegExp }[] = [
  { name: 'more booked than places', table: 'event', wrong: 'update agendas.event set booked = places + 1', broken: /I2/ },
  { name: 'more waiting than may', table: 'event', wrong: 'update agendas.event set waiting = waiting_list_places + 1', broken: /I2/ },
  { name: 'fewer than none booked', table: 'event', wrong: 'update agendas.event set booked = -1', broken: /I2/ },
  { name: 'fewer than none waiting', table: 'event', wrong: 'update agendas.event set waiting = -1', broken: /I2/ },
  { name: 'a booking that nobody has cancelled', table: 'booking', wrong: 'update agendas.booking set cancelled_at = now()', broken: /I2/ },
  { name: 'a place of nothing', table: 'taken', wrong: 'update agendas.taken set event_id = null', broken: /I2/ },
  { name: 'no places at all', table: 'taken', wrong: 'update agendas.taken set places = 0', broken: /I2/ },
  { name: 'a callback that was sent and has failed', table: 'callback', wrong: `insert into agendas.callback (booking_id, kind, url, host, sent_at, failed_at) select id, 'cancel', 'http://h/', 'h', now(), now() from agendas.booking` },
]; // prettier-ignore

class Undone extends Error {}

test('what the tables refuse, and what would stand in them', async (t) => {
  await stageOf(events([event('a', 2)]), {}, [], null, async ({ town, give }) => {
    await give(0, book('a'));
    const attempt = async (without: string | null, wrong: string): Promise<string[]> => {
      let found: string[] = [];
      await inTransaction(town.db, async (trx) => {
        if (without !== null)
          await sql`do ${sql.lit(`declare one text; begin
            for one in select conname from pg_constraint where conrelid = 'agendas.${without}'::regclass and contype = 'c' loop
              execute format('alter table agendas.${without} drop constraint %I', one);
            end loop; end`)}`.execute(trx);
        await sql.raw(wrong).execute(trx);
        found = await brokenInvariants(trx);
        throw new Undone();
      }).catch((error: unknown) => {
        if (!(error instanceof Undone)) throw error;
      });
      return found;
    };
    for (const { name, table, wrong, broken: told } of nets)
      await t.test(name, async () => {
        await assert.rejects(attempt(null, wrong), { code: '23514' });
        const stands = await attempt(table, wrong);
        if (told) assert.match(stands.join(), told);
      });
  });
});

test('the look at addresses: with it the inside is never called, without it nearly any spelling gets there', async () => {
  let hits = 0;
  const inside = createServer((_, response) => {
    hits++;
    response.end();
  });
  await new Promise<void>((done) => inside.listen(0, '127.0.0.1', done));
  const address = inside.address();
  assert.ok(address && typeof address === 'object');
  const urls = ['127.0.0.1', 'localhost', '127.1', '0x7f000001', '2130706433', '[::ffff:7f00:1]', '0.0.0.0'].map(
    (host) => `http://${host}:${address.port}/`,
  );
  const outbound = openOutbound(testSettings());
  for (const url of urls)
    await assert.rejects(outbound.call({ method: 'POST', url, timeoutMs: 2_000 }), { reason: 'forbidden address' });
  assert.equal(hits, 0);
  for (const url of urls) await fetch(url, { method: 'POST' });
  assert.equal(hits, urls.length);
  await outbound.close();
  inside.closeAllConnections();
  inside.close();
});
