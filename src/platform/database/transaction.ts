import type { Kysely, Transaction } from 'kysely';

/** SQLSTATE of faults after which the whole transaction is worth trying again: deadlock, serialization, lock not had in time. */
const passing = new Set(['40P01', '40001', '55P03']);

export function sqlState(error: unknown): string | null {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : null;
}

/** Whether the database could not be reached or was stopping: the caller may ask again later. */
export function isUnavailable(error: unknown): boolean {
  const state = sqlState(error);
  if (state !== null) {
    return (
      /^(08|57P|53)/.test(state) ||
      ['ECONNREFUSED', 'ENOENT', 'ECONNRESET', 'EPIPE', '25006', '57014', ...passing].includes(state)
    );
  }
  return (
    error instanceof Error &&
    /Connection terminated|timeout exceeded when trying to connect|Client has encountered a connection error/.test(
      error.message,
    )
  );
}

/** Runs `work` in one transaction; after a deadlock, a serialization fault or a lock time-out it is done again whole, three times at most. */
export async function inTransaction<Tables, Result>(
  db: Kysely<Tables>,
  work: (trx: Transaction<Tables>) => Promise<Result>,
): Promise<Result> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await db.transaction().execute(work);
    } catch (error) {
      if (attempt > 3 || !passing.has(sqlState(error) ?? '')) throw error;
      await new Promise((resolve) => setTimeout(resolve, Math.random() * 20 * attempt));
    }
  }
}
