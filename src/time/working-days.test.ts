import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { civilDate, dayOf, dayText } from './days.ts';
import { holidayOn, holidaysOf, placeRefusal } from './holidays.ts';
import { addWorkingDays, isWorkingDay, workingDaysBetween } from './working-days.ts';

const day = (text: string): number => dayOf(Temporal.PlainDate.from(text));
const inFrance = (number: number): boolean => holidayOn(number, civilDate(number).year, 'FR') !== null;

const cases = [
  { name: 'within a week', from: '2026-06-01', count: 3, to: '2026-06-04' },
  { name: 'over a weekend', from: '2026-06-05', count: 1, to: '2026-06-08' },
  { name: 'over a holiday', from: '2026-07-13', count: 1, to: '2026-07-15' },
  { name: 'over Easter Monday', from: '2026-04-03', count: 1, to: '2026-04-07' },
  { name: 'from a Sunday', from: '2026-06-07', count: 1, to: '2026-06-08' },
  { name: 'over the year end', from: '2026-12-31', count: 1, to: '2027-01-04' },
  { name: 'onto a leap day', from: '2028-02-28', count: 1, to: '2028-02-29' },
  { name: 'backwards', from: '2026-06-08', count: -1, to: '2026-06-05' },
  { name: 'none: the day itself, even on a Sunday', from: '2026-06-07', count: 0, to: '2026-06-07' },
];
for (const { name, from, count, to } of cases) {
  test(`${count} working days ${name}`, () => assert.equal(dayText(addWorkingDays(day(from), count, inFrance)), to));
}

test('where no day is a working day, the search ends', () => {
  assert.equal(
    addWorkingDays(0, 5, () => true),
    366,
  );
});

test('adding working days lands on one, as many away as asked', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: day('2024-01-01'), max: day('2030-01-01') }),
      fc.integer({ min: 1, max: 40 }),
      (from, count) => {
        const to = addWorkingDays(from, count, inFrance);
        assert.ok(isWorkingDay(to, inFrance));
        assert.equal(workingDaysBetween(from + 1, to + 1, inFrance), count);
        assert.equal(workingDaysBetween(to + 1, from + 1, inFrance), -count);
      },
    ),
  );
});

test('the eleven public holidays of France, and what Moselle and Belgium have beside', () => {
  const france = [...holidaysOf(2026, 'FR').keys()].map(dayText);
  assert.deepEqual(france, [
    '2026-01-01',
    '2026-04-06',
    '2026-05-01',
    '2026-05-08',
    '2026-05-14',
    '2026-05-25',
    '2026-07-14',
    '2026-08-15',
    '2026-11-01',
    '2026-11-11',
    '2026-12-25',
  ]);
  assert.equal(holidayOn(day('2026-12-26'), 2026, 'FR'), null);
  assert.equal(typeof holidayOn(day('2026-12-26'), 2026, 'FR-57'), 'string');
  assert.equal(holidayOn(day('2026-07-21'), 2026, 'BE'), 'Fête nationale');
});

for (const place of ['FR', 'FR-57', 'FR-RE', 'BE', 'LU']) {
  test(`the holidays of ${place} are known`, () => assert.equal(placeRefusal(place), null));
}
for (const place of ['FR-GES', 'FR-976', 'XX', '', 'fr', 'FR-57-1', '__proto__', 'constructor']) {
  test(`the place '${place}' is refused, not taken for the whole country`, () => {
    assert.match(placeRefusal(place) ?? '', /no holidays are known/);
    assert.throws(() => holidaysOf(2026, place), RangeError);
  });
}
