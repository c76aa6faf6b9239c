import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  civilDate,
  dateOf,
  dayNumber,
  dayOf,
  dayText,
  instantOf,
  isoWeekday,
  localMinuteOf,
  localText,
  minuteOf,
  nthOfMonth,
  plainDateTimeOf,
  weekNumber,
} from './days.ts';

const epoch = Temporal.PlainDate.from('1970-01-01');

test('days count as Temporal counts them, over a thousand years', () => {
  fc.assert(
    fc.property(fc.integer({ min: -140_000, max: 240_000 }), (day) => {
      const date = epoch.add({ days: day });
      assert.deepEqual(civilDate(day), { year: date.year, month: date.month, day: date.day });
      assert.equal(dayNumber(date.year, date.month, date.day), day);
      assert.equal(dayOf(dateOf(day)), day);
      assert.equal(isoWeekday(day), date.dayOfWeek);
      assert.equal(dayText(day), date.toString());
    }),
  );
});

const named = [
  { name: 'a leap day', day: '2028-02-29', weekday: 2, nth: 5 },
  { name: 'the day after a leap day', day: '2028-03-01', weekday: 3, nth: 1 },
  { name: 'a century that has no leap day', day: '2100-03-01', weekday: 1, nth: 1 },
  { name: 'a century that has one', day: '2000-02-29', weekday: 2, nth: 5 },
  { name: 'the last day of a year', day: '2026-12-31', weekday: 4, nth: 5 },
  { name: 'the first day of a year', day: '2027-01-01', weekday: 5, nth: 1 },
];
for (const { name, day, weekday, nth } of named) {
  test(`weekday and rank in the month: ${name}`, () => {
    const number = dayOf(Temporal.PlainDate.from(day));
    assert.equal(isoWeekday(number), weekday);
    assert.equal(nthOfMonth(number), nth);
    assert.equal(dayText(number), day);
  });
}

test('a week runs from Monday to Sunday across the year end', () => {
  const monday = dayOf(Temporal.PlainDate.from('2026-12-28'));
  assert.equal(weekNumber(monday), weekNumber(monday + 6));
  assert.equal(weekNumber(monday + 7), weekNumber(monday) + 1);
  assert.equal(weekNumber(monday - 1), weekNumber(monday) - 1);
});

test('local minutes and instants there and back', () => {
  const local = Temporal.PlainDateTime.from('2026-12-31T23:59');
  assert.ok(plainDateTimeOf(localMinuteOf(local)).equals(local));
  assert.equal(localText(localMinuteOf(local)), '2026-12-31 23:59');
  assert.equal(localText(localMinuteOf(local) + 1), '2027-01-01 00:00');
  const instant = Temporal.Instant.from('1969-12-31T23:58:30Z');
  assert.equal(minuteOf(instant), -2);
  assert.equal(instantOf(-2).toString(), '1969-12-31T23:58:00Z');
});
