import fc from 'fast-check';
import { durations, type Hours, type Slot } from './appointments.ts';
import type { EventRules } from './model.ts';

/** What a caller is going to do; `of`: which of the bookings known by then, counted from the latest. */
export type Intent =
  | { kind: 'book'; event: number; places: number }
  | { kind: 'lock' | 'confirm'; event: number; code: number }
  | { kind: 'cancel' | 'accept'; of: number }
  | { kind: 'move'; of: number; event: number }
  | { kind: 'replace'; user: number; events: readonly number[] }
  | { kind: 'look'; event: number }
  | ({ kind: 'meet' } & Slot)
  | ({ kind: 'hold' | 'settle'; code: number } & Slot)
  | ({ kind: 'shift'; of: number } & Slot)
  | { kind: 'leave'; of: number }
  | { kind: 'offer'; type: Slot['type'] };

/** Some events, two desks, and what each caller does on them, one thing after the other. */
export type Program = {
  events: readonly EventRules[];
  desks: readonly Hours[];
  callers: readonly (readonly Intent[])[];
};

const event = fc.nat(2);
const of = fc.nat(3);
const type = fc.constantFrom(...(Object.keys(durations) as Slot['type'][]));
const start = fc.constantFrom(540, 570, 600);
const code = fc.nat(1);
const intent: fc.Arbitrary<Intent> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('book' as const), event, places: fc.constantFrom(1, 1, 2) }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('cancel' as const), of }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('accept' as const), of }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('lock' as const), event, code }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('confirm' as const), event, code }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('move' as const), of, event }) },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('replace' as const),
      user: fc.nat(1),
      events: fc.uniqueArray(event, { maxLength: 2 }),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('look' as const), event }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('meet' as const), type, start }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('hold' as const), code, type, start }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('settle' as const), code, type, start }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('leave' as const), of }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('shift' as const), of, type, start }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('offer' as const), type }) },
);

const rules: fc.Arbitrary<EventRules> = fc.record({
  total: fc.integer({ min: 1, max: 3 }),
  waitingTotal: fc.integer({ min: 0, max: 2 }),
  promotes: fc.boolean(),
});

const hours: fc.Arbitrary<Hours> = fc.record({ from: fc.constantFrom(540, 570), to: fc.constantFrom(600, 630, 660) });

const program: fc.Arbitrary<Program> = fc.record({
  events: fc.tuple(rules, rules, rules),
  desks: fc.tuple(hours, hours),
  callers: fc.array(fc.array(intent, { minLength: 3, maxLength: 6 }), { minLength: 3, maxLength: 6 }),
});

/** The same seed gives the same program for ever. */
export function programOf(seed: number): Program {
  return fc.sample(program, { seed, numRuns: 1 })[0]!;
}
