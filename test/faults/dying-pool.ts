import type { Pool, PoolClient } from 'pg';

/** When a process dies, told by the statements that it has sent. `after`: one that writes was sent (reads aren't counted), its answer never read. */
export type Death = { at: number; when: 'before' | 'after' };

/** Lets a process die at its Nth statement: from then on no connection of its pool answers anything. Gives the count of statements so far. */
export function dieAt(pool: Pool, death: Death): { statements(): number; isDead(): boolean; arm(): void } {
  const connect = pool.connect.bind(pool) as () => Promise<PoolClient>;
  const seen = new WeakSet<PoolClient>();
  let [count, dead, armed] = [0, false, false];
  const gone = (): Error => new Error('Connection terminated unexpectedly');
  const cut = (client: PoolClient): never => {
    dead = true;
    // The server sees the line break, as when a process is killed.
    const { connection } = client as unknown as { connection: { stream: { destroy(): void } } };
    connection.stream.destroy();
    throw gone();
  };
  const watch = (client: PoolClient): PoolClient => {
    if (seen.has(client)) return client;
    seen.add(client);
    client.on('error', () => {});
    const query = client.query.bind(client) as (...words: unknown[]) => Promise<unknown>;
    const watched = async (...words: unknown[]): Promise<unknown> => {
      if (!armed) return query(...words);
      if (dead) throw gone();
      if (death.when === 'after' && isRead(words[0])) return query(...words);
      count += 1;
      if (count !== death.at) return query(...words);
      if (death.when === 'before') return cut(client);
      await query(...words).catch(() => {});
      return cut(client);
    };
    client.query = watched as PoolClient['query'];
    return client;
  };
  pool.connect = (async () => {
    if (armed && dead) throw gone();
    return watch(await connect());
  }) as Pool['connect'];
  return { statements: () => count, isDead: () => dead, arm: () => void (armed = true) };
}

function isRead(asked: unknown): boolean {
  const text =
    typeof asked === 'string'
      ? asked
      : typeof asked === 'object' && asked !== null && 'text' in asked
        ? String(asked.text)
        : '';
  return /^\s*select/i.test(text) && !/for (no key )?update/i.test(text);
}
