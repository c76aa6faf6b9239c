import assert from 'node:assert/strict';
import test from 'node:test';
import { freePort } from '../app.ts';
import pg from 'pg';
import { databaseUrl, ready, start } from '../command.ts';
import { closeAtEnd, freshDatabase } from '../database.ts';
import { openWireProxy } from './wire-proxy.ts';

// The driver's pool listens to resting connections alone: one that breaks while it is lent emits an 'error' that would end the process.
test('a connection that breaks under a statement costs that request an answer, not the process its life', async () => {
  const connection = await freshDatabase();
  const proxy = await openWireProxy(connection.host);
  closeAtEnd(() => proxy.close());
  const port = await freePort();
  const url = `http://localhost:${port}/`;
  const server = start(['serve', 'forms', 'agendas'], {
    DATABASE_URL: proxy.url(connection.database),
    PORT: String(port),
    LOG_LEVEL: 'silent',
  });
  closeAtEnd(async () => void server.kill('SIGKILL'));
  await ready(server, url);
  for (const kind of ['cut before', 'cut after'] as const) {
    let cut = 0;
    proxy.arm(() => (cut++ === 0 ? { kind } : null));
    const answer = await fetch(`${url}agendas/api/agenda/`).catch(() => null);
    proxy.arm(null);
    assert.ok(cut > 0);
    assert.equal(answer?.status, 503, `${kind}: ${JSON.stringify(server.said())}`);
    assert.ok(answer.headers.get('retry-after'));
    assert.equal((await fetch(`${url}agendas/api/agenda/`)).status, 200);
  }
});

test('a process whose sessions the database ends holds one place, not two', async () => {
  const connection = await freshDatabase();
  const port = await freePort();
  const url = `http://localhost:${port}/`;
  const server = start(['serve', 'agendas'], {
    DATABASE_URL: databaseUrl(connection),
    PORT: String(port),
    LOG_LEVEL: 'silent',
  });
  closeAtEnd(async () => void server.kill('SIGKILL'));
  await ready(server, url);
  const client = new pg.Client(connection);
  await client.connect();
  closeAtEnd(() => client.end());
  await client.query(
    'select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()',
  );
  const places = async (): Promise<number> => {
    const { rows } = await client.query<{ n: number }>(
      `select count(*)::int as n from pg_locks where locktype = 'advisory' and classid = 7281 and database = (select oid from pg_database where datname = current_database())`,
    );
    return rows[0]!.n;
  };
  for (let tries = 0; tries < 100 && (await places()) === 0; tries++) await new Promise((done) => setTimeout(done, 30));
  await fetch(`${url}readyz`);
  await new Promise((done) => setTimeout(done, 300));
  assert.equal(await places(), 1);
});
