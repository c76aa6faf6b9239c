import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { dateOf, dayOf, isoWeekday, localText, minuteOf, nthOfMonth } from '../../time/days.ts';
import { openZone } from '../../time/zone.ts';
import { CalendarRefusal } from './calendar-refusal.ts';
import { expandCalendar } from './expand.ts';

const paris = openZone('Europe/Paris');
const at = (text: string): number =>
  minuteOf(Temporal.PlainDateTime.from(text).toZonedDateTime('Europe/Paris').toInstant());
const year2026 = { start: at('2026-01-01T00:00'), end: at('2027-01-01T00:00') };

const calendar = (...events: string[][]): string =>
  [
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    ...events.flatMap((lines) => ['BEGIN:VEVENT', ...lines, 'END:VEVENT']),
    'END:VCALENDAR',
    '',
  ].join('\r\n');

const told = (text: string, window = year2026): string[] =>
  expandCalendar(text, 'Europe/Paris', window).map(
    ({ start, end, label }) =>
      `${localText(paris.toLocal(start))} – ${localText(paris.toLocal(end))}${label ? ` ${label}` : ''}`,
  );

const weekly = [
  'UID:1',
  'DTSTART;TZID=Europe/Paris:20260601T090000',
  'DTEND;TZID=Europe/Paris:20260601T100000',
  'RRULE:FREQ=WEEKLY;COUNT=3',
];

const cases: { name: string; events: string[][]; found: string[] }[] = [
  {
    name: 'one, in UTC',
    events: [['DTSTART:20260601T070000Z', 'DTEND:20260601T080000Z', 'SUMMARY:Réunion\\, bureau']],
    found: ['2026-06-01 09:00 – 2026-06-01 10:00 Réunion, bureau'],
  },
  {
    name: "without a zone: the town's",
    events: [['DTSTART:20260601T090000', 'DURATION:PT90M']],
    found: ['2026-06-01 09:00 – 2026-06-01 10:30'],
  },
  {
    name: 'all day',
    events: [['DTSTART;VALUE=DATE:20260514', 'DTEND;VALUE=DATE:20260516']],
    found: ['2026-05-14 00:00 – 2026-05-16 00:00'],
  },
  {
    name: 'all day, without an end',
    events: [['DTSTART;VALUE=DATE:20260514']],
    found: ['2026-05-14 00:00 – 2026-05-15 00:00'],
  },
  {
    name: 'all day on the clock change of March: 23 hours',
    events: [['DTSTART;VALUE=DATE:20260329']],
    found: ['2026-03-29 00:00 – 2026-03-30 00:00'],
  },
  { name: 'a moment without a length closes nothing', events: [['DTSTART:20260601T090000']], found: [] },
  {
    name: 'by a name of Windows',
    events: [['DTSTART;TZID=Eastern Standard Time:20260601T090000', 'DURATION:PT1H']],
    found: ['2026-06-01 15:00 – 2026-06-01 16:00'],
  },
  {
    name: 'by a name with a path',
    events: [['DTSTART;TZID=/mozilla.org/20050126_1/America/New_York:20260601T090000', 'DURATION:PT1H']],
    found: ['2026-06-01 15:00 – 2026-06-01 16:00'],
  },
  {
    name: 'each week, but one day left out',
    events: [[...weekly, 'EXDATE;TZID=Europe/Paris:20260608T090000']],
    found: ['2026-06-01 09:00 – 2026-06-01 10:00', '2026-06-15 09:00 – 2026-06-15 10:00'],
  },
  {
    name: 'each week, a day left out by its date, another by its instant',
    events: [[...weekly, 'EXDATE;VALUE=DATE:20260608', 'EXDATE:20260615T070000Z']],
    found: ['2026-06-01 09:00 – 2026-06-01 10:00'],
  },
  {
    name: 'each week, one moved and one cancelled',
    events: [
      weekly,
      [
        'UID:1',
        'RECURRENCE-ID;TZID=Europe/Paris:20260608T090000',
        'DTSTART;TZID=Europe/Paris:20260609T140000',
        'DURATION:PT2H',
        'SUMMARY:Déplacé',
      ],
      ['UID:1', 'RECURRENCE-ID:20260615T070000Z', 'DTSTART:20260615T070000Z', 'STATUS:CANCELLED'],
    ],
    found: ['2026-06-01 09:00 – 2026-06-01 10:00', '2026-06-09 14:00 – 2026-06-09 16:00 Déplacé'],
  },
  {
    name: 'and on one more day',
    events: [['DTSTART:20260601T090000', 'DURATION:PT1H', 'RDATE:20260603T110000']],
    found: ['2026-06-01 09:00 – 2026-06-01 10:00', '2026-06-03 11:00 – 2026-06-03 12:00'],
  },
  {
    name: 'over the clock change of October: the same time on the wall',
    events: [['DTSTART;TZID=Europe/Paris:20261024T090000', 'DURATION:PT1H', 'RRULE:FREQ=DAILY;UNTIL=20261026T080000Z']],
    found: [
      '2026-10-24 09:00 – 2026-10-24 10:00',
      '2026-10-25 09:00 – 2026-10-25 10:00',
      '2026-10-26 09:00 – 2026-10-26 10:00',
    ],
  },
  {
    name: 'in the hour that March leaves out: an hour later',
    events: [['DTSTART;TZID=Europe/Paris:20260328T023000', 'DURATION:PT15M', 'RRULE:FREQ=DAILY;COUNT=2']],
    found: ['2026-03-28 02:30 – 2026-03-28 02:45', '2026-03-29 03:30 – 2026-03-29 03:45'],
  },
  {
    name: 'each day until a day, which counts',
    events: [['DTSTART;VALUE=DATE:20261230', 'RRULE:FREQ=DAILY;UNTIL=20261231']],
    found: ['2026-12-30 00:00 – 2026-12-31 00:00', '2026-12-31 00:00 – 2027-01-01 00:00'],
  },
  {
    name: 'each leap day',
    events: [['DTSTART;VALUE=DATE:20240229', 'RRULE:FREQ=YEARLY']],
    found: [],
  },
  {
    name: 'before and after the period: not kept',
    events: [['DTSTART;VALUE=DATE:20251231'], ['DTSTART;VALUE=DATE:20270101']],
    found: [],
  },
  {
    name: 'that reaches into the period: kept',
    events: [['DTSTART;VALUE=DATE:20251231', 'DURATION:P2D']],
    found: ['2025-12-31 00:00 – 2026-01-02 00:00'],
  },
  { name: 'cancelled: not kept', events: [['DTSTART;VALUE=DATE:20260601', 'STATUS:CANCELLED']], found: [] },
  {
    name: 'free for others: not kept',
    events: [
      ['DTSTART;VALUE=DATE:20260601', 'TRANSP:TRANSPARENT', 'SUMMARY:Vacances'],
      ['DTSTART;VALUE=DATE:20260602', 'TRANSP:OPAQUE'],
    ],
    found: ['2026-06-02 00:00 – 2026-06-03 00:00'],
  },
  {
    name: 'one of a series, free for others',
    events: [
      ['UID:1', 'DTSTART;VALUE=DATE:20260601', 'RRULE:FREQ=DAILY;COUNT=2'],
      ['UID:1', 'RECURRENCE-ID;VALUE=DATE:20260602', 'DTSTART;VALUE=DATE:20260602', 'TRANSP:TRANSPARENT'],
    ],
    found: ['2026-06-01 00:00 – 2026-06-02 00:00'],
  },
  {
    name: 'two under one number: both',
    events: [
      ['UID:1', 'DTSTART;VALUE=DATE:20260601'],
      ['UID:1', 'DTSTART;VALUE=DATE:20260603'],
    ],
    found: ['2026-06-01 00:00 – 2026-06-02 00:00', '2026-06-03 00:00 – 2026-06-04 00:00'],
  },
];
for (const { name, events, found } of cases)
  test(`events: ${name}`, () => assert.deepEqual(told(calendar(...events)), found));

test('each leap day, in a leap year', () => {
  const window = { start: at('2027-01-01T00:00'), end: at('2029-01-01T00:00') };
  assert.deepEqual(told(calendar(['DTSTART;VALUE=DATE:20240229', 'RRULE:FREQ=YEARLY']), window), [
    '2028-02-29 00:00 – 2028-03-01 00:00',
  ]);
});

test('a zone of its own, named by the place it stands for', () => {
  const zone = ['BEGIN:VTIMEZONE', 'TZID:Ours', 'X-LIC-LOCATION:America/New_York', 'END:VTIMEZONE'].join('\r\n');
  const text = calendar(['DTSTART;TZID=Ours:20260601T090000', 'DURATION:PT1H']).replace(
    'VERSION:2.0',
    `VERSION:2.0\r\n${zone}`,
  );
  assert.deepEqual(told(text), ['2026-06-01 15:00 – 2026-06-01 16:00']);
});

const refusals = [
  { name: 'not a calendar', text: 'Bonjour', reason: /not a calendar|holds/ },
  { name: 'empty', text: '', reason: /not a calendar|holds/ },
  { name: 'cut in the middle', text: calendar(weekly).slice(0, 120), reason: /not a calendar/ },
  {
    name: 'an unknown zone',
    text: calendar(['DTSTART;TZID=Mairie:20260601T090000']),
    reason: /time zone 'Mairie' is unknown/,
  },
  { name: 'a day that does not exist', text: calendar(['DTSTART;VALUE=DATE:20260230']), reason: /./ },
  {
    name: 'a rule without a frequency',
    text: calendar(['DTSTART:20260601T090000', 'RRULE:FREQ=OFTEN']),
    reason: /invalid frequency/,
  },
  {
    name: 'a rule that stands still',
    text: calendar(['DTSTART:20260601T090000', 'RRULE:FREQ=DAILY;INTERVAL=0']),
    reason: /INTERVAL=0/,
  },
  {
    name: 'each second',
    text: calendar(['DTSTART:20260601T090000', 'DURATION:PT1S', 'RRULE:FREQ=SECONDLY']),
    reason: /FREQ=SECONDLY comes back too often/,
  },
  {
    name: 'a calendar in a calendar',
    text: calendar().replace('END:VCALENDAR', `${calendar()}END:VCALENDAR`),
    reason: /within a calendar/,
  },
  { name: 'an event without a start', text: calendar(['SUMMARY:Rien']), reason: /no DTSTART/ },
  { name: 'a duration that is none', text: calendar(['DTSTART:20260601T090000', 'DURATION:toujours']), reason: /./ },
];
for (const { name, text, reason } of refusals) {
  test(`refused: ${name}`, () => {
    assert.throws(
      () => told(text),
      (error: Error) => (error instanceof CalendarRefusal || error instanceof RangeError) && reason.test(error.message),
    );
  });
}

type Rule = { text: string; on: (day: number, first: number) => boolean };
const days = ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'];
const week = (day: number): number => Math.floor((day + 3) / 7);
const monthOf = (day: number): number => dateOf(day).year * 12 + dateOf(day).month;
const anyRule: fc.Arbitrary<Rule> = fc.oneof(
  fc
    .integer({ min: 1, max: 9 })
    .map((every): Rule => ({ text: `FREQ=DAILY;INTERVAL=${every}`, on: (day, first) => (day - first) % every === 0 })),
  fc
    .tuple(fc.integer({ min: 1, max: 3 }), fc.uniqueArray(fc.integer({ min: 1, max: 7 }), { minLength: 1 }))
    .map(([every, weekdays]): Rule => ({
      text: `FREQ=WEEKLY;INTERVAL=${every};BYDAY=${weekdays.map((weekday) => days[weekday - 1]).join(',')}`,
      on: (day, first) => weekdays.includes(isoWeekday(day)) && (week(day) - week(first)) % every === 0,
    })),
  fc.tuple(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 31 })).map(([every, number]): Rule => ({
    text: `FREQ=MONTHLY;INTERVAL=${every};BYMONTHDAY=${number}`,
    on: (day, first) => dateOf(day).day === number && (monthOf(day) - monthOf(first)) % every === 0,
  })),
  fc.constantFrom(1, 2).map((every): Rule => ({
    text: `FREQ=MONTHLY;INTERVAL=${every}`,
    on: (day, first) => dateOf(day).day === dateOf(first).day && (monthOf(day) - monthOf(first)) % every === 0,
  })),
  fc.tuple(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 1, max: 7 })).map(([nth, weekday]): Rule => ({
    text: `FREQ=MONTHLY;BYDAY=${nth}${days[weekday - 1]}`,
    on: (day) => isoWeekday(day) === weekday && nthOfMonth(day) === nth,
  })),
);

test('a rule gives the days that counting day by day gives', () => {
  const first = dayOf(Temporal.PlainDate.from('2025-11-01'));
  fc.assert(
    fc.property(anyRule, fc.nat(60), ({ text, on }, offset) => {
      const start = first + offset;
      const dtstart = dateOf(start).toString().replaceAll('-', '');
      const found = told(calendar([`DTSTART;VALUE=DATE:${dtstart}`, `RRULE:${text}`])).map((line) => line.slice(0, 10));
      const expected: string[] = [];
      for (let day = start; dateOf(day).year < 2027; day++) {
        if ((on(day, start) || day === start) && dateOf(day).year === 2026) expected.push(dateOf(day).toString());
      }
      assert.deepEqual(found, expected);
    }),
    { numRuns: 150 },
  );
});
