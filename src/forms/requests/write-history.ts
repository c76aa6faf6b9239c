import { sql, type QueryExecutorProvider } from 'kysely';
import type { Part } from './types.ts';

/** Adds parts to the last entry of a history; the request's row is locked. */
export async function addParts(trx: QueryExecutorProvider, requestId: number, parts: readonly Part[]): Promise<void> {
  if (parts.length === 0) return;
  const { rows } = await sql<{ id: number; parts: Part[] }>`
    select id, parts from forms.evolution where request_id = ${requestId} order by number desc limit 1`.execute(trx);
  const last = rows[0];
  if (!last) throw new Error(`request ${requestId} has no history`);
  await sql`update forms.evolution set parts = ${JSON.stringify([...last.parts, ...parts])}::json where id = ${last.id}`.execute(
    trx,
  );
}

export type Entry = {
  status: string | null;
  who: string | null;
  at: Temporal.Instant;
  comment?: string | null;
  parts?: readonly Part[];
};

/** Adds an entry to a history; the request's row is locked, so numbers have no holes. */
export async function addEntry(
  trx: QueryExecutorProvider,
  requestId: number,
  { status, who, at, comment = null, parts = [] }: Entry,
): Promise<void> {
  await sql`
    insert into forms.evolution (request_id, number, status, who, at, comment, parts)
    select ${requestId}, coalesce(max(number), 0) + 1, ${status}, ${who}, ${at}, ${comment}, ${JSON.stringify(parts)}::json
    from forms.evolution where request_id = ${requestId}`.execute(trx);
}

/**
 * A jump asked from outside to the status that it is in already: where the last entry is of that status and carries nothing to read, its time alone
 * changes. False where an entry is to be added.
 */
export async function touchEntry(
  trx: QueryExecutorProvider,
  requestId: number,
  status: string,
  at: Temporal.Instant,
): Promise<boolean> {
  const { rows } = await sql<{ id: number; status: string | null; comment: string | null; parts: Part[] }>`
    select id, status, comment, parts from forms.evolution where request_id = ${requestId} order by number desc limit 1`.execute(
    trx,
  );
  const last = rows[0];
  const silent = new Set<Part['type']>(['content snapshot', 'trigger', 'jump']);
  if (!last || last.status !== status || last.comment || !last.parts.every(({ type }) => silent.has(type)))
    return false;
  await sql`update forms.evolution set last_jump_at = ${at} where id = ${last.id}`.execute(trx);
  return true;
}

export async function trace(
  trx: QueryExecutorProvider,
  requestId: number,
  event: string,
  at: Temporal.Instant,
  detail: object = {},
): Promise<void> {
  await sql`insert into forms.trace (request_id, event, detail, at) values (${requestId}, ${event}, ${JSON.stringify(detail)}::json, ${at})`.execute(
    trx,
  );
}
