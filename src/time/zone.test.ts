import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { instantOf, localMinuteOf, localText, minuteOf, minutesPerDay, plainDateTimeOf } from './days.ts';
import { isZone, openZone } from './zone.ts';

const zones = [
  'Europe/Paris',
  'America/New_York',
  'Indian/Reunion',
  'Australia/Lord_Howe',
  'Africa/Casablanca',
  'UTC',
  'Asia/Kathmandu',
];
const local = (text: string): number => localMinuteOf(Temporal.PlainDateTime.from(text));
const instant = (text: string): number => minuteOf(Temporal.Instant.from(text));

for (const id of zones) {
  test(`${id}: every quarter-hour of two years as Temporal has it, both ways`, () => {
    const zone = openZone(id);
    const end = instant('2028-01-01T00:00:00Z');
    for (let minute = instant('2026-01-01T00:00:00Z'); minute < end; minute += id === 'Europe/Paris' ? 15 : 105) {
      const zoned = instantOf(minute).toZonedDateTimeISO(id);
      if (zone.toLocal(minute) !== localMinuteOf(zoned.toPlainDateTime())) assert.fail(`instant ${zoned.toString()}`);
      const expected = minuteOf(plainDateTimeOf(minute).toZonedDateTime(id).toInstant());
      if (zone.toInstant(minute) !== expected) assert.fail(`local ${localText(minute)}`);
    }
    assert.equal(zone.toLocal(end), localMinuteOf(instantOf(end).toZonedDateTimeISO(id).toPlainDateTime()));
  });
}

test('any minute from 1900 to 2300 as Temporal has it', () => {
  fc.assert(
    fc.property(fc.constantFrom(...zones), fc.integer({ min: -36_000_000, max: 173_000_000 }), (id, minute) => {
      const zone = openZone(id);
      assert.equal(zone.toLocal(minute), localMinuteOf(instantOf(minute).toZonedDateTimeISO(id).toPlainDateTime()));
      assert.equal(zone.toInstant(minute), minuteOf(plainDateTimeOf(minute).toZonedDateTime(id).toInstant()));
    }),
  );
});

test('what the clocks show leads back to its instant, but for the second showing of the doubled hour', () => {
  const paris = openZone('Europe/Paris');
  const start = instant('2026-10-24T00:00:00Z');
  const back = instant('2026-10-25T01:00:00Z');
  for (let minute = start; minute < start + 3 * minutesPerDay; minute += 5) {
    const again = minute >= back && minute < back + 60;
    assert.equal(paris.toInstant(paris.toLocal(minute)), again ? minute - 60 : minute);
  }
});

const paris = openZone('Europe/Paris');

const cases = [
  { name: 'a winter day', at: '2026-01-15T09:45', instant: '2026-01-15T08:45:00Z' },
  { name: 'a summer day', at: '2026-07-15T09:45', instant: '2026-07-15T07:45:00Z' },
  { name: 'the last minute before the change of March', at: '2026-03-29T01:59', instant: '2026-03-29T00:59:00Z' },
  { name: 'the first minute after it', at: '2026-03-29T03:00', instant: '2026-03-29T01:00:00Z' },
  { name: 'the doubled hour of October is its first showing', at: '2026-10-25T02:30', instant: '2026-10-25T00:30:00Z' },
  { name: 'the hour after the doubled one', at: '2026-10-25T03:00', instant: '2026-10-25T02:00:00Z' },
  { name: 'a leap day', at: '2028-02-29T12:00', instant: '2028-02-29T11:00:00Z' },
  { name: 'midnight of a year end', at: '2027-01-01T00:00', instant: '2026-12-31T23:00:00Z' },
];
for (const { name, at, instant: expected } of cases) {
  test(`Paris, ${name}`, () => {
    for (const found of [paris.toInstant(local(at)), paris.shownAt(local(at)), paris.edge(local(at))]) {
      assert.equal(instantOf(found ?? 0).toString(), expected);
    }
  });
}

test('Paris, the hour that March leaves out: moved on, refused, or the moment of the change', () => {
  for (const at of ['2026-03-29T02:00', '2026-03-29T02:30', '2026-03-29T02:59']) {
    assert.equal(paris.toInstant(local(at)), local(at) - 60);
    assert.equal(paris.shownAt(local(at)), null);
    assert.equal(paris.edge(local(at)), instant('2026-03-29T01:00:00Z'));
  }
});

test('an opening over the clock change of March is an hour shorter, over that of October an hour longer', () => {
  const length = (day: string): number => paris.edge(local(`${day}T06:00`)) - paris.edge(local(`${day}T00:00`));
  assert.equal(length('2026-03-29'), 300);
  assert.equal(length('2026-10-25'), 420);
  assert.equal(length('2026-10-26'), 360);
});

test('names of zones', () => {
  for (const id of [...zones, 'Etc/GMT+5']) assert.equal(isZone(id), true, id);
  for (const id of ['', 'Paris', '+01:00', 'Romance Standard Time', 'Europe/Nowhere', 'x'.repeat(100)])
    assert.equal(isZone(id), false, id);
  assert.throws(() => openZone('Europe/Nowhere').toInstant(0), RangeError);
});
