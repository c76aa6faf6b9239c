import assert from 'node:assert/strict';
import { test } from 'node:test';
import ICAL from 'ical.js';
import { dayNumber, localText, minutesPerDay } from '../../time/days.ts';
import { dayRuleOf, everComes, startsOfDayRule } from './days-of-rule.ts';

const ruleOf = (text: string, first: number) => {
  const parsed = ICAL.parse(`BEGIN:VEVENT\r\nRRULE:${text}\r\nEND:VEVENT`) as unknown as [string, unknown[][]];
  return dayRuleOf(parsed[1][0]![3] as Record<string, unknown>, first);
};
/** 9 o'clock of a day. */
const nine = (year: number, month: number, day: number): number => dayNumber(year, month, day) * minutesPerDay + 540;

const cases = [
  // From RFC 5545, 3.8.5.3.
  {
    name: 'weeks that begin on Monday',
    rule: 'FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=TU,SU;WKST=MO',
    first: nine(1997, 8, 5),
    found: ['1997-08-05 09:00', '1997-08-10 09:00', '1997-08-19 09:00', '1997-08-24 09:00'],
  },
  {
    name: 'weeks that begin on Sunday',
    rule: 'FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=TU,SU;WKST=SU',
    first: nine(1997, 8, 5),
    found: ['1997-08-05 09:00', '1997-08-17 09:00', '1997-08-19 09:00', '1997-08-31 09:00'],
  },
  {
    name: 'the third of three weekdays in a month',
    rule: 'FREQ=MONTHLY;COUNT=3;BYDAY=TU,WE,TH;BYSETPOS=3',
    first: nine(1997, 9, 4),
    found: ['1997-09-04 09:00', '1997-10-07 09:00', '1997-11-06 09:00'],
  },
  {
    name: 'the last but one working day of a month',
    rule: 'FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-2;COUNT=3',
    first: nine(1997, 9, 29),
    found: ['1997-09-29 09:00', '1997-10-30 09:00', '1997-11-27 09:00'],
  },
  {
    name: 'days of the year, every third year',
    rule: 'FREQ=YEARLY;INTERVAL=3;COUNT=4;BYYEARDAY=1,100,200',
    first: nine(1997, 1, 1),
    found: ['1997-01-01 09:00', '1997-04-10 09:00', '1997-07-19 09:00', '2000-01-01 09:00'],
  },
  {
    name: 'the twentieth Monday of a year',
    rule: 'FREQ=YEARLY;BYDAY=20MO;COUNT=2',
    first: nine(1997, 5, 19),
    found: ['1997-05-19 09:00', '1998-05-18 09:00'],
  },
  {
    name: 'a Friday the thirteenth',
    rule: 'FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=13;COUNT=2',
    first: nine(1997, 9, 2),
    found: ['1998-02-13 09:00', '1998-03-13 09:00'],
  },
  {
    name: 'election day: a Tuesday after a Monday in November, every fourth year',
    rule: 'FREQ=YEARLY;INTERVAL=4;BYMONTH=11;BYDAY=TU;BYMONTHDAY=2,3,4,5,6,7,8;COUNT=2',
    first: nine(1996, 11, 5),
    found: ['1996-11-05 09:00', '2000-11-07 09:00'],
  },
  {
    name: 'several times a day',
    rule: 'FREQ=DAILY;BYHOUR=9,11;BYMINUTE=0,30;COUNT=5',
    first: nine(1997, 9, 2),
    found: ['1997-09-02 09:00', '1997-09-02 09:30', '1997-09-02 11:00', '1997-09-02 11:30', '1997-09-03 09:00'],
  },
  // Where the library is wrong.
  {
    name: 'the last day of each month, by year',
    rule: 'FREQ=YEARLY;BYMONTHDAY=-1;COUNT=3',
    first: nine(1997, 1, 31),
    found: ['1997-01-31 09:00', '1997-02-28 09:00', '1997-03-31 09:00'],
  },
  {
    name: 'a Saturday counted from the end of the year',
    rule: 'FREQ=YEARLY;BYDAY=-1SA;COUNT=2',
    first: nine(1997, 12, 27),
    found: ['1997-12-27 09:00', '1998-12-26 09:00'],
  },
];
for (const { name, rule, first, found } of cases) {
  test(`a rule: ${name}`, () => {
    const read = ruleOf(rule, first)!;
    assert.deepEqual([...startsOfDayRule(read, first, 0, dayNumber(2010, 1, 1))].map(localText), found);
  });
}

test('a long rule is taken up where it is asked for', () => {
  const first = nine(1997, 1, 1);
  const [from, end] = [dayNumber(2026, 6, 1), dayNumber(2026, 6, 10)];
  const found = [...startsOfDayRule(ruleOf('FREQ=DAILY;INTERVAL=4', first)!, first, from, end)];
  assert.deepEqual(found.map(localText), ['2026-06-02 09:00', '2026-06-06 09:00']);
});

test('a rule that never comes is told from one that comes seldom', () => {
  const first = nine(1997, 1, 1);
  const comes = (rule: string): boolean => everComes(ruleOf(rule, first)!, first);
  assert.equal(comes('FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29;BYDAY=MO'), true);
  assert.equal(comes('FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30,31'), false);
  assert.equal(comes('FREQ=MONTHLY;INTERVAL=12;BYMONTHDAY=29;BYMONTH=2'), false);
  assert.equal(comes('FREQ=YEARLY;INTERVAL=1000000'), true);
});

test('rules of hours and less, and weeks by number, are left to the library', () => {
  for (const rule of ['FREQ=HOURLY', 'FREQ=SECONDLY', 'FREQ=YEARLY;BYWEEKNO=20'])
    assert.equal(ruleOf(rule, nine(1997, 1, 1)), null);
});
