import assert from 'node:assert/strict';
import test from 'node:test';
import { instantOf } from '../../time/days.ts';
import { openZone } from '../../time/zone.ts';
import { remindedUntil } from './window.ts';

const zone = openZone('Europe/Paris');

const cases = [
  { name: 'at eight, the whole day after tomorrow', now: '2026-06-01T08:00', days: 2, until: '2026-06-04T00:00' },
  {
    name: 'before eight, that day is not reminded of yet',
    now: '2026-06-01T07:59',
    days: 2,
    until: '2026-06-03T00:00',
  },
  { name: 'the clocks go forward in between', now: '2026-03-28T08:00', days: 1, until: '2026-03-30T00:00' },
  { name: 'on the morning after the clocks went forward', now: '2026-03-29T08:00', days: 1, until: '2026-03-31T00:00' },
  { name: 'the clocks go back in between', now: '2026-10-24T08:00', days: 1, until: '2026-10-26T00:00' },
  { name: 'over a leap day', now: '2028-02-28T09:00', days: 1, until: '2028-03-01T00:00' },
  { name: 'over a February without one', now: '2027-02-28T09:00', days: 1, until: '2027-03-02T00:00' },
  { name: 'over the end of the year', now: '2026-12-31T18:00', days: 1, until: '2027-01-02T00:00' },
] as const;
for (const { name, now, days, until } of cases) {
  test(`reminded of by now: ${name}`, () => {
    const at = Temporal.PlainDateTime.from(now).toZonedDateTime('Europe/Paris').toInstant();
    const found = instantOf(remindedUntil(at, days, zone))
      .toZonedDateTimeISO('Europe/Paris')
      .toPlainDateTime();
    assert.equal(found.toString({ smallestUnit: 'minute' }), until);
  });
}
