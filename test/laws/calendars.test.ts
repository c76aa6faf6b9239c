import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { expandCalendar } from '../../src/agendas/calendars/expand.ts';
import { bySpan, calendarOf, covered, saneEvent, town, window, type Span } from './calendar-grammar.ts';

const expanded = (text: string, within: Span): Span[] =>
  expandCalendar(text, town, within).map(({ start, end }) => ({ start, end }));

const shown = (spans: readonly Span[]): string[] =>
  spans.map(({ start, end }) =>
    [start, end].map((minute) => Temporal.Instant.fromEpochMilliseconds(minute * 60_000).toString()).join(' – '),
  );

test('a calendar covers what counting it day by day gives', () => {
  fc.assert(
    fc.property(fc.array(saneEvent, { minLength: 1, maxLength: 2 }), window, (events, within) => {
      const counted = events.flatMap((event) => covered(event, within)).toSorted(bySpan);
      assert.deepEqual(shown(expanded(calendarOf(events), within)), shown(counted), calendarOf(events));
    }),
    { numRuns: Number(process.env['CALENDARS'] ?? 600) },
  );
});

test('expanding in two windows equals expanding in one', () => {
  fc.assert(
    fc.property(saneEvent, window, fc.double({ min: 0, max: 1, noNaN: true }), (event, within, part) => {
      const text = calendarOf([event]);
      const middle = within.start + Math.floor((within.end - within.start) * part);
      const both = [
        ...expanded(text, { start: within.start, end: middle }),
        // What reaches over the middle is told by both.
        ...expanded(text, { start: middle, end: within.end }).filter(({ start }) => start >= middle),
      ];
      const whole = expanded(text, within);
      assert.deepEqual(shown(both.toSorted(bySpan)), shown(whole), text);
    }),
    { numRuns: Number(process.env['CALENDARS'] ?? 300) },
  );
});
