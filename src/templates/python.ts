import { compare as compareDecimals, Decimal, decimalOfFloat, decimalOfInteger } from './decimal.ts';
import { Fault } from './errors.ts';
import { isTemporal, isoText, orderOfMoments, reprOfTemporal, siteText, type Language } from './moments.ts';
import { Float, Foreign, isDictionary, isLazy, Pending, plain, Safe, TemplateFile } from './values.ts';

/** The language's habits where output shows them are Python's: `None`, `True`, lists and numbers as they print there. */

/** A floating-point number as it prints: `2.5`, `1.0`, `1e-05`, `1e+16`. */
export function floatText(value: number): string {
  if (Number.isNaN(value)) return 'nan';
  if (!Number.isFinite(value)) return value > 0 ? 'inf' : '-inf';
  const size = Math.abs(value);
  if (size !== 0 && (size >= 1e16 || size < 1e-4)) {
    return value.toExponential().replace(/e([+-])(\d)$/, 'e$10$2');
  }
  const text = Object.is(value, -0) ? '-0' : String(value);
  return text.includes('.') ? text : `${text}.0`;
}

/** A plain number as it prints: whole ones without a point, however large. */
export function numberText(value: number): string {
  if (Number.isInteger(value)) return Math.abs(value) < 1e21 ? String(value) : BigInt(value).toString();
  return floatText(value);
}

/** What `str()` gives. Numbers aren't localised here, the site's dates are. */
export function str(value: unknown, language: Language): string {
  if (typeof value === 'string') return value;
  if (value === undefined) return '';
  if (value === null) return 'None';
  if (typeof value === 'number') return numberText(value);
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  if (typeof value === 'bigint') return value.toString();
  if (value instanceof Safe) return value.text;
  if (value instanceof Pending) return str(value.settled(), language);
  if (isLazy(value)) return value.text();
  if (value instanceof Decimal) return decimalText(value);
  if (value instanceof Float) return floatText(value.value);
  if (isTemporal(value)) return siteText(value, language);
  if (value instanceof Foreign) return isoText(value.value);
  if (value instanceof TemplateFile) return value.filename;
  return repr(value, language);
}

/** A decimal as `str()` gives it: the plain notation, or 1E+20 where the power is positive or very small. */
export function decimalText(value: Decimal): string {
  const digits = value.digits.toString();
  const adjusted = value.exponent + digits.length - 1;
  if (value.exponent <= 0 && adjusted >= -6) return value.toString();
  const sign = value.negative ? '-' : '';
  const rest = digits.length > 1 ? `.${digits.slice(1)}` : '';
  return `${sign}${digits[0] ?? '0'}${rest}E${adjusted < 0 ? '-' : '+'}${Math.abs(adjusted)}`;
}

const ESCAPES: Record<string, string> = { '\\': '\\\\', '\n': '\\n', '\r': '\\r', '\t': '\\t' };

function reprOfText(text: string): string {
  const quote = text.includes("'") && !text.includes('"') ? '"' : "'";
  const body = text.replace(/[\\\n\r\t'"\p{C}\p{Zl}\p{Zp}\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]/gu, (letter) => {
    if (letter === quote) return `\\${letter}`;
    if (letter === "'" || letter === '"') return letter;
    const named = ESCAPES[letter];
    if (named) return named;
    const code = letter.codePointAt(0) ?? 0;
    if (code < 0x100) return `\\x${code.toString(16).padStart(2, '0')}`;
    return code < 0x10000 ? `\\u${code.toString(16).padStart(4, '0')}` : `\\U${code.toString(16).padStart(8, '0')}`;
  });
  return quote + body + quote;
}

const MAX_REPR_DEPTH = 40;

/** What may be gone through: values may hold each other many times over, and so stand for far more than they weigh. */
export class Budget {
  private left = 200_000;

  spend(count: number): void {
    this.left -= count;
    if (this.left < 0) throw new Fault('Cette valeur est trop grande.', 'This value is too large.', 'limit');
  }
}

/** What `repr()` gives: texts in quotes, lists and dictionaries as they print. */
export function repr(value: unknown, language: Language, depth = 0, budget = new Budget()): string {
  if (depth > MAX_REPR_DEPTH) return '...';
  budget.spend(1);
  if (typeof value === 'string') return reprOfText(value);
  if (value instanceof Safe) return reprOfText(value.text);
  if (value instanceof Decimal) return `Decimal('${decimalText(value)}')`;
  if (isTemporal(value)) return reprOfTemporal(value);
  if (value instanceof Foreign) return reprOfTemporal(value.value);
  if (value instanceof TemplateFile) return `<${value.filename}>`;
  if (isLazy(value)) return repr(value.plain(), language, depth + 1, budget);
  if (Array.isArray(value) || value instanceof Set || isDictionary(value)) {
    return reprOfMany(value, (item) => repr(item, language, depth + 1, budget));
  }
  if (value === undefined) return "''";
  if (typeof value === 'function' || typeof value === 'symbol') return '';
  if (typeof value === 'object' && value !== null && !(value instanceof Float)) return '';
  return str(value, language);
}

function reprOfMany(
  value: readonly unknown[] | ReadonlySet<unknown> | Record<string, unknown>,
  each: (item: unknown) => string,
): string {
  if (Array.isArray(value)) {
    const items = Array.from(value, each).join(', ');
    if (value instanceof DictionaryView) return `dict_${value.kind}([${items}])`;
    return value instanceof Tuple ? `(${items}${value.length === 1 ? ',' : ''})` : `[${items}]`;
  }
  if (value instanceof Set) return value.size === 0 ? 'set()' : `{${Array.from(value, each).join(', ')}}`;
  return `{${Object.entries(value)
    .map(([key, item]) => `${reprOfText(key)}: ${each(item)}`)
    .join(', ')}}`;
}

/** What `.items`, `.keys` and `.values` of a dictionary give: prints with its name. */
export class DictionaryView extends Array<unknown> {
  kind = 'items';
}

export function viewOf(kind: string, members: readonly unknown[]): DictionaryView {
  const view = new DictionaryView();
  view.push(...members);
  view.kind = kind;
  return view;
}

/** A fixed row of values: prints between parentheses. */
export class Tuple extends Array<unknown> {}

export function tuple(...items: unknown[]): Tuple {
  const row = new Tuple();
  row.push(...items);
  return row;
}

/** Whether a value counts as true: not null, nor zero, nor empty. */
export function truth(value: unknown): boolean {
  if (typeof value === 'boolean') return value;
  if (typeof value === 'string') return value !== '';
  if (typeof value === 'number') return value !== 0;
  if (value === null || value === undefined) return false;
  if (typeof value === 'bigint') return value !== 0n;
  if (Array.isArray(value)) return value.length > 0;
  if (value instanceof Safe) return value.text !== '';
  if (value instanceof Decimal) return !value.isZero;
  if (value instanceof Float) return value.value !== 0;
  if (value instanceof Set) return value.size > 0;
  if (value instanceof Pending) return truth(value.settled());
  if (isLazy(value)) {
    const face = value.plain();
    if (typeof face !== 'string' || face !== '') return truth(face);
    return false;
  }
  if (isDictionary(value)) return Object.keys(value).length > 0;
  return true;
}

/** The exact number behind a value, booleans counting as 0 and 1; undefined for what isn't a number. */
export function exactNumber(value: unknown): Decimal | undefined {
  if (typeof value === 'number') return decimalOfFloat(value);
  if (typeof value === 'boolean') return decimalOfInteger(value ? 1 : 0);
  if (typeof value === 'bigint') return decimalOfInteger(value);
  if (value instanceof Decimal) return value;
  if (value instanceof Float) return decimalOfFloat(value.value);
  return undefined;
}

function isNumeric(value: unknown): boolean {
  const type = typeof value;
  return (
    type === 'number' || type === 'boolean' || type === 'bigint' || value instanceof Decimal || value instanceof Float
  );
}

/** The `==` of conditions. */
export function equal(left: unknown, right: unknown, depth = 0, budget?: Budget): boolean {
  if (isLazy(left)) return left.equals ? left.equals(plain(right)) : equal(left.plain(), right, depth);
  if (isLazy(right)) return right.equals ? right.equals(plain(left)) : equal(left, right.plain(), depth);
  if (left instanceof Safe || left instanceof Pending) return equal(plain(left), right, depth);
  if (right instanceof Safe || right instanceof Pending) return equal(left, plain(right), depth);
  if (left === right) return true;
  if (typeof left === 'string' && typeof right === 'string') return false;
  if ((left ?? null) === null || (right ?? null) === null) return (left ?? null) === (right ?? null);
  if (isNumeric(left) && isNumeric(right)) {
    if (typeof left === 'number' && typeof right === 'number') return left === right;
    const [a, b] = [exactNumber(left), exactNumber(right)];
    return a !== undefined && b !== undefined && compareDecimals(a, b) === 0;
  }
  if (isMoment(left) || isMoment(right)) return orderOfMoments(left, right, true) === 0;
  if (depth > MAX_REPR_DEPTH) return false;
  return equalMany(left, right, depth, budget ?? new Budget());
}

function equalMany(left: unknown, right: unknown, depth: number, budget: Budget): boolean {
  budget.spend(1);
  const same = (a: unknown, b: unknown): boolean => equal(a, b, depth + 1, budget);
  if (Array.isArray(left) && Array.isArray(right)) {
    return left.length === right.length && left.every((item, index) => same(item, right[index]));
  }
  if (left instanceof Set && right instanceof Set) {
    return left.size === right.size && [...left].every((item) => contains(right, item));
  }
  if (isDictionary(left) && isDictionary(right)) {
    const keys = Object.keys(left);
    return (
      keys.length === Object.keys(right).length &&
      keys.every((key) => Object.hasOwn(right, key) && same(left[key], right[key]))
    );
  }
  return false;
}

function isMoment(value: unknown): boolean {
  return value instanceof Foreign || isTemporal(value);
}

/** By code points, as the language orders texts. */
export function compareTexts(left: string, right: string): number {
  if (left === right) return 0;
  const length = Math.min(left.length, right.length);
  for (let index = 0; index < length; index++) {
    let [a, b] = [left.charCodeAt(index), right.charCodeAt(index)];
    if (a === b) continue;
    // Halves of letters beyond U+FFFF sort after all others.
    if (a >= 0xd800 && b >= 0xd800) {
      if (a < 0xe000) a += 0x2000;
      else a -= 0x800;
      if (b < 0xe000) b += 0x2000;
      else b -= 0x800;
    }
    return a - b;
  }
  return left.length - right.length;
}

/** Negative, zero or positive; undefined where the two can't be ordered (a text with a number). */
export function order(left: unknown, right: unknown, depth = 0): number | undefined {
  if (isLazy(left)) return left.compare ? left.compare(plain(right)) : order(left.plain(), right, depth);
  if (isLazy(right)) {
    const reversed = right.compare ? right.compare(plain(left)) : order(right.plain(), left, depth);
    return reversed === undefined ? undefined : -reversed;
  }
  if (left instanceof Safe || left instanceof Pending) return order(plain(left), right, depth);
  if (right instanceof Safe || right instanceof Pending) return order(left, plain(right), depth);
  if (typeof left === 'string' && typeof right === 'string') return compareTexts(left, right);
  if (isNumeric(left) && isNumeric(right)) {
    if (typeof left === 'number' && typeof right === 'number')
      return Number.isNaN(left - right) ? undefined : left - right;
    const [a, b] = [exactNumber(left), exactNumber(right)];
    return a && b ? compareDecimals(a, b) : undefined;
  }
  if (isMoment(left) || isMoment(right)) return orderOfMoments(left, right, false);
  if (Array.isArray(left) && Array.isArray(right) && depth < MAX_REPR_DEPTH) {
    for (let index = 0; index < Math.min(left.length, right.length); index++) {
      if (!equal(left[index], right[index])) return order(left[index], right[index], depth + 1);
    }
    return left.length - right.length;
  }
  return undefined;
}

/** The `in` of conditions; throws where the right side holds nothing. */
export function contains(holder: unknown, item: unknown): boolean {
  if (isLazy(holder)) {
    if (holder.contains) return holder.contains(plain(item));
    return contains(holder.plain(), item);
  }
  if (holder instanceof Safe || holder instanceof Pending) return contains(plain(holder), item);
  if (typeof holder === 'string') {
    const wanted = plain(item);
    if (typeof wanted === 'string') return holder.includes(wanted);
    throw new Fault('Seul un texte peut être cherché dans un texte.', 'Only a text can be looked for in a text.');
  }
  if (Array.isArray(holder)) return holder.some((member) => equal(member, item));
  if (holder instanceof Set) return [...holder].some((member) => equal(member, item));
  if (isDictionary(holder)) {
    const wanted = plain(item);
    return typeof wanted === 'string' && Object.hasOwn(holder, wanted);
  }
  throw new Fault('La valeur à droite de « in » ne contient rien.', 'The value right of "in" holds nothing.');
}

const letters = (text: string): string[] => (/[\ud800-\udfff]/.test(text) ? Array.from(text) : text.split(''));

/** What a loop goes through; undefined for what can't be gone through. */
export function membersOf(value: unknown): readonly unknown[] | undefined {
  if (Array.isArray(value)) return value;
  if (typeof value === 'string') return letters(value);
  if (value === null || value === undefined) return undefined;
  if (value instanceof Safe) return letters(value.text);
  if (value instanceof Set) return [...value];
  if (value instanceof Pending) return membersOf(value.settled());
  if (isLazy(value)) return value.each?.() ?? value.items?.() ?? membersOf(value.plain());
  if (isDictionary(value)) return Object.keys(value);
  return undefined;
}

/** The letters of a text, as the language counts them. */
export function lettersOf(text: string): string[] {
  return letters(text);
}

/** The number of members or letters; undefined for what has none. */
export function lengthOf(value: unknown): number | undefined {
  if (typeof value === 'string') return /[\ud800-\udfff]/.test(value) ? Array.from(value).length : value.length;
  if (Array.isArray(value)) return value.length;
  if (isLazy(value)) return value.items?.().length ?? lengthOf(value.plain());
  return membersOf(value)?.length;
}
