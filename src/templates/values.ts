export { Decimal } from './decimal.ts';

/** Text that stands for markup: it isn't escaped again. */
export class Safe {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }

  toString(): string {
    return this.text;
  }
}

/** A floating-point number that is whole, and prints as one: `1.0`. Others are plain numbers. */
export class Float {
  readonly value: number;

  constructor(value: number) {
    this.value = value;
  }
}

/** A number that came from floating-point arithmetic: a {@link Float} where a plain number would be taken for a whole one. */
export function floatOf(value: number): number | Float {
  return Number.isInteger(value) ? new Float(value) : value;
}

export type TemporalValue = Temporal.PlainDate | Temporal.PlainDateTime | Temporal.ZonedDateTime | Temporal.PlainTime;

/**
 * A date or time as other programs hold it: it prints in letters (« 21 janvier 2024 ») and is never compared with texts.
 * Those of the site (`today`, a date field, what filters give) are bare Temporal values.
 */
export class Foreign {
  readonly value: TemporalValue;

  constructor(value: TemporalValue) {
    this.value = value;
  }
}

/** A file as templates see it. */
export class TemplateFile {
  readonly filename: string;
  readonly contentType: string;
  /** Base64, or what fetches it. */
  readonly content: () => string | Pending;

  constructor(filename: string, contentType: string, content: () => string | Pending) {
    this.filename = filename;
    this.contentType = contentType;
    this.content = content;
  }
}

/** A value that has to be fetched. The evaluator stops at it by throwing it; whoever drives waits, and evaluates again. */
export class Pending {
  readonly promise: Promise<unknown>;
  private outcome: { value: unknown } | { error: unknown } | undefined;

  constructor(promise: Promise<unknown>) {
    this.promise = this.settle(promise);
  }

  private async settle(promise: Promise<unknown>): Promise<void> {
    try {
      this.outcome = { value: await promise };
    } catch (error) {
      this.outcome = { error };
    }
  }

  /** The value once there; until then the evaluation stops here. Throws what the promise was rejected with. */
  settled(): unknown {
    if (!this.outcome) throw this;
    if ('error' in this.outcome) throw this.outcome.error;
    return this.outcome.value;
  }
}

export const lazy: unique symbol = Symbol('lazy');

/** A value with several faces: a field's answer, a request, a list of requests. */
export interface Lazy {
  readonly [lazy]: true;
  /** The value in filters, conditions and payloads. */
  plain(): unknown;
  /** The value in payloads, where that isn't the plain one. */
  payload?(): unknown;
  /** The value printed. */
  text(): string;
  /** What stands under a sub-name; undefined where it is unknown. */
  get(key: string): unknown;
  /** Its members: length, indexes, and loops where there is no `each`. */
  items?(): readonly unknown[];
  /** What a loop goes through, where that isn't the members (a list field loops over its label's letters). */
  each?(): readonly unknown[];
  contains?(other: unknown): boolean;
  equals?(other: unknown): boolean;
  /** Negative, zero or positive; undefined where they can't be ordered. */
  compare?(other: unknown): number | undefined;
}

export function isLazy(value: unknown): value is Lazy {
  return typeof value === 'object' && value !== null && lazy in value;
}

/** A dictionary of plain data: JSON objects, and those without a prototype. */
export function isDictionary(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

/** The value behind a lazy one, a mark of safety or a fetch. */
export function plain(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (value instanceof Safe) return value.text;
  if (value instanceof Pending) return plain(value.settled());
  if (isLazy(value)) return plain(value.plain());
  return value;
}
