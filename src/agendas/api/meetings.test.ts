import assert from 'node:assert/strict';
import test from 'node:test';
import { sql } from 'kysely';
import { dayNumber, minutesPerDay } from '../../time/days.ts';
import { openZone } from '../../time/zone.ts';
import type { AgendasTown } from '../database.ts';
import { agendasApp, type Answer, type Json } from '../testing.ts';

const now = Temporal.Instant.from('2026-07-01T08:00:00Z');
const weekday = (day: number, start: string, end: string, more = {}) => ({
  weekday: day,
  start_time: start,
  end_time: end,
  ...more,
});
const meetingTypes = [
  { slug: 'passeport-30', label: 'Passeport - 1 personne', duration: 30 },
  { slug: 'passeport-60', label: 'Passeport - 3 personnes', duration: 60 },
];
const section = {
  resources: [{ slug: 'borne', label: 'Borne biométrique', description: 'Rez-de-chaussée' }],
  unavailability_calendars: [
    {
      slug: 'ponts',
      label: 'Ponts',
      exception_sources: [{ url: 'https://calendriers.example.org/ponts.ics' }],
      exceptions: [{ label: 'Pont', start_datetime: '2026-07-13 00:00', end_datetime: '2026-07-14 00:00' }],
    },
  ],
  agendas: [
    {
      slug: 'nord',
      label: 'Mairie nord',
      kind: 'meetings',
      maximal_booking_delay: 14,
      meeting_types: meetingTypes,
      resources: ['borne'],
      desks: [
        {
          slug: 'guichet-1',
          label: 'Guichet 1',
          opening_hours: [weekday(1, '09:00', '11:00'), weekday(2, '09:00', '10:00')],
          exceptions: [{ label: 'Formation', start_datetime: '2026-07-06 09:00', end_datetime: '2026-07-06 10:00' }],
          unavailability_calendars: ['ponts'],
          public_holidays: true,
        },
        { slug: 'guichet-2', label: 'Guichet 2', opening_hours: [weekday(1, '10:00', '11:00')] },
      ],
    },
    {
      slug: 'sud',
      label: 'Mairie sud',
      kind: 'meetings',
      maximal_booking_delay: 30,
      meeting_types: [meetingTypes[0]],
      desks: [{ slug: 'unique', label: 'Guichet', opening_hours: [weekday(1, '10:30', '12:00')] }],
    },
    {
      slug: 'toutes',
      label: 'Toutes',
      kind: 'virtual',
      maximal_booking_delay: 7,
      agendas: ['nord', 'sud'],
      excluded_hours: [weekday(1, '11:00', '11:30')],
    },
    {
      slug: 'salles',
      label: 'Salles',
      kind: 'meetings',
      free_range: true,
      slot_minutes: 30,
      minimal_booking_slots: 2,
      maximal_booking_slots: 10,
      maximal_booking_delay: 7,
      free_range_resources: [{ slug: 'big-room', label: 'Grande salle' }],
      opening_hours: [weekday(6, '10:00', '11:30')],
    },
    { slug: 'vide', label: 'Vide', kind: 'meetings' },
    { slug: 'sans-guichet', label: 'Sans guichet', kind: 'meetings', meeting_types: [{ slug: 'rdv', duration: 30 }] },
  ],
};

test('slots of meetings are read by anybody', async (t) => {
  const { agendas, agendasUrl, plain, call } = await agendasApp(section, {}, { now });
  const { db } = agendas;
  const get = (path: string): Promise<Answer> => plain('GET', path);
  const times = async (path: string): Promise<string[]> =>
    (await get(path)).body.data.map(
      ({ datetime, disabled }: Json) => `${datetime.slice(5, 16)}${disabled ? ' taken' : ''}`,
    );
  const take = (desk: string, user: string, ...at: [start: string, end: string][]) => book(db, desk, user, null, at);

  await t.test('types, desks, resources', async () => {
    const { body } = await get('api/agenda/nord/meetings/');
    assert.deepEqual(body.data[0], {
      id: 'passeport-30',
      text: 'Passeport - 1 personne',
      duration: 30,
      api: {
        datetimes_url: `${agendasUrl}api/agenda/nord/meetings/passeport-30/datetimes/`,
        meeting_url: `${agendasUrl}api/agenda/nord/meetings/passeport-30/`,
      },
    });
    assert.equal((await get('api/agenda/nord/meetings/passeport-60/')).body.data.duration, 60);
    assert.deepEqual((await get('api/agenda/nord/desks/')).body, {
      err: 0,
      data: [
        { id: 'guichet-1', text: 'Guichet 1' },
        { id: 'guichet-2', text: 'Guichet 2' },
      ],
    });
    const { body: desks } = await call('GET', 'api/agenda/nord/desks/');
    assert.equal(desks.data[0].exception_sources[0].url, 'https://calendriers.example.org/ponts.ics');
    const borne = [{ id: 'borne', text: 'Borne biométrique', description: 'Rez-de-chaussée' }];
    assert.deepEqual((await get('api/agenda/nord/shared-resources/')).body.data, borne);
    assert.deepEqual((await get('api/agenda/nord/resources/')).body.data, borne);
    assert.deepEqual((await get('api/agenda/salles/resources/')).body.data, [{ id: 'big-room', text: 'Grande salle' }]);
    assert.deepEqual(
      (await get('api/agenda/toutes/meetings/')).body.data.map(({ id }: Json) => id),
      ['passeport-30'],
    );
  });

  await t.test('unknown names are 404, bad parameters 400', async () => {
    for (const path of [
      'nothing/meetings/',
      'nord/meetings/visa/',
      'nord/meetings/visa/datetimes/',
      'nord/free-range/datetimes/',
      'nord/meetings/%ff/',
      'toutes/desks/',
    ]) {
      assert.ok([400, 404].includes((await get(`api/agenda/${path}`)).status), path);
    }
    for (const query of [
      'date_start=2026-02-30',
      'date_end=demain',
      'hide_disabled=peut-être',
      'resources=rien',
      'explain=2',
    ]) {
      const { status, body } = await get(`api/agenda/nord/meetings/passeport-30/datetimes/?${query}`);
      assert.equal(status, 400, query);
      assert.equal(body.err_class, 'invalid payload');
    }
  });

  await t.test('one entry a start: open, not excepted, within the delays', async () => {
    // Monday the 6th, training till 10; Tuesday the 7th; Monday the 13th, a bridge for desk 1 alone; Tuesday the 14th is a holiday.
    assert.deepEqual(await times('api/agenda/nord/meetings/passeport-30/datetimes/'), [
      '07-06 10:00',
      '07-06 10:30',
      '07-07 09:00',
      '07-07 09:30',
      '07-13 10:00',
      '07-13 10:30',
    ]);
    assert.deepEqual(await times('api/agenda/nord/meetings/passeport-60/datetimes/'), [
      '07-06 10:00',
      '07-07 09:00',
      '07-13 10:00',
    ]);
    const { body } = await get('api/agenda/nord/meetings/passeport-30/datetimes/?resources=borne');
    assert.deepEqual(body.data[0], {
      id: 'passeport-30:2026-07-06-1000',
      date: '2026-07-06',
      datetime: '2026-07-06 10:00:00',
      end_datetime: '2026-07-06 10:30:00',
      text: '6 juillet 2026 10:00',
      disabled: false,
      api: { fillslot_url: `${agendasUrl}api/agenda/nord/fillslot/passeport-30:2026-07-06-1000/?resources=borne` },
    });
    assert.deepEqual(body.meta, {
      no_bookable_datetimes: false,
      bookable_datetimes_number_total: 6,
      bookable_datetimes_number_available: 6,
      first_bookable_slot: body.data[0],
    });
  });

  await t.test('dates, delays', async () => {
    const path = 'api/agenda/nord/meetings/passeport-30/datetimes/';
    assert.deepEqual(await times(`${path}?date_start=2026-07-07&date_end=2026-07-08`), ['07-07 09:00', '07-07 09:30']);
    assert.deepEqual(await times(`${path}?date_start=2026-07-20&date_end=2026-07-21`), []);
    assert.deepEqual((await times(`${path}?bypass_delays=true&date_start=2026-07-20&date_end=2026-07-21`)).length, 4);
    const { body } = await get(`${path}?date_start=2026-07-08&date_end=2026-07-09`);
    assert.deepEqual(body.data, []);
    assert.equal(body.meta.first_bookable_slot.id, 'passeport-30:2026-07-06-1000');
    assert.equal((await get('api/agenda/vide/meetings/')).body.data.length, 0);
    const none = (await get('api/agenda/sans-guichet/meetings/rdv/datetimes/')).body.meta;
    assert.equal(none.no_bookable_reason, 'no desk');
  });

  await t.test('what is taken is shown, disabled; a pause and a lock are in the way too', async () => {
    const path = 'api/agenda/nord/meetings/passeport-30/datetimes/?date_end=2026-07-07';
    await take('guichet-1', 'ada', ['2026-07-06T10:00', '2026-07-06T10:30']);
    assert.deepEqual(await times(path), ['07-06 10:00', '07-06 10:30']);
    await take('guichet-2', 'bob', ['2026-07-06T10:00', '2026-07-06T10:30']);
    assert.deepEqual(await times(path), ['07-06 10:00 taken', '07-06 10:30']);
    assert.deepEqual(await times(`${path}&hide_disabled=1`), ['07-06 10:30']);
    assert.deepEqual(await times('api/agenda/nord/meetings/passeport-60/datetimes/?date_end=2026-07-07'), [
      '07-06 10:00 taken',
    ]);
  });

  await t.test('locks count for others, not for who holds them', async () => {
    const path = 'api/agenda/nord/meetings/passeport-30/datetimes/?date_start=2026-07-07&date_end=2026-07-08';
    await book(db, 'guichet-1', '', 'mine', [['2026-07-07T09:00', '2026-07-07T09:30']]);
    assert.deepEqual(await times(path), ['07-07 09:00 taken', '07-07 09:30']);
    assert.deepEqual(await times(`${path}&lock_code=mine`), ['07-07 09:00', '07-07 09:30']);
    await sql`update agendas.booking set expires_at = now() - interval '1 second' where lock_code = 'mine'`.execute(db);
    assert.deepEqual(await times(path), ['07-07 09:00', '07-07 09:30']);
  });

  await t.test('why not: the kinds for everybody', async () => {
    const { body } = await get(
      'api/agenda/nord/meetings/passeport-30/datetimes/?explain=1&date_start=2026-07-06&date_end=2026-07-07',
    );
    const told = Object.fromEntries(
      body.explain.map(({ datetime, reasons }: Json) => [
        datetime.slice(11, 16),
        reasons.map(({ kind, desk }: Json) => `${desk}: ${kind}`),
      ]),
    );
    assert.deepEqual(told, {
      '09:00': ['guichet-1: exception', 'guichet-2: not open'],
      '09:30': ['guichet-1: exception', 'guichet-2: not open'],
      '10:00': ['guichet-1: taken', 'guichet-2: taken'],
    });
    assert.doesNotMatch(JSON.stringify(body), /Formation|booking_id/);
  });

  await t.test('why not: whose and which, for those who may see bookings', async () => {
    const { body } = await call(
      'GET',
      'api/agenda/nord/meetings/passeport-30/datetimes/?explain=1&date_start=2026-07-06&date_end=2026-07-07',
    );
    assert.deepEqual(body.explain[0].reasons[0], {
      kind: 'exception',
      desk: 'guichet-1',
      exception: { label: 'Formation', start_datetime: '2026-07-06 09:00:00', end_datetime: '2026-07-06 10:00:00' },
    });
    assert.equal(typeof body.explain[2].reasons[0].booking_id, 'number');
  });

  await t.test('who has an appointment then is not offered another one, as far as bookings may be seen', async () => {
    const path = 'api/agenda/nord/meetings/passeport-30/datetimes/?exclude_user_external_id=ada&date_end=2026-07-07';
    await sql`update agendas.taken set cancelled_at = now() where desk_id = (select id from agendas.desk where slug = 'guichet-2')`.execute(
      db,
    );
    const told = (await call('GET', path)).body.data.map(({ disabled }: Json) => disabled);
    assert.deepEqual(told, [true, false]);
    assert.deepEqual(await times(path), ['07-06 10:00', '07-06 10:30']);
    const why = (await call('GET', `${path}&explain=1`)).body.explain.find(
      ({ id }: Json) => id === 'passeport-30:2026-07-06-1000',
    );
    assert.deepEqual(
      why.reasons.map(({ kind }: Json) => kind),
      ['user already booked', 'taken'],
    );
    await take('guichet-2', 'bob', ['2026-07-06T10:00', '2026-07-06T10:30']);
  });

  await t.test('whose appointments are asked for sees them, as far as bookings may be seen', async () => {
    const path = 'api/agenda/nord/meetings/passeport-30/datetimes/?user_external_id=ada&date_end=2026-07-07';
    const told = (body: Json): unknown => body.data.map((slot: Json) => slot.booked_for_external_user);
    assert.deepEqual(told((await call('GET', path)).body), ['main-list', undefined]);
    assert.deepEqual(told((await get(path)).body), [undefined, undefined]);
  });

  await t.test('why not: beyond the delays', async () => {
    const { body } = await get(
      'api/agenda/nord/meetings/passeport-30/datetimes/?explain=1&date_start=2026-07-20&date_end=2026-07-21',
    );
    assert.deepEqual(body.explain[0].reasons[0], { kind: 'window' });
    assert.equal(body.explain.length, 4);
  });

  await t.test(
    'a virtual agenda names the agendas that have a slot free, within its own delays, less its excluded hours',
    async () => {
      const { body } = await get('api/agenda/toutes/meetings/passeport-30/datetimes/');
      const told = body.data.map(
        ({ datetime, agendas }: Json) => `${datetime.slice(5, 16)} ${agendas.map(({ id }: Json) => id).join()}`,
      );
      assert.deepEqual(told, [
        '07-06 10:00 ',
        '07-06 10:30 nord,sud',
        '07-06 11:30 sud',
        '07-07 09:00 nord',
        '07-07 09:30 nord',
      ]);
      assert.deepEqual(body.data[1].agendas[1], {
        id: 'sud',
        text: 'Mairie sud',
        api: { fillslot_url: `${agendasUrl}api/agenda/sud/fillslot/passeport-30:2026-07-06-1030/` },
      });
      assert.equal(
        body.data[1].api.fillslot_url,
        `${agendasUrl}api/agenda/toutes/fillslot/passeport-30:2026-07-06-1030/`,
      );
      const { body: why } = await get(
        'api/agenda/toutes/meetings/passeport-30/datetimes/?explain=1&date_end=2026-07-07',
      );
      const ten = why.explain.find(({ id }: Json) => id === 'passeport-30:2026-07-06-1000');
      assert.deepEqual(
        ten.agendas.map(({ id }: Json) => id),
        ['nord'],
      );
      const eleven = why.explain.find(({ id }: Json) => id === 'passeport-30:2026-07-06-1100');
      assert.deepEqual(eleven.agendas, [{ id: 'sud', reasons: [{ kind: 'excluded hours' }] }]);
    },
  );

  await t.test('ranges to rent', async () => {
    const early = (await get('api/agenda/salles/free-range/datetimes/?resource=big-room&date_end=2026-07-03')).body;
    assert.deepEqual(
      [early.data, early.meta.first_bookable_slot],
      [[], { date: '2026-07-04', datetime: '2026-07-04 10:00:00' }],
    );
    await take('big-room', 'request-1', ['2026-07-04T10:30', '2026-07-04T11:00']);
    const { body } = await get('api/agenda/salles/free-range/datetimes/?resource=big-room');
    assert.deepEqual(body, {
      err: 0,
      data: [
        {
          id: '2026-07-04',
          text: 'sam. 4 juillet 2026',
          verbose_label: 'samedi 4 juillet 2026',
          disabled: false,
          opening_hours: [
            { hour: '10:00', status: 'free' },
            { hour: '10:30', status: 'booked' },
            { hour: '11:00', status: 'free' },
            { hour: '11:30', status: 'closed' },
          ],
        },
      ],
      meta: {
        minimal_booking_slots: 2,
        maximal_booking_slots: 10,
        first_bookable_slot: null,
        no_bookable_reason: 'all ranges are taken',
        api: { fillslot_url: `${agendasUrl}api/agenda/salles/free-range/fillslot/` },
      },
    });
    const unnamed = (await get('api/agenda/salles/free-range/datetimes/')).body;
    assert.deepEqual([unnamed.data, unnamed.meta.no_bookable_reason], [[], 'no resource is asked for']);
    assert.equal((await get('api/agenda/salles/free-range/datetimes/?resource=cave')).status, 400);
  });
});

/** Rows as the booking lane writes them. */
async function book(
  db: AgendasTown['db'],
  desk: string,
  user: string,
  lockCode: string | null,
  at: [start: string, end: string][],
): Promise<void> {
  const zone = openZone('Europe/Paris');
  const minute = (text: string): number => {
    const local = Temporal.PlainDateTime.from(text);
    return zone.toInstant(
      dayNumber(local.year, local.month, local.day) * minutesPerDay + local.hour * 60 + local.minute,
    );
  };
  const { rows } = await sql<{
    id: number;
  }>`insert into agendas.booking (agenda_id, user_external_id, asked_by, lock_code, expires_at)
    select agenda_id, ${user}, 'test', ${lockCode}, ${lockCode === null ? null : sql`now() + interval '10 minutes'`}
    from agendas.desk where slug = ${desk} returning id`.execute(db);
  for (const [start, end] of at) {
    await sql`insert into agendas.taken (booking_id, desk_id, span)
      select ${rows[0]!.id}, id, int4range(${minute(start)}, ${minute(end)}) from agendas.desk where slug = ${desk}`.execute(
      db,
    );
  }
}
