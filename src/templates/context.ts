import type { TemplateError } from './errors.ts';
import { isTemporal, type Language } from './moments.ts';
import type { Ports } from './ports.ts';
import { isDictionary, isLazy, Pending } from './values.ts';

/** The names that a template sees at the top; undefined = unknown. A value may be {@link Pending}. */
export type Context = { get(name: string): unknown };

/** Bounds of one evaluation. */
export type Limits = {
  /** Turns of loops and thousands of letters handled. */
  readonly steps: number;
  /** Letters produced. */
  readonly output: number;
  /** Templates within templates (`as_template`). */
  readonly depth: number;
  /** Whether the time given to the evaluation is over; asked now and then. */
  readonly isOver?: () => boolean;
};

/** What surrounds an evaluation. */
export type Environment = {
  readonly now: Temporal.ZonedDateTime;
  readonly language: Language;
  readonly timeZone: string;
  readonly limits?: Limits;
  readonly ports?: Ports;
  /** Called for each error that is to be logged. */
  readonly onError?: (error: TemplateError) => void;
};

const KEY = /^[A-Za-z_][A-Za-z0-9_]*$/;
const MOST_KEPT = 10_000;
const goodKeys = new Set<string>();

/** Whether names can reach a key: letters of ASCII, digits and underscores, no digit first. Good ones are remembered. */
export function isKey(key: string): boolean {
  if (goodKeys.has(key)) return true;
  if (!KEY.test(key)) return false;
  if (goodKeys.size < MOST_KEPT) goodKeys.add(key);
  return true;
}

/** What stands under `key` in a value, as names see it; undefined = nothing. Only own properties of plain data exist. */
function under(value: unknown, key: string, byIndex: boolean): unknown {
  if (isLazy(value)) return value.get(key);
  if (Array.isArray(value)) return byIndex && /^\d{1,9}$/.test(key) ? value[Number(key)] : undefined;
  if (isDictionary(value)) return isKey(key) && Object.hasOwn(value, key) ? value[key] : undefined;
  if (isTemporal(value) && (key === 'year' || key === 'month' || key === 'day') && key in value) {
    return (value as Temporal.PlainDate)[key];
  }
  return undefined;
}

/**
 * The value that `a_b_c` names in `base`: at each level the longest key wins (`a_b` before `a`, then `b`).
 * Items of lists have their index as a name, save within lazy values, which know their own names.
 */
export function resolve(base: unknown, name: string, byIndex = true): unknown {
  if (base instanceof Pending) return resolve(base.settled(), name, byIndex);
  if (base === null || typeof base !== 'object') return undefined;
  const whole = under(base, name, byIndex);
  if (whole !== undefined) return whole;
  const indexes = byIndex && !isLazy(base);
  for (let cut = name.lastIndexOf('_'); cut > 0; cut = name.lastIndexOf('_', cut - 1)) {
    const first = under(base, name.slice(0, cut), byIndex);
    if (first === undefined || first === null) continue;
    const found = resolve(first, name.slice(cut + 1), indexes);
    if (found !== undefined) return found;
  }
  return undefined;
}

/**
 * The names of a dictionary or lazy value, and behind them those of another context. Templates ask only for names that
 * are keys (see {@link isKey}): the quick way doesn't look again.
 */
export function contextOf(base: object, parent?: Context): Context {
  const dictionary = !isLazy(base) && isDictionary(base) ? base : undefined;
  return {
    get(name: string): unknown {
      const found = dictionary && Object.hasOwn(dictionary, name) ? dictionary[name] : resolve(base, name);
      return found === undefined ? parent?.get(name) : found;
    },
  };
}
