import { Budget, floatText, numberText } from '../python.ts';
import { Float, isDictionary, isLazy, plain, Safe } from '../values.ts';

function quoted(text: string): string {
  return JSON.stringify(text).replace(
    /[\x7f-\uffff]/g,
    (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

const MAX_DEPTH = 100;

/** JSON as Python writes it, with blanks after commas and letters beyond ASCII escaped; undefined where a value has none. */
export function jsonText(given: unknown, depth = 0, budget = new Budget()): string | undefined {
  budget.spend(1);
  const value = given instanceof Safe || isLazy(given) ? plain(given) : given;
  if (value === null) return 'null';
  if (value === undefined || depth > MAX_DEPTH) return undefined;
  if (typeof value === 'string') return quoted(value);
  if (typeof value === 'boolean') return String(value);
  if (typeof value === 'number') return Number.isInteger(value) ? numberText(value) : floatText(value);
  if (typeof value === 'bigint') return value.toString();
  if (value instanceof Float) return floatText(value.value);
  if (Array.isArray(value)) {
    const items = value.map((item) => jsonText(item, depth + 1, budget));
    return items.includes(undefined) ? undefined : `[${items.join(', ')}]`;
  }
  if (!isDictionary(value)) return undefined;
  const entries = Object.entries(value).map(([key, item]) => {
    const text = jsonText(item, depth + 1, budget);
    return text === undefined ? undefined : `${quoted(key)}: ${text}`;
  });
  return entries.includes(undefined) ? undefined : `{${entries.join(', ')}}`;
}
