import assert from 'node:assert/strict';
import test from 'node:test';
import { brokenInvariants } from '../checks/invariants.ts';
import { agendasApp, whilePersonIsHeld, type Json } from '../testing.ts';

const now = Temporal.Instant.from('2026-03-16T08:00:00Z');
const series = (slug: string, days: number[], more = {}) => ({
  slug,
  label: slug,
  start_datetime: '2026-03-16 12:00',
  duration: 60,
  places: 3,
  recurrence_days: days,
  recurrence_end_date: '2026-04-12',
  ...more,
});
const agenda = (slug: string, events: unknown[], more = {}) => ({
  slug,
  label: slug,
  kind: 'events',
  minimal_booking_delay: 1,
  maximal_booking_delay: 0,
  events,
  ...more,
});
const {
  call,
  plain,
  agendas: town,
} = await agendasApp(
  {
    categories: [{ slug: 'midi', label: 'Midi' }],
    events_types: [{ slug: 'repas', label: 'Repas', custom_fields: [{ slug: 'tarif', label: 'Tarif' }] }],
    agendas: [
      agenda(
        'cantine',
        [
          series('repas', [1, 3], { custom_fields: { tarif: 'A' } }),
          { ...series('fete', []), start_datetime: '2026-03-27 12:00' },
        ],
        { category: 'midi', events_type: 'repas' },
      ),
      agenda('garderie', [series('soir', [7])]),
      agenda('loin', [series('soir', [1])], { maximal_booking_delay: 8 }),
    ],
  },
  {},
  { now },
);
const fillslots = (body: object, query = 'agendas=cantine') =>
  call('POST', `api/agendas/recurring-events/fillslots/?${query}`, { user_external_id: 'child:1', ...body });
const booked = async (user = 'child:1'): Promise<string[]> =>
  ((await call('GET', `api/bookings/?user_external_id=${user}`)).body.data as Json[])
    .map(({ event }) => String(event).replace(/^repas-2026-|-1200$/g, ''))
    .toSorted((a, b) => a.localeCompare(b));

test('one line a series and weekday', async () => {
  const { body } = await plain('GET', 'api/agendas/recurring-events/?agendas=cantine,garderie');
  assert.deepEqual(
    body.data.map(({ id, day, time }: Json) => [id, day, time]),
    [
      ['cantine@repas:1', 'Lundi', '12:00:00'],
      ['cantine@repas:3', 'Mercredi', '12:00:00'],
      ['garderie@soir:7', 'Dimanche', '12:00:00'],
    ],
  );
  assert.equal(body.data[0].custom_field_tarif, 'A');
  assert.equal((await plain('GET', 'api/agendas/recurring-events/')).status, 400);
  assert.equal((await plain('GET', 'api/agendas/recurring-events/?agendas=nowhere')).status, 400);
});

test('a series is booked whole, within the delays, over the change of clocks', async () => {
  const { body } = await fillslots({ slots: 'cantine@repas:1' }, 'agendas=cantine&action=book');
  assert.deepEqual([body.err, body.booking_count, body.full_events], [0, 3, []]);
  assert.deepEqual(await booked(), ['03-23', '03-30', '04-06']);
  const again = (await fillslots({ slots: 'cantine@repas:1' }, 'agendas=cantine&action=book')).body;
  assert.deepEqual([again.booking_count, again.cancelled_booking_count], [0, 0]);
  const far = (await fillslots({ user_external_id: 'child:far', slots: ['loin@soir:1'] }, 'agendas=loin')).body;
  assert.equal(far.booking_count, 1, 'next Monday, not the ones beyond the delay');
});

test('an update changes the days, and leaves alone what is no series', async () => {
  await call('POST', 'api/agenda/cantine/fillslot/fete/', { user_external_id: 'child:1' });
  const { body } = await fillslots({ slots: ['cantine@repas:3'] });
  assert.deepEqual([body.booking_count, body.cancelled_booking_count], [4, 3]);
  assert.deepEqual(await booked(), ['03-18', '03-25', '04-01', '04-08', 'fete']);
});

test('an update from a date leaves alone what is before', async () => {
  assert.equal(
    (await fillslots({ slots: ['cantine@repas:1'] }, 'agendas=cantine&action=update-from-date')).status,
    400,
  );
  const { body } = await fillslots(
    { slots: ['cantine@repas:1'], date_start: '2026-03-30' },
    'agendas=cantine&action=update-from-date',
  );
  assert.deepEqual([body.booking_count, body.cancelled_booking_count], [2, 2]);
  assert.deepEqual(await booked(), ['03-18', '03-25', '03-30', '04-06', 'fete']);
});

test('unbooked within a period alone', async () => {
  const { body } = await fillslots(
    { slots: ['cantine@repas:1', 'cantine@repas:3'], date_end: '2026-03-30' },
    'agendas=cantine&action=unbook',
  );
  assert.equal(body.cancelled_booking_count, 2);
  assert.deepEqual(await booked(), ['03-30', '04-06', 'fete']);
});

test('a full day is left out and told; the others are had', async () => {
  for (const user of ['a', 'b', 'c'])
    await call('POST', 'api/agenda/cantine/fillslot/repas-2026-03-25-1200/', { user_external_id: user });
  const { body } = await fillslots({ user_external_id: 'child:2', slots: ['cantine@repas:3'] });
  assert.deepEqual(
    [body.booking_count, body.full_events.map(({ slug }: Json) => slug)],
    [3, ['repas-2026-03-25-1200']],
  );
  assert.deepEqual(await booked('child:2'), ['03-18', '04-01', '04-08']);
});

test('while enrolled: agendas, events and series', async () => {
  const enrolled = { user_external_id: 'child:3', date_start: '2026-03-23', date_end: '2026-04-01' };
  await call('POST', 'api/agenda/cantine/subscription/', enrolled);
  const ids = async (path: string, ask = call) =>
    ((await ask('GET', path)).body.data as Json[]).map(({ id }) => id as string);
  const all = 'subscribed=all&user_external_id=child:3';
  assert.deepEqual(await ids(`api/agendas/datetimes/?${all}`), [
    'cantine@repas-2026-03-23-1200',
    'cantine@repas-2026-03-25-1200',
    'cantine@fete',
    'cantine@repas-2026-03-30-1200',
  ]);
  assert.deepEqual(await ids(`api/agendas/recurring-events/?${all}`), ['cantine@repas:1', 'cantine@repas:3']);
  assert.equal((await ids('api/agendas/datetimes/?subscribed=midi&user_external_id=child:3')).length, 4);
  assert.deepEqual(await ids('api/agendas/datetimes/?subscribed=other&user_external_id=child:3'), []);
  assert.deepEqual(await ids(`api/agendas/datetimes/?${all}`, plain), [], 'who is enrolled where is nobody else’s');
  assert.deepEqual(await ids(`api/agendas/recurring-events/?${all}`, plain), []);
  assert.equal((await call('GET', 'api/agendas/datetimes/?subscribed=all')).status, 400);
  const { body } = await fillslots({ user_external_id: 'child:3', slots: ['cantine@repas:1'] }, 'subscribed=all');
  assert.equal(body.booking_count, 2);
  assert.deepEqual(await booked('child:3'), ['03-23', '03-30']);
});

test('a subscription that is deleted lets its coming bookings go, and no others', async () => {
  const enrolled = { user_external_id: 'child:5', date_start: '2026-03-23', date_end: '2026-04-01' };
  const { id } = (await call('POST', 'api/agenda/cantine/subscription/', enrolled)).body;
  await fillslots({ user_external_id: 'child:5', slots: ['cantine@repas:1'] });
  assert.deepEqual(await booked('child:5'), ['03-23', '03-30', '04-06']);
  assert.equal((await call('DELETE', `api/agenda/cantine/subscription/${id}/`)).body.err, 0);
  assert.deepEqual(await booked('child:5'), ['04-06']);
});

const refused = [
  ['no slots', {}, ''],
  ['an unknown series', { slots: ['cantine@nothing:1'] }, ''],
  ['a weekday that it does not have', { slots: ['cantine@repas:2'] }, ''],
  ['a weekday that is none', { slots: ['cantine@repas:0'] }, ''],
  ['an event that is no series', { slots: ['cantine@fete:5'] }, ''],
  ['a series of another agenda', { slots: ['garderie@soir:7'] }, ''],
  ['nobody', { slots: ['cantine@repas:1'], user_external_id: ' ' }, ''],
  ['an impossible date', { slots: ['cantine@repas:1'], date_start: '2026-02-30' }, ''],
  ['an unknown action', { slots: ['cantine@repas:1'] }, '&action=destroy'],
] as const;
for (const [name, body, query] of refused) {
  test(`refused, and nothing changed: ${name}`, async () => {
    const before = await booked();
    const answer = await call('POST', `api/agendas/recurring-events/fillslots/?agendas=cantine${query}`, {
      user_external_id: 'child:1',
      ...body,
    });
    assert.equal(answer.status, 400, JSON.stringify(answer.body));
    assert.equal(answer.body.err, 1);
    assert.deepEqual(await booked(), before);
  });
}

test('nobody unsigned books, and a repeat with its key gets the first answer', async () => {
  assert.equal(
    (await plain('POST', 'api/agendas/recurring-events/fillslots/?agendas=cantine', { slots: [] })).status,
    403,
  );
  const ask = () =>
    call(
      'POST',
      'api/agendas/recurring-events/fillslots/?agendas=cantine',
      { user_external_id: 'child:4', slots: ['cantine@repas:1'] },
      { 'idempotency-key': 'k' },
    );
  assert.equal((await ask()).body.booking_count, 3);
  assert.equal((await ask()).body.booking_count, 3);
  assert.deepEqual(await brokenInvariants(town.db), []);
});

test('what the same person books while a change of series waits is not let go', async () => {
  const user = 'child:race';
  await call('POST', 'api/agenda/cantine/fillslot/repas-2026-03-23-1200/', { user_external_id: user });
  const { body } = await whilePersonIsHeld(
    town,
    `cantine ${user}`,
    () => fillslots({ user_external_id: user, slots: ['cantine@repas:3'] }),
    async () => {
      const meanwhile = await call('POST', 'api/agenda/cantine/fillslot/fete/', { user_external_id: user });
      assert.equal(meanwhile.body.err, 0);
    },
  );
  assert.deepEqual(await booked(user), ['03-18', '04-01', '04-08', 'fete']);
  assert.equal(body.cancelled_booking_count, 1, 'the Monday alone');
  assert.deepEqual(await brokenInvariants(town.db), []);
});
