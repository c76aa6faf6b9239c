import { emptyState, step, type Given, type Op, type Rules, type State } from './model.ts';

/** A call as its caller saw it: begun and ended on one clock. */
export type Call = Given & { caller: number; begun: number; ended: number; op: Op; answer: string };

export type Verdict =
  | { kind: 'linearizable'; order: readonly Call[] }
  /** `longest`: as far as any order came. */
  | { kind: 'not linearizable'; longest: readonly Call[] };

/** States looked at before a history is said to be too wide; eight callers stay far below. */
const mostSteps = 500_000;

/**
 * Searches an order in which the calls, one after the other, give the answers that were seen, and in which none comes before one that had ended before it began
 * (Wing and Gong; what was seen once of calls done and state reached isn't tried again, after Lowe).
 */
export function linearize(rules: Rules, calls: readonly Call[]): Verdict {
  const byBegin = calls.toSorted((a, b) => a.begun - b.begun);
  const tried = new Set<string>();
  let longest: Call[] = [];
  let steps = 0;
  const search = (done: ReadonlySet<number>, state: State, order: Call[]): Call[] | null => {
    if (order.length > longest.length) longest = order;
    if (done.size === byBegin.length) return order;
    const first = firstOpen(done);
    const beyond = [...done].filter((index) => index > first).toSorted((a, b) => a - b);
    const name = JSON.stringify([first, beyond, state]);
    if (tried.has(name)) return null;
    tried.add(name);
    for (const index of candidates(byBegin, done)) {
      if (++steps > mostSteps) throw new Error(`more than ${mostSteps} steps for ${calls.length} calls`);
      const call = byBegin[index]!;
      const next = step(rules, state, call.op, call);
      if (next?.answer !== call.answer) continue;
      const found = search(new Set([...done, index]), next.state, [...order, call]);
      if (found) return found;
    }
    return null;
  };
  const order = search(new Set(), emptyState(rules), []);
  return order ? { kind: 'linearizable', order } : { kind: 'not linearizable', longest };
}

function firstOpen(done: ReadonlySet<number>): number {
  let first = 0;
  while (done.has(first)) first++;
  return first;
}

/** Calls that may come next: begun before every other open one has ended. */
function candidates(byBegin: readonly Call[], done: ReadonlySet<number>): number[] {
  const open: number[] = [];
  let firstEnd = Infinity;
  for (let index = firstOpen(done); index < byBegin.length; index++) {
    const call = byBegin[index]!;
    if (call.begun > firstEnd) break;
    if (done.has(index)) continue;
    open.push(index);
    firstEnd = Math.min(firstEnd, call.ended);
  }
  return open.filter((index) => byBegin[index]!.begun <= firstEnd);
}
