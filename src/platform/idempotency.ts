import { createHash } from 'node:crypto';
import { sql, type QueryExecutorProvider } from 'kysely';

/** What a caller marked with `Idempotency-Key`: the key, and a hash of all that makes the request. */
export type Keyed = { caller: string; key: string; hash: Buffer };

export type Answer = { status: number; body: unknown };

export function hashOfRequest(method: string, path: string, body: unknown): Buffer {
  return createHash('sha256')
    .update(`${method} ${path}\n${JSON.stringify(body ?? null)}`)
    .digest();
}

export type Earlier = { kind: 'first' } | { kind: 'repeated'; answer: Answer } | { kind: 'other request' };

/** The answer given earlier to this key within 24 hours, looked up before anything is done. */
export async function earlierAnswer(db: QueryExecutorProvider, { caller, key, hash }: Keyed): Promise<Earlier> {
  const { rows } = await sql<{ request_hash: Buffer; status: number; answer: unknown }>`
    select request_hash, status, answer from platform.idempotency
    where caller = ${caller} and key = ${key} and at > now() - interval '24 hours'`.execute(db);
  const row = rows[0];
  if (!row) return { kind: 'first' };
  return row.request_hash.equals(hash)
    ? { kind: 'repeated', answer: { status: row.status, body: row.answer } }
    : { kind: 'other request' };
}

/**
 * Claims the key in the transaction of the act itself, before the act: a second caller with the same key waits here until the first has ended, then gets false
 * and asks `earlierAnswer` again. The answer is written by `keepAnswer` in the same transaction, so that neither can exist without the other.
 */
export async function claimKey(trx: QueryExecutorProvider, { caller, key, hash }: Keyed): Promise<boolean> {
  const { numAffectedRows } = await sql`
    insert into platform.idempotency (caller, key, request_hash, status, answer) values (${caller}, ${key}, ${hash}, 0, 'null')
    on conflict (caller, key) do update set request_hash = excluded.request_hash, status = 0, answer = 'null', at = now()
      where platform.idempotency.at <= now() - interval '24 hours'`.execute(trx);
  return numAffectedRows === 1n;
}

export async function keepAnswer(trx: QueryExecutorProvider, { caller, key }: Keyed, answer: Answer): Promise<void> {
  await sql`update platform.idempotency set status = ${answer.status}, answer = ${JSON.stringify(answer.body)}::json
    where caller = ${caller} and key = ${key}`.execute(trx);
}

/** Keeps an answer to a call that did nothing, unless the key stands for another by now. */
export async function keepRefusedAnswer(db: QueryExecutorProvider, keyed: Keyed, answer: Answer): Promise<void> {
  const { caller, key, hash } = keyed;
  await sql`insert into platform.idempotency (caller, key, request_hash, status, answer) values (${caller}, ${key}, ${hash}, ${answer.status}, ${JSON.stringify(answer.body)}::json)
    on conflict (caller, key) do update set request_hash = excluded.request_hash, status = excluded.status, answer = excluded.answer, at = now()
      where platform.idempotency.at <= now() - interval '24 hours'`.execute(db);
}

export async function forgetAnswers(db: QueryExecutorProvider): Promise<void> {
  await sql`delete from platform.idempotency where at < now() - interval '25 hours'`.execute(db);
}
