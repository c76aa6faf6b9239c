import assert from 'node:assert/strict';
import test from 'node:test';
import { sql } from 'kysely';
import { inTransaction } from '../../platform/database/transaction.ts';
import { brokenInvariants } from '../checks/invariants.ts';
import { importAgendas } from '../site-file.ts';
import { agendasApp } from '../testing.ts';
import { keepingJobs } from './keeping.ts';

let now = Temporal.Instant.from('2026-01-05T08:00:00Z');
const { call, agendas: town } = await agendasApp({}, {}, { clock: () => now });
const { db } = town;

type Series = Record<string, unknown>;
const bring = async (agenda: string, series: Series | null, more = {}) => {
  const event = {
    slug: 'repas',
    label: 'Repas',
    start_datetime: '2026-01-05 12:00',
    duration: 60,
    places: 5,
    ...series,
  };
  const entry = {
    slug: agenda,
    label: agenda,
    kind: 'events',
    minimal_booking_delay: 0,
    maximal_booking_delay: 0,
    ...(series ? { events: [event] } : {}),
    ...more,
  };
  const outcome = await inTransaction(db, (trx) =>
    importAgendas(trx, { agendas: [entry] }, { timeZone: 'Europe/Paris', now }),
  );
  assert.equal(outcome.kind, 'imported', JSON.stringify(outcome));
};
/** Occurrences that aren't cancelled, as the API shows their starts. */
const starts = async (agenda: string): Promise<string[]> => {
  const { body } = await call('GET', `api/agenda/${agenda}/datetimes/?events=all&bypass_delays=1`);
  return (body.data as { datetime: string }[]).map(({ datetime }) => datetime.slice(0, 16));
};
const rowsOf = async (agenda: string) =>
  (
    await sql<{
      slug: string;
      version: number;
      booked: number;
      cancelled: boolean;
    }>`select e.slug, e.version, e.booked, e.cancelled_at is not null as cancelled
    from agendas.event e join agendas.agenda a on a.id = e.agenda_id where a.slug = ${agenda} and e.primary_event_id is not null order by e.start_at`.execute(
      db,
    )
  ).rows;

const cases: { name: string; series: Series; more?: object; starts: string[] }[] = [
  {
    name: 'two days a week',
    series: { recurrence_days: [1, 3], recurrence_end_date: '2026-01-14' },
    starts: ['2026-01-05 12:00', '2026-01-07 12:00', '2026-01-12 12:00', '2026-01-14 12:00'],
  },
  {
    name: 'every third week',
    series: { recurrence_days: [1], recurrence_week_interval: 3, recurrence_end_date: '2026-02-28' },
    starts: ['2026-01-05 12:00', '2026-01-26 12:00', '2026-02-16 12:00'],
  },
  {
    name: 'every other week over the end of the year',
    series: {
      start_datetime: '2026-12-14 12:00',
      recurrence_days: [1],
      recurrence_week_interval: 2,
      recurrence_end_date: '2027-01-31',
    },
    starts: ['2026-12-14 12:00', '2026-12-28 12:00', '2027-01-11 12:00', '2027-01-25 12:00'],
  },
  {
    name: 'at the same hour before and after the clocks go forward',
    series: { start_datetime: '2026-03-28 10:00', recurrence_days: [6, 7], recurrence_end_date: '2026-04-04' },
    starts: ['2026-03-28 10:00', '2026-03-29 10:00', '2026-04-04 10:00'],
  },
  {
    name: 'in the hour that the clocks leave out: that much later, on that day alone',
    series: { start_datetime: '2026-03-22 02:30', recurrence_days: [7], recurrence_end_date: '2026-04-05' },
    starts: ['2026-03-22 02:30', '2026-03-29 03:30', '2026-04-05 02:30'],
  },
  {
    name: 'at the same hour before and after the clocks go back',
    series: { start_datetime: '2026-10-24 10:00', recurrence_days: [6, 7], recurrence_end_date: '2026-10-31' },
    starts: ['2026-10-24 10:00', '2026-10-25 10:00', '2026-10-31 10:00'],
  },
  {
    name: 'in the hour that the clocks show twice: its first showing',
    series: { start_datetime: '2026-10-18 02:30', recurrence_days: [7], recurrence_end_date: '2026-11-01' },
    starts: ['2026-10-18 02:30', '2026-10-25 02:30', '2026-11-01 02:30'],
  },
  {
    name: 'on a leap day',
    series: { start_datetime: '2028-02-22 12:00', recurrence_days: [2], recurrence_end_date: '2028-03-07' },
    starts: ['2028-02-22 12:00', '2028-02-29 12:00', '2028-03-07 12:00'],
  },
  {
    name: 'but for public holidays',
    series: { start_datetime: '2026-05-01 12:00', recurrence_days: [5], recurrence_end_date: '2026-05-15' },
    more: { public_holidays: true },
    starts: ['2026-05-15 12:00'],
  },
  {
    name: 'but for exceptions, of which only what touches it counts',
    series: { recurrence_days: [1], recurrence_end_date: '2026-02-02' },
    more: {
      exceptions: [
        { start_datetime: '2026-01-12 12:59', end_datetime: '2026-01-12 13:30' },
        { start_datetime: '2026-01-19 13:00', end_datetime: '2026-01-19 14:00' },
        { start_datetime: '2026-01-26 00:00', end_datetime: '2026-01-31 00:00' },
      ],
    },
    starts: ['2026-01-05 12:00', '2026-01-19 12:00', '2026-02-02 12:00'],
  },
];
for (const [index, { name, series, more, starts: expected }] of cases.entries()) {
  test(`a series comes ${name}`, async () => {
    await bring(`case-${index}`, series, more);
    assert.deepEqual(await starts(`case-${index}`), expected);
    await bring(`case-${index}`, series, more);
    assert.ok(
      (await rowsOf(`case-${index}`)).every(({ version }) => version === 0),
      'what is in step is not written again',
    );
  });
}

test('kept in step: no booking is lost, nothing that is booked goes', async (t) => {
  const series = { recurrence_days: [1, 3], recurrence_end_date: '2026-01-21' };
  now = Temporal.Instant.from('2026-01-06T08:00:00Z');
  await bring('cantine', series);
  const book = async (slot: string, user: string): Promise<number> => {
    const { body } = await call('POST', `api/agenda/cantine/fillslot/${slot}/`, { user_external_id: user });
    assert.equal(body.err, 0, JSON.stringify(body));
    return body.booking_id as number;
  };
  await book('repas-2026-01-12-1200', 'child:1');
  const gone = await book('repas-2026-01-19-1200', 'child:2');
  await call('POST', `api/booking/${gone}/cancel/`);

  await t.test('another hour, label and number of places: the bookings come along', async () => {
    await bring('cantine', { ...series, start_datetime: '2026-01-05 12:30', label: 'Déjeuner', places: 2 });
    assert.deepEqual(
      await starts('cantine'),
      [
        '2026-01-05 12:00',
        '2026-01-07 12:30',
        '2026-01-12 12:30',
        '2026-01-14 12:30',
        '2026-01-19 12:30',
        '2026-01-21 12:30',
      ],
      'what is over stays as it was',
    );
    const { body } = await call('GET', 'api/agenda/cantine/status/repas-2026-01-12-1200/');
    assert.deepEqual([body.label, body.places.total, body.places.reserved], ['Déjeuner', 2, 1]);
  });
  await t.test('a day less: what was booked stays, what once was is cancelled, the rest goes', async () => {
    await bring('cantine', { ...series, recurrence_days: [3] });
    assert.deepEqual(
      (await rowsOf('cantine')).map(({ slug, booked, cancelled }) => `${slug.slice(6, 16)} ${booked} ${cancelled}`),
      [
        '2026-01-05 0 false',
        '2026-01-07 0 false',
        '2026-01-12 1 false',
        '2026-01-14 0 false',
        '2026-01-19 0 true',
        '2026-01-21 0 false',
      ],
    );
    assert.equal((await call('POST', 'api/agenda/cantine/fillslot/repas-2026-01-19-1200/', {})).body.err, 1);
  });
  await t.test('the day again: what was cancelled for it comes back', async () => {
    await bring('cantine', series);
    assert.equal((await starts('cantine')).length, 6);
    assert.ok((await rowsOf('cantine')).every(({ cancelled }) => !cancelled));
  });
  await t.test('no series any more: only what is booked, or over, stays', async () => {
    await bring('cantine', { ...series, recurrence_days: null });
    assert.deepEqual(
      (await rowsOf('cantine')).filter(({ cancelled }) => !cancelled).map(({ slug }) => slug),
      ['repas-2026-01-05-1200', 'repas-2026-01-12-1200'],
    );
  });
  assert.deepEqual(await brokenInvariants(db), []);
});

test('what stays for its bookings is booked by nobody new, and is cancelled with the last of them', async (t) => {
  now = Temporal.Instant.from('2026-01-05T08:00:00Z');
  const series = { recurrence_days: [1, 4], recurrence_end_date: '2026-01-31', waiting_list_places: 3 };
  await bring('garderie', series);
  const [monday, strike] = ['repas-2026-01-12-1200', 'repas-2026-01-15-1200'];
  const fill = (slot: string, body: object): Promise<{ body: Record<string, never> }> =>
    call('POST', `api/agenda/garderie/fillslot/${slot}/`, body);
  const listed = async (query = ''): Promise<string[]> =>
    (await call('GET', `api/agenda/garderie/datetimes/?${query}`)).body.data.map(({ id }: { id: string }) => id);
  for (const slot of [monday, strike]) assert.equal((await fill(slot, { user_external_id: 'lou' })).body['err'], 0);
  await fill(monday, { user_external_id: 'ana' });
  await bring('garderie', { ...series, recurrence_days: [4] });
  await bring('garderie', null, {
    exceptions: [{ label: 'Grève', start_datetime: '2026-01-15 00:00', end_datetime: '2026-01-16 00:00' }],
  });
  for (const [name, slot] of [
    ['a day that the series has no more', monday],
    ['a day that is closed', strike],
  ] as const) {
    await t.test(name, async () => {
      for (const body of [{}, { lock_code: 'x' }, { bypass_delays: true }, { force_waiting_list: true }])
        assert.equal((await fill(slot, body)).body['reason'], 'event not bookable', JSON.stringify(body));
      const set = { slots: slot, user_external_id: 'new' };
      const { body } = await call('POST', 'api/agenda/garderie/events/fillslots/', set);
      assert.equal(body.reason, 'event not bookable: Repas');
      assert.ok(!(await listed()).includes(slot));
      assert.ok((await listed('user_external_id=lou')).includes(slot), 'who has it is told of it');
      const { body: explained } = await call('GET', 'api/agenda/garderie/datetimes/?explain=1');
      const told = explained.explain.find(({ id }: { id: string }) => id === slot);
      assert.deepEqual(told.reasons, [{ kind: 'off series' }]);
    });
  }
  await t.test('who has it may keep it in a set, and leave it', async () => {
    const set = async (slots: string[]): Promise<number[]> => {
      const asked = { slots, user_external_id: 'lou' };
      const { body } = await call('POST', 'api/agenda/garderie/events/fillslots/', asked);
      return [body.booking_count, body.cancelled_booking_count];
    };
    assert.deepEqual(await set([monday, strike]), [0, 0]);
    assert.deepEqual(await set([]), [0, 2]);
  });
  await t.test('with the last booking it is cancelled, and it is back once it is meant again', async () => {
    for (const job of keepingJobs(town)) await job.run();
    const standing = async (): Promise<string[]> =>
      (await rowsOf('garderie')).filter(({ cancelled }) => !cancelled).map(({ slug }) => slug);
    assert.ok((await standing()).includes(monday), 'ana has it');
    assert.ok(!(await standing()).includes(strike));
    await bring('garderie', series);
    assert.equal((await fill(monday, {})).body['err'], 0);
  });
  assert.deepEqual(await brokenInvariants(db), []);
});

test('closings that change alone change the series', async () => {
  now = Temporal.Instant.from('2026-01-05T08:00:00Z');
  const series = { recurrence_days: [1], recurrence_end_date: '2026-01-26' };
  await bring('etudes', series);
  await bring('etudes', null, {
    exceptions: [{ start_datetime: '2026-01-12 00:00', end_datetime: '2026-01-13 00:00' }],
  });
  assert.equal((await starts('etudes')).length, 3);
  await sql`delete from agendas.exception`.execute(db);
  for (const job of keepingJobs(town)) await job.run();
  assert.equal((await starts('etudes')).length, 4, 'as when a calendar is read');
});

test('a series without an end goes on, day by day', async () => {
  await bring('sans-fin', { recurrence_days: [1], recurrence_end_date: null });
  const before = (await rowsOf('sans-fin')).length;
  assert.equal(before, 58);
  now = Temporal.Instant.from('2026-06-01T08:00:00Z');
  for (const job of keepingJobs(town)) await job.run();
  assert.equal((await rowsOf('sans-fin')).length, before + 21);
});

test('an unknown calendar of closings, or one that ends before it begins, is refused with its path', async () => {
  const into = (more: object) =>
    inTransaction(db, (trx) =>
      importAgendas(
        trx,
        { agendas: [{ slug: 'x', label: 'x', kind: 'events', ...more }] },
        { timeZone: 'Europe/Paris', now },
      ),
    );
  const path = async (more: object) => {
    const outcome = await into(more);
    return outcome.kind === 'refused' ? outcome.path : outcome.kind;
  };
  assert.equal(await path({ unavailability_calendars: ['nowhere'] }), 'agendas[0].unavailability_calendars[0]');
  assert.equal(
    await path({ exceptions: [{ start_datetime: '2026-01-12 12:00', end_datetime: '2026-01-12 11:00' }] }),
    'agendas[0].exceptions[0].end_datetime',
  );
});
