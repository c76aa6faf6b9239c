import { createHash } from 'node:crypto';
import type { Kysely, RawBuilder } from 'kysely';
import type { Pool, PoolClient } from 'pg';
import type { Database } from '../database.ts';

/** Runs a statement where its reader stands: on a connection of the pool, or within the transaction of the booking lane. */
export type Runner = <Row extends object>(query: RawBuilder<Row>) => Promise<Row[]>;

/**
 * Statements are prepared by name in each session: planning those of this room costs more than running them (1.4 ms of 1.9 for a schedule).
 * The name is a digest of the text, so that two never share one.
 */
export function runnerOn(session: Pick<Pool | PoolClient, 'query'>, db: Kysely<Database>): Runner {
  return async <Row extends object>(query: RawBuilder<Row>) => {
    const { sql: text, parameters } = query.compile(db);
    return (await session.query<Row>({ name: nameOf(text), text, values: [...parameters] })).rows;
  };
}

const names = new Map<string, string>();

function nameOf(text: string): string {
  let name = names.get(text);
  if (name === undefined) {
    name = `meetings_${createHash('sha256').update(text).digest('hex').slice(0, 24)}`;
    names.set(text, name);
  }
  return name;
}

/** A database, or a runner that keeps its plans: what is asked for by every visitor goes by the latter. */
export type Reader = Kysely<Database> | Runner;

export async function rowsOf<Row extends object>(reader: Reader, query: RawBuilder<Row>): Promise<Row[]> {
  return typeof reader === 'function' ? reader(query) : (await query.execute(reader)).rows;
}
