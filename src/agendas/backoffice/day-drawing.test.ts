import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { dayOf } from '../../time/days.ts';
import { overlap } from '../../time/intervals.ts';
import { openZone } from '../../time/zone.ts';
import { boundsOf, closedItems, onDay, stateOf, stepOf, type DeskDay } from './day-drawing.ts';
import type { Appointment } from './read-day.ts';

const words = { closed: 'fermé', closedUntil: (minute: number) => `jusqu’à ${minute}`, unavailable: 'indisponible' };
const at = (hour: number, minute = 0): number => hour * 60 + minute;
const desk = (changes: Partial<DeskDay> = {}): DeskDay => ({
  id: 1,
  label: 'Guichet 1',
  open: [
    { start: at(9), end: at(12) },
    { start: at(13, 30), end: at(17) },
  ],
  closures: [],
  ...changes,
});
const whole = { start: at(8), end: at(18) };
const told = (items: ReturnType<typeof closedItems>): string[] =>
  items.map(({ start, end, item }) => `${start}-${end} ${item.kind === 'closed' ? item.reason : ''}`);

const cases = [
  {
    name: 'what is not open, until when it opens again',
    desk: desk(),
    taken: [],
    shown: ['480-540 jusqu’à 540', '720-810 jusqu’à 810', '1020-1080 fermé'],
  },
  {
    name: 'an exception by its label, once',
    desk: desk({ closures: [{ start: at(9), end: at(10), label: 'Formation' }] }),
    taken: [],
    shown: ['480-540 jusqu’à 540', '720-810 jusqu’à 810', '1020-1080 fermé', '540-600 Formation'],
  },
  {
    name: 'an exception of the whole day without a label',
    desk: desk({ closures: [{ start: 0, end: 1440, label: '' }] }),
    taken: [],
    shown: ['480-1080 indisponible'],
  },
  {
    name: 'an appointment stands above what is closed',
    desk: desk(),
    taken: [{ start: at(12), end: at(12, 30) }],
    shown: ['480-540 jusqu’à 540', '750-810 jusqu’à 810', '1020-1080 fermé'],
  },
];
for (const { name, desk: one, taken, shown } of cases) {
  test(`closed: ${name}`, () => assert.deepEqual(told(closedItems(one, whole, taken, words)), shown));
}

const interval = fc
  .tuple(fc.integer({ min: 0, max: 1430 }), fc.integer({ min: 1, max: 300 }))
  .map(([start, length]) => ({ start, end: Math.min(1440, start + length) }));

test('nothing that is closed lies on an appointment or outside the bounds', () => {
  fc.assert(
    fc.property(fc.array(interval, { maxLength: 6 }), fc.array(interval, { maxLength: 4 }), (taken, closures) => {
      const one = desk({ closures: closures.map((closure) => ({ ...closure, label: 'x' })) });
      for (const item of closedItems(one, whole, taken, words)) {
        assert.ok(item.start >= whole.start && item.end <= whole.end && item.start < item.end);
        assert.ok(!taken.some((other) => overlap(item, other)));
      }
    }),
  );
});

test('the drawing goes from the first opening or appointment to the last, in whole hours', () => {
  assert.deepEqual(boundsOf([desk()], []), { start: at(9), end: at(17) });
  assert.deepEqual(boundsOf([desk()], [{ start: at(7, 50), end: at(8, 10) }]), { start: at(7), end: at(17) });
  assert.equal(boundsOf([desk({ open: [] })], []), null);
});

test('a row is as short as the shortest appointment asks', () => {
  assert.deepEqual([[30, 15], [10, 30], [5], [20], []].map(stepOf), [15, 10, 5, 15, 15]);
});

const zone = openZone('Europe/Paris');
const minuteOfInstant = (text: string): number => Temporal.Instant.from(text).epochMilliseconds / 60_000;
const days = [
  {
    name: 'a plain day',
    day: '2026-12-15',
    from: '2026-12-15T08:00:00Z',
    to: '2026-12-15T08:30:00Z',
    is: [at(9), at(9, 30)],
  },
  {
    name: 'begun the day before',
    day: '2026-12-15',
    from: '2026-12-14T22:00:00Z',
    to: '2026-12-14T23:30:00Z',
    is: [0, at(0, 30)],
  },
  {
    name: 'past midnight',
    day: '2026-12-15',
    from: '2026-12-15T22:30:00Z',
    to: '2026-12-16T01:00:00Z',
    is: [at(23, 30), 1440],
  },
  {
    name: 'over the hour that March leaves out',
    day: '2026-03-29',
    from: '2026-03-29T00:30:00Z',
    to: '2026-03-29T01:30:00Z',
    is: [at(1, 30), at(3, 30)],
  },
] as const;
for (const { name, day, from, to, is } of days) {
  test(`minutes of a local day: ${name}`, () => {
    const { start, end } = onDay(
      { start: minuteOfInstant(from), end: minuteOfInstant(to) },
      dayOf(Temporal.PlainDate.from(day)),
      zone,
    );
    assert.deepEqual([start, end], is);
  });
}

test('an appointment is to come, under way, over, or missed', () => {
  const state = (startMinute: number, present: boolean | null = null) =>
    stateOf({ startMinute, endMinute: startMinute + 30, present } as Appointment, 100);
  assert.deepEqual(
    [state(101), state(100), state(71), state(70), state(70, false)],
    ['coming', 'now', 'now', 'past', 'away'],
  );
});
