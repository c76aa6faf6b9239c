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

/** Nonces of calls that only read: nothing of theirs is written with them, so they are gathered. */
export type ReadNonces = {
  /** Resolves to false where it was spent before, in any process, by a read or a write. */
  spend(orig: string, nonce: string): Promise<boolean>;
};

type Waiting = { orig: string; nonce: string; resolve(isFirst: boolean): void; reject(fault: unknown): void };

const mostAtOnce = 1_000;

/**
 * One statement writes all nonces that came while the one before was under way, and doesn't wait for the disk: a read done twice after the machine fell harms
 * nobody. It runs beside the reading itself, whose answer alone waits for it.
 */
export function openReadNonces(db: QueryExecutorProvider): ReadNonces {
  let waiting = new Map<string, Waiting>();
  let isWriting = false;
  const write = async (): Promise<void> => {
    while (waiting.size > 0) {
      const group = new Map([...waiting].slice(0, mostAtOnce));
      waiting = new Map([...waiting].slice(mostAtOnce));
      try {
        const first = await spendNonces(db, [...group.values()]);
        for (const [key, { resolve }] of group) resolve(first.has(key));
      } catch (fault) {
        for (const { reject } of group.values()) reject(fault);
      }
    }
    isWriting = false;
  };
  return {
    spend(orig, nonce) {
      const key = keyOf(orig, nonce);
      if (waiting.has(key)) return Promise.resolve(false);
      const { promise, resolve, reject } = Promise.withResolvers<boolean>();
      waiting.set(key, { orig, nonce, resolve, reject });
      if (!isWriting) {
        isWriting = true;
        setImmediate(() => void write());
      }
      return promise;
    },
  };
}

const keyOf = (orig: string, nonce: string): string => `${orig}\n${nonce}`;

/** In the order of the key, so that two processes with the same nonces wait for each other in one direction. */
async function spendNonces(
  db: QueryExecutorProvider,
  nonces: readonly { orig: string; nonce: string }[],
): Promise<Set<string>> {
  const { rows } = await sql<{ orig: string; nonce: string }>`
    insert into platform.nonce (orig, nonce) select n.orig, n.nonce
      from unnest(${nonces.map(({ orig }) => orig)}::text[], ${nonces.map(({ nonce }) => nonce)}::text[]) n(orig, nonce)
      where set_config('synchronous_commit', 'off', true) is not null order by 1, 2
    on conflict do nothing returning orig, nonce`.execute(db);
  return new Set(rows.map(({ orig, nonce }) => keyOf(orig, nonce)));
}
