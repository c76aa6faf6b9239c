import assert from 'node:assert/strict';
import test from 'node:test';
import { inTransaction } from '../platform/database/transaction.ts';
import { testTown } from '../../test/database.ts';
import type { Database } from './database.ts';
import { exportAgendas, importAgendas } from './site-file.ts';

const now = Temporal.Instant.from('2026-06-01T08:00:00Z');
const context = { timeZone: 'Europe/Paris', now };

const site = {
  categories: [{ slug: 'loisirs', label: 'Loisirs' }],
  resources: [{ slug: 'borne', label: 'Borne biométrique', description: 'Rez-de-chaussée' }],
  events_types: [{ slug: 'repas', label: 'Repas', custom_fields: [{ slug: 'menu', label: 'Menu', type: 'text' }] }],
  unavailability_calendars: [
    {
      slug: 'ponts',
      label: 'Ponts',
      exceptions: [{ label: 'Pont', start_datetime: '2026-05-15 00:00', end_datetime: '2026-05-16 00:00' }],
    },
  ],
  agendas: [
    {
      slug: 'stages-ete',
      label: "Stages d'été",
      kind: 'events',
      category: 'loisirs',
      events_type: 'repas',
      minimal_booking_delay: 0,
      events: [
        {
          slug: 'multisport',
          label: 'Multisport',
          start_datetime: '2026-07-08 10:00',
          duration: 120,
          places: 12,
          waiting_list_places: 4,
          custom_fields: { menu: 'A' },
        },
        {
          slug: 'cantine',
          label: 'Cantine',
          start_datetime: '2026-09-01 12:00',
          places: 30,
          recurrence_days: [1, 3],
          recurrence_end_date: '2026-12-31',
        },
      ],
    },
    {
      slug: 'toutes',
      label: 'Toutes les mairies',
      kind: 'virtual',
      agendas: ['passeports'],
      excluded_hours: [{ weekday: 1, start_time: '12:00', end_time: '14:00' }],
    },
    {
      slug: 'passeports',
      label: 'Passeports',
      kind: 'meetings',
      resources: ['borne'],
      meeting_types: [{ slug: 'passeport-30', label: 'Passeport', duration: 30, pause_after: 5 }],
      desks: [
        {
          slug: 'guichet-1',
          label: 'Guichet 1',
          opening_hours: [
            { weekday: 1, start_time: '09:00', end_time: '12:00', weekday_indexes: [1, 3] },
            { date: '2026-12-24', start_time: '09:00', end_time: '11:00' },
          ],
          exceptions: [{ label: 'Formation', start_datetime: '2026-12-01 09:00', end_datetime: '2026-12-01 12:00' }],
          exception_sources: [{ url: 'https://calendriers.example.org/guichet-1.ics' }],
          unavailability_calendars: ['ponts'],
          public_holidays: true,
        },
      ],
    },
    {
      slug: 'salles',
      label: 'Salles',
      kind: 'meetings',
      free_range: true,
      slot_minutes: 30,
      minimal_booking_slots: 2,
      maximal_booking_slots: 10,
      free_range_resources: [{ slug: 'big-room', label: 'Grande salle' }],
      opening_hours: [{ weekday: 6, start_time: '10:00', end_time: '24:00' }],
    },
  ],
};

const meetings = (more: object) => ({ agendas: [{ slug: 'q', label: 'x', kind: 'meetings', ...more }] });
const events = (more: object, event?: object) => ({
  agendas: [
    {
      slug: 'q',
      label: 'x',
      kind: 'events',
      ...more,
      ...(event ? { events: [{ slug: 'e', start_datetime: '2026-07-08 10:00', places: 1, ...event }] } : {}),
    },
  ],
});
const hours = (...opening_hours: object[]) => meetings({ desks: [{ slug: 'd', opening_hours }] });
const hoursAt = 'agendas[0].desks[0].opening_hours[0]';
const url = 'ftp://x.example.org/a.ics';
/** What fits by itself, and not beside the rest. */
const contradictions: readonly (readonly [name: string, section: unknown, path: string])[] = [
  ['more slots at least than at most', meetings({ minimal_booking_slots: 5, maximal_booking_slots: 2 }), 'agendas[0].maximal_booking_slots'],
  ['more slots at least than at most stand', { agendas: [{ slug: 'salles', label: 'x', kind: 'meetings', minimal_booking_slots: 11 }] }, 'agendas[0].maximal_booking_slots'],
  ['from a day after the last', events({ minimal_booking_delay: 5, maximal_booking_delay: 2 }), 'agendas[0].maximal_booking_delay'],
  ['from a day after the last that stands', events({ minimal_booking_delay: 57 }), 'agendas[0].minimal_booking_delay'],
  ['a series that ends before it starts', events({}, { recurrence_days: [1], recurrence_end_date: '2026-07-07' }), 'agendas[0].events[0].recurrence_end_date'],
  ['a weekday twice', events({}, { recurrence_days: [1, 2, 1] }), 'agendas[0].events[0].recurrence_days[2]'],
  ['a field, without a type', events({}, { custom_fields: { menu: 'A' } }), 'agendas[0].events[0].custom_fields.menu'],
  ['a field that the type has not', events({ events_type: 'repas' }, { custom_fields: { menu: 'A', plat: 'B' } }), 'agendas[0].events[0].custom_fields.plat'],
  [
    'a field that the type of the file has not',
    { ...events({ events_type: 'repas' }, { custom_fields: { menu: 'A' } }), events_types: [{ slug: 'repas', custom_fields: [] }] },
    'agendas[0].events[0].custom_fields.menu',
  ],
  ['a field of an occurrence', events({ events_type: 'repas' }, { recurrence_days: [3], occurrences: [{ date: '2026-07-08', custom_fields: { plat: 'B' } }] }), 'agendas[0].events[0].occurrences[0].custom_fields.plat'],
  ['weeks of a month beside a date', hours({ date: '2026-07-08', weekday_indexes: [1], start_time: '10:00', end_time: '11:00' }), `${hoursAt}.weekday_indexes`],
  ['a week of a month twice', hours({ weekday: 1, weekday_indexes: [1, 1], start_time: '10:00', end_time: '11:00' }), `${hoursAt}.weekday_indexes[1]`],
  ['an opening that clocks leave out', hours({ date: '2027-03-28', start_time: '02:00', end_time: '02:30' }), `${hoursAt}.start_time`],
  ['an opening that ends when clocks show no hour', hours({ date: '2027-03-28', start_time: '01:00', end_time: '02:30' }), `${hoursAt}.end_time`],
  ['what is rented by the hour, in a virtual agenda', { agendas: [{ slug: 'v', label: 'x', kind: 'virtual', agendas: ['passeports', 'salles'] }] }, 'agendas[0].agendas[1]'],
  ['a member of a virtual agenda, rented by the hour', { agendas: [{ slug: 'passeports', label: 'x', kind: 'meetings', free_range: true }] }, 'agendas[0].free_range'],
  ['a slug of digits alone', { agendas: [{ slug: '123', label: 'x', kind: 'events' }] }, 'agendas[0].slug'],
  ['a desk’s calendar that can’t be called', meetings({ desks: [{ slug: 'd', exception_sources: [{ url: 'https://x.example.org/a.ics' }, { url }] }] }), 'agendas[0].desks[0].exception_sources[1].url'],
  ['closings that can’t be called', events({ exception_sources: [{ url: 'not a url' }] }), 'agendas[0].exception_sources[0].url'],
  ['a shared calendar that can’t be called', { unavailability_calendars: [{ slug: 'c', exception_sources: [{ url: 'https:' }] }] }, 'unavailability_calendars[0].exception_sources[0].url'],
]; // prettier-ignore

test('a site file goes in and comes out', async (t) => {
  const db = (await testTown()).of<Database>().db;
  const into = (section: unknown) => inTransaction(db, (trx) => importAgendas(trx, section, context));
  await t.test('what is missing is created', async () => {
    assert.deepEqual(await into(site), { kind: 'imported', created: 8, updated: 0 });
  });
  const first = await exportAgendas(db);
  await t.test('the import of an export is the identity', async () => {
    assert.deepEqual(await into(JSON.parse(JSON.stringify(first))), { kind: 'imported', created: 0, updated: 8 });
    assert.deepEqual(await exportAgendas(db), first);
  });
  await t.test('an export holds what was imported', () => {
    const agenda = first.agendas?.find(({ slug }) => slug === 'passeports');
    assert.ok(agenda?.kind === 'meetings');
    assert.equal(agenda.desks?.[0]?.opening_hours?.length, 2);
    assert.deepEqual(agenda.desks?.[0]?.exceptions, site.agendas[2]!.desks?.[0]?.exceptions);
  });
  await t.test('what a file does not say stays', async () => {
    await into({ agendas: [{ slug: 'stages-ete', label: 'Stages', kind: 'events' }] });
    const agenda = (await exportAgendas(db, ['stages-ete'])).agendas?.[0];
    assert.equal(agenda?.label, 'Stages');
    assert.equal(agenda?.minimal_booking_delay, 0);
    assert.equal(agenda?.kind === 'events' && agenda.events?.length, 2);
  });
  await t.test('a series stands as occurrences, kept in step', async () => {
    const count = async () =>
      (await db.selectFrom('agendas.event').select('id').where('primary_event_id', 'is not', null).execute()).length;
    const before = await count();
    assert.equal(before, 35);
    await into({
      agendas: [
        {
          slug: 'stages-ete',
          label: 'Stages',
          kind: 'events',
          events: [{ ...site.agendas[0]!.events![1], recurrence_days: [1] }],
        },
      ],
    });
    assert.equal(await count(), 17);
  });
  await t.test('values of fields that the type has no more stay here, and are not told', async () => {
    const one = async () => (await exportAgendas(db, ['stages-ete'])).agendas?.[0];
    await into({ events_types: [{ slug: 'repas', label: 'Repas', custom_fields: [] }] });
    const told = await one();
    assert.deepEqual(told?.kind === 'events' && told.events?.[0]?.custom_fields, {});
    assert.equal((await into({ agendas: [told] })).kind, 'imported');
    await into({ events_types: site.events_types });
  });
  const refused: { name: string; section: unknown; path: string }[] = [
    { name: 'unknown key', section: { agenda: [] }, path: 'agenda' },
    {
      name: 'unknown key inside',
      section: {
        agendas: [
          {
            slug: 'a',
            label: 'A',
            kind: 'events',
            events: [{ slug: 'e', start_datetime: '2026-07-08 10:00', places: 1, place: 2 }],
          },
        ],
      },
      path: 'agendas[0].events[0].place',
    },
    {
      name: 'a key of another kind',
      section: { agendas: [{ slug: 'a', label: 'A', kind: 'virtual', events: [] }] },
      path: 'agendas[0].events',
    },
    { name: 'unknown kind', section: { agendas: [{ slug: 'a', label: 'A', kind: 'x' }] }, path: 'agendas[0].kind' },
    { name: 'missing key', section: { agendas: [{ slug: 'a', kind: 'events' }] }, path: 'agendas[0].label' },
    {
      name: 'unknown role',
      section: { agendas: [{ slug: 'a', label: 'A', kind: 'events', edit_role: 'nobody' }] },
      path: 'agendas[0].edit_role',
    },
    {
      name: 'the hour that March leaves out',
      section: {
        agendas: [
          {
            slug: 'a',
            label: 'A',
            kind: 'events',
            events: [{ slug: 'e', start_datetime: '2026-03-29 02:30', places: 1 }],
          },
        ],
      },
      path: 'agendas[0].events[0].start_datetime',
    },
    {
      name: 'a day that does not exist',
      section: {
        agendas: [
          {
            slug: 'a',
            label: 'A',
            kind: 'events',
            events: [{ slug: 'e', start_datetime: '2026-02-30 10:00', places: 1 }],
          },
        ],
      },
      path: 'agendas[0].events[0].start_datetime',
    },
    {
      name: 'negative places',
      section: {
        agendas: [
          {
            slug: 'a',
            label: 'A',
            kind: 'events',
            events: [{ slug: 'e', start_datetime: '2026-02-20 10:00', places: -1 }],
          },
        ],
      },
      path: 'agendas[0].events[0].places',
    },
    {
      name: 'another kind',
      section: { agendas: [{ slug: 'stages-ete', label: 'A', kind: 'meetings' }] },
      path: 'agendas[0].kind',
    },
    ...contradictions.map(([name, section, path]) => ({ name, section, path })),
    { name: 'a NUL', section: { categories: [{ slug: 'a', label: 'a\0b' }] }, path: 'categories[0].label' },
    { name: 'not an object', section: [], path: '' },
  ];
  for (const { name, section, path } of refused) {
    await t.test(`refused: ${name}`, async () => {
      const outcome = await into(section);
      assert.equal(outcome.kind === 'refused' && outcome.path, path);
    });
  }
});
