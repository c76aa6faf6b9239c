import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { Agent, get } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { openLane } from '../src/agendas/bookings/lane.ts';
import { noDetails, type Details, type MeetOrder } from '../src/agendas/bookings/orders.ts';
import type { Database } from '../src/agendas/database.ts';
import { startEmbedded } from '../src/platform/database/embedded.ts';
import { openLog } from '../src/platform/log.ts';
import { openTown } from '../src/platform/open-town.ts';
import { readSettings } from '../src/platform/settings.ts';
import { minuteOf } from '../src/time/days.ts';

/** The targets are those of design.md, section 8. */
export type Measured = { name: string; ratio: number; target: number; detail: string };

const hours = [1, 2, 3, 4, 5].flatMap((weekday) => [
  { weekday, start_time: '09:00', end_time: '12:00' },
  { weekday, start_time: '14:00', end_time: '17:00' },
]);
const agenda = (slug: string, desks: number, more: object) => ({
  slug,
  label: slug,
  kind: 'meetings',
  meeting_types: [{ slug: 'rdv', duration: 30 }],
  desks: Array.from({ length: desks }, (_, index) => ({ slug: `${slug}-${index}`, opening_hours: hours })),
  ...more,
});
const site = {
  agendas: [agenda('ten', 10, {}), agenda('three', 3, { minimal_booking_delay: 0, maximal_booking_delay: 0 })],
};

type Connection = { host: string; user: string; database: string };

export async function bench(): Promise<Measured[]> {
  const folder = await mkdtemp(join(tmpdir(), 'guichet-bench-'));
  await chmod(folder, 0o755);
  // Durable, unlike the tests' server.
  const server = await startEmbedded(join(folder, 'data'), openLog('silent'));
  let child: ChildProcess | null = null;
  try {
    const connection = { ...server.connection, database: 'bench' };
    const client = new pg.Client({ ...server.connection, database: 'postgres' });
    await client.connect();
    await client.query('create database bench');
    await client.end();
    const siteFile = join(folder, 'site.json');
    await writeFile(siteFile, JSON.stringify(site));
    const port = 20_000 + Math.floor(Math.random() * 20_000);
    child = await startServer(connection, siteFile, port);
    const clients = await Promise.all(
      Array.from({ length: 16 }, async () => {
        const one = new pg.Client(connection);
        await one.connect();
        return one;
      }),
    );
    const found = [...(await slots(clients, port)), ...(await appointments(connection, clients))];
    await Promise.all(clients.map((one) => one.end()));
    return found;
  } finally {
    child?.kill('SIGTERM');
    if (child && child.exitCode === null) await once(child, 'exit');
    await server.leave();
    await rm(folder, { recursive: true, force: true });
  }
}

async function startServer(
  { host, user, database }: Connection,
  siteFile: string,
  port: number,
): Promise<ChildProcess> {
  const url = `postgres://${user}@${encodeURIComponent(host)}/${database}`;
  const child = spawn(
    process.execPath,
    [fileURLToPath(new URL('../bin/guichet.js', import.meta.url)), 'serve', 'agendas'],
    {
      env: { ...process.env, DATABASE_URL: url, PORT: String(port), SITE_FILE: siteFile, LOG_LEVEL: 'error' },
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  const died = once(child, 'exit').then(() => Promise.reject(new Error('the server did not start')));
  await Promise.race([once(child.stdout, 'data'), died]);
  return child;
}

/** Eight weeks of ten desks, half of it taken. */
const halfTaken = `with spans as (
    select d.id as desk_id, d.agenda_id, (extract(epoch from day) / 60)::int + m as start from agendas.desk d
      join agendas.agenda a on a.id = d.agenda_id and a.slug = 'ten',
      generate_series(date_trunc('day', now()), now() + interval '56 days', '1 day') day, unnest(array[480,510,540,570,600,630,780,810,840,870,900,930]) m
    where (d.id * 7 + m / 30 + extract(doy from day)::int) % 2 = 0),
  numbered as (select *, nextval('agendas.booking_id_seq')::int as id from spans),
  booked as (insert into agendas.booking (id, agenda_id, meeting_type_id, asked_by)
    select id, agenda_id, (select t.id from agendas.meeting_type t where t.agenda_id = n.agenda_id), 'bench' from numbered n)
  select id, desk_id, start from numbered`;

async function slots(clients: readonly pg.Client[], port: number): Promise<Measured[]> {
  const [client] = clients as [pg.Client];
  const { rows } = await client.query<{ id: number; desk_id: number; start: number }>(halfTaken);
  await client.query(
    'insert into agendas.taken (booking_id, desk_id, span) select b, d, int4range(s, s + 30) from unnest($1::int[], $2::int[], $3::int[]) t(b, d, s)',
    [rows.map(({ id }) => id), rows.map((row) => row.desk_id), rows.map(({ start }) => start)],
  );
  await client.query('analyze');
  const from = minuteOf(Temporal.Now.instant());
  const text = `select t.* from agendas.taken t join agendas.desk d on d.id = t.desk_id join agendas.agenda a on a.id = d.agenda_id and a.slug = 'ten'
    where t.cancelled_at is null and t.span && int4range($1, $2) order by t.desk_id, lower(t.span)`;
  const agent = new Agent({ keepAlive: true, maxSockets: 4 });
  const path = '/agendas/api/agenda/ten/meetings/rdv/datetimes/';
  const read = await inTurn({
    // With the code of a lock an answer is never kept.
    http: () => perSecond(4, () => fetched(port, `${path}?lock_code=bench`, agent)),
    kept: () => perSecond(4, () => fetched(port, path, agent)),
    bare: () =>
      perSecond(4, (caller) => clients[caller]!.query({ name: 'bare_spans', text, values: [from, from + 56 * 1440] })),
  });
  agent.destroy();
  const detail = `${Math.round(read.http)} against ${Math.round(read.bare)} a second, ${rows.length} spans`;
  return [
    {
      name: '8 weeks of slots, 10 desks, over HTTP ÷ the bare fetch of their rows',
      ratio: read.http / read.bare,
      target: 1,
      detail,
    },
    {
      name: 'the same slots, kept ÷ the bare fetch of their rows',
      ratio: read.kept / read.bare,
      target: 7,
      detail: `${Math.round(read.kept)} against ${Math.round(read.bare)} a second`,
    },
  ];
}

function fetched(port: number, path: string, agent: Agent): Promise<number> {
  return new Promise((resolve, reject) => {
    get({ port, path, agent, host: '127.0.0.1' }, (answer) => {
      let size = 0;
      answer.on('data', (piece: Buffer) => (size += piece.length));
      answer.on('end', () =>
        answer.statusCode === 200 ? resolve(size) : reject(new Error(`answered ${answer.statusCode}`)),
      );
    }).on('error', reject);
  });
}

async function appointments(connection: Connection, clients: readonly pg.Client[]): Promise<Measured[]> {
  const settings = readSettings({ LOG_LEVEL: 'silent' });
  if ('kind' in settings) throw new Error(settings.message);
  const open = await openTown({ settings, connection, log: openLog('silent') });
  const town = open.of<Database>();
  const lane = openLane(town);
  const desks = (
    await clients[0]!.query<{ id: number }>(
      `select d.id from agendas.desk d join agendas.agenda a on a.id = d.agenda_id and a.slug = 'three' order by d.id`,
    )
  ).rows;
  const starts = comingStarts();
  let next = 0;
  const ours = (start: () => number) =>
    perSecond(100, () =>
      lane.submit({
        order: orderAt(start()),
        caller: signed,
        nonce: null,
        keyed: null,
        answer: () => ({ status: 200, body: null }),
      }),
    );
  const plain = (start: () => number) =>
    perSecond(16, (caller) => plainRows(clients[caller]!, desks[next++ % 3]!.id, start()));
  const same = starts[0]!;
  // Each side has its own starts, so that one doesn't fill the other's.
  const turn = { ours: 1, plain: starts.length - 1 };
  const found = await inTurn({
    oursSame: () => ours(() => same),
    plainSame: () => plain(() => same),
    oursSpread: () => ours(() => starts[Math.floor(turn.ours++ / 3) % starts.length]!),
    plainSpread: () => plain(() => starts[(((turn.plain -= 1 / 3) | 0) + starts.length) % starts.length]!),
  });
  await open.close();
  const told = (a: number, b: number): string => `${Math.round(a)} against ${Math.round(b)} attempts a second`;
  return [
    {
      name: 'appointments, 100 callers, 3 desks, one slot ÷ plain rows under the exclusion by 16 connections',
      ratio: found.oursSame / found.plainSame,
      target: 10,
      detail: told(found.oursSame, found.plainSame),
    },
    {
      name: 'the same, spread over slots',
      ratio: found.oursSpread / found.plainSpread,
      target: 2.5,
      detail: told(found.oursSpread, found.plainSpread),
    },
  ];
}

const signed = { kind: 'client' as const, client: { id: 1, identifier: 'bench', roles: [] } };

/** Every half-hour of the opening hours for two years. */
function comingStarts(): number[] {
  const today = Temporal.Now.zonedDateTimeISO('Europe/Paris').startOfDay();
  const starts: number[] = [];
  for (let day = today.add({ days: 1 }); day.until(today.add({ days: 1_000 })).sign > 0; day = day.add({ days: 1 })) {
    if (day.dayOfWeek > 5) continue;
    for (const half of [18, 19, 20, 21, 22, 23, 28, 29, 30, 31, 32, 33]) {
      starts.push(minuteOf(day.withPlainTime({ hour: Math.floor(half / 2), minute: (half % 2) * 30 }).toInstant()));
    }
  }
  return starts;
}

/** A booking and its span, and the exclusion alone to say no. */
async function plainRows(client: pg.Client, deskId: number, start: number): Promise<void> {
  await client.query('begin');
  try {
    const { rows } = await client.query<{ id: number }>({
      name: 'plain_booking',
      text: `insert into agendas.booking (agenda_id, asked_by) values ((select agenda_id from agendas.desk where id = $1), 'plain') returning id`,
      values: [deskId],
    });
    await client.query({
      name: 'plain_taken',
      text: 'insert into agendas.taken (booking_id, desk_id, span) values ($1, $2, int4range($3, $3 + 30))',
      values: [rows[0]!.id, deskId, start],
    });
    await client.query('commit');
  } catch {
    await client.query('rollback');
  }
}

const nobody: Details = { ...noDetails, label: 'x' };

function orderAt(start: number): MeetOrder {
  return {
    kind: 'meet',
    agenda: 'three',
    what: { kind: 'slots', type: 'rdv', starts: [start], resources: [] },
    user: '',
    excludeUser: false,
    bypassDelays: false,
    lock: null,
    cancelBookingId: null,
    places: 1,
    details: nobody,
  };
}

/** Runs the sides in turn, so that a slow moment of the machine falls on all; the median of its rounds, the first left out. */
async function inTurn<K extends string>(
  sides: Record<K, () => Promise<number>>,
  rounds = 3,
): Promise<Record<K, number>> {
  const names = Object.keys(sides) as K[];
  const found = new Map<K, number[]>(names.map((name) => [name, []]));
  for (let round = 0; round <= rounds; round++) {
    for (const name of names) {
      const rate = await sides[name]();
      if (round > 0) found.get(name)!.push(rate);
    }
  }
  const median = (rates: number[]): number => rates.toSorted((a, b) => a - b)[Math.floor(rates.length / 2)]!;
  return Object.fromEntries(names.map((name) => [name, median(found.get(name)!)])) as Record<K, number>;
}

/** As many loops as callers, each doing one thing after the other until the time is over. */
async function perSecond(callers: number, one: (caller: number) => Promise<unknown>, ms = 700): Promise<number> {
  const started = performance.now();
  let done = 0;
  const isOver = (): boolean => performance.now() - started >= ms;
  await Promise.all(
    Array.from({ length: callers }, async (_, caller) => {
      while (!isOver()) {
        await one(caller);
        done++;
      }
    }),
  );
  return (done / (performance.now() - started)) * 1000;
}
