import type { Pool, PoolClient } from 'pg';

/** Hears connections that break while they are lent, which would otherwise end the test's own process (see lost-connection.test.ts). */
export function heed(pool: Pool): void {
  const heard = new WeakSet<PoolClient>();
  pool.on('acquire', (client) => {
    if (heard.has(client)) return;
    heard.add(client);
    client.on('error', () => {});
  });
}
