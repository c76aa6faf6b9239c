import { after } from 'node:test';
import { freshDatabase, testTown } from '../../test/database.ts';
import { testApp, type TestApp } from '../../test/app.ts';
import type { PartName } from '../app.ts';
import { signUrl } from '../signature/sign.ts';
import pg from 'pg';
import { sql } from 'kysely';
import type { OpenTown, TownOptions } from '../platform/open-town.ts';
import { inTransaction } from '../platform/database/transaction.ts';
import type { AgendasTown, Database } from './database.ts';
import { importAgendas } from './site-file.ts';

export const secret = 'a secret shared with the forms';
export const orig = 'demarches.example.org';

/** A service's answer, for tests that look into it by name. */
export type Json = any; // oxlint-disable-line typescript/no-explicit-any -- answers are looked into by name, and a wrong name fails the test
export type Answer = { status: number; body: Json; headers: Headers };

export type AgendasApp = TestApp & {
  agendas: AgendasTown;
  /** Signed as a known service would; `headers` beside. */
  call(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Answer>;
  /** Signed by nobody. */
  plain(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Answer>;
};

/** The application on a site of agendas, with a service that may call it; closed when the test has ended. */
export async function agendasApp(
  section: unknown,
  settings: Record<string, string> = {},
  options: Partial<TownOptions> & { now?: Temporal.Instant; serving?: ReadonlySet<PartName> } = {},
): Promise<AgendasApp> {
  const { now, ...rest } = options;
  const connection = rest.connection ?? (await freshDatabase(false));
  await knowServices(connection);
  const app = await testApp(settings, { ...rest, connection, cleanup: false, ...(now ? { clock: () => now } : {}) });
  after(() => app.close());
  const agendas = app.open.of<Database>();
  await furnish(app.open, section);
  return { ...app, agendas, ...callsTo(app.agendasUrl, app.open) };
}

/** Services are known before anything asks for their secrets, which are kept for a while: one that calls under our tests' name, one that is called on loopback. */
async function knowServices(connection: pg.ClientConfig): Promise<void> {
  const client = new pg.Client(connection);
  await client.connect();
  await client.query('insert into accounts.service (orig, secret) values ($1, $2), ($3, $2) on conflict do nothing', [
    orig,
    secret,
    '127.0.0.1',
  ]);
  await client.end();
}

export async function furnish(open: OpenTown, section: unknown): Promise<void> {
  const { db, clock, settings } = open.of<Database>();
  await sql`insert into accounts.service (orig, secret) values (${orig}, ${secret}) on conflict do nothing`.execute(db);
  const outcome = await inTransaction(db, (trx) => importAgendas(trx, section, { ...settings, now: clock() }));
  if (outcome.kind === 'refused') throw new Error(`${outcome.path}: ${outcome.reason}`);
}

export function callsTo(base: string, open: Pick<OpenTown, 'town'>): Pick<AgendasApp, 'call' | 'plain'> {
  const send = async (method: string, url: string, body: unknown, headers: Record<string, string>): Promise<Answer> => {
    const answer = await fetch(url, {
      method,
      headers: {
        accept: 'application/json',
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const text = await answer.text();
    return {
      status: answer.status,
      body: text.startsWith('{') || text.startsWith('[') ? JSON.parse(text) : text,
      headers: answer.headers,
    };
  };
  const full = (path: string): string => (/^https?:/.test(path) ? path : base + path);
  return {
    call: (method, path, body, headers = {}) =>
      send(method, signUrl(full(path), { secret, orig, now: open.town.clock() }), body, headers),
    plain: (method, path, body, headers = {}) => send(method, full(path), body, headers),
  };
}

/** Somebody else holds a person of an agenda; once the call waits for that, `meanwhile` is done, and the person let go. */
export async function whilePersonIsHeld<T>(
  { pool }: Pick<AgendasTown, 'pool'>,
  person: string,
  call: () => Promise<T>,
  meanwhile: () => Promise<void>,
): Promise<T> {
  const holder = await pool.connect();
  try {
    await holder.query('begin');
    await holder.query('select pg_advisory_xact_lock(7281003, hashtext($1))', [`user ${person}`]);
    const answer = call();
    const waiting = `select from pg_locks where locktype = 'advisory' and classid = 7281003 and not granted
      and database = (select oid from pg_database where datname = current_database())`;
    while ((await pool.query(waiting)).rowCount === 0) await new Promise((done) => setTimeout(done, 2));
    await meanwhile();
    await holder.query('commit');
    return await answer;
  } finally {
    holder.release();
  }
}

/** A town without a server, on a site of agendas. */
export async function agendasTown(
  section: unknown,
  options: Partial<TownOptions> & { now?: Temporal.Instant } = {},
): Promise<AgendasTown> {
  const { now, ...rest } = options;
  const open = await testTown({ ...rest, ...(now ? { clock: () => now } : {}) });
  await furnish(open, section);
  return open.of<Database>();
}
