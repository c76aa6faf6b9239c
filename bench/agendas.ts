import { spawn, type ChildProcess } from 'node:child_process';
import { createHmac, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { startEmbedded } from '../src/platform/database/embedded.ts';
import { openLog } from '../src/platform/log.ts';
import { openTown } from '../src/platform/open-town.ts';
import { readSettings } from '../src/platform/settings.ts';
import type { Database } from '../src/agendas/database.ts';
import { openLane } from '../src/agendas/bookings/lane.ts';
import { noDetails, type BookOrder } from '../src/agendas/bookings/orders.ts';

/** The targets are those of design.md, section 8. */
export type Measured = { name: string; ratio: number; target: number; detail: string };

const secret = 'bench';
const orig = 'bench.example.org';
const callers = 64;
const roundMs = 700;
const rounds = 3;

const site = {
  services: [{ orig, secret }],
  agendas: [
    {
      slug: 'bench',
      label: 'Bench',
      kind: 'events',
      minimal_booking_delay: 0,
      maximal_booking_delay: 0,
      events: Array.from({ length: 200 }, (_, i) => ({
        slug: `e${i}`,
        label: `Event ${i}`,
        start_datetime: '2090-06-01 10:00',
        duration: 60,
        places: 1_000_000,
      })),
    },
    {
      slug: 'desks',
      label: 'Desks',
      kind: 'meetings',
      meeting_types: [{ slug: 'rdv', duration: 30 }],
      desks: Array.from({ length: 10 }, (_, i) => ({
        slug: `d${i}`,
        opening_hours: [1, 2, 3, 4, 5].map((weekday) => ({ weekday, start_time: '09:00', end_time: '17:00' })),
      })),
    },
  ],
};

type Side = () => Promise<number>;

/** Runs the sides in turn, so that a slow moment of the machine falls on all; gives what each did a second, the median of its rounds. */
async function inTurn<K extends string>(sides: Record<K, Side>, times = rounds): Promise<Record<K, number>> {
  const found = Object.fromEntries(Object.keys(sides).map((name) => [name, []])) as unknown as Record<K, number[]>;
  for (let round = 0; round <= times; round++) {
    for (const name of Object.keys(sides) as K[]) {
      const perSecond = await sides[name]();
      // The first round warms up.
      if (round > 0) found[name].push(perSecond);
    }
  }
  const median = (list: number[]): number => list.toSorted((a, b) => a - b)[Math.floor(list.length / 2)]!;
  return Object.fromEntries(Object.entries<number[]>(found).map(([name, list]) => [name, median(list)])) as Record<
    K,
    number
  >;
}

/** As many loops as callers, each doing one thing after the other until the time is over. */
async function perSecond(
  count: number,
  one: (caller: number, turn: number) => Promise<unknown>,
  ms = roundMs,
): Promise<number> {
  const started = performance.now();
  let done = 0;
  await Promise.all(
    Array.from({ length: count }, async (_, caller) => {
      for (let turn = 0; performance.now() - started < ms; turn++) {
        await one(caller, turn);
        done++;
      }
    }),
  );
  return (done / (performance.now() - started)) * 1000;
}

/** A caller on one kept connection, as thin as can be: the machine's two cores are the server's and the database's too. */
class Caller {
  socket: Socket;
  #waiting: ((body: string) => void) | null = null;
  #read = '';
  readonly port: number;
  constructor(port: number) {
    this.port = port;
    this.socket = this.#open();
  }
  /** A connection serves a thousand requests, then the server says that it closes it. */
  #open(): Socket {
    const socket = connect(this.port, '127.0.0.1');
    socket.setNoDelay(true);
    socket.setEncoding('latin1');
    socket.on('data', (piece: string) => this.#take(piece));
    socket.on('error', () => {});
    return socket;
  }
  #take(piece: string): void {
    this.#read += piece;
    const end = this.#read.indexOf('\r\n\r\n');
    if (end === -1) return;
    const length = Number(/content-length: (\d+)/i.exec(this.#read.slice(0, end))?.[1] ?? 0);
    if (this.#read.length < end + 4 + length) return;
    const body = this.#read.slice(end + 4, end + 4 + length);
    if (!this.#read.startsWith('HTTP/1.1 200')) throw new Error(`${this.#read.slice(0, 15)} ${body.slice(0, 300)}`);
    if (/connection: close/i.test(this.#read.slice(0, end))) this.socket = this.#open();
    this.#read = '';
    const waiting = this.#waiting;
    this.#waiting = null;
    waiting?.(body);
  }
  send(method: string, path: string): Promise<string> {
    // An idle connection is closed after five seconds.
    if (this.socket.readableEnded || this.socket.destroyed) this.socket = this.#open();
    return new Promise((resolve) => {
      this.#waiting = resolve;
      this.socket.write(`${method} ${path} HTTP/1.1\r\nhost: localhost:${this.port}\r\ncontent-length: 0\r\n\r\n`);
    });
  }
}

function signed(path: string): string {
  const time = encodeURIComponent(new Date().toISOString().replace(/\.\d+Z/, 'Z'));
  const query = `orig=${orig}&algo=sha256&timestamp=${time}&nonce=${randomBytes(16).toString('hex')}`;
  return `${path}?${query}&signature=${encodeURIComponent(createHmac('sha256', secret).update(query).digest('base64'))}`;
}

const fillslot = (event: number): string => signed(`/agendas/api/agenda/bench/fillslot/e${event}/`);

async function startServer(databaseUrl: string, siteFile: string, port: number): Promise<ChildProcess> {
  const child = spawn(
    process.execPath,
    [fileURLToPath(new URL('../bin/guichet.js', import.meta.url)), 'serve', 'agendas'],
    {
      env: { ...process.env, DATABASE_URL: databaseUrl, PORT: String(port), SITE_FILE: siteFile, LOG_LEVEL: 'error' },
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  await Promise.race([
    once(child.stdout, 'data'),
    once(child, 'exit').then(() => Promise.reject(new Error('the server did not start'))),
  ]);
  return child;
}

/** `BEGIN; SELECT … FOR UPDATE; INSERT; UPDATE; COMMIT`, bare, each caller on its own connection. */
async function bareBooking(client: pg.Client, event: number): Promise<void> {
  await client.query('begin');
  await client.query({
    name: 'hold',
    text: 'select booked, places from bare.event where id = $1 for update',
    values: [event],
  });
  await client.query({
    name: 'put',
    text: `insert into bare.booking (event_id, label, places) values ($1, 'x', 1)`,
    values: [event],
  });
  await client.query({
    name: 'count',
    text: 'update bare.event set booked = booked + 1 where id = $1',
    values: [event],
  });
  await client.query('commit');
}

/** The writes of a group of 64 as few bare statements. */
async function bareGroup(client: pg.Client, size: number): Promise<void> {
  await client.query('begin');
  await client.query({
    name: 'hold',
    text: 'select booked, places from bare.event where id = $1 for update',
    values: [0],
  });
  await client.query({
    name: 'put_many',
    text: `with b as (insert into bare.booking (event_id, label, places) select 0, 'x', 1 from generate_series(1, $1::int) returning id)
      insert into bare.taken (booking_id, event_id, places) select id, 0, 1 from b`,
    values: [size],
  });
  await client.query({
    name: 'count_many',
    text: 'update bare.event set booked = booked + $1 where id = 0',
    values: [size],
  });
  await client.query('commit');
}

const bareTables = `create schema bare;
  create table bare.event (id int primary key, booked int not null default 0, places int not null);
  insert into bare.event select i, 0, 1000000 from generate_series(0, 199) i;
  create table bare.booking (id bigint generated always as identity primary key, event_id int not null references bare.event, label text not null, places int not null);
  create index on bare.booking (event_id);
  create table bare.taken (id bigint generated always as identity primary key, booking_id bigint not null references bare.booking, event_id int not null references bare.event, places int not null);
  create index on bare.taken (event_id); create index on bare.taken (booking_id)`;

const orderFor = (event: number): BookOrder => ({
  kind: 'book',
  slots: [{ agenda: 'bench', event: `e${event}` }],
  places: 1,
  details: { ...noDetails, label: 'x' },
  lock: null,
  excludeUser: false,
  cancelBookingId: null,
  bypassDelays: false,
  forceWaitingList: false,
  range: 'future',
});

/** With the code of a lock an answer is never kept. */
const keptListing = '/agendas/api/agenda/bench/datetimes/';
const listing = `${keptListing}?lock_code=bench`;
const slotsListing = '/agendas/api/agenda/desks/meetings/rdv/datetimes/?lock_code=bench';

const whole = (number: number): string => Math.round(number).toLocaleString('en');

export async function bench(): Promise<Measured[]> {
  const folder = await mkdtemp(join(tmpdir(), 'guichet-bench-'));
  await chmod(folder, 0o755);
  const log = openLog('silent');
  // Durable, unlike the tests' server.
  const server = await startEmbedded(join(folder, 'data'), log);
  const children: ChildProcess[] = [];
  try {
    const connection = { ...server.connection, database: 'bench' };
    const client = new pg.Client({ ...server.connection, database: 'postgres' });
    await client.connect();
    await client.query('create database bench');
    await client.end();
    return await measure(connection, folder, children);
  } finally {
    for (const child of children) child.kill('SIGTERM');
    await Promise.all(children.filter((child) => child.exitCode === null).map((child) => once(child, 'exit')));
    await server.leave();
    await rm(folder, { recursive: true, force: true });
  }
}

type Connection = { host: string; user: string; database: string };

async function measure(connection: Connection, folder: string, children: ChildProcess[]): Promise<Measured[]> {
  const siteFile = join(folder, 'site.json');
  await writeFile(siteFile, JSON.stringify(site));
  const url = `postgres://${connection.user}@${encodeURIComponent(connection.host)}/${connection.database}`;
  const port = 20_000 + Math.floor(Math.random() * 20_000);
  for (const one of [port, port + 1]) children.push(await startServer(url, siteFile, one));
  const clients = await Promise.all(
    Array.from({ length: callers }, async () => {
      const client = new pg.Client(connection);
      await client.connect();
      return client;
    }),
  );
  await clients[0]!.query(bareTables);
  const first = Array.from({ length: callers }, () => new Caller(port));
  const second = Array.from({ length: callers / 2 }, () => new Caller(port + 1));
  const both = [...first.slice(0, callers / 2), ...second];
  const spread = (caller: number, turn: number): number => (caller * 31 + turn * 7) % 200;
  const found: Measured[] = [];
  const tell = (name: string, ratio: number, target: number, detail: string): void =>
    void found.push({ name, ratio, target, detail });

  const many = await inTurn({
    http: () => perSecond(callers, (caller, turn) => first[caller]!.send('POST', fillslot(spread(caller, turn)))),
    two: () => perSecond(callers, (caller, turn) => both[caller]!.send('POST', fillslot(spread(caller, turn)))),
    bare: () => perSecond(callers, (caller, turn) => bareBooking(clients[caller]!, spread(caller, turn))),
  });
  tell(
    'bookings over signed HTTP, 64 callers, 200 events ÷ bare',
    many.http / many.bare,
    3,
    `${whole(many.http)} against ${whole(many.bare)} a second`,
  );
  tell(
    'two processes ÷ one, 200 events',
    many.two / many.http,
    1,
    `${whole(many.two)} against ${whole(many.http)} a second`,
  );
  const one = await inTurn({
    http: () => perSecond(callers, (caller) => first[caller]!.send('POST', fillslot(0))),
    two: () => perSecond(callers, (caller) => both[caller]!.send('POST', fillslot(0))),
    bare: () => perSecond(callers, (caller) => bareBooking(clients[caller]!, 0)),
  });
  tell(
    'bookings over signed HTTP, 64 callers, one event ÷ bare',
    one.http / one.bare,
    10,
    `${whole(one.http)} against ${whole(one.bare)} a second`,
  );
  tell(
    'two processes ÷ one, one event',
    one.two / one.http,
    0.7,
    `${whole(one.two)} against ${whole(one.http)} a second`,
  );
  const alone = await inTurn({
    http: () => perSecond(1, () => first[0]!.send('POST', fillslot(1))),
    bare: () => perSecond(1, () => bareBooking(clients[0]!, 1)),
  });
  tell(
    'bookings over signed HTTP, one caller ÷ bare',
    alone.http / alone.bare,
    1.4,
    `${whole(alone.http)} against ${whole(alone.bare)} a second`,
  );
  const list = await inTurn({
    http: () => perSecond(4, (caller) => first[caller]!.send('GET', listing)),
    kept: () => perSecond(4, (caller) => first[caller]!.send('GET', keptListing)),
    bare: () =>
      perSecond(4, (caller) =>
        clients[caller]!.query({
          name: 'list',
          text: 'select * from agendas.event where agenda_id = 1 order by start_at, id',
        }),
      ),
  });
  tell(
    '200 events over HTTP, made anew ÷ the bare query',
    list.http / list.bare,
    0.5,
    `${whole(list.http)} against ${whole(list.bare)} a second`,
  );
  tell(
    'the same, kept ÷ the bare query',
    list.kept / list.bare,
    0.5,
    `${whole(list.kept)} against ${whole(list.bare)} a second`,
  );
  found.push(...(await grown(connection, siteFile, port + 2, children)));
  for (const caller of [...first, ...second]) caller.socket.destroy();
  found.push(...(await withoutHttp(connection, clients)));
  await Promise.all(clients.map((client) => client.end()));
  return found;
}

/** Past bookings of another agenda, by the million, and a fifth as many appointments of the desks: what is asked for stays the same, what is stored doesn't. */
const stored = (count: number): string => `
  with d as (select id, agenda_id, row_number() over (order by id)::int as n from agendas.desk),
  past as (select d.*, nextval('agendas.booking_id_seq')::int as booking_id, s from d, generate_series(0, ${count / 50} - 1) s),
  met as (insert into agendas.booking (id, agenda_id, asked_by) select booking_id, agenda_id, 'bench' from past)
  insert into agendas.taken (booking_id, desk_id, span) select booking_id, id, int4range(15000000 + s * 30, 15000000 + s * 30 + 30) from past;
  with a as (insert into agendas.agenda (slug, label, kind) values ('past-${count}', 'Past', 'events') returning id),
  e as (insert into agendas.event (agenda_id, slug, start_at, places, booked)
    select a.id, 'p' || i, timestamptz '2020-01-01' + i * interval '1 hour', 1000000, ${count} / 1000 from a, generate_series(1, 1000) i returning id, agenda_id),
  numbered as (select e.id as event_id, e.agenda_id, nextval('agendas.booking_id_seq')::int as id from e, generate_series(1, ${count} / 1000)),
  b as (insert into agendas.booking (id, agenda_id, asked_by) select id, agenda_id, 'bench' from numbered)
  insert into agendas.taken (booking_id, event_id, turn) select id, event_id, 1 from numbered`;

/** Two servers on two databases of one PostgreSQL, in turn: one with a thousand bookings stored beside those asked for, one with a million. */
async function grown(
  connection: Connection,
  siteFile: string,
  port: number,
  children: ChildProcess[],
): Promise<Measured[]> {
  const sizes = { few: 1_000, many: 1_000_000 };
  const callersOf = { few: [] as Caller[], many: [] as Caller[] };
  for (const [index, size] of (['few', 'many'] as const).entries()) {
    const admin = new pg.Client(connection);
    await admin.connect();
    await admin.query(`create database grown_${size}`);
    await admin.end();
    const database = `grown_${size}`;
    const url = `postgres://${connection.user}@${encodeURIComponent(connection.host)}/${database}`;
    children.push(await startServer(url, siteFile, port + index));
    const client = new pg.Client({ ...connection, database });
    await client.connect();
    await client.query(`set session_replication_role = replica; ${stored(sizes[size])}`);
    await client.query('vacuum analyze agendas.booking, agendas.taken, agendas.event');
    await client.query('checkpoint');
    await client.end();
    callersOf[size] = Array.from({ length: callers }, () => new Caller(port + index));
  }
  const booking = (by: readonly Caller[]) =>
    perSecond(callers, (caller, turn) => by[caller]!.send('POST', fillslot((caller * 31 + turn) % 200)));
  const list = (by: readonly Caller[]) => perSecond(4, (caller) => by[caller]!.send('GET', listing));
  const slots = (by: readonly Caller[]) => perSecond(4, (caller) => by[caller]!.send('GET', slotsListing));
  const { few, many } = callersOf;
  const seen = await inTurn(
    {
      bookFew: () => booking(few),
      bookMany: () => booking(many),
      listFew: () => list(few),
      listMany: () => list(many),
      slotsFew: () => slots(few),
      slotsMany: () => slots(many),
    },
    7,
  );
  for (const caller of [...few, ...many]) caller.socket.destroy();
  const row = (name: string, large: number, small: number, target: number): Measured => ({
    name: `${name}, 1,000,000 bookings stored ÷ 1,000`,
    ratio: large / small,
    target,
    detail: `${whole(large)} against ${whole(small)} a second`,
  });
  return [
    row('booking', seen.bookMany, seen.bookFew, 0.85),
    row('list of events', seen.listMany, seen.listFew, 0.7),
    row('slots of ten desks, a fifth of them theirs', seen.slotsMany, seen.slotsFew, 0.85),
  ];
}

async function withoutHttp(connection: Connection, clients: readonly pg.Client[]): Promise<Measured[]> {
  const settings = readSettings({ LOG_LEVEL: 'silent', SIGNATURE_NONCE: 'optional' });
  if ('kind' in settings) throw new Error(settings.message);
  const open = await openTown({ settings, connection, log: openLog('silent') });
  const town = open.of<Database>();
  const lane = openLane(town);
  const answer = () => ({ status: 200, body: null });
  const submit = (nonce: boolean) =>
    lane.submit({
      order: orderFor(2),
      caller: { kind: 'signed', orig, nonce: null, person: null, client: null },
      nonce: nonce ? { orig, nonce: randomBytes(16).toString('hex') } : null,
      keyed: null,
      answer,
    });
  const groups = await inTurn({
    ours: () => perSecond(callers, () => submit(false)),
    nonces: () => perSecond(callers, () => submit(true)),
    bare: async () => callers * (await perSecond(1, () => bareGroup(clients[0]!, callers))),
  });
  await clients[0]!.query(`alter database ${connection.database} set synchronous_commit = off`);
  const loose = await openTown({ settings, connection, log: openLog('silent') });
  const looseLane = openLane(loose.of<Database>());
  const durable = await inTurn({
    on: () => perSecond(callers, () => submit(true)),
    off: () =>
      perSecond(callers, () =>
        looseLane.submit({
          order: orderFor(3),
          caller: { kind: 'signed', orig, nonce: null, person: null, client: null },
          nonce: { orig, nonce: randomBytes(16).toString('hex') },
          keyed: null,
          answer,
        }),
      ),
  });
  await clients[0]!.query(`alter database ${connection.database} reset synchronous_commit`);
  await loose.close();
  await open.close();
  return [
    {
      name: 'the use case without HTTP ÷ groups of 64 sent bare',
      ratio: groups.ours / groups.bare,
      target: 0.7,
      detail: `${whole(groups.ours)} against ${whole(groups.bare)} a second`,
    },
    {
      name: 'with nonces ÷ without',
      ratio: groups.nonces / groups.ours,
      target: 0.85,
      detail: `${whole(groups.nonces)} against ${whole(groups.ours)} a second`,
    },
    {
      name: 'durable ÷ synchronous_commit off',
      ratio: durable.on / durable.off,
      target: 0.85,
      detail: `${whole(durable.on)} against ${whole(durable.off)} a second`,
    },
  ];
}
