import assert from 'node:assert/strict';
import test from 'node:test';
import pg from 'pg';
import { callsTo, furnish } from '../../src/agendas/testing.ts';
import { testApp } from '../app.ts';
import { freshDatabase } from '../database.ts';

/*
 * Another process changes an event while this one waits for its row: PostgreSQL then looks again at the changed row alone (EvalPlanQual), and a statement that joins
 * can lose it there. Whoever waited has to see the event, as it stands by now.
 */
const now = Temporal.Instant.from('2026-07-01T08:00:00Z');
const event = (slug: string) => ({
  slug,
  start_datetime: '2026-07-08 10:00',
  duration: 60,
  places: 3,
  waiting_list_places: 5,
});
const site = { agendas: [{ slug: 'stages', label: 'Stages', kind: 'events', events: ['a', 'b', 'c'].map(event) }] };

test('an event that another process changes while its row is waited for is booked as it then stands', async (t) => {
  const connection = await freshDatabase();
  const app = await testApp({}, { connection, clock: () => now, serving: new Set(['agendas'] as const) });
  await furnish(app.open, site);
  const { call } = callsTo(app.agendasUrl, app.open);
  const other = new pg.Client(connection);
  await other.connect();
  t.after(() => other.end());

  /** The other process takes one place of these events; its transaction ends once the call waits for them. */
  const whileOthersBook = async (slugs: readonly string[], asked: () => ReturnType<typeof call>) => {
    await other.query('begin');
    await other.query('update agendas.event set booked = booked + 1, version = version + 1 where slug = any($1)', [
      slugs,
    ]);
    const answer = asked();
    for (let tries = 0; tries < 200; tries++) {
      const { rows } = await other.query(
        `select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock' and query not like '%pg_stat_activity%'`,
      );
      if (rows.length > 0) break;
      await new Promise((done) => setTimeout(done, 2));
    }
    await other.query('commit');
    return answer;
  };

  const acts = [
    ['one event', 'fillslot/a/', {}],
    ['one event once more', 'fillslot/a/', {}],
    ['a lock', 'fillslot/b/', { lock_code: 'x' }],
    ['a lock elsewhere', 'fillslot/c/', { lock_code: 'x' }],
    ['the lock confirmed', 'fillslot/c/', { lock_code: 'x', confirm_after_lock: true }],
    ['several for one booking', 'fillslots/', { slots: 'a,b,c' }],
    ['a set', 'events/fillslots/', { slots: 'b,c', user_external_id: 'u' }],
    ['the same set', 'events/fillslots/', { slots: 'c,b', user_external_id: 'u' }],
    ['another set', 'events/fillslots/', { slots: 'a', user_external_id: 'u' }],
  ] as const;
  for (const [name, path, body] of acts) {
    await t.test(name, async () => {
      const { status, body: told } = await whileOthersBook(['a', 'b', 'c'], () =>
        call('POST', `api/agenda/stages/${path}`, body),
      );
      assert.deepEqual([status, told.err], [200, 0], JSON.stringify(told));
    });
  }
});
