import assert from 'node:assert/strict';
import test from 'node:test';
import { agendasApp, whilePersonIsHeld, type Json } from '../testing.ts';

const now = Temporal.Instant.from('2026-07-01T08:00:00Z');
const event = (slug: string, day: string) => ({ slug, label: slug, start_datetime: `${day} 12:00`, places: 5 });
const events = [event('a', '2026-07-06'), event('b', '2026-07-07'), event('c', '2026-07-20')];
const agenda = (slug: string, more = {}) => ({
  slug,
  label: slug,
  kind: 'events',
  maximal_booking_delay: 0,
  events,
  ...more,
});
const app = await agendasApp(
  {
    categories: [{ slug: 'repas', label: 'Repas' }],
    agendas: [agenda('cantine', { category: 'repas' }), agenda('garderie'), agenda('judo')],
  },
  {},
  { now },
);
const user = { user_external_id: 'user:1' };
await app.call('POST', 'api/agenda/cantine/subscription/', {
  user_external_id: 'user:2',
  date_start: '2026-07-01',
  date_end: '2026-07-15',
});
for (const slug of ['cantine', 'garderie'])
  await app.call('POST', `api/agenda/${slug}/subscription/`, {
    ...user,
    date_start: '2026-07-01',
    date_end: '2026-07-15',
  });
const fill = (query: string, body: Json) =>
  app.call('POST', `api/agendas/events/fillslots/${query}`, { ...user, ...body });
const booked = async (): Promise<string[]> =>
  (await app.call('GET', 'api/bookings/?user_external_id=user:1')).body.data
    .map(({ agenda: slug, event: name }: Json) => `${slug}@${name}`)
    .toSorted();

test('a set in the agendas that the person is enrolled in, named in the address or the body', async () => {
  const first = await fill('?subscribed=all', { slots: ['cantine@a', 'garderie@b'] });
  assert.deepEqual([first.body.err, first.body.booking_count], [0, 2], JSON.stringify(first.body));
  const second = await fill('', { subscribed: 'all', slots: 'cantine@b,garderie@b' });
  assert.deepEqual([second.body.booking_count, second.body.cancelled_booking_count], [1, 1]);
  assert.deepEqual(await booked(), ['cantine@b', 'garderie@b']);
});

test('a category leaves the other agendas alone; nothing but words of its own is kept with the booking', async () => {
  await fill('?subscribed=repas', { slots: 'cantine@a', regime: 'x' });
  assert.deepEqual(await booked(), ['cantine@a', 'garderie@b']);
  const { data } = (await app.call('GET', 'api/bookings/?user_external_id=user:1&agenda=cantine')).body;
  assert.deepEqual(data[0].extra_data, { regime: 'x' });
});

test('what is outside of the enrolment is left alone', async () => {
  await app.call('POST', 'api/agenda/cantine/fillslot/c/', user);
  const emptied = await fill('?subscribed=all', { slots: '' });
  assert.deepEqual([emptied.body.booking_count, emptied.body.cancelled_booking_count], [0, 2]);
  assert.deepEqual(await booked(), ['cantine@c']);
});

test('what is booked outside of the enrolment while a set waits is left alone too', async () => {
  const after = 'api/agenda/cantine/fillslot/c/';
  const answer = await whilePersonIsHeld(
    app.agendas,
    'cantine user:2',
    () => fill('?subscribed=all', { user_external_id: 'user:2', slots: 'cantine@a' }),
    async () => assert.equal((await app.call('POST', after, { user_external_id: 'user:2' })).body.err, 0),
  );
  assert.deepEqual([answer.body.booking_count, answer.body.cancelled_booking_count], [1, 0]);
});

const refusals = [
  { name: 'an event after the enrolment', query: '?subscribed=all', body: { slots: 'cantine@c' }, says: /invalid slots: cantine@c/ },
  { name: 'an agenda without an enrolment', query: '?subscribed=all', body: { slots: 'judo@a' }, says: /invalid slots: judo@a/ },
  { name: 'an agenda of another category', query: '?subscribed=repas', body: { slots: 'garderie@a' }, says: /invalid slots: garderie@a/ },
  { name: 'an unknown category', query: '?subscribed=none', body: { slots: 'cantine@a' }, says: /invalid slots: cantine@a/ },
  { name: 'an unknown event', query: '?subscribed=all', body: { slots: 'cantine@zzz' }, says: /invalid slots: cantine@zzz/ },
  { name: 'an event without its agenda', query: '?subscribed=all', body: { slots: 'a' }, says: /invalid slots/ },
  { name: 'nobody', query: '?subscribed=all', body: { slots: 'cantine@a', user_external_id: '' }, says: /required/ },
  { name: 'a name with a NUL', query: '?subscribed=all', body: { slots: 'cantine@a', user_external_id: 'a\0' }, says: /Null/ },
  { name: 'no slots at all', query: '?subscribed=all', body: {}, says: /slots: This field is required/ },
] as const; // prettier-ignore
for (const { name, query, body, says } of refusals) {
  test(`refused: ${name}`, async () => {
    const before = await booked();
    const answer = await fill(query, body);
    assert.equal(answer.status, 400, JSON.stringify(answer.body));
    assert.match(answer.body.err_desc, says);
    assert.deepEqual(await booked(), before);
  });
}
