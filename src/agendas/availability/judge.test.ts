import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { covers, merged, overlap } from '../../time/intervals.ts';
import { explain } from './explain.ts';
import {
  desksFor,
  isOffered,
  isShown,
  judge,
  type Desk,
  type Marks,
  type Question,
  type Reason,
  type Taken,
} from './judge.ts';

const span = fc
  .tuple(fc.nat(200), fc.integer({ min: 1, max: 40 }))
  .map(([start, length]) => ({ start, end: start + length }));
const anyTaken: fc.Arbitrary<Taken> = fc
  .record({
    span,
    bookingId: fc.nat(1000),
    beforeMinutes: fc.nat(10),
    afterMinutes: fc.nat(10),
    lockedUntil: fc.option(fc.constant(9999)),
  })
  .map(({ span, ...rest }) => ({ ...span, ...rest }));
const anyException = span.map((some) => ({ ...some, label: 'Formation' }));
const few = <Item>(item: fc.Arbitrary<Item>, maxLength: number): fc.Arbitrary<Item[]> => fc.array(item, { maxLength });

const anyDesk: fc.Arbitrary<Desk> = fc.record({
  id: fc.nat(9),
  slug: fc.constant('guichet'),
  label: fc.constant('Guichet'),
  open: few(span, 4).map(merged),
  exceptions: few(anyException, 2),
  taken: few(anyTaken, 3),
});

const anyQuestion: fc.Arbitrary<Question> = fc.record({
  starts: fc.uniqueArray(fc.nat(240), { maxLength: 30 }).map((starts) => starts.toSorted((a, b) => a - b)),
  meeting: fc.record({
    durationMinutes: fc.integer({ min: 1, max: 30 }),
    beforeMinutes: fc.nat(10),
    afterMinutes: fc.nat(10),
  }),
  desks: few(anyDesk, 3),
  resources: few(
    fc.record({ id: fc.nat(9), slug: fc.constant('borne'), label: fc.constant('Borne'), taken: few(anyTaken, 1) }),
    1,
  ),
  bounds: fc.record({ earliest: fc.nat(60), latest: fc.option(fc.integer({ min: 120, max: 240 })) }),
  excluded: few(span, 1),
  userHas: few(anyTaken, 1),
});

/** The rule again, told minute by minute. */
function isFree({ meeting, resources, bounds, excluded, userHas }: Question, desk: Desk, start: number): boolean {
  const { durationMinutes, beforeMinutes, afterMinutes } = meeting;
  const inTime = start >= bounds.earliest && (bounds.latest === null || start < bounds.latest);
  const others = [...resources.flatMap(({ taken }) => taken), ...userHas];
  for (let minute = start; minute < start + durationMinutes; minute++) {
    if (!covers(desk.open, minute) || covers(excluded, minute) || covers(others, minute)) return false;
    if (covers(desk.exceptions, minute) || covers(desk.taken, minute)) return false;
  }
  const mine = { start, end: start + durationMinutes };
  const withPauses = { start: start - beforeMinutes, end: mine.end + afterMinutes };
  return (
    inTime &&
    desk.taken.every((taken) => {
      const theirs = { start: taken.start - taken.beforeMinutes, end: taken.end + taken.afterMinutes };
      return !overlap(withPauses, taken) && !overlap(mine, theirs);
    })
  );
}

test('a slot is free if and only if open, not excepted, not taken, desk by desk and minute by minute', () => {
  fc.assert(
    fc.property(anyQuestion, (question) => {
      const verdict = judge(question);
      question.starts.forEach((start, index) => {
        const free = question.desks.flatMap((desk, at) => (isFree(question, desk, start) ? [at] : []));
        assert.deepEqual(desksFor(verdict, index), free);
        assert.equal(isOffered(verdict, index), free.length > 0);
      });
    }),
    { numRuns: 500 },
  );
});

const countOf = ({ closed, taken }: Marks, start: number): number => closed[start]! + taken[start]!;

test('what is told counts as what decides, and telling changes nothing', () => {
  fc.assert(
    fc.property(anyQuestion, (question) => {
      const { verdict, refused } = explain(question);
      assert.deepEqual(verdict, judge(question));
      for (const { start, whatever, atDesk } of refused) {
        const index = question.starts.indexOf(start);
        assert.equal(whatever.length, countOf(verdict.against, index));
        assert.deepEqual(
          atDesk.map(({ length }) => length),
          verdict.atDesk.map((marks) => countOf(marks, index)),
        );
      }
    }),
  );
});

test('a slot is shown when some desk is open for it and nothing is excepted, taken or not', () => {
  fc.assert(
    fc.property(anyQuestion, (question) => {
      const nobody = {
        ...question,
        desks: question.desks.map((desk) => ({ ...desk, taken: [] })),
        resources: [],
        userHas: [],
      };
      const free = judge(nobody);
      const verdict = judge(question);
      question.starts.forEach((_, index) => assert.equal(isShown(verdict, index), isOffered(free, index)));
    }),
  );
});

test('a slot with its only reason taken away is offered', () => {
  const seen = new Set<Reason['kind']>();
  fc.assert(
    fc.property(anyQuestion, (question) => {
      for (const { start, whatever, atDesk } of explain(question).refused) {
        atDesk.forEach((reasons, desk) => {
          if (whatever.length + reasons.length !== 1) return;
          const [reason] = [...whatever, ...reasons] as [Reason];
          seen.add(reason.kind);
          const without = { ...takeAway(question, desk, start, reason), starts: [start] };
          assert.equal(isOffered(judge(without), 0), true, reason.kind);
        });
      }
    }),
    { numRuns: 2000, seed: 4 },
  );
  const kinds = [
    'not open',
    'exception',
    'taken',
    'locked',
    'pause',
    'resource',
    'delay',
    'window',
    'excluded hours',
    'user already booked',
  ];
  assert.deepEqual([...seen].toSorted(), kinds.toSorted());
});

function takeAway(question: Question, at: number, start: number, reason: Reason): Question {
  const { meeting, bounds } = question;
  const desks = question.desks.map((desk, index) => (index === at ? changed(desk) : desk));
  function changed(desk: Desk): Desk {
    if (reason.kind === 'not open')
      return { ...desk, open: merged([...desk.open, { start, end: start + meeting.durationMinutes }]) };
    if (reason.kind === 'exception')
      return { ...desk, exceptions: desk.exceptions.filter((other) => other !== reason.exception) };
    if ('taken' in reason) return { ...desk, taken: desk.taken.filter((other) => other !== reason.taken) };
    return desk;
  }
  switch (reason.kind) {
    case 'delay':
      return { ...question, bounds: { ...bounds, earliest: start } };
    case 'window':
      return { ...question, bounds: { ...bounds, latest: null } };
    case 'excluded hours':
      return { ...question, excluded: [] };
    case 'resource':
      return { ...question, resources: [] };
    case 'user already booked':
      return { ...question, userHas: [] };
    default:
      return { ...question, desks };
  }
}

const desk = (taken: Partial<Taken> & { start: number; end: number }): Desk => ({
  id: 1,
  slug: 'guichet-1',
  label: 'Guichet 1',
  open: [{ start: 0, end: 240 }],
  exceptions: [],
  taken: [{ bookingId: 1, beforeMinutes: 0, afterMinutes: 0, lockedUntil: null, ...taken }],
});

const pauses = [
  { name: 'none: neighbours touch', theirs: [0, 0], mine: [0, 0], free: [0, 30, 90, 120] },
  { name: 'mine after me stands before the next', theirs: [0, 0], mine: [0, 10], free: [0, 90, 120] },
  { name: 'theirs after them stands before me', theirs: [0, 15], mine: [0, 0], free: [0, 30, 120] },
  { name: 'two pauses between neighbours are shared', theirs: [0, 30], mine: [30, 0], free: [0, 30, 120] },
] as const;
for (const { name, theirs, mine, free } of pauses) {
  test(`pauses: ${name}`, () => {
    const verdict = judge({
      starts: [0, 30, 60, 90, 120],
      meeting: { durationMinutes: 30, beforeMinutes: mine[0], afterMinutes: mine[1] },
      desks: [desk({ start: 60, end: 90, beforeMinutes: theirs[0], afterMinutes: theirs[1] })],
      resources: [],
      bounds: { earliest: 0, latest: null },
      excluded: [],
      userHas: [],
    });
    assert.deepEqual(
      [0, 30, 60, 90, 120].filter((_, index) => isOffered(verdict, index)),
      free,
    );
  });
}
