import type { Json } from '../requests/types.ts';

/** Deeper than any answer that is meant to be read, shallower than what recursion can bear. */
const deepest = 100;

/**
 * The JSON of an answer from elsewhere; undefined where it is none. What PostgreSQL's `jsonb` can't hold (NUL, halves of letters) is taken out of its
 * texts, so that what came in can always be kept.
 */
export function parseJson(text: string): Json | undefined {
  let parsed: Json;
  try {
    parsed = JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
  if (isDeeper(parsed, deepest)) return undefined;
  return /\\u(0000|[dD][89a-fA-F])/.test(text) || !text.isWellFormed() ? cleaned(parsed) : parsed;
}

/** A value from elsewhere as what can be kept: taken apart and cleaned like an answer. Undefined where it is none, or longer than `longest` letters. */
export function keptJson(value: unknown, longest = 1_000_000): Json | undefined {
  const text = JSON.stringify(value) as string | undefined;
  return text === undefined || text.length > longest ? undefined : parseJson(text);
}

function isDeeper(value: Json, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return levels === 0 || Object.values(value).some((inner: Json) => isDeeper(inner, levels - 1));
}

const cleanedText = (text: string): string => text.replaceAll('\0', '').toWellFormed();

function cleaned(value: Json): Json {
  if (typeof value === 'string') return cleanedText(value);
  if (Array.isArray(value)) return value.map(cleaned);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value as { [key: string]: Json }).map(([key, inner]) => [cleanedText(key), cleaned(inner)]),
  );
}

/** The value at a dotted path (`data`, `result.items`); undefined where there is none. */
export function atPath(value: Json, path: string): Json | undefined {
  let found: Json | undefined = value;
  for (const key of path.split('.')) {
    if (typeof found !== 'object' || found === null || !Object.hasOwn(found, key)) return undefined;
    found = (found as { [key: string]: Json })[key];
  }
  return found;
}

export function isObject(value: Json | undefined): value is { readonly [key: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
