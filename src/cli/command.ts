import { startEmbedded, type EmbeddedServer } from '../platform/database/embedded.ts';
import { openLog, type Log } from '../platform/log.ts';
import { openTown, type OpenTown } from '../platform/open-town.ts';
import { openPool } from '../platform/database/pool.ts';
import type { Settings } from '../platform/settings.ts';

/** Words after the command's name → the exit code. */
export type Command = (words: readonly string[], settings: Settings) => Promise<number>;

export type Connected = { open: OpenTown; embedded: EmbeddedServer | null; close(): Promise<void> };

/** The database of the settings, migrated: the one of DATABASE_URL, or the embedded one, joined or started. */
export async function connect(settings: Settings, log: Log = openLog('warn')): Promise<Connected> {
  const embedded = settings.databaseUrl === null ? await startEmbedded(settings.dataDir, log) : null;
  try {
    const connection = embedded
      ? { ...embedded.connection, database: await ownDatabase(embedded, log) }
      : { connectionString: settings.databaseUrl ?? '' };
    const open = await openTown({ settings, connection, log });
    return {
      open,
      embedded,
      async close() {
        await open.close();
        await embedded?.leave();
      },
    };
  } catch (error) {
    await embedded?.leave();
    throw error;
  }
}

const name = 'guichet';

/** Makes our database in a fresh server. */
async function ownDatabase(embedded: EmbeddedServer, log: Log): Promise<string> {
  const pool = openPool({ connection: { ...embedded.connection, database: 'postgres' }, max: 1, log });
  try {
    const { rowCount } = await pool.query('select from pg_database where datname = $1', [name]);
    if (rowCount === 0) await pool.query(`create database ${name}`);
  } finally {
    await pool.end();
  }
  return name;
}
