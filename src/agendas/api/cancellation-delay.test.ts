import assert from 'node:assert/strict';
import test from 'node:test';
import { openZone } from '../../time/zone.ts';
import { cancellableFrom } from '../agenda/window.ts';
import { agendasApp } from '../testing.ts';

const paris = openZone('Europe/Paris');
const cases = [
  { name: 'no delay', days: null, working: false, now: '2026-07-01T10:00', first: null },
  {
    name: 'none of a day: what has not begun',
    days: 0,
    working: false,
    now: '2026-07-01T10:00',
    first: '2026-07-01T10:01',
  },
  { name: 'two days', days: 2, working: false, now: '2026-07-01T23:59', first: '2026-07-03T00:00' },
  { name: 'over the change of March', days: 1, working: false, now: '2026-03-28T12:00', first: '2026-03-29T00:00' },
  {
    name: 'two working days, from a Friday',
    days: 2,
    working: true,
    now: '2026-07-03T10:00',
    first: '2026-07-07T00:00',
  },
  {
    name: 'one working day, before a holiday',
    days: 1,
    working: true,
    now: '2026-07-13T10:00',
    first: '2026-07-15T00:00',
  },
] as const;
for (const { name, days, working, now, first } of cases) {
  test(`cancellable from: ${name}`, () => {
    const at = (text: string) => Temporal.PlainDateTime.from(text).toZonedDateTime('Europe/Paris').toInstant();
    const delay = { minimalCancellationDelay: days, minimalCancellationDelayInWorkingDays: working };
    const expected = first === null ? null : at(first).epochMilliseconds / 60_000;
    assert.equal(cancellableFrom(delay, at(now), paris), expected);
  });
}

test('who cancels alone is bound by the delay, others are not', async () => {
  const now = Temporal.Instant.from('2026-07-01T08:00:00Z');
  const event = (slug: string, day: string) => ({ slug, start_datetime: `${day} 10:00`, places: 9 });
  const agenda = {
    slug: 'stages',
    label: 'Stages',
    kind: 'events',
    minimal_booking_delay: 0,
    minimal_cancellation_delay: 2,
    events: [event('soon', '2026-07-02'), event('later', '2026-07-03')],
  };
  const { call, agendas } = await agendasApp({ agendas: [agenda] }, {}, { now });
  const book = async (path: string, body = {}): Promise<number> =>
    (await call('POST', `api/agenda/stages/${path}`, body)).body.booking_id;
  const [soon, other, later] = [
    await book('fillslot/soon/'),
    await book('fillslot/soon/'),
    await book('fillslot/later/'),
  ];
  const both = await book('fillslots/', { slots: 'soon,later' });
  const answer = async (method: string, path: string, body?: object) => {
    const { status, body: told } = await call(method, `api/booking/${path}`, body);
    return [status, told.err, told.reason];
  };
  const tooLate = [200, 2, 'cancellation is too late'];
  assert.deepEqual(await answer('POST', `${soon}/cancel/?check_delay=1`), tooLate);
  assert.deepEqual(await answer('DELETE', `${soon}/`, { check_delay: true }), tooLate);
  assert.deepEqual(await answer('POST', `${both}/cancel/`, { check_delay: 'true' }), tooLate);
  assert.deepEqual(await answer('POST', `${later}/cancel/?check_delay=1`), [200, 0, undefined]);
  assert.deepEqual(await answer('POST', `${later}/cancel/?check_delay=1`), [200, 1, 'already cancelled']);
  assert.equal((await answer('POST', `${soon}/cancel/?check_delay=perhaps`))[0], 400);
  assert.deepEqual(await answer('POST', `${soon}/cancel/`), [200, 0, undefined]);
  assert.deepEqual(await answer('POST', `${other}/cancel/?check_delay=0`), [200, 0, undefined]);
  const rows = await agendas.db.selectFrom('agendas.event').select(['slug', 'booked']).orderBy('slug').execute();
  assert.deepEqual(rows, [
    { slug: 'later', booked: 1 },
    { slug: 'soon', booked: 1 },
  ]);
});
