import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  covers,
  coversWhole,
  firstFrom,
  intersect,
  merged,
  overlap,
  subtract,
  union,
  type Interval,
} from './intervals.ts';

const horizon = 60;
const interval = fc
  .tuple(fc.nat(horizon), fc.nat(20))
  .map(([start, length]): Interval => ({ start, end: Math.min(horizon, start + length) }));
const sorted = fc.array(interval, { maxLength: 12 }).map((some) => some.toSorted((a, b) => a.start - b.start));
const disjoint = sorted.map(merged);

function eachMinute(check: (minute: number) => void): void {
  for (let minute = -1; minute <= horizon; minute++) check(minute);
}

test('merged intervals hold the same minutes, sorted and apart', () => {
  fc.assert(
    fc.property(fc.array(interval, { maxLength: 12 }), (some) => {
      const whole = merged(some);
      eachMinute((minute) => assert.equal(covers(whole, minute), covers(some, minute)));
      whole.forEach(({ start, end }, index) => {
        assert.ok(start < end);
        assert.ok(index === 0 || whole[index - 1]!.end < start);
      });
    }),
  );
});

test('a union holds a minute that one of the two holds', () => {
  fc.assert(
    fc.property(sorted, sorted, (a, b) => {
      const both = union(a, b);
      eachMinute((minute) => assert.equal(covers(both, minute), covers(a, minute) || covers(b, minute)));
    }),
  );
});

test('what is left is open and not taken, minute by minute', () => {
  fc.assert(
    fc.property(disjoint, sorted, (open, taken) => {
      const left = subtract(open, taken);
      eachMinute((minute) => assert.equal(covers(left, minute), covers(open, minute) && !covers(taken, minute)));
    }),
  );
});

test('an intersection holds a minute that both hold', () => {
  fc.assert(
    fc.property(disjoint, disjoint, (a, b) => {
      const common = intersect(a, b);
      eachMinute((minute) => assert.equal(covers(common, minute), covers(a, minute) && covers(b, minute)));
    }),
  );
});

test('a part is covered whole when each of its minutes is', () => {
  fc.assert(
    fc.property(disjoint, interval, (whole, part) => {
      fc.pre(part.start < part.end);
      let all = true;
      for (let minute = part.start; minute < part.end; minute++) all &&= covers(whole, minute);
      assert.equal(coversWhole(whole, part), all);
    }),
  );
});

test('two overlap when they share a minute', () => {
  fc.assert(
    fc.property(interval, interval, (a, b) => {
      fc.pre(a.start < a.end && b.start < b.end);
      let shared = false;
      eachMinute((minute) => (shared ||= covers([a], minute) && covers([b], minute)));
      assert.equal(overlap(a, b), shared);
    }),
  );
});

test('the first that starts from a minute on', () => {
  const some = [
    { start: 5, end: 6 },
    { start: 8, end: 9 },
  ];
  assert.deepEqual(
    [4, 5, 6, 8, 9].map((minute) => firstFrom(some, minute)),
    [0, 0, 1, 1, 2],
  );
});
