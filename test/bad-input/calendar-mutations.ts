import fc from 'fast-check';
import { calendarOf, saneEvent, window, type Span } from '../laws/calendar-grammar.ts';

/* Calendars that were right, and then weren't: lines dropped, doubled, swapped, cut, folded and written into. */

const lines = [
  'RRULE:FREQ=DAILY;INTERVAL=0',
  'RRULE:FREQ=DAILY;INTERVAL=-1',
  'RRULE:FREQ=DAILY;INTERVAL=99999999999999999999',
  'RRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30',
  'RRULE:FREQ=MONTHLY;BYDAY=6MO',
  'RRULE:FREQ=DAILY;COUNT=2000000000',
  'RRULE:FREQ=WEEKLY;UNTIL=99991231T235959Z;WKST=XX',
  'RRULE:FREQ=YEARLY;BYWEEKNO=53;BYDAY=MO;COUNT=3',
  'RRULE:FREQ=MONTHLY;BYSETPOS=-367;BYDAY=MO',
  'RRULE:FREQ=DAILY;UNTIL=',
  'RRULE:FREQ=__proto__',
  'RRULE:',
  'RRULE:FREQ=DAILY;BYHOUR=24;BYMINUTE=60',
  'EXRULE:FREQ=DAILY',
  'EXDATE:',
  'EXDATE;TZID=Nowhere/Land:20260101T000000',
  'RDATE;VALUE=PERIOD:20260101T000000Z/PT1H',
  'RDATE;VALUE=PERIOD:20260101T000000Z',
  'RECURRENCE-ID;RANGE=THISANDFUTURE:20260101T000000Z',
  'DTSTART:20260230T250000Z',
  'DTSTART;VALUE=DATE:00000000',
  'DTSTART:99991231T235959Z',
  'DTSTART;TZID=:20260101T000000',
  'DTSTART;TZID=__proto__:20260101T000000',
  'DTEND:19000101T000000Z',
  'DURATION:-P1D',
  'DURATION:P99999999999999D',
  'DURATION:PT',
  'SUMMARY:\0\ud800\u2028',
  `SUMMARY:${'x'.repeat(20_000)}`,
  'X-A;X-B="unclosed:1',
  'BEGIN:VCALENDAR',
  'BEGIN:VEVENT',
  'END:VEVENT',
  'END:VCALENDAR',
  'BEGIN:VTIMEZONE\r\nTZID:Europe/Paris\r\nBEGIN:STANDARD\r\nRRULE:FREQ=SECONDLY\r\nDTSTART:19700101T000000\r\nEND:STANDARD\r\nEND:VTIMEZONE',
  'BEGIN:__proto__\r\nEND:__proto__',
  'constructor:toString',
  ' folded',
  ':',
  '',
];
const values = [
  '',
  '0',
  '-1',
  '9'.repeat(30),
  '\0',
  '\ud800',
  '2026-02-30',
  'a,b,,a',
  ';;;',
  '"',
  '%00',
  '٣',
  'DAILY',
  '__proto__',
];

type Mutation = {
  kind: 'drop' | 'double' | 'swap' | 'cut' | 'line' | 'value' | 'fold' | 'byte';
  at: number;
  to: number;
  nth: number;
};
const mutation: fc.Arbitrary<Mutation> = fc.record({
  kind: fc.constantFrom('drop', 'double', 'swap', 'cut', 'line', 'value', 'fold', 'byte'),
  at: fc.nat(),
  to: fc.nat(),
  nth: fc.nat(),
});

function mutate(text: string, { kind, at, to, nth }: Mutation): string {
  const all = text.split('\r\n');
  const [here, there] = [at % all.length, to % all.length];
  const line = all[here]!;
  const back = (changed: readonly string[]): string => changed.join('\r\n');
  switch (kind) {
    case 'drop':
      return back(all.toSpliced(here, 1));
    case 'double':
      return back(all.toSpliced(here, 0, line));
    case 'swap':
      return back(all.with(here, all[there]!).with(there, line));
    case 'cut':
      return text.slice(0, at % (text.length + 1));
    case 'line':
      return back(all.toSpliced(here, 0, lines[nth % lines.length]!));
    case 'value': {
      const parts = line.split(/(?<=[:;=,])/);
      const put = values[nth % values.length]!;
      return back(all.with(here, parts.with(to % parts.length, put).join('')));
    }
    case 'fold':
      return back(all.with(here, `${line.slice(0, to % (line.length + 1))}\r\n ${line.slice(to % (line.length + 1))}`));
    case 'byte':
      return (
        text.slice(0, at % (text.length + 1)) +
        ['\n', '\r', ':', ';', '\\', '\t', '\x01'][nth % 7]! +
        text.slice((at % (text.length + 1)) + (to % 2))
      );
  }
}

export const mutated: fc.Arbitrary<{ text: string; window: Span }> = fc
  .record({
    events: fc.array(saneEvent, { minLength: 1, maxLength: 2 }),
    mutations: fc.array(mutation, { minLength: 1, maxLength: 4 }),
    window,
  })
  .map(({ events, mutations, window: within }) => ({
    text: mutations.reduce(mutate, calendarOf(events)),
    window: within,
  }));
