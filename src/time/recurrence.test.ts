import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { dayOf, dayText, isoWeekday } from './days.ts';
import { occurrences, recursOn, type Recurrence } from './recurrence.ts';

const day = (text: string): number => dayOf(Temporal.PlainDate.from(text));

const cases: { name: string; recurrence: Recurrence; days: string[] }[] = [
  {
    name: 'Monday and Wednesday of each week',
    recurrence: { from: day('2026-06-03'), weekdays: [1, 3], everyWeeks: 1, until: day('2026-06-17') },
    days: ['2026-06-03', '2026-06-08', '2026-06-10', '2026-06-15', '2026-06-17'],
  },
  {
    name: 'every other week: the whole ISO week of the first day counts, before it nothing',
    recurrence: { from: day('2026-06-03'), weekdays: [1, 3], everyWeeks: 2, until: day('2026-06-17') },
    days: ['2026-06-03', '2026-06-15', '2026-06-17'],
  },
  {
    name: 'every third week across the year end',
    recurrence: { from: day('2026-12-14'), weekdays: [1], everyWeeks: 3, until: day('2027-01-31') },
    days: ['2026-12-14', '2027-01-04', '2027-01-25'],
  },
  {
    name: 'a leap day',
    recurrence: { from: day('2028-02-22'), weekdays: [2], everyWeeks: 1, until: day('2028-03-07') },
    days: ['2028-02-22', '2028-02-29', '2028-03-07'],
  },
  { name: 'no day of the week', recurrence: { from: 0, weekdays: [], everyWeeks: 1, until: 100 }, days: [] },
];
for (const { name, recurrence, days } of cases) {
  test(`occurrences: ${name}`, () => {
    assert.deepEqual(occurrences(recurrence, recurrence.from - 30, (recurrence.until ?? 0) + 30).map(dayText), days);
  });
}

const anyRecurrence = fc.record({
  from: fc.nat(1000),
  weekdays: fc.uniqueArray(fc.integer({ min: 1, max: 7 })),
  everyWeeks: fc.integer({ min: 1, max: 3 }),
  until: fc.option(fc.nat(1200)),
});

test('expanding in two windows equals expanding in one', () => {
  fc.assert(
    fc.property(anyRecurrence, fc.nat(1000), fc.nat(120), fc.nat(120), (recurrence, start, first, second) => {
      const middle = start + first;
      const end = middle + second;
      assert.deepEqual(
        [...occurrences(recurrence, start, middle), ...occurrences(recurrence, middle, end)],
        occurrences(recurrence, start, end),
      );
    }),
  );
});

test('each occurrence falls on one of its days, within its bounds, and a period later again', () => {
  fc.assert(
    fc.property(anyRecurrence, (recurrence) => {
      for (const found of occurrences(recurrence, 0, 1300)) {
        assert.ok(recurrence.weekdays.includes(isoWeekday(found)));
        const later = found + 7 * recurrence.everyWeeks;
        assert.equal(recursOn(recurrence, later), recurrence.until === null || later <= recurrence.until);
      }
    }),
  );
});
