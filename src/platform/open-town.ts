import { Kysely, PostgresDialect } from 'kysely';
import type { Pool, PoolConfig } from 'pg';
import { systemClock, type Clock } from './clock.ts';
import { migrate } from './database/migrate.ts';
import { openPool } from './database/pool.ts';
import { openJobs, type Jobs } from './jobs.ts';
import type { Log } from './log.ts';
import { openOutbound } from './outbound.ts';
import { enterProcess, type ProcessEntry } from './processes.ts';
import type { Settings } from './settings.ts';
import type { AnyTown, Town } from './town.ts';

export type OpenTown = {
  town: AnyTown;
  jobs: Jobs;
  /** The town as a part sees it, with its own tables. */
  of<Tables>(): Town<Tables>;
  close(): Promise<void>;
};

export type TownOptions = {
  settings: Settings;
  connection: Pick<PoolConfig, 'connectionString' | 'host' | 'user' | 'database'>;
  log: Log;
  clock?: Clock;
};

/** Opens what every process of an installation holds: the pool on a migrated database, its place among the processes, jobs, the way out. */
export async function openTown({ settings, connection, log, clock = systemClock }: TownOptions): Promise<OpenTown> {
  const pool = openPool({ connection, log });
  const hot = openPool({ connection, log, max: 8, hot: true });
  try {
    await migrate(pool);
    const place = await keepPlace(pool, log);
    const jobs = openJobs(log);
    const outbound = openOutbound(settings);
    const of = <Tables>(): Town<Tables> => ({
      pool,
      hot,
      settings,
      clock,
      log,
      outbound,
      wakes: jobs,
      // A place lost with its session is taken anew: the number is read when it is needed.
      get processId() {
        return place.id();
      },
      db: new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) }),
    });
    return {
      town: of<unknown>(),
      jobs,
      of,
      async close() {
        await jobs.stop();
        await outbound.close();
        place.leave();
        await Promise.all([pool.end(), hot.end()]);
      },
    };
  } catch (error) {
    await Promise.all([pool.end(), hot.end()]);
    throw error;
  }
}

/** This process's place among the processes, entered again whenever its session breaks (a database that was restarted). */
async function keepPlace(pool: Pool, log: Log): Promise<{ id(): number; leave(): void }> {
  let left = false;
  const again = async (): Promise<void> => {
    log.warn('the session that holds this process among the others was lost; entering again');
    while (!left) {
      try {
        entry = await enterProcess(pool, () => void again());
        if (left) entry.leave();
        return;
      } catch {
        await new Promise((done) => setTimeout(done, 500).unref());
      }
    }
  };
  let entry: ProcessEntry = await enterProcess(pool, () => void again());
  return {
    id: () => entry.id,
    leave() {
      left = true;
      entry.leave();
    },
  };
}
