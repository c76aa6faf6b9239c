/**
 * The codes of a source's letters (UTF-16, as in strings). A typed array is read letter by letter faster than a string, and
 * whatever other libraries do to `String.prototype`: one that inherits from it slows every method of every string of the
 * process (reading a template: 115 instead of 60 µs).
 */
export type Letters = Uint16Array;

export function lettersOf(source: string): Letters {
  const bytes = Buffer.from(source, 'utf16le');
  return new Uint16Array(bytes.buffer, bytes.byteOffset, source.length);
}

/** What a piece of a source is by its letters alone, in its most usual forms; `other` has to be looked at closely. */
export type Shape =
  /** A letter of ASCII, then such letters, digits and underscores. */
  | 'name'
  /** Digits. */
  | 'digits'
  /** A text in quotes, without backslashes. */
  | 'quoted'
  | 'other';

export function isBlank(code: number): boolean {
  return code > 32 ? code >= 160 && isFarBlank(code) : code === 32 || (code > 8 && code < 14);
}

function isFarBlank(code: number): boolean {
  return code === 160 || (code > 5000 && /\s/.test(String.fromCharCode(code)));
}

const isDigit = (code: number): boolean => code >= 48 && code <= 57;
const isAsciiLetter = (code: number): boolean => (code >= 97 && code <= 122) || (code >= 65 && code <= 90);

/** The end of the name, the digits or the plain text in quotes that begins at an offset; the offset itself where none does. */
export function endOfShape(letters: Letters, from: number, to: number): number {
  const first = letters[from] ?? 0;
  if (isAsciiLetter(first)) {
    let end = from + 1;
    for (; end < to; end++) {
      const code = letters[end] ?? 0;
      if (!isAsciiLetter(code) && !isDigit(code) && code !== 95) break;
    }
    return end;
  }
  if (isDigit(first)) {
    let end = from + 1;
    while (end < to && isDigit(letters[end] ?? 0)) end += 1;
    return end;
  }
  if (first === 34 || first === 39) return closeOfPlainQuote(letters, from, to) + 1 || from;
  return from;
}

/** What {@link endOfShape} found the end of. */
export function shapeFrom(first: number): Shape {
  if (isDigit(first)) return 'digits';
  return first === 34 || first === 39 ? 'quoted' : 'name';
}

/** The shape of what stands between two offsets. */
export function shapeOf(letters: Letters, from: number, to: number): Shape {
  return from < to && endOfShape(letters, from, to) === to ? shapeFrom(letters[from] ?? 0) : 'other';
}

/** Where the quote at an offset is closed; -1 where it isn't, or where backslashes stand within. */
export function closeOfPlainQuote(letters: Letters, from: number, to: number): number {
  const quote = letters[from];
  for (let at = from + 1; at < to; at++) {
    const code = letters[at];
    if (code === quote) return at;
    if (code === 92) return -1;
  }
  return -1;
}
