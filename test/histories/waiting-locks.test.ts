import assert from 'node:assert/strict';
import test from 'node:test';
import { agendasApp } from '../../src/agendas/testing.ts';

// Found by the histories of seed 513: a place was free, people waited, and nobody moved up.
test('locks that wait become bookings: whoever waits moves up where a place is free', async () => {
  const event = {
    slug: 'e',
    start_datetime: '2026-07-08 10:00',
    places: 1,
    waiting_list_places: 2,
    waiting_list_bookings_automatic_confirm: true,
  };
  const now = Temporal.Instant.from('2026-07-01T08:00:00Z');
  const site = { agendas: [{ slug: 'a', label: 'A', kind: 'events', events: [event] }] };
  const { call, plain } = await agendasApp(site, {}, { now });
  const fill = async (body: object) => (await call('POST', 'api/agenda/a/fillslot/e/', body)).body;
  const first = await fill({});
  for (const lock_code of ['x', 'y']) assert.equal((await fill({ lock_code })).in_waiting_list, true);
  await call('POST', first.api.cancel_url);
  for (const lock_code of ['y', 'x']) assert.equal((await fill({ lock_code, confirm_after_lock: true })).err, 0);
  const { places } = (await plain('GET', 'api/agenda/a/status/e/')).body;
  assert.deepEqual([places.reserved, places.waiting_list_reserved], [1, 1]);
});
