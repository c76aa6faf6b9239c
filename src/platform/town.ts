import type { Kysely } from 'kysely';
import type { Pool } from 'pg';
import type { Clock } from './clock.ts';
import type { Log } from './log.ts';
import type { Outbound } from './outbound.ts';
import type { Settings } from './settings.ts';
import type { Wakes } from './jobs.ts';

/**
 * One installation, carried by every request, job and command. No module keeps a pool, a clock or a setting.
 * `Tables` are the tables that the part holding this value may name: its own schema, `platform` and `accounts`.
 */
export type Town<Tables> = {
  db: Kysely<Tables>;
  /** The sessions that `db` runs on. */
  pool: Pool;
  /** For the few statements that are measured and sent bare: prepared by name, planned once a session. */
  hot: Pool;
  settings: Settings;
  clock: Clock;
  log: Log;
  outbound: Outbound;
  wakes: Wakes;
  /** This process's number in `platform.process`; its advisory lock is held as long as it lives. */
  processId: number;
};

/** The part of a town that rooms below the two parts need, whoever's tables stand in it. */
export type AnyTown = Omit<Town<unknown>, 'db'>;

/** The present moment, as clocks on the town hall's wall show it. */
export function localNow(town: Pick<AnyTown, 'clock' | 'settings'>): Temporal.ZonedDateTime {
  return town.clock().toZonedDateTimeISO(town.settings.timeZone);
}
