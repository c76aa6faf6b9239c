import assert from 'node:assert/strict';
import { noDetails } from '../../src/agendas/bookings/orders.ts';
import { once } from 'node:events';
import { createServer } from 'node:http';
import test, { after } from 'node:test';
import pg from 'pg';
import { inTransaction } from '../../src/platform/database/transaction.ts';
import { openLog } from '../../src/platform/log.ts';
import { openTown } from '../../src/platform/open-town.ts';
import { cancelByAgent } from '../../src/agendas/bookings/by-agent.ts';
import { giveOrder } from '../../src/agendas/bookings/give-order.ts';
import { openLane } from '../../src/agendas/bookings/lane.ts';
import { brokenInvariants } from '../../src/agendas/checks/invariants.ts';
import type { Database } from '../../src/agendas/database.ts';
import { importAgendas } from '../../src/agendas/site-file.ts';
import { freePort } from '../app.ts';
import { databaseUrl, ready, start } from '../command.ts';
import { freshDatabase, testSettings } from '../database.ts';

const count = 24;

/** Processes that call back are killed in the middle, again and again: every request is called, each number stands for one call, none is lost. */
test('kill -9 of the processes that owe callbacks', { timeout: 120_000 }, async () => {
  const connection = await freshDatabase(false);
  const settings = testSettings({ SIGNATURE_NONCE: 'optional' });
  const open = await openTown({ settings, connection, log: openLog('silent') });
  after(() => open.close());
  const town = open.of<Database>();
  const desk = { town, lane: openLane(town) };

  const keys = new Map<string, Set<string>>();
  let slow = true;
  const target = createServer((request, response) => {
    const path = request.url?.split('?')[0] ?? '';
    const seen = keys.get(path) ?? new Set<string>();
    keys.set(path, seen.add(String(request.headers['idempotency-key'])));
    // While it is slow, the caller is likely killed after the target acted and before it is noted.
    setTimeout(() => response.end('{"err": 0}'), slow ? 400 : 0);
  });
  target.listen(0, '127.0.0.1');
  await once(target, 'listening');
  after(() => target.closeAllConnections());
  after(() => void target.close());
  const address = target.address();
  const url = `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}/`;

  const day = Temporal.Now.plainDateISO().add({ days: 10 }).toString();
  const events = [{ slug: 'e', label: 'E', start_datetime: `${day} 10:00`, places: 1_000 }];
  await inTransaction(town.db, (trx) =>
    importAgendas(
      trx,
      { agendas: [{ slug: 'a', label: 'A', kind: 'events', events }] },
      { timeZone: 'Europe/Paris', now: town.clock() },
    ),
  );
  const caller = { kind: 'signed', orig: 'x', nonce: null, person: null, client: null } as const;
  for (let i = 0; i < count; i++) {
    const outcome = await giveOrder(desk, caller, {
      kind: 'book', slots: [{ agenda: 'a', event: 'e' }], places: 1, lock: null, excludeUser: false, cancelBookingId: null, bypassDelays: false, forceWaitingList: false, range: 'future',
      details: {
        ...noDetails, cancel_callback_url: `${url}hooks/${i}/` },
    }); // prettier-ignore
    assert.ok(outcome.kind === 'booked');
    await cancelByAgent(desk, caller, outcome.bookingId, false);
  }

  const serve = async () => {
    const port = await freePort();
    const child = start(['serve', 'jobs'], {
      DATABASE_URL: databaseUrl(connection),
      PORT: String(port),
      ALLOW_PRIVATE_TARGETS: '127.0.0.1',
      SITE_FILE: '',
      LOG_LEVEL: 'error',
    });
    await ready(child, `http://localhost:${port}/`);
    return child;
  };
  const client = new pg.Client(connection);
  await client.connect();
  after(() => client.end());
  const state = async (): Promise<{ sent: number; failed: number; owned: number }> => {
    const { rows } = await client.query<{
      sent: number;
      failed: number;
      owned: number;
    }>(`select count(sent_at)::int as sent, count(failed_at)::int as failed,
      count(*) filter (where owner is not null and sent_at is null)::int as owned from agendas.callback`);
    return rows[0]!;
  };
  for (let kill = 0; kill < 2; kill++) {
    const child = await serve();
    while ((await state()).owned === 0) await new Promise((done) => setTimeout(done, 10));
    child.kill('SIGKILL');
    await once(child, 'exit');
  }
  assert.ok((await state()).sent < count, 'some were still owed when the last process died');
  slow = false;
  const last = await serve();
  for (let waited = 0; (await state()).sent < count && waited < 30_000; waited += 50)
    await new Promise((done) => setTimeout(done, 50));
  last.kill('SIGTERM');
  await once(last, 'exit');

  assert.deepEqual(await state(), { sent: count, failed: 0, owned: 0 });
  assert.equal(keys.size, count, 'every request was called');
  for (const [path, seen] of keys) assert.equal(seen.size, 1, `${path} was called under one number`);
  assert.deepEqual(await brokenInvariants(town.db), []);
});
