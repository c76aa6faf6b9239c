import { everything, type Included } from '../requests/json.ts';

const on = new Set(['True', 'true', 'on', '1']);
const off = new Set(['False', 'false', 'off', '0']);

/** A flag of a query: true, false, or absent. */
export function flag(value: unknown): boolean | null {
  if (typeof value !== 'string') return null;
  return on.has(value) ? true : off.has(value) ? false : null;
}

const nothing = Object.fromEntries(Object.keys(everything).map((key) => [key, false])) as unknown as Included;

/** What a caller wants of a request: `include-<part>` turns one on or off. */
export function includedBy(query: Readonly<Record<string, unknown>>, usual: 'everything' | 'nothing'): Included {
  const start = usual === 'everything' ? everything : nothing;
  const told = Object.keys(everything).map(
    (key) => [key, flag(query[`include-${key}`]) ?? start[key as keyof Included]] as const,
  );
  return Object.fromEntries(told) as unknown as Included;
}
