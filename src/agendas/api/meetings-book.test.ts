import assert from 'node:assert/strict';
import test from 'node:test';
import { sql } from 'kysely';
import { agendasApp, type Json } from '../testing.ts';

const now = Temporal.Instant.from('2026-07-01T08:00:00Z');
const monday = (start: string, end: string, more = {}) => ({ weekday: 1, start_time: start, end_time: end, ...more });
const types = [
  { slug: 'rdv', label: 'Rendez-vous', duration: 30 },
  { slug: 'long', label: 'Long', duration: 60 },
];
const section = {
  resources: [{ slug: 'borne', label: 'Borne biométrique' }],
  agendas: [
    {
      slug: 'nord',
      label: 'Mairie nord',
      kind: 'meetings',
      meeting_types: types,
      resources: ['borne'],
      desks: [
        { slug: 'guichet-1', label: 'Guichet 1', opening_hours: [monday('09:00', '12:00')] },
        { slug: 'guichet-2', label: 'Guichet 2', opening_hours: [monday('09:00', '12:00')] },
      ],
    },
    {
      slug: 'sud',
      label: 'Mairie sud',
      kind: 'meetings',
      maximal_bookings_per_user: 1,
      meeting_types: types,
      resources: ['borne'],
      desks: [{ slug: 'unique', label: 'Guichet', opening_hours: [monday('09:00', '12:00')] }],
    },
    {
      slug: 'toutes',
      label: 'Toutes',
      kind: 'virtual',
      agendas: ['nord', 'sud'],
      excluded_hours: [monday('11:00', '12:00')],
    },
    {
      slug: 'salles',
      label: 'Salles',
      kind: 'meetings',
      free_range: true,
      slot_minutes: 30,
      minimal_booking_slots: 2,
      maximal_booking_slots: 4,
      free_range_resources: [{ slug: 'big-room', label: 'Grande salle' }],
      opening_hours: [monday('10:00', '18:00'), monday('22:00', '24:00')],
    },
    {
      slug: 'stages',
      label: 'Stages',
      kind: 'events',
      events: [{ slug: 'multisport', start_datetime: '2026-07-08 10:00', places: 1 }],
    },
  ],
};

test('appointments are booked, locked, confirmed, moved and cancelled', async (t) => {
  const { call, plain, agendas, agendasUrl } = await agendasApp(section, {}, { now });
  const { db } = agendas;
  const at = (time: string, type = 'rdv', day = '2026-07-06'): string => `${type}:${day}-${time}`;
  const fill = async (agenda: string, slot: string, body: Json = {}): Promise<Json> =>
    (await call('POST', `api/agenda/${agenda}/fillslot/${slot}/`, body)).body;
  const cancel = async (booking: Json): Promise<Json> => (await call('POST', booking.api.cancel_url)).body;
  const spans = async (): Promise<number> =>
    (
      await db
        .selectFrom('agendas.taken')
        .select(({ fn }) => fn.countAll<number>().as('count'))
        .where('cancelled_at', 'is', null)
        .executeTakeFirstOrThrow()
    ).count;

  await t.test('one', async () => {
    const booked = await fill('nord', at('0900'), {
      label: 'Passeport',
      user_name: 'Ada L.',
      count: '1',
      colour: 'blue',
    });
    assert.deepEqual(booked, {
      err: 0,
      booking_id: booked.booking_id,
      in_waiting_list: false,
      datetime: '2026-07-06 09:00:00',
      end_datetime: '2026-07-06 09:30:00',
      duration: 30,
      agenda: { label: 'Mairie nord', slug: 'nord' },
      desk: { label: 'Guichet 1', slug: 'guichet-1' },
      resources: [],
      api: booked.api,
    });
    assert.equal(booked.api.cancel_url, `${agendasUrl}api/booking/${booked.booking_id}/cancel/`);
    const row = await db
      .selectFrom('agendas.booking')
      .selectAll()
      .where('id', '=', booked.booking_id)
      .executeTakeFirstOrThrow();
    assert.equal(row.user_last_name, 'Ada L.');
    assert.notEqual(row.meeting_type_id, null);
    assert.deepEqual(row.extra_data, { colour: 'blue' });
    const second = await fill('nord', at('0900'));
    assert.equal(second.desk.slug, 'guichet-2');
    assert.deepEqual(await fill('nord', at('0900')), {
      err: 1,
      reason: 'no more desk available',
      err_class: 'no more desk available',
      err_desc: 'no more desk available',
    });
    assert.equal((await cancel(booked)).err, 0);
    assert.equal((await cancel(booked)).reason, 'already cancelled');
    assert.equal((await fill('nord', at('0900'))).desk.slug, 'guichet-1');
    await db.updateTable('agendas.taken').set({ cancelled_at: now }).execute();
    await db.updateTable('agendas.booking').set({ cancelled_at: now, cancelled_by: 'call' }).execute();
  });

  await t.test('names of slots that name nothing', async () => {
    for (const [slot, status, reason] of [
      ['rdv:2026-03-29-0230', 400, 'invalid slot: rdv:2026-03-29-0230'],
      ['rdv', 400, 'invalid slot: rdv'],
      ['2026-07-06-0900', 400, 'invalid slot: 2026-07-06-0900'],
      ['rdv:2026-07-06-9', 400, 'invalid slot: rdv:2026-07-06-9'],
      ['visa:2026-07-06-0900', 404, 'unknown meeting type'],
      ['rdv:2026-07-06-0910', 200, 'no more desk available'],
      ['rdv:2026-07-06-1200', 200, 'no more desk available'],
      ['rdv:2026-06-29-0900', 200, 'event not bookable'],
      ['rdv:2026-08-31-0900', 200, 'event not bookable'],
    ] as const) {
      const answer = await call('POST', `api/agenda/nord/fillslot/${slot}/`, {});
      assert.equal(answer.status, status, slot);
      assert.equal(answer.body.reason, reason);
    }
    assert.equal((await call('POST', `api/agenda/nowhere/fillslot/${at('0900')}/`, {})).status, 404);
    assert.equal((await call('POST', `api/agenda/stages/fillslot/${at('0900')}/`, {})).status, 404);
    assert.equal((await call('POST', `api/agenda/salles/fillslot/${at('0900')}/`, {})).status, 404);
    assert.equal((await plain('POST', `api/agenda/nord/fillslot/${at('0900')}/`, {})).status, 403);
    assert.equal(
      await fill('nord', at('0900', 'rdv', '2026-08-31'), { bypass_delays: 'true' }).then(({ err }) => err),
      0,
    );
    assert.equal((await call('POST', 'api/agenda/nord/fillslot/rdv%3A2026-07-06-1130/', {})).body.err, 0);
  });

  await t.test('with a resource, that several agendas share', async () => {
    const booked = (await call('POST', `api/agenda/nord/fillslot/${at('1000')}/?resources=borne`, {})).body;
    assert.deepEqual(booked.resources, [{ label: 'Borne biométrique', slug: 'borne' }]);
    assert.equal(
      (await call('POST', `api/agenda/sud/fillslot/${at('1000')}/?resources=borne`, {})).body.reason,
      'no more desk available',
    );
    const unknown = [
      await call('POST', `api/agenda/nord/fillslot/${at('1000')}/`, { resources: ['borne', 'cave'] }),
      await call('GET', 'api/agenda/nord/meetings/rdv/datetimes/?resources=borne,cave'),
    ];
    for (const { status, body } of unknown)
      assert.deepEqual([status, body.errors], [400, { resources: ['unknown resource: cave'] }]);
    const free = (await plain('GET', 'api/agenda/sud/meetings/rdv/datetimes/?resources=borne&date_end=2026-07-07'))
      .body;
    assert.deepEqual(
      free.data.filter(({ disabled }: Json) => disabled).map(({ id }: Json) => id),
      [at('1000')],
    );
    await cancel(booked);
    assert.equal((await call('POST', `api/agenda/sud/fillslot/${at('1000')}/?resources=borne`, {})).body.err, 0);
  });

  await t.test('locked for ten minutes, then confirmed at the same desk', async () => {
    const day = '2026-07-13';
    const lock = await fill('nord', at('0930', 'rdv', day), { lock_code: 'ada' });
    assert.equal(lock.err, 0);
    await fill('nord', at('0930', 'rdv', day));
    assert.equal((await fill('nord', at('0930', 'rdv', day))).reason, 'no more desk available');
    const path = `api/agenda/nord/meetings/rdv/datetimes/?date_start=${day}&date_end=2026-07-14`;
    const isFree = async (query: string): Promise<boolean> => !(await plain('GET', path + query)).body.data[1].disabled;
    assert.deepEqual(
      [await isFree(''), await isFree('&lock_code=ada'), await isFree('&lock_code=bob')],
      [false, true, false],
    );
    const confirmed = await fill('nord', at('0930', 'rdv', day), {
      lock_code: 'ada',
      confirm_after_lock: true,
      label: 'Ada',
    });
    assert.equal(confirmed.desk.slug, lock.desk.slug);
    assert.equal((await call('GET', lock.api.booking_url)).body.err, 1);
    const live = await sql<{
      count: number;
    }>`select count(*)::int as count from agendas.booking where lock_code = 'ada' and cancelled_at is null`.execute(db);
    assert.equal(live.rows[0]!.count, 1);
  });

  await t.test('a new lock with the same code takes the place of the earlier one, on another day too', async () => {
    const before = await spans();
    assert.equal((await fill('nord', at('0900', 'rdv', '2026-07-20'), { lock_code: 'bob' })).err, 0);
    assert.equal((await fill('nord', at('0930', 'rdv', '2026-07-20'), { lock_code: 'bob' })).err, 0);
    assert.equal((await fill('nord', at('0930', 'long', '2026-07-20'), { lock_code: 'bob' })).err, 0);
    assert.equal((await fill('nord', at('0900', 'rdv', '2026-07-27'), { lock_code: 'bob' })).err, 0);
    assert.equal(await spans(), before + 1);
  });

  await t.test('a lock that has ended holds nothing; confirming it succeeds where there is room', async () => {
    const slot = at('1000', 'rdv', '2026-07-27');
    await fill('sud', slot, { lock_code: 'eve' });
    assert.equal((await fill('sud', slot)).reason, 'no more desk available');
    await sql`update agendas.booking set expires_at = now() - interval '1 second' where lock_code = 'eve'`.execute(db);
    const taken = await fill('sud', slot);
    assert.equal(taken.err, 0);
    assert.equal(
      (await fill('sud', slot, { lock_code: 'eve', confirm_after_lock: true })).reason,
      'no more desk available',
    );
    await cancel(taken);
    assert.equal((await fill('sud', slot, { lock_code: 'eve', confirm_after_lock: true })).err, 0);
  });

  await t.test('several slots at one desk, for one booking', async () => {
    const day = '2026-07-20';
    const before = await spans();
    const booked = (
      await call('POST', 'api/agenda/nord/fillslots/', { slots: [at('1030', 'rdv', day), at('1000', 'rdv', day)] })
    ).body;
    assert.equal(booked.duration, 60);
    assert.equal(booked.datetime, `${day} 10:00:00`);
    assert.equal(booked.slots.length, 2);
    assert.equal(await spans(), before + 2);
    const wrong = [[at('1000'), at('1000', 'long')], [at('1000'), 'rien:1'], []];
    for (const slots of wrong) assert.equal((await call('POST', 'api/agenda/nord/fillslots/', { slots })).status, 400);
    await cancel(booked);
    assert.equal(await spans(), before);
  });

  await t.test('moved: the new place is had before the old one goes, be it half over the old one', async () => {
    const day = '2026-08-03';
    const booked = await fill('sud', at('0900', 'long', day), { user_external_id: 'mia' });
    const full = await fill('sud', at('1000', 'long', day));
    const moved = await fill('sud', at('0930', 'rdv', day), {
      cancel_booking_id: booked.booking_id,
      user_external_id: 'mia',
    });
    assert.equal(moved.cancelled_booking_id, booked.booking_id);
    assert.equal(
      (await fill('sud', at('1000', 'rdv', day), { cancel_booking_id: moved.booking_id })).reason,
      'no more desk available',
    );
    assert.equal((await call('GET', moved.api.booking_url)).body.err, 0);
    assert.equal(
      (await fill('sud', at('0900', 'rdv', day), { cancel_booking_id: booked.booking_id })).reason,
      'cancel booking: booking already cancelled',
    );
    assert.equal(
      (await fill('sud', at('0900', 'rdv', day), { cancel_booking_id: 2 ** 40 })).reason,
      'cancel booking: booking does not exist',
    );
    await cancel(full);
    await cancel(moved);
  });

  await t.test('one person: not twice at the same time, not more than the limit', async () => {
    const day = '2026-08-10';
    const ada = { user_external_id: 'ada', exclude_user: true };
    assert.equal((await fill('nord', at('0900', 'long', day), ada)).err, 0);
    assert.equal((await fill('nord', at('0930', 'rdv', day), ada)).reason, 'event is already booked by user');
    assert.equal((await fill('nord', at('1000', 'rdv', day), ada)).err, 0);
    const first = await fill('sud', at('0900', 'rdv', day), { user_external_id: 'zoe' });
    assert.equal(first.err, 0);
    assert.equal(
      (await fill('sud', at('0930', 'rdv', day), { user_external_id: 'zoe' })).reason,
      'too many bookings by user',
    );
    assert.equal(
      (await fill('sud', at('0930', 'rdv', day), { user_external_id: 'zoe', cancel_booking_id: first.booking_id })).err,
      0,
    );
    const both = await Promise.all(
      ['1000', '1030'].map((time) => fill('sud', at(time, 'rdv', day), { user_external_id: 'kim' })),
    );
    assert.deepEqual(
      both.map(({ err }) => err).toSorted((a, b) => a - b),
      [0, 1],
    );
  });

  await t.test(
    'through a virtual agenda: a member with the fewest bookings that day, within its own hours',
    async () => {
      const day = '2026-08-17';
      const booked: string[] = [];
      for (let n = 0; n < 4; n++) {
        const { agenda, reason } = await fill('toutes', at('0900', 'rdv', day));
        booked.push(agenda?.slug ?? reason);
      }
      assert.deepEqual(booked, ['nord', 'sud', 'nord', 'no more desk available']);
      assert.equal((await fill('toutes', at('1130', 'rdv', day))).reason, 'no more desk available');
      assert.equal((await fill('sud', at('1130', 'rdv', day))).err, 0);
      const lock = await fill('toutes', at('1000', 'rdv', day), { lock_code: 'lou' });
      const confirmed = await fill('toutes', at('1000', 'rdv', day), { lock_code: 'lou', confirm_after_lock: true });
      assert.deepEqual([confirmed.agenda.slug, confirmed.desk.slug], [lock.agenda.slug, lock.desk.slug]);
    },
  );

  await t.test('through a virtual agenda, nobody has two at one time, whichever members have them', async () => {
    const ada = { user_external_id: 'ada-v', exclude_user: true };
    const slot = at('1000', 'rdv', '2026-08-24');
    const first = await fill('toutes', slot, ada);
    assert.equal(first.err, 0);
    assert.equal((await fill('toutes', slot, ada)).reason, 'event is already booked by user');
    const list = 'api/agenda/toutes/meetings/rdv/datetimes/?date_start=2026-08-24&date_end=2026-08-25';
    const disabled = async (query: string): Promise<Json> =>
      (await call('GET', `${list}${query}`)).body.data.find(({ id }: Json) => id === slot).disabled;
    assert.deepEqual([await disabled('&exclude_user_external_id=ada-v'), await disabled('')], [true, false]);
    assert.equal((await fill('toutes', slot, { ...ada, cancel_booking_id: first.booking_id })).err, 0, 'moved');
  });

  await t.test('ranges to rent', async () => {
    const rent = async (start: string, end: string, more = {}) =>
      await call('POST', 'api/agenda/salles/free-range/fillslot/', {
        resource: 'big-room',
        start_datetime: `2026-07-06 ${start}`,
        end_datetime: `2026-07-06 ${end}`,
        ...more,
      });
    const rented = await rent('10:00', '11:00');
    assert.equal(rented.body.err, 0);
    assert.deepEqual(rented.body.desk, { label: 'Grande salle', slug: 'big-room' });
    const cases = [
      ['10:30', '11:30', 200, 'no more desk available'],
      ['11:00', '11:30', 200, 'range is too short'],
      ['11:00', '14:00', 200, 'range is too long'],
      ['11:10', '12:10', 200, 'invalid range'],
      ['17:30', '18:30', 200, 'no more desk available'],
      ['12:00', '11:00', 400, 'invalid payload'],
      ['25:00', '11:00', 400, 'invalid payload'],
    ] as const;
    for (const [start, end, status, reason] of cases) {
      const answer = await rent(start, end);
      assert.deepEqual([answer.status, answer.body.reason], [status, reason], `${start} to ${end}`);
    }
    const listed = 'api/agenda/salles/free-range/datetimes/?resource=big-room&date_end=2026-07-08';
    const shown = (await call('GET', listed)).body.data;
    assert.deepEqual(
      shown.map(({ id, opening_hours: hours }: Json) => [id, hours.at(-2).hour, hours.at(-1)]),
      [['2026-07-06', '23:30', { hour: '24:00', status: 'closed' }]],
    );
    assert.equal((await rent('23:00', '24:00')).body.end_datetime, '2026-07-07 00:00:00');
    assert.equal((await rent('24:00', '24:00')).status, 400);
    const unknown = [
      await rent('12:00', '13:00', { resource: 'cave' }),
      await call('GET', 'api/agenda/salles/free-range/datetimes/?resource=cave'),
    ];
    for (const { status, body } of unknown)
      assert.deepEqual([status, body.errors], [400, { resource: ['unknown resource: cave'] }]);
    assert.equal((await rent('12:00', '13:00', { resource: '' })).status, 400);
    assert.equal((await rent('11:00', '13:00', { lock_code: 'lea' })).body.err, 0);
    assert.equal((await rent('11:00', '13:00')).body.reason, 'no more desk available');
    assert.equal((await rent('11:00', '13:00', { lock_code: 'lea', confirm_after_lock: 'true' })).body.err, 0);
  });

  await t.test('a body that is no JSON is a payload that can’t be read', async () => {
    const { status, body } = await call('POST', `api/agenda/nord/fillslot/${at('1000')}/`, '{bad');
    const told = 'Invalid JSON: the body could not be read.';
    const said = { err: 1, reason: 'invalid payload', err_class: 'invalid payload', err_code: 'invalid-request' };
    assert.deepEqual(
      [status, body],
      [400, { ...said, err_desc: `invalid payload: non_field_errors: ${told}`, errors: { non_field_errors: [told] } }],
    );
  });

  await t.test('a call with its key is answered once', async () => {
    const key = { 'idempotency-key': 'one' };
    const path = `api/agenda/nord/fillslot/${at('1100', 'rdv', '2026-07-27')}/`;
    const first = await call('POST', path, {}, key);
    const again = await call('POST', path, {}, key);
    assert.deepEqual(again.body, first.body);
    assert.equal(again.headers.get('idempotent-replayed'), 'true');
    assert.equal((await call('POST', path, { label: 'x' }, key)).status, 422);
  });
});
