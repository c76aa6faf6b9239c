import { attribute } from './attributes.ts';
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
export function topLevel(run: Run, index: number, name: string): unknown {
  const known = run.names[index];
  if (known !== UNSET) return known;
  const value = unremembered(run, name);
  run.names[index] = value;
  return value;
}

function unremembered(run: Run, name: string): unknown {
  const value = run.context.get(name);
  if (value === undefined) return Object.hasOwn(GLOBALS, name) ? GLOBALS[name]?.(run) : undefined;
  return value instanceof Pending ? value.settled() : value;
}

export function settled(value: unknown): unknown {
  return typeof value === 'object' && value instanceof Pending ? value.settled() : value;
}

export function further(value: unknown, parts: readonly string[], from: number): unknown {
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

export function fromContext(run: Run, index: number, parts: readonly string[]): unknown {
  for (let count = 1; count <= parts.length; count++) {
    const first =
      count === 1 ? topLevel(run, index, parts[0] ?? '') : unremembered(run, parts.slice(0, count).join('_'));
    if (first === undefined) continue;
    const found = further(first, parts, count);
    if (found !== undefined || count === 1) return found;
  }
  return undefined;
}
