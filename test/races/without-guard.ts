import { after } from 'node:test';
import { sql } from 'kysely';
import type { BookingDesk } from '../../src/agendas/bookings/give-order.ts';
import type { Keyed } from '../../src/platform/idempotency.ts';
import { noDetails, type Details, type Order, type Outcome } from '../../src/agendas/bookings/orders.ts';
import { openLane } from '../../src/agendas/bookings/lane.ts';
import type { AgendasTown, Database } from '../../src/agendas/database.ts';
import { furnish } from '../../src/agendas/testing.ts';
import { openLog } from '../../src/platform/log.ts';
import { openTown } from '../../src/platform/open-town.ts';
import { freshDatabase, testSettings } from '../database.ts';
import { openWireProxy, type Rewrite } from '../faults/wire-proxy.ts';

/** How a guard is taken away: statements that are said otherwise, nets in the database that are cut. */
export type Guard = { statement?: readonly [guarded: RegExp, bare: string]; net?: string };

export type Stage = {
  /** Two processes' worth of lanes on one database. */
  desks: readonly [BookingDesk, BookingDesk];
  town: AgendasTown;
  /** Given to one of the two processes. */
  give(process: number, order: Order, more?: { nonce?: string; keyed?: Keyed }): Promise<Outcome>;
  /**
   * From now on, who is about to write waits until so many are: all of them have read by then. Where a guard makes one wait for another, they go on after a moment.
   * `what`: which statements write.
   */
  meet(writers: number, what?: RegExp): { arrived: Promise<void>; release(): void };
  /** Until somebody waits for a row that another holds. */
  blocked(): Promise<void>;
  /** What a query finds. */
  find<Row extends object>(text: string): Promise<Row[]>;
};

const caller = { kind: 'client' as const, client: { id: 1, identifier: 'essai', roles: [] } };

/** The stage of a race, without some guards. Throws where one of them isn't found in any statement. */
export async function stageOf<T>(
  site: object,
  settings: Record<string, string>,
  guards: readonly Guard[],
  /** Makes a statement take longer, guarded or not. */
  slow: readonly [RegExp, string] | null,
  race: (stage: Stage) => Promise<T>,
): Promise<T> {
  const connection = await freshDatabase(false);
  const missing = new Set(guards.filter(({ statement }) => statement));
  const rewrite: Rewrite = (text) => {
    let bare = slow ? text.replace(...slow) : text;
    for (const guard of guards) {
      if (!guard.statement?.[0].test(bare)) continue;
      bare = bare.replace(...guard.statement);
      missing.delete(guard);
    }
    return bare;
  };
  const proxy = await openWireProxy(connection.host, rewrite);
  after(() => proxy.close());
  const open = async () => {
    const one = await openTown({
      settings: testSettings(settings),
      connection: { connectionString: proxy.url(connection.database) },
      log: openLog('silent'),
      clock: () => now,
    });
    after(() => one.close());
    return one;
  };
  const [first, second] = [await open(), await open()];
  await furnish(first, site);
  const [a, b] = [first.of<Database>(), second.of<Database>()];
  for (const { net } of guards) if (net) await sql.raw(net).execute(a.db);
  const desks = [a, b].map((town) => ({ town, lane: openLane(town) })) as unknown as Stage['desks'];
  // Connections are open before the race.
  await Promise.all(
    [a, b].flatMap(({ pool, hot }) =>
      Array.from({ length: 4 }, () => [pool.query('select 1'), hot.query('select 1')]).flat(),
    ),
  );
  const result = await race({
    desks,
    town: a,
    async give(process, order, { nonce, keyed } = {}) {
      const given = await desks[process % 2]!.lane.submit({
        order,
        caller,
        nonce: nonce === undefined ? null : { orig: 'demarches.example.org', nonce },
        keyed: keyed ?? null,
        answer: ({ kind }) => ({ status: kind === 'replayed' ? 403 : 200, body: { kind } }),
      });
      return given.kind === 'decided' ? given.outcome : ({ kind: given.kind } as never);
    },
    meet(writers, what = /(insert into|update) "?agendas"?\./) {
      const arrived = new Set<number>();
      const [one, all] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
      proxy.arm(({ connection: from, sql: text }) => {
        if (arrived.has(from) || !what.test(text) || /(line|named) as materialized/.test(text)) return null;
        arrived.add(from);
        one.resolve();
        if (arrived.size >= writers) all.resolve();
        return {
          kind: 'held',
          until: Promise.race([all.promise, new Promise((done) => setTimeout(done, guards.length > 0 ? 5_000 : 250))]),
        };
      });
      return { arrived: one.promise, release: all.resolve };
    },
    async blocked() {
      const text = `select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`;
      for (let tries = 0; tries < 1_000 && ((await a.pool.query(text)).rowCount ?? 0) === 0; tries++)
        await new Promise((done) => setTimeout(done, 5));
    },
    find: async <Row extends object>(text: string) => (await a.pool.query<Row>(text)).rows,
  });
  if (missing.size > 0) throw new Error('no statement holds the guard');
  return result;
}

export const now = Temporal.Instant.from('2026-07-01T08:00:00Z');

export const detailsOf = (user = '', more: Partial<Details> = {}): Details => ({
  ...noDetails,
  user_external_id: user,
  ...more,
});
