import { RE2JS, RE2JSException } from 're2js';

/** Patterns longer than that are nobody's check of a field. */
const longest = 1_000;
const kept = new Map<string, RE2JS | null>();

/**
 * A pattern that an administrator wrote, matched against the whole text in linear time (RE2). Null where RE2 can't read it: look-ahead and
 * back-references can't be had in linear time.
 */
export function patternOf(source: string): ((text: string) => boolean) | null {
  let pattern = kept.get(source);
  if (pattern === undefined) {
    pattern = compiled(source);
    if (kept.size >= 500) kept.clear();
    kept.set(source, pattern);
  }
  const ready = pattern;
  return ready && ((text) => ready.matches(text));
}

function compiled(source: string): RE2JS | null {
  if (source.length > longest) return null;
  try {
    return RE2JS.compile(source);
  } catch (error) {
    if (error instanceof RE2JSException) return null;
    throw error;
  }
}
