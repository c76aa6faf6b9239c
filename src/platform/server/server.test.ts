import assert from 'node:assert/strict';
import test from 'node:test';
import { testApp } from '../../../test/app.ts';
import { testTown } from '../../../test/database.ts';
import { openMetrics } from '../metrics.ts';
import { openServer } from './server.ts';

test('the door', async (t) => {
  const { url } = await testApp();
  await t.test('health', async () => {
    assert.equal((await fetch(`${url}healthz`)).status, 200);
    assert.deepEqual(await (await fetch(`${url}readyz`)).json(), { err: 0 });
    assert.match(await (await fetch(`${url}metrics`)).text(), /guichet_http_seconds/);
  });
  await t.test('unknown address', async () => {
    const answer = await fetch(`${url}api/nothing/`);
    assert.equal(answer.status, 404);
    assert.equal(((await answer.json()) as { err: number }).err, 1);
  });
});

test('a route that does not say who may call it keeps the server from starting', async () => {
  const open = await testTown();
  const server = await openServer(open.town, openMetrics(), () => '');
  assert.throws(() => server.get('/silent', async () => null), /GET \/silent does not say who may call it/);
  await server.close();
});
