import { readdir, readFile } from 'node:fs/promises';
import type { Pool, PoolClient } from 'pg';

const folder = new URL('../../../migrations/', import.meta.url);

export type Migration = { number: number; name: string; sql: string };

/** The migrations of this version, in order: `0012_a_desk_serves_one_person_at_a_time.sql`. */
export async function readMigrations(): Promise<Migration[]> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.sql')).toSorted();
  return Promise.all(
    names.map(async (file) => ({
      number: Number(file.slice(0, 4)),
      name: file.slice(5, -4).replaceAll('_', ' '),
      sql: await readFile(new URL(file, folder), 'utf8'),
    })),
  );
}

/**
 * Brings the database up to date, each migration in a transaction of its own, one process at a time.
 * A database that a newer version has migrated is refused: its tables may mean something else by now.
 */
export async function migrate(pool: Pool): Promise<Migration[]> {
  const migrations = await readMigrations();
  const client = await pool.connect();
  try {
    // The lock's number is arbitrary; whoever migrates takes it. Waiting for another's migration may be long.
    await client.query(`set lock_timeout = 0; set statement_timeout = 0; select pg_advisory_lock(7281001)`);
    try {
      return await runMissing(client, migrations);
    } finally {
      await client.query('select pg_advisory_unlock(7281001); reset lock_timeout; reset statement_timeout');
    }
  } finally {
    client.release();
  }
}

async function runMissing(client: PoolClient, migrations: readonly Migration[]): Promise<Migration[]> {
  await client.query(`create schema if not exists platform;
    create table if not exists platform.migration (
      number int primary key, name text not null, at timestamptz not null default now())`);
  const { rows } = await client.query<{ number: number }>('select number from platform.migration');
  const done = new Set(rows.map(({ number }) => number));
  const newest = migrations.at(-1)?.number ?? 0;
  const beyond = [...done].filter((number) => number > newest);
  if (beyond.length > 0) {
    throw new Error(
      `This database was migrated by a newer version of Guichet (migration ${Math.max(...beyond)}): run that version.`,
    );
  }
  const missing = migrations.filter(({ number }) => !done.has(number));
  for (const { number, name, sql } of missing) {
    await client.query('begin');
    try {
      // What runs beside the migration waits at most a second for it.
      await client.query(`set local lock_timeout = '1s'`);
      await client.query(sql);
      await client.query('insert into platform.migration (number, name) values ($1, $2)', [number, name]);
      await client.query('commit');
    } catch (error) {
      await client.query('rollback');
      throw new Error(
        `Migration ${number} "${name}" failed: ${error instanceof Error ? error.message : String(error)}`,
        { cause: error },
      );
    }
  }
  return missing;
}

/** Whether every migration of this version stands in the database. */
export async function isMigrated(pool: Pool): Promise<boolean> {
  const migrations = await readMigrations();
  const { rows } = await pool.query<{ number: number }>('select number from platform.migration');
  const done = new Set(rows.map(({ number }) => number));
  return migrations.every(({ number }) => done.has(number));
}
