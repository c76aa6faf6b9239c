import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { dayOf, minutesPerDay } from '../../time/days.ts';
import { merged } from '../../time/intervals.ts';
import { openZone } from '../../time/zone.ts';
import { firstFree, freeRangeSteps, rangeRefusal, stepsByDay, type FreeRangeQuestion } from './free-range.ts';
import { openings } from './openings.ts';

const paris = openZone('Europe/Paris');
const day = dayOf(Temporal.PlainDate.from('2026-06-06'));
const at = (hour: number): number => paris.toInstant(day * minutesPerDay + hour * 60);
const hours = [
  { on: { weekday: 6, indexes: [] }, startMinute: 600, endMinute: 750 },
  { on: { weekday: 6, indexes: [] }, startMinute: 840, endMinute: 900 },
];

function question(taken: [number, number][] = [], exceptions: [number, number][] = []): FreeRangeQuestion {
  const open = openings(hours, day, day + 1, paris);
  return {
    desk: {
      id: 1,
      slug: 'big-room',
      label: 'Grande salle',
      open: merged(open),
      exceptions: exceptions.map(([from, to]) => ({ start: at(from), end: at(to), label: 'Travaux' })),
      taken: taken.map(([from, to]) => ({
        start: at(from),
        end: at(to),
        bookingId: 1,
        beforeMinutes: 0,
        afterMinutes: 0,
        lockedUntil: null,
      })),
    },
    openings: open,
    stepMinutes: 30,
    bounds: { earliest: 0, latest: null },
  };
}

const told = (asked: FreeRangeQuestion): string[] =>
  freeRangeSteps(asked, paris).map(({ minute, status }) => `${(paris.toLocal(minute) % minutesPerDay) / 60} ${status}`);

const cases = [
  {
    name: 'free, closed between two openings and at the end',
    asked: question(),
    steps: [
      '10 free',
      '10.5 free',
      '11 free',
      '11.5 free',
      '12 free',
      '12.5 closed',
      '14 free',
      '14.5 free',
      '15 closed',
    ],
  },
  {
    name: 'booked and excepted',
    asked: question([[10.5, 11.25]], [[14.75, 16]]),
    steps: [
      '10 free',
      '10.5 booked',
      '11 booked',
      '11.5 free',
      '12 free',
      '12.5 closed',
      '14 free',
      '14.5 closed',
      '15 closed',
    ],
  },
];
for (const { name, asked, steps } of cases) test(`steps of a day: ${name}`, () => assert.deepEqual(told(asked), steps));

const evening = { on: { weekday: 6, indexes: [] }, startMinute: 1380, endMinute: 1440 };
const night = { on: { weekday: 7, indexes: [] }, startMinute: 0, endMinute: 60 };
const daysCases = [
  { name: 'up to midnight', hours: [evening], days: ['6: 23 free, 23.5 free, 24 closed'] },
  {
    name: 'over midnight',
    hours: [evening, night],
    days: ['6: 23 free, 23.5 free, 24 closed', '7: 0 free, 0.5 free, 1 closed'],
  },
  { name: 'from midnight', hours: [night], days: ['7: 0 free, 0.5 free, 1 closed'] },
  {
    name: 'twice a day',
    hours: [night, { ...night, startMinute: 1410, endMinute: 1440 }],
    days: ['7: 0 free, 0.5 free, 1 closed, 23.5 free, 24 closed'],
  },
];
for (const { name, hours: weekly, days } of daysCases) {
  test(`steps by day: ${name}`, () => {
    const open = openings(weekly, day, day + 2, paris);
    const asked = { ...question(), desk: { ...question().desk, open: merged(open) }, openings: open };
    const shown = stepsByDay(asked, paris).map(({ day: one, steps }) => {
      const texts = steps.map(
        ({ minute, status }) => `${(paris.toLocal(minute) - one * minutesPerDay) / 60} ${status}`,
      );
      return `${one - day + 6}: ${texts.join(', ')}`;
    });
    assert.deepEqual(shown, days);
  });
}

const ranges: { name: string; from: number; to: number; taken?: [number, number][]; refusal: string | null }[] = [
  { name: 'two steps', from: 10, to: 11, refusal: null },
  { name: 'up to the end of the opening', from: 11.5, to: 12.5, refusal: null },
  { name: 'one step', from: 10, to: 10.5, refusal: 'too short' },
  { name: 'five steps', from: 10, to: 12.5, refusal: 'too long' },
  { name: 'between steps', from: 10.25, to: 11.25, refusal: 'not on a step' },
  { name: 'over the closing', from: 12, to: 14.5, refusal: 'not free' },
  { name: 'backwards', from: 11, to: 10, refusal: 'not free' },
  { name: 'over what is taken', from: 10, to: 11.5, taken: [[11, 11.5]], refusal: 'not free' },
  { name: 'beside what is taken', from: 10, to: 11, taken: [[11, 11.5]], refusal: null },
];
for (const { name, from, to, taken, refusal } of ranges) {
  test(`a range to rent: ${name}`, () => {
    const span = { start: at(from), end: at(to) };
    assert.equal(rangeRefusal(question(taken), span, { minimal: 2, maximal: 4 }, paris), refusal);
  });
}

test('a run of free steps is a range that may be rented, and a run always ends', () => {
  const cut = fc
    .tuple(fc.integer({ min: 36, max: 64 }), fc.integer({ min: 1, max: 8 }))
    .map(([from, length]): [number, number] => [from / 4, (from + length) / 4]);
  fc.assert(
    fc.property(fc.array(cut, { maxLength: 3 }), fc.array(cut, { maxLength: 2 }), (taken, exceptions) => {
      const asked = question(taken, exceptions);
      const steps = freeRangeSteps(asked, paris);
      assert.notEqual(steps.at(-1)?.status, 'free');
      steps.forEach((step, index) => {
        const next = steps[index + 1];
        if (!next || step.status === 'closed') return;
        const refusal = rangeRefusal(
          asked,
          { start: step.minute, end: next.minute },
          { minimal: 1, maximal: null },
          paris,
        );
        assert.equal(refusal, step.status === 'free' ? null : 'not free');
      });
    }),
  );
});

test('the doubled hour of October is one long step', () => {
  const change = dayOf(Temporal.PlainDate.from('2026-10-25'));
  const open = openings([{ on: { day: change }, startMinute: 60, endMinute: 240 }], change, change + 1, paris);
  const asked = { ...question(), desk: { ...question().desk, open: merged(open) }, openings: open };
  assert.deepEqual(told(asked), ['1 free', '1.5 free', '2 free', '2.5 free', '3 free', '3.5 free', '4 closed']);
});

test('the first free range is the first that may be rented', () => {
  const span = fc.tuple(fc.integer({ min: 20, max: 31 }), fc.integer({ min: 1, max: 3 }));
  fc.assert(
    fc.property(fc.array(span, { maxLength: 4 }), fc.integer({ min: 1, max: 4 }), (spans, least) => {
      const asked = question(spans.map(([half, length]) => [half / 2, (half + length) / 2]));
      const { stepMinutes } = asked;
      const steps = freeRangeSteps(asked, paris);
      const slots = { minimal: least, maximal: null };
      const first = steps.find(
        ({ minute }) =>
          rangeRefusal(asked, { start: minute, end: minute + least * stepMinutes }, slots, paris) === null,
      );
      assert.equal(firstFree(steps, least), first?.minute ?? null);
    }),
  );
});
