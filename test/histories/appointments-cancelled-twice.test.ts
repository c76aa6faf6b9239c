import assert from 'node:assert/strict';
import test from 'node:test';
import { freshDatabase } from '../database.ts';
import { agendasApp, type Answer } from '../../src/agendas/testing.ts';

// Found by the histories of seed 943: two callers cancelled one appointment at once, by two processes, and both were told that they had.
test('one appointment, cancelled by two processes at once: one has cancelled it', async () => {
  const now = Temporal.Instant.from('2026-07-01T08:00:00Z');
  const hours = [{ weekday: 1, start_time: '08:00', end_time: '18:00' }];
  const desks = [{ slug: 'd', opening_hours: hours }];
  const site = {
    agendas: [{ slug: 'm', label: 'M', kind: 'meetings', meeting_types: [{ slug: 'short', duration: 15 }], desks }],
  };
  const connection = await freshDatabase();
  const first = await agendasApp(site, {}, { now, connection });
  const second = await agendasApp({}, {}, { now, connection });
  const told: string[][] = [];
  for (let hour = 8; hour < 18; hour++) {
    for (const minute of ['00', '15', '30', '45']) {
      const slot = `short:2026-07-06-${String(hour).padStart(2, '0')}${minute}`;
      const { body } = await first.call('POST', `api/agenda/m/fillslot/${slot}/`, {});
      assert.equal(body.err, 0, slot);
      const cancel = ({ call }: typeof first): Promise<Answer> =>
        call('POST', `api/booking/${body.booking_id}/cancel/`);
      const answers = await Promise.all([cancel(first), cancel(second), cancel(first), cancel(second)]);
      told.push(answers.map((answer) => (answer.body.err === 0 ? 'done' : String(answer.body.reason))).toSorted());
    }
  }
  const once = ['already cancelled', 'already cancelled', 'already cancelled', 'done'];
  assert.deepEqual(
    told.filter((answers) => String(answers) !== String(once)),
    [],
  );
});
