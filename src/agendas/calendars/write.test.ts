import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import ICAL from 'ical.js';
import { calendarText, cleaned, type CalendarEvent } from './write.ts';

const event: CalendarEvent = {
  uid: 'booking-14@agendas.example.org',
  start: 29_680_305,
  end: 29_680_335,
  summary: 'Passeport',
  stamp: Temporal.Instant.from('2026-06-01T07:45:12Z'),
};

const valuesOf = (text: string): Record<string, unknown> => {
  const calendar = new ICAL.Component(ICAL.parse(text) as never);
  const events = calendar.getAllSubcomponents('vevent');
  assert.equal(events.length, 1);
  return Object.fromEntries(
    events[0]!.getAllProperties().map((property) => [property.name, String(property.getFirstValue())]),
  );
};

test('a booking as a calendar', () => {
  const text = calendarText([
    { ...event, organizer: 'mairie@example.org', url: 'https://demarches.example.org/passeport/1/', cancelled: true },
  ]);
  assert.deepEqual(valuesOf(text), {
    uid: 'booking-14@agendas.example.org',
    dtstamp: '2026-06-01T07:45:12Z',
    dtstart: '2026-06-07T07:45:00Z',
    dtend: '2026-06-07T08:15:00Z',
    summary: 'Passeport',
    url: 'https://demarches.example.org/passeport/1/',
    organizer: 'mailto:mairie@example.org',
    status: 'CANCELLED',
  });
  assert.ok(text.split('\r\n').every((line) => Buffer.byteLength(line) <= 76 && !/[\r\n]/.test(line)));
});

const poison = fc.constantFrom(
  '\r\n',
  '\n',
  '\r',
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
  '\u2028',
  'é',
  '👪',
  ' ',
);
const hostile = fc
  .array(fc.oneof(poison, fc.string({ maxLength: 40 })), { minLength: 1, maxLength: 8 })
  .map((parts) => `x${parts.join('')}x`);

test('whatever a text holds, it parses back to the same text and adds no line of its own', () => {
  fc.assert(
    fc.property(hostile, hostile, hostile, (summary, description, location) => {
      const text = calendarText([{ ...event, summary, description, location, url: summary, organizer: location }]);
      const found = valuesOf(text);
      assert.equal(found['summary'], cleaned(summary));
      assert.equal(found['description'], cleaned(description));
      assert.equal(found['location'], cleaned(location));
      assert.deepEqual(Object.keys(found).toSorted(), [
        'description',
        'dtend',
        'dtstamp',
        'dtstart',
        'location',
        'organizer',
        'summary',
        'uid',
        'url',
      ]);
    }),
    { numRuns: 300 },
  );
});
