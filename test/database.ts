import { after } from 'node:test';
import pg from 'pg';
import { openLog } from '../src/platform/log.ts';
import { openTown, type OpenTown, type TownOptions } from '../src/platform/open-town.ts';
import { readSettings, type Settings } from '../src/platform/settings.ts';

/** What the tests of this file opened, closed in the opposite order when they have ended: a database goes after those who use it. */
const opened: (() => Promise<unknown>)[] = [];
// Outside the test runner (the conformance runner) nothing closes but the end of the process.
if (process.env['NODE_TEST_CONTEXT'])
  after(async () => {
    for (const close of opened.toReversed()) await close();
  });

export function closeAtEnd(close: () => Promise<unknown>): void {
  opened.push(close);
}

export type TestConnection = { host: string; user: string; database: string };

/** A fresh copy of the migrated template; dropped when the tests of the file have ended, unless it goes with the whole server. */
export async function freshDatabase(cleanup = true): Promise<TestConnection> {
  const host = process.env['GUICHET_TEST_SOCKETS'];
  if (!host) throw new Error('No database for the tests: run them by "npm test".');
  const database = `test_${process.pid}_${Math.random().toString(36).slice(2, 10)}`;
  await administer(host, `create database ${database} template guichet_template`);
  if (cleanup) closeAtEnd(() => administer(host, `drop database if exists ${database} with (force)`));
  return { host, user: 'postgres', database };
}

async function administer(host: string, statement: string): Promise<void> {
  const client = new pg.Client({ host, user: 'postgres', database: 'postgres' });
  await client.connect();
  // A template can't be copied while another copy starts: whoever comes second waits.
  await client.query('select pg_advisory_lock(1)');
  await client.query(statement);
  await client.end();
}

/** Settings as an installation would have them, with a few changed by name. */
export function testSettings(changed: Readonly<Record<string, string>> = {}): Settings {
  const settings = readSettings({ LOG_LEVEL: 'silent', ...changed });
  if ('kind' in settings) throw new Error(settings.message);
  return settings;
}

/** A town on a fresh database, closed when the tests of the file have ended. */
export async function testTown(options: Partial<TownOptions> = {}): Promise<OpenTown> {
  const connection = options.connection ?? (await freshDatabase());
  const settings = options.settings ?? testSettings();
  const open = await openTown({ log: openLog(settings.logLevel), ...options, settings, connection });
  closeAtEnd(() => open.close());
  return open;
}
