import { sql, type QueryExecutorProvider } from 'kysely';
import type { Pool, PoolClient } from 'pg';

/** The first number of the advisory locks that processes hold as long as they live; the second is their own. */
export const processLock = 7281;

export type ProcessEntry = { id: number; leave(): void };

/**
 * Enters this process in `platform.process`. Its session holds an advisory lock: when the process dies, however it dies, PostgreSQL frees it,
 * and whatever rows name that process as their owner are free to take. `lost` is called when the session breaks: the number is then worth nothing.
 */
export async function enterProcess(pool: Pool, lost: () => void): Promise<ProcessEntry> {
  const client: PoolClient = await pool.connect();
  let over = false;
  const end = (): boolean => {
    if (over) return false;
    over = true;
    client.release(true);
    return true;
  };
  try {
    const id = await takePlace(client);
    // A session that is ended says so twice; its place is lost once.
    client.on('error', () => void (end() && lost()));
    return { id, leave: () => void end() };
  } catch (error) {
    end();
    throw error;
  }
}

/** A place and its lock; places of processes that are gone for a day are cleared on the way. */
async function takePlace(client: PoolClient): Promise<number> {
  const { rows } = await client.query<{ id: number }>(`
    with gone as (
      delete from platform.process p where not exists (
        select from pg_locks l where l.locktype = 'advisory' and l.classid = ${processLock} and l.objid = p.id::oid
          and l.database = (select oid from pg_database where datname = current_database()))
      and started_at < now() - interval '1 day'
    )
    insert into platform.process default values returning id`);
  const id = rows[0]!.id;
  await client.query('select pg_advisory_lock($1, $2)', [processLock, id]);
  return id;
}

/** Numbers, among those given, of processes that are no longer alive. */
export async function deadAmong(db: QueryExecutorProvider, owners: readonly number[]): Promise<number[]> {
  if (owners.length === 0) return [];
  const { rows } = await sql<{ id: number }>`
    select owner as id from unnest(${owners}::int[]) as owner where not exists (
      select from pg_locks l where l.locktype = 'advisory' and l.classid = ${sql.lit(processLock)} and l.objid = owner::oid and l.granted
        and l.database = (select oid from pg_database where datname = current_database()))`.execute(db);
  return rows.map(({ id }) => id);
}
