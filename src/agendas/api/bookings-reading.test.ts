import assert from 'node:assert/strict';
import test from 'node:test';
import { agendasApp, type Json } from '../testing.ts';

const now = Temporal.Instant.from('2026-07-01T08:00:00Z');
const event = (slug: string, start: string, more = {}) => ({
  slug,
  label: slug,
  start_datetime: start,
  places: 5,
  ...more,
});
const { call } = await agendasApp(
  {
    categories: [{ slug: 'loisirs' }, { slug: 'vide' }],
    resources: [{ slug: 'borne', label: 'Borne' }],
    agendas: [
      {
        slug: 'stages',
        label: 'Stages',
        kind: 'events',
        category: 'loisirs',
        events: [event('judo', '2026-07-08 10:00', { duration: 90 }), event('cirque', '2026-07-09 10:00')],
      },
      {
        slug: 'mairie',
        label: 'Mairie',
        kind: 'meetings',
        resources: ['borne'],
        meeting_types: [{ slug: 'rdv', duration: 30 }],
        desks: [
          { slug: 'g1', label: 'Guichet 1', opening_hours: [{ weekday: 3, start_time: '09:00', end_time: '12:00' }] },
        ],
      },
    ],
  },
  {},
  { now, serving: new Set(['agendas']) },
);
const hooks = 'https://demarches.example.org/api/forms/x/1/hooks';
const contact = {
  user_external_id: 'zoe',
  user_phone_number: '0601020304',
  extra_emails: ['papa@example.org'],
  extra_phone_numbers: ['0605'],
  sms_counter: 'stages',
  cancel_callback_url: `${hooks}/cancel/`,
  presence_callback_url: `${hooks}/presence/`,
  absence_callback_url: `${hooks}/absence/`,
};
const book = async (path: string, more = {}): Promise<number> => {
  const { body } = await call('POST', `api/agenda/${path}/`, { ...contact, ...more });
  assert.equal(body.err, 0, JSON.stringify(body));
  return body.booking_id as number;
};
const judo = await book('stages/fillslot/judo');
const cirque = await book('stages/fillslot/cirque');
const meeting = await book('mairie/fillslots', {
  slots: ['rdv:2026-07-08-0930', 'rdv:2026-07-08-1000'],
  resources: 'borne',
});

test('a booking tells what was said of the person, and when and where it is', async () => {
  const { data } = (await call('GET', `api/booking/${judo}/`)).body;
  for (const [key, value] of Object.entries(contact)) assert.deepEqual(data[key], value, key);
  assert.deepEqual([data.datetime, data.end_datetime], ['2026-07-08 10:00:00', '2026-07-08 11:30:00']);
  assert.equal('desk' in data, false);
  assert.equal((await call('GET', `api/booking/${cirque}/`)).body.data.end_datetime, null);
});

test('an appointment tells its time, its desk and its resources', async () => {
  const { data } = (await call('GET', `api/booking/${meeting}/`)).body;
  assert.deepEqual(
    [data.event, data.datetime, data.end_datetime, data.desk, data.resources],
    [
      null,
      '2026-07-08 09:30:00',
      '2026-07-08 10:30:00',
      { slug: 'g1', label: 'Guichet 1' },
      [{ slug: 'borne', label: 'Borne' }],
    ],
  );
});

for (const name of ['cancel_callback_url', 'presence_callback_url', 'absence_callback_url']) {
  for (const wrong of ['javascript:x', 'None', 'ftp://x.example.org/', 'https://', '/api/x/', '//x.example.org/']) {
    test(`what can’t be called is refused at the door: ${name}=${wrong}`, async () => {
      const { status, body } = await call('POST', 'api/agenda/stages/fillslot/judo/', { [name]: wrong });
      assert.deepEqual([status, Object.keys(body.errors)], [400, [name]]);
    });
  }
}

const filters: { query: string; found: number[] }[] = [
  { query: '', found: [judo, meeting, cirque] },
  { query: 'event=judo', found: [judo] },
  { query: 'event=judo&agenda=stages', found: [judo] },
  { query: 'agenda=stages', found: [judo, cirque] },
  { query: 'category=loisirs&event=cirque', found: [cirque] },
  { query: 'category=vide', found: [] },
];
for (const { query, found } of filters) {
  test(`bookings of a person: ${query || 'all'}`, async () => {
    const { body } = await call('GET', `api/bookings/?user_external_id=zoe&${query}`);
    assert.deepEqual(new Set(body.data.map(({ id }: Json) => id)), new Set(found));
  });
}

const unknown = { agenda: 'zz', category: 'zz', event: 'zz', 'agenda=mairie&event': 'judo' };
for (const [name, value] of Object.entries(unknown)) {
  test(`what isn’t there is told: ${name}=${value}`, async () => {
    const { status, body } = await call('GET', `api/bookings/?user_external_id=zoe&${name}=${value}`);
    const key = name.split('&').at(-1)!;
    assert.deepEqual([status, body.errors], [400, { [key]: [`unknown ${key}: ${value}`] }]);
  });
}
