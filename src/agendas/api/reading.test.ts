import assert from 'node:assert/strict';
import test from 'node:test';
import { agendasApp, type Json } from '../testing.ts';

test('agendas and events are read by anybody', async (t) => {
  const now = Temporal.Instant.from('2026-07-01T08:00:00Z');
  const event = (slug: string, day: string, more = {}) => ({
    slug,
    label: slug,
    start_datetime: `${day} 10:00`,
    duration: 60,
    places: 2,
    ...more,
  });
  const { agendasUrl, plain, call } = await agendasApp(
    {
      agendas: [
        {
          slug: 'stages',
          label: 'Stages',
          kind: 'events',
          events: [
            event('today', '2026-07-01'),
            event('tomorrow', '2026-07-02'),
            event('last', '2026-08-25'),
            event('beyond', '2026-08-26'),
            event('waits', '2026-07-03', { places: 0, waiting_list_places: 2 }),
            event('full', '2026-07-03', { places: 0 }),
            event('soon', '2026-07-03', { publication_datetime: '2026-07-02 09:00' }),
          ],
        },
        { slug: 'autre', label: 'Autre', kind: 'events' },
      ],
    },
    {},
    { now },
  );
  const get = (path: string) => plain('GET', path);
  await t.test('the list', async () => {
    const { body } = await get('api/agenda/');
    assert.deepEqual(
      body.data.map(({ id }: Json) => id),
      ['autre', 'stages'],
    );
    assert.equal(body.data[1].api.datetimes_url, `${agendasUrl}api/agenda/stages/datetimes/`);
    assert.deepEqual(
      (await get('api/agenda/?q=tage')).body.data.map(({ id }: Json) => id),
      ['stages'],
    );
    assert.deepEqual(
      (await get('api/agenda/?with_open_events=true')).body.data.map(({ id }: Json) => id),
      ['stages'],
    );
    assert.deepEqual((await get('api/agenda/?q=')).body.data, []);
  });
  await t.test('one agenda, by slug and number, with doubled slashes', async () => {
    const { body } = await get('/api/agenda/stages/');
    assert.equal(body.data.text, 'Stages');
    assert.equal((await get(`api/agenda/${body.data.api.backoffice_url.split('/').at(-2)}/`)).body.data.id, 'stages');
    assert.equal((await get('api/agenda/nothing/')).status, 404);
  });
  await t.test('the events that can be booked now', async () => {
    const { body } = await get('api/agenda/stages/datetimes/');
    assert.deepEqual(
      body.data.map(({ id }: Json) => id),
      ['tomorrow', 'waits', 'full', 'last'],
    );
    assert.deepEqual(
      body.data.map(({ disabled }: Json) => disabled),
      [false, false, true, false],
    );
    assert.equal(body.data[0].datetime, '2026-07-02 10:00:00');
    assert.deepEqual(body.data[1].places, {
      total: 0,
      reserved: 0,
      available: 0,
      full: false,
      has_waiting_list: true,
      waiting_list_total: 2,
      waiting_list_reserved: 0,
      waiting_list_available: 2,
      waiting_list_activated: true,
    });
    assert.equal(body.meta.first_bookable_slot.id, 'tomorrow');
  });
  await t.test('the first that can be booked is told however far it is', async () => {
    const { body } = await get('api/agenda/stages/datetimes/?date_end=2026-07-02');
    assert.deepEqual(body.data, []);
    assert.equal(body.meta.first_bookable_slot.id, 'tomorrow');
    assert.equal((await get('api/agenda/autre/datetimes/')).body.meta.no_bookable_reason, 'no event');
  });
  await t.test('parameters', async () => {
    const ids = async (query: string) =>
      (await get(`api/agenda/stages/datetimes/?${query}`)).body.data.map(({ id }: Json) => id);
    assert.deepEqual(await ids('bypass_delays=true&hide_disabled=1'), ['tomorrow', 'waits', 'last', 'beyond']);
    assert.deepEqual(await ids('events=past'), ['today']);
    assert.deepEqual(await ids('date_start=2026-07-03&date_end=2026-07-04'), ['waits', 'full']);
    assert.deepEqual(await ids('min_places=2'), ['tomorrow', 'last']);
    assert.equal((await get('api/agenda/stages/datetimes/?date_start=2026-02-30')).status, 400);
  });
  await t.test('one event', async () => {
    const { body } = await get('api/agenda/stages/status/full/');
    assert.equal(body.err, 0);
    assert.equal(body.disabled, true);
    assert.equal(body.places.full, true);
    const nothing = await get('api/agenda/stages/status/nothing/');
    assert.equal(nothing.status, 404);
    const unpublished = await get('api/agenda/stages/status/soon/');
    assert.deepEqual([unpublished.status, unpublished.body], [404, nothing.body]);
    assert.equal((await call('GET', 'api/agenda/stages/status/soon/')).body.disabled, true);
    assert.equal((await get('api/agenda/stages/status/%ED%A0%80/')).status >= 400, true);
  });
});
