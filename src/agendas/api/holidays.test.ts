import assert from 'node:assert/strict';
import test from 'node:test';
import { agendasApp, type Json } from '../testing.ts';

/* Good Friday, 3 April 2026, is a day off in Moselle, and a day like others in the rest of France. */
const now = Temporal.Instant.from('2026-04-01T08:00:00Z');
const week = [1, 2, 3, 4, 5];
const site = {
  agendas: [
    {
      slug: 'cantine',
      label: 'Cantine',
      kind: 'events',
      minimal_booking_delay: 0,
      public_holidays: true,
      events: [
        {
          slug: 'repas',
          start_datetime: '2026-04-01 12:00',
          places: 5,
          recurrence_days: week,
          recurrence_end_date: '2026-04-08',
        },
      ],
    },
    {
      slug: 'sorties',
      label: 'Sorties',
      kind: 'events',
      minimal_booking_delay: 1,
      minimal_booking_delay_in_working_days: true,
      events: [2, 3, 7].map((day) => ({ slug: `s${day}`, start_datetime: `2026-04-0${day} 12:00`, places: 5 })),
    },
    {
      slug: 'mairie',
      label: 'Mairie',
      kind: 'meetings',
      minimal_booking_delay: 0,
      maximal_booking_delay: 7,
      meeting_types: [{ slug: 'm', duration: 60 }],
      desks: [
        {
          slug: 'g',
          public_holidays: true,
          opening_hours: week.map((weekday) => ({ weekday, start_time: '14:00', end_time: '15:00' })),
        },
      ],
    },
  ],
};

for (const [place, offered, after] of [
  ['FR', ['01', '02', '03', '07'], ['s3', 's7']],
  ['FR-57', ['01', '02', '07'], ['s7']],
] as const) {
  test(`days off are those of ${place}`, async () => {
    const late = Temporal.Instant.from('2026-04-02T08:00:00Z');
    const app = await agendasApp(site, { HOLIDAYS: place }, { now });
    const days = async (path: string): Promise<string[]> =>
      ((await app.plain('GET', `${path}?date_end=2026-04-08`)).body.data as Json[]).map(({ date }) => date.slice(8));
    assert.deepEqual(await days('api/agenda/cantine/datetimes/'), offered);
    assert.deepEqual(await days('api/agenda/mairie/meetings/m/datetimes/'), offered);
    const onThursday = await agendasApp(site, { HOLIDAYS: place }, { now: late });
    const { body } = await onThursday.plain('GET', 'api/agenda/sorties/datetimes/');
    assert.deepEqual(
      (body.data as Json[]).map(({ id }) => id),
      after,
    );
  });
}
