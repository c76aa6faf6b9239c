import { resolve } from './context.ts';
import { Decimal } from './decimal.ts';
import { LoopState } from './loop.ts';
import { isTemporal, isoText } from './moments.ts';
import { DictionaryView, lettersOf, tuple, viewOf } from './python.ts';
import {
  Float,
  floatOf,
  Foreign,
  isDictionary,
  isLazy,
  type Lazy,
  Pending,
  Safe,
  TemplateFile,
  type TemporalValue,
} from './values.ts';

const TEXT: Readonly<Record<string, (text: string) => unknown>> = {
  upper: (text) => text.toUpperCase(),
  lower: (text) => text.toLowerCase(),
  casefold: (text) => text.toLowerCase(),
  capitalize: (text) => text.slice(0, 1).toUpperCase() + text.slice(1).toLowerCase(),
  title: (text) => text.toLowerCase().replace(/\p{L}+/gu, (word) => word.slice(0, 1).toUpperCase() + word.slice(1)),
  swapcase: (text) => text.replace(/\p{L}/gu, (c) => (c === c.toUpperCase() ? c.toLowerCase() : c.toUpperCase())),
  strip: (text) => text.trim(),
  lstrip: (text) => text.trimStart(),
  rstrip: (text) => text.trimEnd(),
  split: (text) => text.split(/\s+/).filter((word) => word !== ''),
  splitlines: (text) => text.replace(/\r?\n$/, '').split(/\r\n|\r|\n/),
  isdigit: (text) => /^\p{Nd}+$/u.test(text),
  isdecimal: (text) => /^\p{Nd}+$/u.test(text),
  isnumeric: (text) => /^\p{N}+$/u.test(text),
  isalpha: (text) => /^\p{L}+$/u.test(text),
  isalnum: (text) => /^[\p{L}\p{N}]+$/u.test(text),
  isspace: (text) => /^\s+$/.test(text),
  islower: (text) => text !== text.toUpperCase() && text === text.toLowerCase(),
  isupper: (text) => text !== text.toLowerCase() && text === text.toUpperCase(),
};

const DICTIONARY: Readonly<Record<string, (value: Record<string, unknown>) => unknown>> = {
  items: (value) =>
    viewOf(
      'items',
      Object.entries(value).map(([key, item]) => tuple(key, item)),
    ),
  keys: (value) => viewOf('keys', Object.keys(value)),
  values: (value) => viewOf('values', Object.values(value)),
  copy: (value) => ({ ...value }),
};

const weekday = (value: TemporalValue): number | undefined =>
  value instanceof Temporal.PlainTime ? undefined : value.dayOfWeek;

const clock = (value: TemporalValue, unit: 'hour' | 'minute' | 'second'): number | undefined =>
  value instanceof Temporal.PlainDate ? undefined : value[unit];

const day = (value: TemporalValue, unit: 'year' | 'month' | 'day'): number | undefined =>
  value instanceof Temporal.PlainTime ? undefined : value[unit];

const MOMENT: Readonly<Record<string, (value: TemporalValue) => unknown>> = {
  year: (value) => day(value, 'year'),
  month: (value) => day(value, 'month'),
  day: (value) => day(value, 'day'),
  hour: (value) => clock(value, 'hour'),
  minute: (value) => clock(value, 'minute'),
  second: (value) => clock(value, 'second'),
  microsecond: (value) =>
    value instanceof Temporal.PlainDate ? undefined : value.millisecond * 1000 + value.microsecond,
  weekday: (value) => {
    const number = weekday(value);
    return number === undefined ? undefined : number - 1;
  },
  isoweekday: weekday,
  isoformat: (value) => isoText(value, 'T'),
  date: (value) =>
    value instanceof Temporal.PlainDateTime || value instanceof Temporal.ZonedDateTime
      ? new Foreign(value.toPlainDate())
      : undefined,
  time: (value) =>
    value instanceof Temporal.PlainDateTime || value instanceof Temporal.ZonedDateTime
      ? value.toPlainTime()
      : undefined,
  timestamp: (value) => (value instanceof Temporal.ZonedDateTime ? floatOf(value.epochMilliseconds / 1000) : undefined),
};

function ofNumber(value: number | bigint | Decimal | Float, key: string): unknown {
  const whole = typeof value === 'bigint' || (typeof value === 'number' && Number.isInteger(value));
  if (key === 'real' || key === 'conjugate') return value;
  if (key === 'imag') return whole ? 0 : value instanceof Decimal ? new Decimal(false, 0n, 0) : new Float(0);
  if (whole && key === 'numerator') return value;
  if (whole && key === 'denominator') return 1;
  if (key === 'is_integer') return whole || value instanceof Float;
  return undefined;
}

function ofFile(file: TemplateFile, key: string): unknown {
  if (key === 'base_filename' || key === 'orig_filename' || key === 'filename') return file.filename;
  return key === 'content_type' ? file.contentType : undefined;
}

/**
 * What stands behind a dot: a key, an index, or one of the few properties that values have of old (`now.year`,
 * `name.upper`, `table.items`). Undefined where there is nothing; only own properties of plain data exist.
 */
export function attribute(value: unknown, key: string): unknown {
  if (typeof value === 'string') return ofText(value, key);
  if (value === null || value === undefined) return undefined;
  if (typeof value !== 'object') {
    if (typeof value === 'boolean') return ofNumber(value ? 1 : 0, key);
    return typeof value === 'number' || typeof value === 'bigint' ? ofNumber(value, key) : undefined;
  }
  if (isLazy(value)) return ofLazy(value, key);
  if (isDictionary(value)) return Object.hasOwn(value, key) ? value[key] : ofDictionary(value, key);
  if (Array.isArray(value)) {
    return /^\d{1,9}$/.test(key) && !(value instanceof DictionaryView) ? value[Number(key)] : undefined;
  }
  if (value instanceof LoopState) return value.property(key);
  if (value instanceof Safe) return ofText(value.text, key);
  if (value instanceof Pending) return attribute(value.settled(), key);
  if (value instanceof Decimal || value instanceof Float) return ofNumber(value, key);
  if (value instanceof Foreign) return known(MOMENT, key)?.(value.value);
  if (isTemporal(value)) return known(MOMENT, key)?.(value);
  return value instanceof TemplateFile ? ofFile(value, key) : undefined;
}

function ofDictionary(value: Record<string, unknown>, key: string): unknown {
  const found = key.includes('_') ? resolve(value, key) : undefined;
  return found === undefined ? known(DICTIONARY, key)?.(value) : found;
}

function known<T>(table: Readonly<Record<string, T>>, key: string): T | undefined {
  return Object.hasOwn(table, key) ? table[key] : undefined;
}

function ofText(text: string, key: string): unknown {
  if (/^\d{1,9}$/.test(key)) return lettersOf(text)[Number(key)];
  return known(TEXT, key)?.(text);
}

function ofLazy(value: Lazy, key: string): unknown {
  const found = value.get(key);
  if (found !== undefined) return found;
  if (/^\d{1,9}$/.test(key)) return value.items?.()[Number(key)];
  return key.includes('_') ? resolve(value, key) : undefined;
}
