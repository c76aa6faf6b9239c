import assert from 'node:assert/strict';
import test from 'node:test';
import { dayOf } from '../../time/days.ts';
import { periodOf, periods, type TimeInterval } from '../statistics/bookings.ts';
import { agendasApp, type Json } from '../testing.ts';

const day = (text: string): number => dayOf(Temporal.PlainDate.from(text));
const cases: { name: string; from: string; to: string; interval: TimeInterval; labels: string[] }[] = [
  {
    name: 'days over a leap day',
    from: '2028-02-28',
    to: '2028-03-01',
    interval: 'day',
    labels: ['2028-02-28', '2028-02-29', '2028-03-01'],
  },
  {
    name: 'days over a change of clocks',
    from: '2026-03-28',
    to: '2026-03-30',
    interval: 'day',
    labels: ['2026-03-28', '2026-03-29', '2026-03-30'],
  },
  {
    name: 'weeks over the end of the year',
    from: '2026-12-30',
    to: '2027-01-05',
    interval: 'week',
    labels: ['2026-12-28', '2027-01-04'],
  },
  {
    name: 'months from the last of a long one',
    from: '2026-01-31',
    to: '2026-03-01',
    interval: 'month',
    labels: ['2026-01', '2026-02', '2026-03'],
  },
  { name: 'years', from: '2026-12-31', to: '2027-01-01', interval: 'year', labels: ['2026', '2027'] },
];
for (const { name, from, to, interval, labels } of cases) {
  test(`periods: ${name}`, () => {
    assert.deepEqual(periods(day(from), day(to), interval), labels);
    assert.equal(periodOf(day(from), interval), labels[0]);
    assert.equal(periodOf(day(to), interval), labels.at(-1));
  });
}

test('figures of bookings', async (t) => {
  const now = Temporal.Instant.from('2026-10-20T08:00:00Z');
  const event = (slug: string, start: string) => ({ slug, start_datetime: start, places: 2, waiting_list_places: 2 });
  const { call, plain } = await agendasApp(
    {
      categories: [{ slug: 'midi', label: 'Midi' }],
      agendas: [
        {
          slug: 'a',
          label: 'A',
          kind: 'events',
          category: 'midi',
          maximal_booking_delay: 0,
          events: [
            event('late', '2026-10-24 23:30'),
            event('early', '2026-10-25 00:30'),
            event('twice', '2026-10-25 23:30'),
          ],
        },
        {
          slug: 'b',
          label: 'B',
          kind: 'events',
          maximal_booking_delay: 0,
          events: [event('new-year', '2026-12-31 23:30')],
        },
      ],
    },
    {},
    { now },
  );
  const book = async (slot: string, more = {}) => (await call('POST', `api/agenda/${slot}/`, more)).body;
  await book('a/fillslot/late', { classe: 'CM1', count: 2 });
  await book('a/fillslot/late', { classe: 'waits' });
  const early = await book('a/fillslot/early', { classe: 'CM2' });
  await book('a/fillslot/early', { classe: ['a', 'list'] });
  const gone = await book('a/fillslot/twice');
  await call('POST', gone.api.cancel_url);
  await book('b/fillslot/new-year');
  await book('b/fillslot/new-year', { lock_code: 'x' });
  await call('PATCH', early.api.booking_url, { user_was_present: false, user_absence_reason: 'maladie' });
  const figures = async (query: string) => (await call('GET', `api/statistics/bookings/?${query}`)).body.data;
  const series = (data: Json) =>
    Object.fromEntries(data.series.map(({ label, data: counts }: Json) => [label, counts]));

  await t.test(
    'by local day, the day on which the clocks go back too; neither who waits, cancelled nor holds',
    async () => {
      assert.deepEqual(await figures('start=2026-10-24&end=2026-10-27'), {
        x_labels: ['2026-10-24', '2026-10-25', '2026-10-26'],
        series: [{ label: 'Nombre de réservations', data: [2, 2, 0] }],
      });
    },
  );
  await t.test('by month and year', async () => {
    assert.deepEqual(await figures('time_interval=month'), {
      x_labels: ['2026-10', '2026-11', '2026-12'],
      series: [{ label: 'Nombre de réservations', data: [4, 0, 1] }],
    });
    assert.deepEqual((await figures('time_interval=year&category=midi')).series[0].data, [4]);
    assert.deepEqual((await figures('time_interval=year&agenda=b&category=_all')).series[0].data, [1]);
    assert.deepEqual((await figures('time_interval=year&category=__none__')).series[0].data, [1]);
  });
  await t.test('in groups', async () => {
    assert.deepEqual(series(await figures('agenda=a&time_interval=year&group_by=presence')), {
      'Non pointé': [3],
      Absent: [1],
    });
    assert.deepEqual(series(await figures('agenda=a&time_interval=year&group_by=reason')), {
      'Sans motif': [3],
      maladie: [1],
    });
    assert.deepEqual(series(await figures('agenda=a&time_interval=year&group_by=classe')), {
      'Sans valeur': [1],
      CM1: [2],
      CM2: [1],
    });
  });
  await t.test('nothing there', async () => {
    assert.deepEqual(await figures('start=2027-01-01'), { x_labels: [], series: [] });
  });
  await t.test('the list of what there is', async () => {
    const [one] = (await call('GET', 'api/statistics/')).body.data;
    assert.match(one.url, /\/api\/statistics\/bookings\/$/);
    assert.deepEqual(
      one.filters.map(({ id }: Json) => id),
      ['time_interval', 'category', 'agenda', 'group_by'],
    );
    assert.deepEqual(one.filters[2].options, [
      { id: '_all', label: 'Tous' },
      { id: 'a', label: 'A' },
      { id: 'b', label: 'B' },
    ]);
  });
  await t.test('refused', async () => {
    for (const path of ['api/statistics/', 'api/statistics/bookings/'])
      assert.equal((await plain('GET', path)).status, 403);
    const wrong = [
      ['start', 'start=x'],
      ['end', 'end=2026-02-30'],
      ['time_interval', 'time_interval=hour'],
      ['agenda', 'agenda=x'],
      ['category', 'category=x'],
      ['group_by', 'group_by=a&group_by=b'],
      ['group_by', 'group_by=classe,presence'],
      ['end', 'start=2026-12-08&end=2026-12-01'],
      ['start', 'start=1990-01-01'],
      ['start', 'start=1900-01-01&end=2199-12-31'],
    ] as const;
    for (const [name, query] of wrong) {
      const { status, body } = await call('GET', `api/statistics/bookings/?${query}`);
      assert.deepEqual([status, Object.keys(body.errors)], [400, [name]], query);
    }
    assert.equal((await figures('start=1970-01-01&end=2199-12-31&time_interval=month')).x_labels.length, 2_760);
    assert.deepEqual((await figures('start=2026-12-08&end=2026-12-08')).x_labels, []);
  });
});
