import assert from 'node:assert/strict';
import test from 'node:test';
import pg from 'pg';
import { brokenInvariants } from '../../src/agendas/checks/invariants.ts';
import type { Database } from '../../src/agendas/database.ts';
import { callsTo, furnish, orig, secret } from '../../src/agendas/testing.ts';
import { signUrl } from '../../src/signature/sign.ts';
import { testApp } from '../app.ts';
import { freshDatabase } from '../database.ts';

/*
 * One signed call, sent to two processes at the same moment. Where its nonce is only looked at before the act, both act: the second, when what the first did has been
 * done again by somebody who may.
 */
const now = Temporal.Instant.from('2026-07-01T08:00:00Z');
const site = {
  agendas: [
    {
      slug: 'stages',
      label: 'Stages',
      kind: 'events',
      events: [{ slug: 'a', start_datetime: '2026-07-08 10:00', places: 3 }],
    },
  ],
};

test('an end of a subscription, sent twice with one nonce, lets go once', async (t) => {
  const connection = await freshDatabase();
  const options = { connection, clock: () => now, serving: new Set(['agendas'] as const) };
  const [first, second] = [await testApp({}, options), await testApp({}, options)];
  await furnish(first.open, site);
  const { call } = callsTo(first.agendasUrl, first.open);
  const session = async (): Promise<pg.Client> => {
    const client = new pg.Client(connection);
    await client.connect();
    t.after(() => client.end());
    return client;
  };
  const [holder, between, watch] = [await session(), await session(), await session()];
  const waiting = async (count: number): Promise<void> => {
    // Longer than the lane's short patience: who waits by then keeps the place in the line.
    // Other files' databases stand in the same server.
    const text = `select from pg_locks l join pg_stat_activity a using (pid) where not l.granted and a.datname = current_database()
      and clock_timestamp() - l.waitstart > interval '150 ms'`;
    for (let tries = 0; tries < 1_000 && ((await watch.query(text)).rowCount ?? 0) < count; tries++)
      await new Promise((done) => setTimeout(done, 5));
  };
  const person = `pg_advisory_lock(7281003, hashtext('user stages child:1'))`;
  const enrolled = { user_external_id: 'child:1', date_start: '2026-07-01', date_end: '2026-08-01' };
  const { body: made } = await call('POST', 'api/agenda/stages/subscription/', enrolled);
  const book = () => call('POST', 'api/agenda/stages/fillslot/a/', { user_external_id: 'child:1' });
  assert.equal((await book()).body.err, 0);

  const signed = signUrl(`${first.agendasUrl}api/agenda/stages/subscription/${made.id}/`, { secret, orig, now });
  const end = async (url: string): Promise<number> => (await fetch(url, { method: 'DELETE' })).status;
  await holder.query(`select ${person}`);
  const ended = end(signed);
  await waiting(1);
  const held = between.query(`select ${person}`);
  await waiting(2);
  const again = end(signed.replace(first.agendasUrl, second.agendasUrl));
  await waiting(3);
  await holder.query('select pg_advisory_unlock_all()');
  assert.equal(await ended, 200);
  await held;
  assert.equal((await book()).body.err, 0, 'booked anew');
  await between.query('select pg_advisory_unlock_all()');
  assert.equal(await again, 403);
  const { body } = await call('GET', 'api/agenda/stages/bookings/a/?user_external_id=child:1');
  assert.equal(body.data.length, 1, 'the new booking stands');
  assert.deepEqual(await brokenInvariants(first.open.of<Database>().db), []);
});
