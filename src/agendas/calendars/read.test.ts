import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readCalendar, windowFrom, type CalendarReading } from './read.ts';

const now = Temporal.Instant.from('2026-06-01T00:00:00Z');
const read = (text: string | Buffer): Promise<CalendarReading> =>
  readCalendar(Buffer.from(text), 'Europe/Paris', windowFrom(now));
const event = (...lines: string[]): string =>
  ['BEGIN:VCALENDAR', 'BEGIN:VEVENT', ...lines, 'END:VEVENT', 'END:VCALENDAR', ''].join('\r\n');

test('a calendar is read in its own thread', async () => {
  const reading = await read(event('DTSTART;VALUE=DATE:20260601', 'RRULE:FREQ=YEARLY', 'SUMMARY:Fermé'));
  assert.equal(reading.kind, 'read');
  assert.deepEqual(reading.kind === 'read' ? reading.occurrences.map(({ label }) => label) : [], ['Fermé', 'Fermé']);
});

test('what lies more than 600 days ahead is not kept', async () => {
  const reading = await read(event('DTSTART;VALUE=DATE:20260601', 'RRULE:FREQ=DAILY'));
  assert.equal(reading.kind === 'read' ? reading.occurrences.length : 0, 601);
});

const bombs = [
  ...['DAILY', 'HOURLY', 'MINUTELY', 'SECONDLY'].map((freq) => ({
    name: `a rule that never matches, ${freq}`,
    text: event('DTSTART:20260601T090000', 'DURATION:PT1H', `RRULE:FREQ=${freq};BYMONTH=2;BYMONTHDAY=31`),
    reason: new RegExp(`FREQ=${freq};BYMONTH=2;BYMONTHDAY=31`),
  })),
  {
    name: 'two thousand million times a second',
    text: event('DTSTART:20260601T090000', 'DURATION:PT1M', 'RRULE:FREQ=SECONDLY;COUNT=2000000000'),
    reason: /FREQ=SECONDLY;COUNT=2000000000/,
  },
  {
    name: 'larger than 5 MB',
    text: event(`SUMMARY:${'x'.repeat(6_000_000)}`, 'DTSTART:20260601T090000'),
    reason: /larger than 5 MB/,
  },
  { name: 'bytes that are no text', text: Buffer.from([0xff, 0xfe, 0, 0x42]), reason: /not UTF-8/ },
  {
    name: 'too many events',
    text: event('DTSTART:20260601T090000', 'DURATION:PT1M', 'RRULE:FREQ=MINUTELY'),
    reason: /more than 20000|FREQ=MINUTELY/,
  },
  {
    name: 'too deep',
    text: `BEGIN:VCALENDAR\r\n${'BEGIN:X\r\n'.repeat(200_000)}${'END:X\r\n'.repeat(200_000)}END:VCALENDAR\r\n`,
    reason: /./,
    maySucceed: true,
  },
] as const satisfies { name: string; text: string | Buffer; reason: RegExp; maySucceed?: boolean }[];
test('a bomb is refused by name', { concurrency: 8 }, async (context) => {
  // Side by side: each of those that never end takes its whole two seconds.
  await Promise.all(
    bombs.map((bomb) =>
      context.test(bomb.name, async () => {
        const reading = await read(bomb.text);
        if ('maySucceed' in bomb && reading.kind === 'read') assert.deepEqual(reading.occurrences, []);
        else
          assert.match(reading.kind === 'refused' ? reading.reason : `read ${reading.occurrences.length}`, bomb.reason);
      }),
    ),
  );
});

test('a hundred thousand days left out, and lines of a million characters, are no bomb', async () => {
  const left = Array.from({ length: 100_000 }, () => '20260603T090000').join(',');
  const reading = await read(
    event('DTSTART:20260601T090000', 'DURATION:PT1H', 'RRULE:FREQ=DAILY;COUNT=3', `EXDATE:${left}`),
  );
  assert.equal(reading.kind === 'read' ? reading.occurrences.length : reading.reason, 2);
});
