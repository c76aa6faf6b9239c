import { Pool, types, type PoolConfig } from 'pg';
import type { Log } from '../log.ts';

// Numbers of ours stay below 2^53; instants and local times are Temporal's from the door on.
types.setTypeParser(types.builtins.INT8, Number);
types.setTypeParser(types.builtins.DATE, (text) => Temporal.PlainDate.from(text));
types.setTypeParser(types.builtins.TIME, (text) => Temporal.PlainTime.from(text));
types.setTypeParser(types.builtins.TIMESTAMPTZ, (text) => Temporal.Instant.from(text.replace(' ', 'T')));

// The driver asks a value that it doesn't know for `toPostgres`, and otherwise quotes it as JSON.
for (const kind of [Temporal.Instant, Temporal.PlainDate, Temporal.PlainTime, Temporal.Duration]) {
  Object.defineProperty(kind.prototype, 'toPostgres', {
    value(this: { toString(): string }) {
      return this.toString();
    },
  });
}

export type PoolOptions = {
  connection: Pick<PoolConfig, 'connectionString' | 'host' | 'user' | 'database'>;
  max?: number;
  log: Log;
  /** For statements prepared by name: plans are kept from the first run on, and several are sent without waiting for each other's answers. */
  hot?: boolean;
};

/** Sessions in UTC, whose waits are bounded: 5 s a statement, 3 s for a lock, 15 s idle inside a transaction, 5 s for a connection. */
export function openPool({ connection, max = 12, log, hot = false }: PoolOptions): Pool {
  const pool = new Pool({
    ...connection,
    max,
    connectionTimeoutMillis: 5_000,
    idleTimeoutMillis: 60_000,
    allowExitOnIdle: true,
    pipeline: hot,
    options: `-c timezone=UTC -c statement_timeout=5000 -c lock_timeout=3000 -c idle_in_transaction_session_timeout=15000${hot ? ' -c plan_cache_mode=force_generic_plan' : ''}`,
  });
  // A connection that breaks while somebody holds it fails the statement under way, and says so a second time: unheard, that would end the process.
  pool.on('connect', (client) =>
    client.on('error', (error) => log.debug({ err: error.message }, 'a held connection broke')),
  );
  pool.on('error', (error) => log.warn({ err: error.message }, 'a database connection was lost'));
  return pool;
}
