import assert from 'node:assert/strict';
import test from 'node:test';
import { freshDatabase } from '../../../test/database.ts';
import { signUrl } from '../../signature/sign.ts';
import { agendasApp, orig, secret } from '../testing.ts';

const now = Temporal.Instant.from('2026-10-20T08:00:00Z');
const section = {
  agendas: [
    {
      slug: 'a',
      label: 'A',
      kind: 'events',
      maximal_booking_delay: 0,
      events: [{ slug: 'one', start_datetime: '2026-11-24 23:30', places: 5 }],
    },
  ],
};
const connection = await freshDatabase(false);
const options = { now, connection, serving: new Set(['agendas'] as const) };
const [one, other] = [await agendasApp(section, {}, options), await agendasApp({}, {}, options)];
const signed = (base: string, path: string, nonce?: string): string =>
  signUrl(base + path, { secret, orig, now, ...(nonce === undefined ? {} : { nonce }) });
const [first, second] = [one.agendasUrl, other.agendasUrl];

const reading = 'api/bookings/?user_external_id=x';
const replays = [
  { name: 'a reading, at the same process', method: 'GET', path: reading, at: first, turned: 'GET', again: reading },
  { name: 'a reading, at another process', method: 'GET', path: reading, at: second, turned: 'GET', again: reading },
  {
    name: 'a reading, turned to another path',
    method: 'GET',
    path: 'api/statistics/',
    at: second,
    turned: 'GET',
    again: 'api/agenda/a/subscription/',
  },
  {
    name: 'a reading that found nothing',
    method: 'GET',
    path: 'api/booking/999/',
    at: first,
    turned: 'GET',
    again: 'api/booking/999/',
  },
  {
    name: 'a reading, made a booking',
    method: 'GET',
    path: 'api/statistics/',
    at: first,
    turned: 'POST',
    again: 'api/agenda/a/fillslot/one/',
  },
  {
    name: 'a booking, made a reading',
    method: 'POST',
    path: 'api/agenda/a/fillslot/one/',
    at: second,
    turned: 'GET',
    again: 'api/statistics/',
  },
  {
    name: 'a reading by POST',
    method: 'POST',
    path: 'api/agendas/events/?slots=a@one',
    at: second,
    turned: 'POST',
    again: 'api/agendas/events/?slots=a@one',
  },
];
for (const { name, method, path, at, turned, again } of replays) {
  test(`sent again: ${name}`, async () => {
    const address = signed(first, path);
    const query = address.slice(address.indexOf('?'));
    assert.notEqual((await one.plain(method, address)).status, 403);
    const { status, body } = await one.plain(turned, `${at}${again.split('?')[0]}${query}`);
    assert.deepEqual([status, body.reason], [403, 'Nonce already used.']);
  });
}

test('of one reading sent many times at once, to two processes, one is answered', async () => {
  const [here, there] = [first, second].map((base) => signed(base, reading, 'once')) as [string, string];
  const sent = Array.from({ length: 40 }, (_, index) => one.plain('GET', index % 2 === 0 ? here : there));
  const answered = (await Promise.all(sent)).map(({ status }) => status);
  assert.deepEqual(
    answered.toSorted((a, b) => a - b),
    [200, ...Array.from({ length: 39 }, () => 403)],
  );
});

test('many readings at once are each answered', async () => {
  const sent = Array.from({ length: 60 }, () => one.plain('GET', signed(first, reading)));
  assert.deepEqual(new Set((await Promise.all(sent)).map(({ status }) => status)), new Set([200]));
});
