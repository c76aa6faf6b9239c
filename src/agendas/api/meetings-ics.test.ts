import assert from 'node:assert/strict';
import test from 'node:test';
import ICAL from 'ical.js';
import { agendasApp } from '../testing.ts';

const now = Temporal.Instant.from('2026-07-01T08:00:00Z');
const section = {
  agendas: [
    {
      slug: 'nord',
      label: 'Mairie nord',
      kind: 'meetings',
      meeting_types: [{ slug: 'rdv', label: 'Rendez-vous', duration: 30 }],
      desks: [{ slug: 'guichet', opening_hours: [{ weekday: 1, start_time: '09:00', end_time: '12:00' }] }],
    },
    {
      slug: 'stages',
      label: 'Stages',
      kind: 'events',
      events: [
        { slug: 'multisport', label: 'Multisport', start_datetime: '2026-07-08 10:00', duration: 120, places: 9 },
      ],
    },
  ],
};

const eventsOf = (text: string): string[] =>
  new ICAL.Component(ICAL.parse(text) as never)
    .getAllSubcomponents('vevent')
    .map((event) =>
      ['summary', 'dtstart', 'dtend', 'status', 'url', 'location']
        .map((name) => String(event.getFirstPropertyValue(name) ?? ''))
        .join('|'),
    );

test('bookings leave as calendars, for those who may see them', async () => {
  const { call, plain } = await agendasApp(section, {}, { now });
  const details = {
    user_external_id: 'ada',
    user_display_label: 'Passeport;\r\nBEGIN:VEVENT',
    form_url: 'https://demarches.example.org/passeport/1/',
  };
  const appointment = (
    await call('POST', 'api/agenda/nord/fillslots/', { slots: 'rdv:2026-07-06-0900,rdv:2026-07-06-0930', ...details })
  ).body;
  const place = (await call('POST', 'api/agenda/stages/fillslot/multisport/', { user_external_id: 'ada' })).body;
  const summary = 'Passeport;\nBEGIN:VEVENT';
  const url = 'https://demarches.example.org/passeport/1/';
  const first = `${summary}|2026-07-06T07:00:00Z|2026-07-06T07:30:00Z||${url}|Mairie nord`;
  const second = `${summary}|2026-07-06T07:30:00Z|2026-07-06T08:00:00Z||${url}|Mairie nord`;
  const stage = 'Multisport|2026-07-08T08:00:00Z|2026-07-08T10:00:00Z|||Stages';

  const one = await call('GET', appointment.api.ics_url);
  assert.match(one.headers.get('content-type') ?? '', /^text\/calendar/);
  assert.deepEqual(eventsOf(one.body), [first, second]);
  assert.deepEqual(eventsOf((await call('GET', `${place.api.ics_url}?location=Gymnase`)).body), [
    stage.replace('Stages', 'Gymnase'),
  ]);
  assert.deepEqual(eventsOf((await call('GET', 'api/bookings/ics/?user_external_id=ada')).body), [
    first,
    second,
    stage,
  ]);
  assert.deepEqual(eventsOf((await call('GET', 'api/bookings/ics/?user_external_id=ada&agenda=stages')).body), [stage]);
  assert.deepEqual(eventsOf((await call('GET', 'api/bookings/ics/?user_external_id=bob')).body), []);

  await call('POST', appointment.api.cancel_url);
  assert.deepEqual(eventsOf((await call('GET', appointment.api.ics_url)).body)[0], first.replace('||', '|CANCELLED|'));
  assert.deepEqual(eventsOf((await call('GET', 'api/bookings/ics/?user_external_id=ada')).body), [stage]);

  assert.equal((await call('GET', 'api/bookings/ics/')).status, 400);
  assert.equal((await call('GET', 'api/booking/999999/ics/')).status, 404);
  assert.equal((await plain('GET', 'api/bookings/ics/?user_external_id=ada')).status, 403);
});
