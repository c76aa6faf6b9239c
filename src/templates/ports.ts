import type { Run } from './run.ts';

/** The public holidays of a year, as days since 1970-01-01 (see `holidaysOf` of src/time). */
export type Holidays = { has(day: number): boolean; keys(): Iterable<number> };

/**
 * What the language asks of the rest of the program. Each may give a `Pending`. Where a port is absent, what needs it behaves
 * as on nothing: the error is recorded, the result is empty.
 */
export type Ports = {
  /** The site's working calendar; without it, what counts working days gives nothing. */
  readonly holidays?: (year: number) => Holidays;
  /** A tag or filter that needs stored objects, by its name. `undefined` = this value isn't of its kind. */
  readonly filters?: Readonly<Record<string, (value: unknown, argument: unknown, run: Run) => unknown>>;
  readonly tags?: Readonly<
    Record<string, (words: readonly unknown[], named: Readonly<Record<string, unknown>>, run: Run) => unknown>
  >;
  /** A text of the site's own translations; undefined = none. */
  readonly translate?: (text: string) => string | undefined;
  /** Random bytes, for tokens and `random`. */
  readonly random?: (count: number) => Uint8Array;
};
