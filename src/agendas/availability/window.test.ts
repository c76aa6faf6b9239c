import assert from 'node:assert/strict';
import { test } from 'node:test';
import { localText } from '../../time/days.ts';
import { openZone } from '../../time/zone.ts';
import type { Delays } from '../agenda/window.ts';
import { bookingBounds } from './window.ts';

const paris = openZone('Europe/Paris');
const delays: Delays = { minimalDelay: 1, minimalDelayInWorkingDays: false, maximalDelay: 56, minimalTime: 0 };

const cases: { name: string; now: string; changed: Partial<Delays>; earliest: string; latest: string | null }[] = [
  {
    name: 'tomorrow, up to and without the 56th day',
    now: '2026-06-01T10:00',
    changed: {},
    earliest: '2026-06-02 00:00',
    latest: '2026-07-27 00:00',
  },
  {
    name: 'today, from now on',
    now: '2026-06-01T10:00',
    changed: { minimalDelay: 0 },
    earliest: '2026-06-01 10:00',
    latest: '2026-07-27 00:00',
  },
  {
    name: 'no limit ahead',
    now: '2026-06-01T10:00',
    changed: { maximalDelay: 0 },
    earliest: '2026-06-02 00:00',
    latest: null,
  },
  {
    name: 'in working days, over a weekend',
    now: '2026-06-05T10:00',
    changed: { minimalDelay: 2, minimalDelayInWorkingDays: true },
    earliest: '2026-06-09 00:00',
    latest: '2026-07-31 00:00',
  },
  {
    name: 'in working days, over Christmas and the year end',
    now: '2026-12-24T10:00',
    changed: { minimalDelay: 5, minimalDelayInWorkingDays: true, maximalDelay: 10 },
    earliest: '2027-01-04 00:00',
    latest: '2027-01-03 00:00',
  },
  {
    name: 'before the new day opens',
    now: '2026-06-01T07:59',
    changed: { maximalDelay: 2, minimalTime: 480 },
    earliest: '2026-06-02 00:00',
    latest: '2026-06-02 00:00',
  },
  {
    name: 'once the new day has opened',
    now: '2026-06-01T08:00',
    changed: { maximalDelay: 2, minimalTime: 480 },
    earliest: '2026-06-02 00:00',
    latest: '2026-06-03 00:00',
  },
  {
    name: 'over the clock change of March',
    now: '2026-03-28T23:30',
    changed: { maximalDelay: 2 },
    earliest: '2026-03-29 00:00',
    latest: '2026-03-30 00:00',
  },
  {
    name: 'over the clock change of October',
    now: '2026-10-24T23:30',
    changed: { maximalDelay: 2 },
    earliest: '2026-10-25 00:00',
    latest: '2026-10-26 00:00',
  },
  {
    name: 'over a leap day',
    now: '2028-02-28T12:00',
    changed: { maximalDelay: 2 },
    earliest: '2028-02-29 00:00',
    latest: '2028-03-01 00:00',
  },
];
for (const { name, now, changed, earliest, latest } of cases) {
  test(`what may be booked: ${name}`, () => {
    const instant = Temporal.PlainDateTime.from(now).toZonedDateTime('Europe/Paris').toInstant();
    const bounds = bookingBounds({ ...delays, ...changed }, instant, paris, false);
    assert.equal(localText(paris.toLocal(bounds.earliest)), earliest);
    assert.equal(bounds.latest === null ? null : localText(paris.toLocal(bounds.latest)), latest);
  });
}

test('without delays: whatever has not begun', () => {
  const minute = (text: string): number => bookingBounds(delays, Temporal.Instant.from(text), paris, true).earliest;
  assert.equal(minute('1970-01-01T00:05:00Z'), 5);
  assert.equal(minute('1970-01-01T00:05:01Z'), 6);
});
