import type { TSchema } from 'typebox';
import { dayOf, minutesPerDay } from '../../time/days.ts';
import type { Zone } from '../../time/zone.ts';

/**
 * Reads what callers send: templates make strings of everything, so a number, a boolean or a list may come as text, and a blank is an absent value
 * (spec/agendas.md, section 2). What doesn't fit is gathered by name.
 */
export class Input {
  readonly errors: Record<string, string[]> = {};
  readonly values: Readonly<Record<string, unknown>>;
  readonly #read = new Set<string>();
  constructor(values: unknown) {
    this.values = isObject(values) ? values : {};
    if (values !== undefined && values !== null && !isObject(values))
      this.refuse('non_field_errors', 'Invalid data. Expected an object.');
  }

  refuse(name: string, message: string): null {
    (this.errors[name] ??= []).push(message);
    return null;
  }

  get isRefused(): boolean {
    return Object.keys(this.errors).length > 0;
  }

  /** Marks a name as known and gives its value; null, undefined and blank texts are absent. */
  take(name: string): unknown {
    this.#read.add(name);
    const value = Object.hasOwn(this.values, name) ? this.values[name] : undefined;
    return value === null || (typeof value === 'string' && value.trim() === '') ? undefined : value;
  }

  text(name: string, longest = 2_000): string {
    const value = this.take(name);
    if (value === undefined) return '';
    const text =
      typeof value === 'string'
        ? value
        : typeof value === 'number' || typeof value === 'boolean'
          ? String(value)
          : null;
    if (text === null) return this.refuse(name, 'Not a valid string.') ?? '';
    const wrong = textRefusal(text, longest);
    return wrong === null ? text : (this.refuse(name, wrong) ?? '');
  }

  integer(name: string, least: number, most: number): number | null {
    const value = this.take(name);
    if (value === undefined) return null;
    const number =
      typeof value === 'number'
        ? value
        : typeof value === 'string' && /^\s*[+-]?\d{1,15}(\.0{1,6})?\s*$/.test(value)
          ? Number(value)
          : NaN;
    if (!Number.isInteger(number)) return this.refuse(name, 'A valid integer is required.');
    if (number < least) return this.refuse(name, `Ensure this value is greater than or equal to ${least}.`);
    return number > most ? this.refuse(name, `Ensure this value is less than or equal to ${most}.`) : number;
  }

  boolean(name: string): boolean | null {
    const value = this.take(name);
    if (value === undefined) return null;
    const text =
      typeof value === 'boolean' || typeof value === 'number' || typeof value === 'string'
        ? String(value).trim().toLowerCase()
        : '';
    if (['true', '1', 'yes', 'on', 't', 'y', 'oui'].includes(text)) return true;
    if (['false', '0', 'no', 'off', 'f', 'n', 'none', 'non'].includes(text)) return false;
    return this.refuse(name, 'Must be a valid boolean.');
  }

  /** A JSON list, or a text separated by commas; without blanks and doubles. Null where absent, empty where there and blank. */
  list(name: string, most = 1_000, longest = 500): string[] | null {
    const value = this.take(name);
    if (value === undefined) return Object.hasOwn(this.values, name) ? [] : null;
    const items =
      typeof value === 'string'
        ? value.split(',')
        : Array.isArray(value)
          ? value
          : typeof value === 'number'
            ? [value]
            : null;
    if (items === null || !items.every((item) => typeof item === 'string' || typeof item === 'number')) {
      return this.refuse(name, 'Expected a list of items or a string separated by commas.');
    }
    const texts = [...new Set(items.map((item) => String(item).trim()).filter((item) => item !== ''))];
    if (texts.length > most) return this.refuse(name, `Ensure this list has no more than ${most} items.`);
    const wrong = texts.map((item) => textRefusal(item, longest)).find((refusal) => refusal !== null);
    return wrong ? this.refuse(name, wrong) : texts;
  }

  /** What has parts: JSON, or a text that holds it. Whether it is of that shape is decided by who asks. */
  shape(name: string, _schema: TSchema, largest = 500_000): unknown {
    let value = this.take(name);
    if (typeof value === 'string') {
      try {
        value = JSON.parse(value) as unknown;
      } catch {
        return this.refuse(name, 'Not valid JSON.');
      }
    }
    if (value === undefined) return null;
    const wrong = jsonRefusal({ [name]: value }, largest);
    return wrong ? this.refuse(name, wrong.message) : value;
  }

  choice<const T extends string>(name: string, choices: readonly T[]): T | null {
    const value = this.take(name);
    if (value === undefined) return null;
    return choices.find((choice) => choice === value) ?? this.refuse(name, `Choose one of: ${choices.join(', ')}.`);
  }

  /** The local midnight that begins a day, in minutes since the epoch. */
  date(name: string, zone: Zone): number | null {
    const date = this.plainDate(name);
    return date === null ? null : zone.edge(dayOf(date) * minutesPerDay);
  }

  plainDate(name: string): Temporal.PlainDate | null {
    const value = this.take(name);
    if (value === undefined) return null;
    if (typeof value !== 'string' || !/^\d{4}-\d{2}-\d{2}$/.test(value))
      return this.refuse(name, 'Date has wrong format. Use YYYY-MM-DD.');
    try {
      const date = Temporal.PlainDate.from(value, { overflow: 'reject' });
      return date.year >= 1900 && date.year <= 2199
        ? date
        : this.refuse(name, 'Ensure the year is between 1900 and 2199.');
    } catch {
      return this.refuse(name, 'This date does not exist.');
    }
  }

  /** The names that nobody asked for. */
  unread(): string[] {
    return Object.keys(this.values).filter((name) => !this.#read.has(name));
  }

  /** Everything that nobody asked for by name; null where there is nothing. */
  rest(largest = 100_000): Record<string, unknown> | null {
    const entries = Object.entries(this.values).filter(([name]) => !this.#read.has(name));
    if (entries.length === 0) return null;
    const kept = Object.fromEntries(entries);
    const wrong = jsonRefusal(kept, largest);
    if (wrong) this.refuse(wrong.name, wrong.message);
    return wrong ? null : kept;
  }
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !Buffer.isBuffer(value);
}

/** PostgreSQL keeps no NUL and no lone surrogate. */
export function textRefusal(text: string, longest: number): string | null {
  if (text.length > longest) return `Ensure this field has no more than ${longest} characters.`;
  if (text.includes('\0')) return 'Null characters are not allowed.';
  return text.isWellFormed() ? null : 'Lone surrogates are not allowed.';
}

function jsonRefusal(value: Record<string, unknown>, largest: number): { name: string; message: string } | null {
  for (const [name, part] of Object.entries(value)) {
    if (textRefusal(name, 500) !== null)
      return {
        name: 'non_field_errors',
        message: 'The name of a key is too long or holds signs that are not allowed.',
      };
    const wrong = deepRefusal(part, 0);
    if (wrong) return { name, message: wrong };
  }
  return JSON.stringify(value).length > largest
    ? { name: 'non_field_errors', message: `Ensure the other keys have no more than ${largest} characters in all.` }
    : null;
}

function deepRefusal(value: unknown, depth: number): string | null {
  if (depth > 20) return 'This value is nested too deeply.';
  if (typeof value === 'string') return textRefusal(value, 100_000);
  if (typeof value === 'number') return Number.isFinite(value) ? null : 'A finite number is required.';
  if (typeof value !== 'object' || value === null) return null;
  for (const [name, part] of Object.entries(value)) {
    const wrong = textRefusal(name, 500) ?? deepRefusal(part, depth + 1);
    if (wrong) return wrong;
  }
  return null;
}
