import assert from 'node:assert/strict';
import test from 'node:test';
import { agendasApp, type Json } from '../testing.ts';

const now = Temporal.Instant.from('2026-07-01T08:00:00Z');
const event = (slug: string, day: string, more = {}) => ({
  slug,
  label: slug,
  start_datetime: `${day} 12:00`,
  duration: 60,
  places: 5,
  ...more,
});

test('several agendas at once', async (t) => {
  const { call, plain } = await agendasApp(
    {
      events_types: [{ slug: 'repas', label: 'Repas', custom_fields: [{ slug: 'tarif', label: 'Tarif' }] }],
      agendas: [
        {
          slug: 'cantine',
          label: 'Cantine',
          kind: 'events',
          events_type: 'repas',
          events: [
            event('a', '2026-07-06', { custom_fields: { tarif: 'A' } }),
            event('b', '2026-07-07'),
            event('c', '2026-07-08'),
          ],
        },
        { slug: 'garderie', label: 'Garderie', kind: 'events', events: [event('a', '2026-07-06')] },
        { slug: 'plein', label: 'Plein', kind: 'events', events: [event('a', '2026-07-06', { places: 0 })] },
        { slug: 'vide', label: 'Vide', kind: 'events' },
        { slug: 'mairie', label: 'Mairie', kind: 'meetings' },
      ],
    },
    {},
    { now },
  );
  await t.test('events by name', async () => {
    const { body } = await call('POST', 'api/agendas/events/', { slots: ['garderie@a', 'cantine@a'] });
    assert.deepEqual(
      body.data.map(({ agenda, slug, start_datetime: start, custom_field_tarif: field }: Json) => [
        agenda,
        slug,
        start,
        field,
      ]),
      [['garderie', 'a', '2026-07-06T12:00:00+02:00', undefined], ['cantine', 'a', '2026-07-06T12:00:00+02:00', 'A']], // prettier-ignore
    );
    assert.equal((await call('POST', 'api/agendas/events/', { slots: 'cantine@x' })).status, 400);
    assert.equal((await call('POST', 'api/agendas/events/')).status, 400);
  });
  await t.test('listed together', async () => {
    const { body } = await plain('GET', 'api/agendas/datetimes/?agendas=cantine,garderie');
    assert.deepEqual(
      body.data.map(({ id }: Json) => id),
      ['cantine@a', 'garderie@a', 'cantine@b', 'cantine@c'],
    );
    assert.match((await plain('GET', 'api/agendas/datetimes/?agendas=x')).body.errors.agendas[0], /unknown agendas: x/);
  });
  const metas = [
    { query: 'agendas=cantine,garderie', first: 'cantine@a', total: 4, available: 4 },
    { query: 'agendas=plein,cantine&date_start=2026-07-07', first: 'cantine@b', total: 2, available: 2 },
    { query: 'agendas=cantine,garderie&date_start=2026-07-20', first: 'cantine@a', total: 0, available: 0 },
    { query: 'agendas=vide,plein', first: undefined, total: 1, available: 0, why: 'all events are full' },
    { query: 'agendas=vide', first: undefined, total: 0, available: 0, why: 'no event' },
  ];
  for (const { query, first, total, available, why } of metas) {
    await t.test(`the first that can be booked: ${query}`, async () => {
      const { meta } = (await plain('GET', `api/agendas/datetimes/?${query}`)).body;
      assert.deepEqual(
        [
          meta.first_bookable_slot?.id,
          meta.bookable_datetimes_number_total,
          meta.bookable_datetimes_number_available,
          meta.no_bookable_datetimes,
          meta.no_bookable_reason,
        ],
        [first, total, available, available === 0, why],
      );
    });
  }
  const period = { agendas: 'cantine', date_start: '2026-07-01', date_end: '2026-08-01' };
  for (const agendas of ['x', 'cantine,mairie']) {
    await t.test(`agendas that aren’t there, or aren’t of events, are told alike: ${agendas}`, async () => {
      const listed = await call('GET', `api/agendas/datetimes/?agendas=${agendas}`);
      const person = { user_external_id: 'u', slots: [] };
      const answers = [
        listed,
        await call('POST', `api/agendas/events/fillslots/?agendas=${agendas}`, person),
        await call('POST', 'api/agendas/events/fillslots/', { ...person, agendas }),
        await call('POST', 'api/agendas/events/check-status/', { ...period, agendas, user_external_id: 'u' }),
      ];
      for (const { status, body } of answers) assert.deepEqual([status, body.errors], [400, listed.body.errors]);
    });
  }
  await t.test('presence of a period', async () => {
    const book = async (slot: string) =>
      (await call('POST', `api/agenda/cantine/fillslot/${slot}/`, { user_external_id: 'child:1', classe: 'CM1' })).body;
    const [a] = [await book('a'), await book('b')];
    await call('PATCH', a.api.booking_url, { user_was_present: false, user_absence_reason: 'maladie' });
    for (const slot of ['a', 'b', 'c']) await call('POST', `api/agenda/cantine/check/${slot}/`);
    const { body } = await call('POST', 'api/agendas/events/check-status/', { ...period, user_external_id: 'child:1' });
    assert.deepEqual(
      body.data.map(({ check_status: status }: Json) => status),
      [{ status: 'absence', check_type: 'maladie' }, { status: 'error', error_reason: 'booking-not-checked' }, { status: 'not-booked' }], // prettier-ignore
    );
    assert.deepEqual(
      body.data.map(({ booking }: Json) => booking),
      [{ extra_data: { classe: 'CM1' } }, { extra_data: { classe: 'CM1' } }, {}],
    );
    assert.equal((await call('POST', 'api/agendas/events/check-status/', period)).status, 400);
    await call('POST', 'api/agendas/events/check-lock/', { ...period, check_locked: 'true' });
    assert.equal((await call('PATCH', a.api.booking_url, { user_was_present: true })).body.err, 5);
    await call('POST', 'api/agendas/events/invoiced/', { ...period, invoiced: true });
    const reversed = { ...period, date_end: '2026-06-01', check_locked: true, invoiced: true, user_external_id: 'x' };
    for (const path of ['check-lock', 'invoiced', 'check-status']) {
      const refused = await call('POST', `api/agendas/events/${path}/`, reversed);
      assert.deepEqual([refused.status, Object.keys(refused.body.errors)], [400, ['date_end']], path);
    }
    const status = (await call('GET', 'api/agenda/cantine/status/a/')).body;
    assert.deepEqual([status.checked, status.check_locked, status.invoiced], [true, true, true]);
  });
  await t.test('subscriptions', async () => {
    const given = {
      user_external_id: 'user:1',
      user_first_name: 'Ada',
      user_last_name: 'L.',
      date_start: '2026-08-01',
      date_end: '2026-09-02',
    };
    const { id } = (await call('POST', 'api/agenda/cantine/subscription/', given)).body;
    const list = async (query: string) =>
      (await call('GET', `api/agenda/cantine/subscription/?${query}`)).body.data.length;
    assert.deepEqual(
      [
        await list('user_external_id=user:1&date_start=2026-09-01'),
        await list('date_start=2026-09-02'),
        await list('date_end=2026-08-01'),
      ],
      [1, 0, 0],
    );
    assert.equal(
      (await call('PATCH', `api/agenda/cantine/subscription/${id}/`, { date_end: '2026-07-01' })).status,
      400,
    );
    assert.equal(
      (await call('PATCH', `api/agenda/cantine/subscription/${id}/`, { date_end: '2026-10-01', regime: 'x' })).body.err,
      0,
    );
    assert.deepEqual((await call('GET', `api/agenda/cantine/subscription/${id}/`)).body.data.extra_data, {
      regime: 'x',
    });
    await call('PATCH', `api/agenda/cantine/subscription/${id}/`, { classe: 'CM1', extra_data: { groupe: 1 } });
    await call('PATCH', `api/agenda/cantine/subscription/${id}/`, { classe: 'CM2' });
    assert.deepEqual((await call('GET', `api/agenda/cantine/subscription/${id}/`)).body.data.extra_data, {
      regime: 'x',
      classe: 'CM2',
      groupe: 1,
    });
    assert.equal((await call('POST', 'api/agenda/mairie/subscription/', given)).body.reason, 'unknown agenda');
    assert.equal((await call('DELETE', `api/agenda/cantine/subscription/${id}/`)).body.err, 0);
    assert.equal((await call('GET', `api/agenda/cantine/subscription/${id}/`)).status, 404);
    assert.equal(
      (await call('POST', 'api/agenda/cantine/subscription/', { ...given, date_start: '2026-02-30' })).status,
      400,
    );
  });
});
