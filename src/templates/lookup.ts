import { attribute } from './attributes.ts';
import type { Getter } from './compiler.ts';
import { UNSET, type Run } from './run.ts';
import { Pending } from './values.ts';

/** Names that are known everywhere unless a context says otherwise. */
const GLOBALS: Readonly<Record<string, (run: Run) => unknown>> = {
  null: () => null,
  true: () => true,
  false: () => false,
  now: (run) => run.env.now.withTimeZone(run.env.timeZone).toPlainDateTime(),
  today: (run) => run.env.now.withTimeZone(run.env.timeZone).toPlainDate(),
};

/** The value of a name, asked of the context once in an evaluation. */
function topLevel(run: Run, place: number, name: string): unknown {
  const known = run.names[place];
  return known === UNSET ? remembered(run, place, name) : known;
}

function remembered(run: Run, place: number, name: string): unknown {
  const value = unremembered(run, name);
  run.names[place] = value;
  return value;
}

function unremembered(run: Run, name: string): unknown {
  const value = run.context.get(name);
  if (value === undefined) return Object.hasOwn(GLOBALS, name) ? GLOBALS[name]?.(run) : undefined;
  return value instanceof Pending ? value.settled() : value;
}

function settled(value: unknown): unknown {
  return typeof value === 'object' && value instanceof Pending ? value.settled() : value;
}

function further(value: unknown, parts: readonly string[], from: number): unknown {
  let found = value;
  for (let index = from; index < parts.length; index++) {
    const holder = found;
    found = attribute(holder, parts[index] ?? '');
    if (found instanceof Pending) found = found.settled();
    // `a.b.c` and `a.b_c` name the same thing.
    for (let last = index + 1; found === undefined && last < parts.length; last++) {
      found = attribute(holder, parts.slice(index, last + 1).join('_'));
      if (found !== undefined) index = last;
    }
    if (found === undefined) return undefined;
  }
  return found;
}

function fromContext(run: Run, index: number, parts: readonly string[]): unknown {
  for (let count = 1; count <= parts.length; count++) {
    const first =
      count === 1 ? topLevel(run, index, parts[0] ?? '') : unremembered(run, parts.slice(0, count).join('_'));
    if (first === undefined) continue;
    const found = further(first, parts, count);
    if (found !== undefined || count === 1) return found;
  }
  return undefined;
}

/** The value of a name of the context if the evaluation has it already (`place`, or -1), else what `of` gives: a call less. */
export function valueAt(run: Run, place: number, of: Getter): unknown {
  const known = place < 0 ? UNSET : run.names[place];
  return known === UNSET ? of(run) : known;
}

/** Asks the context for a name that the evaluation doesn't have yet (see {@link valueAt}). */
export function asked(name: string, place: number, at: number, missing: unknown): Getter {
  return (run) => {
    run.at = at;
    const value = remembered(run, place, name);
    return value === undefined ? missing : value;
  };
}

/** What a name with its sub-names is worth: first in the slots where it may stand, the innermost first, then in the context. */
export function named(parts: readonly string[], slots: readonly number[], place: number, at: number): Getter {
  const [slot] = slots;
  const [first = '', second = ''] = parts;
  if (slot === undefined) {
    const find: Getter =
      parts.length > 1 ? (run) => fromContext(run, place, parts) : (run) => topLevel(run, place, first);
    return (run) => {
      run.at = at;
      return find(run);
    };
  }
  const outward: Getter = (run) => {
    for (const outer of slots) {
      if (run.slots[outer] !== UNSET) return further(run.slots[outer], parts, 1);
    }
    return fromContext(run, place, parts);
  };
  if (parts.length > 2) return outward;
  if (parts.length === 1) {
    return (run) => {
      const value = run.slots[slot];
      return value === UNSET ? outward(run) : value;
    };
  }
  return (run) => {
    const member = run.members[slot];
    if (member !== undefined && Object.hasOwn(member, second)) return settled(member[second]);
    const value = run.slots[slot];
    return value === UNSET ? outward(run) : settled(attribute(value, second));
  };
}
