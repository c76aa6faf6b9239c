import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { startEmbedded, type EmbeddedServer } from '../src/platform/database/embedded.ts';
import { migrate } from '../src/platform/database/migrate.ts';
import { openPool } from '../src/platform/database/pool.ts';
import { openLog } from '../src/platform/log.ts';

let server: EmbeddedServer | null = null;
let folder: string | null = null;

/** One database server for all the tests; a migrated template, of which each test file takes a copy (see database.ts). */
export async function globalSetup(): Promise<void> {
  folder = await mkdtemp(join(tmpdir(), 'guichet-test-'));
  // As root, the server runs under another number, which has to enter.
  await chmod(folder, 0o755);
  const log = openLog('silent');
  server = await startEmbedded(folder, log);
  const client = new pg.Client({ ...server.connection, database: 'postgres' });
  await client.connect();
  await client.query('create database guichet_template');
  // What the tests write need not outlive a power cut; that of the product does.
  await client.query('alter system set fsync = off');
  await client.query('select pg_reload_conf()');
  await client.end();
  const pool = openPool({ connection: { ...server.connection, database: 'guichet_template' }, log });
  await migrate(pool);
  await pool.end();
  process.env['GUICHET_TEST_SOCKETS'] = server.connection.host;
}

export async function globalTeardown(): Promise<void> {
  await server?.leave();
  if (folder) await rm(folder, { recursive: true, force: true });
}
