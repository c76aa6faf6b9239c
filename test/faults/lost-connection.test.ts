import assert from 'node:assert/strict';
import test from 'node:test';
import { freePort } from '../app.ts';
import { ready, start } from '../command.ts';
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
