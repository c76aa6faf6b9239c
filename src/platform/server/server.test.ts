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
  const methods = [
    { method: 'DELETE', path: 'agendas/api/agenda/', allow: 'GET, HEAD, POST' },
    { method: 'PUT', path: 'agendas//api/booking/12?x=1', allow: 'DELETE, GET, HEAD, PATCH' },
    { method: 'GET', path: 'agendas/api/booking/12/cancel/', allow: 'POST' },
    { method: 'POST', path: 'agendas/api/agendas/datetimes/', allow: 'GET, HEAD' },
    { method: 'POST', path: 'agendas/api/nothing/', allow: null },
  ];
  for (const { method, path, allow } of methods) {
    await t.test(`${method} at ${path}`, async () => {
      const answer = await fetch(`${url}${path}`, { method });
      assert.deepEqual([answer.status, answer.headers.get('allow')], [allow === null ? 404 : 405, allow]);
      const { err_code: code } = (await answer.json()) as { err_code: string };
      assert.equal(code, allow === null ? 'not-found' : 'method-not-allowed');
    });
  }
});

test('a route that does not say who may call it keeps the server from starting', async () => {
  const open = await testTown();
  const server = await openServer(open.town, openMetrics(), () => '');
  assert.throws(() => server.get('/silent', async () => null), /GET \/silent does not say who may call it/);
  await server.close();
});
