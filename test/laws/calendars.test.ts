import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { expandCalendar } from '../../src/agendas/calendars/expand.ts';
import { calendarText, cleaned } from '../../src/agendas/calendars/write.ts';
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
    { numRuns: Number(process.env['CALENDARS'] ?? 400) },
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

const piece = fc.constantFrom(
  '\r\n',
  '\n',
  ';',
  ',',
  '\\',
  '\\n',
  ':',
  '"',
  'BEGIN:VEVENT',
  'END:VEVENT\r\n',
  '\0',
  '\ud800',
  '👪',
  ' ',
  'é'.repeat(80),
);
const title = fc.array(fc.oneof(piece, fc.string({ maxLength: 12 })), { maxLength: 6 }).map((parts) => parts.join(''));

test('what is written is read back: as many events, at their times, under their titles', () => {
  const first = 29_680_305;
  const written = fc.array(
    fc.record({ start: fc.nat(100_000), length: fc.integer({ min: 1, max: 3_000 }), title, cancelled: fc.boolean() }),
    { maxLength: 6 },
  );
  fc.assert(
    fc.property(written, (drawn) => {
      const events = drawn.map(({ start, length, title: summary, cancelled }, n) => ({
        uid: `booking-${n}`,
        start: first + start,
        end: first + start + length,
        summary: `x${summary}x`,
        description: summary,
        comment: summary,
        location: summary,
        url: summary,
        cancelled,
        stamp: Temporal.Instant.fromEpochMilliseconds(first * 60_000),
      }));
      const found = expandCalendar(calendarText(events), town, { start: 0, end: first * 2 });
      const expected = events
        .filter(({ cancelled }) => !cancelled)
        .map(({ start, end, summary }) => ({ start, end, label: cleaned(summary).trim().slice(0, 200) }));
      const byAll = (a: Span & { label: string }, b: Span & { label: string }): number =>
        bySpan(a, b) || (a.label < b.label ? -1 : 1);
      assert.deepEqual(found.toSorted(byAll), expected.toSorted(byAll));
    }),
    { numRuns: 200 },
  );
});
