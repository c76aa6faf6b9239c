import { sql, type QueryExecutorProvider } from 'kysely';

/**
 * Spends a nonce, in the transaction of what the call does. False where it was spent before.
 * Two calls with one nonce at the same time: the second waits for the first's end.
 */
export async function spendNonce(db: QueryExecutorProvider, orig: string, nonce: string): Promise<boolean> {
  const { numAffectedRows } = await sql`
    insert into platform.nonce (orig, nonce) values (${orig}, ${nonce}) on conflict do nothing`.execute(db);
  return numAffectedRows === 1n;
}

/** Forgets nonces older than any signature that could carry them. */
export async function forgetNonces(db: QueryExecutorProvider): Promise<void> {
  await sql`delete from platform.nonce where at < now() - interval '10 minutes'`.execute(db);
}
