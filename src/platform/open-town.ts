import { Kysely, PostgresDialect } from 'kysely';
import type { PoolConfig } from 'pg';
import { systemClock, type Clock } from './clock.ts';
import { migrate } from './database/migrate.ts';
import { openPool } from './database/pool.ts';
import { openJobs, type Jobs } from './jobs.ts';
import type { Log } from './log.ts';
import { openOutbound } from './outbound.ts';
import { enterProcess } from './processes.ts';
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
  /** Called when the session that holds this process's place breaks. */
  lost?: () => void;
};

/** Opens what every process of an installation holds: the pool on a migrated database, its place among the processes, jobs, the way out. */
export async function openTown({ settings, connection, log, clock = systemClock, lost = () => {} }: TownOptions): Promise<OpenTown> {
  const pool = openPool({ connection, log });
  try {
    await migrate(pool);
    const entry = await enterProcess(pool, lost);
    const jobs = openJobs(log);
    const outbound = openOutbound(settings);
    const town: AnyTown = { pool, settings, clock, log, outbound, wakes: jobs, processId: entry.id };
    return {
      town,
      jobs,
      of: <Tables>() => ({ ...town, db: new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) }) }),
      async close() {
        await jobs.stop();
        await outbound.close();
        entry.leave();
        await pool.end();
      },
    };
  } catch (error) {
    await pool.end();
    throw error;
  }
}
