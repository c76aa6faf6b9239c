import assert from 'node:assert/strict';
import { test } from 'node:test';
import { dayOf, instantOf, localText } from '../../time/days.ts';
import { openZone } from '../../time/zone.ts';
import { openings, type OpeningHours } from './openings.ts';
import { slotStarts, stepOf } from './starts.ts';

const paris = openZone('Europe/Paris');
const day = (text: string): number => dayOf(Temporal.PlainDate.from(text));
const weekly = (weekday: number, start: number, end: number, indexes: number[] = []): OpeningHours => ({
  on: { weekday, indexes },
  startMinute: start * 60,
  endMinute: end * 60,
});

const found = (hours: OpeningHours[], first: string, end: string): string[] =>
  openings(hours, day(first), day(end), paris).map(
    ({ start, end }) => `${localText(paris.toLocal(start))} to ${localText(paris.toLocal(end)).slice(11)}`,
  );

const cases = [
  {
    name: 'each week',
    hours: [weekly(1, 9, 12)],
    from: '2026-06-01',
    to: '2026-06-15',
    open: ['2026-06-01 09:00 to 12:00', '2026-06-08 09:00 to 12:00'],
  },
  {
    name: 'on the first and third Monday of the month',
    hours: [weekly(1, 9, 12, [1, 3])],
    from: '2026-06-01',
    to: '2026-07-01',
    open: ['2026-06-01 09:00 to 12:00', '2026-06-15 09:00 to 12:00'],
  },
  {
    name: 'on the fifth Thursday, at a year end',
    hours: [weekly(4, 9, 12, [5])],
    from: '2026-12-01',
    to: '2027-01-31',
    open: ['2026-12-31 09:00 to 12:00'],
  },
  {
    name: 'on one date, a leap day',
    hours: [{ on: { day: day('2028-02-29') }, startMinute: 540, endMinute: 660 }],
    from: '2028-02-01',
    to: '2028-03-31',
    open: ['2028-02-29 09:00 to 11:00'],
  },
  {
    name: 'until midnight',
    hours: [weekly(1, 22, 24)],
    from: '2026-06-01',
    to: '2026-06-02',
    open: ['2026-06-01 22:00 to 00:00'],
  },
  {
    name: 'in the hour that March leaves out: not at all',
    hours: [weekly(7, 2, 3)],
    from: '2026-03-29',
    to: '2026-03-30',
    open: [],
  },
];
for (const { name, hours, from, to, open } of cases) {
  test(`openings ${name}`, () => assert.deepEqual(found(hours, from, to), open));
}

const startsOn = (date: string, hours: OpeningHours[], step: number): string[] =>
  slotStarts(openings(hours, day(date), day(date) + 1, paris), step, paris).map((minute) =>
    localText(paris.toLocal(minute)).slice(11),
  );

test('starts at the clock change of March skip the hour that is left out', () => {
  assert.deepEqual(startsOn('2026-03-29', [weekly(7, 1, 4)], 30), ['01:00', '01:30', '03:00', '03:30']);
});

test('starts at the clock change of October: the doubled hour is offered once, and each start is its own instant', () => {
  assert.deepEqual(startsOn('2026-10-25', [weekly(7, 1, 4)], 30), [
    '01:00',
    '01:30',
    '02:00',
    '02:30',
    '03:00',
    '03:30',
  ]);
  const instants = slotStarts(openings([weekly(7, 1, 4)], day('2026-10-25'), day('2026-10-26'), paris), 30, paris);
  assert.deepEqual(
    instants.map((minute) => instantOf(minute).toString().slice(11, 16)),
    ['23:00', '23:30', '00:00', '00:30', '02:00', '02:30'],
  );
});

test('starts are counted from each opening, and each is there once', () => {
  const hours = [weekly(1, 9, 10), { on: { weekday: 1, indexes: [] }, startMinute: 555, endMinute: 615 }];
  assert.deepEqual(startsOn('2026-06-01', hours, 15), ['09:00', '09:15', '09:30', '09:45', '10:00']);
  assert.deepEqual(startsOn('2026-06-01', hours, 30), ['09:00', '09:15', '09:30', '09:45']);
  assert.deepEqual(startsOn('2026-06-01', hours, 0), []);
});

test('the step is the greatest common divisor of the durations', () => {
  assert.deepEqual([stepOf([30, 60]), stepOf([20, 45]), stepOf([30]), stepOf([])], [30, 5, 30, 0]);
});
