export type TokenKind = 'text' | 'value' | 'tag' | 'comment';

/** A piece of a source; the sources of all tokens, one after the other, are the source. */
export type Token = {
  readonly kind: TokenKind;
  /** As written, braces included. */
  readonly source: string;
  /** Between the braces, without the blanks around. */
  readonly content: string;
  /** The first word of a tag. */
  readonly command: string;
  /** The offset of `content` in the template. */
  readonly at: number;
};

/** What opens with a brace and this letter. */
function kindOf(code: number): Exclude<TokenKind, 'text'> | undefined {
  switch (code) {
    case 123: // {
      return 'value';
    case 37: // %
      return 'tag';
    case 35: // #
      return 'comment';
    default:
      return undefined;
  }
}

/** Finds the next occurrence from growing places in linear time overall. */
function nextFinder(source: string, wanted: string): (from: number) => number {
  let found = -2;
  return (from) => {
    if (found !== -1 && found < from) found = source.indexOf(wanted, from);
    return found;
  };
}

/** The tokens of a source. Braces that don't close on their line are text. */
export function tokenize(source: string): Token[] {
  const closers = { value: nextFinder(source, '}}'), tag: nextFinder(source, '%}'), comment: nextFinder(source, '#}') };
  const lineEndFrom = nextFinder(source, '\n');
  const tokens: Token[] = [];
  let textStart = 0;
  let verbatimEnd: string | undefined;
  const flush = (end: number): void => {
    if (end > textStart) {
      const text = source.slice(textStart, end);
      tokens.push({ kind: 'text', source: text, content: text, command: '', at: textStart });
    }
  };
  for (let at = source.indexOf('{'); at !== -1; at = source.indexOf('{', at)) {
    const kind = kindOf(source.charCodeAt(at + 1));
    if (!kind) {
      at += 1;
      continue;
    }
    const close = closers[kind](at + 2);
    const lineEnd = lineEndFrom(at);
    if (close === -1 || (lineEnd !== -1 && lineEnd < close)) {
      at += 1;
      continue;
    }
    let [contentAt, contentEnd] = [at + 2, close];
    while (contentAt < close && isBlank(source.charCodeAt(contentAt))) contentAt += 1;
    while (contentEnd > contentAt && isBlank(source.charCodeAt(contentEnd - 1))) contentEnd -= 1;
    const content = source.slice(contentAt, contentEnd);
    if (verbatimEnd !== undefined && !(kind === 'tag' && content === verbatimEnd)) {
      at = close + 2;
      continue;
    }
    verbatimEnd = undefined;
    flush(at);
    const command = kind === 'tag' ? firstWord(source, contentAt, contentEnd) : '';
    tokens.push({ kind, source: source.slice(at, close + 2), content, command, at: contentAt });
    if (command === 'verbatim') verbatimEnd = `end${content}`;
    at = close + 2;
    textStart = at;
  }
  flush(source.length);
  return tokens;
}

export type Word = { readonly text: string; readonly at: number };

const WORD = /[^\s'"]*(?:(?:"[^"\\]*(?:\\.[^"\\]*)*"|'[^'\\]*(?:\\.[^'\\]*)*')[^\s'"]*)+|\S+/gy;

function isBlank(code: number): boolean {
  return code > 32 ? code >= 160 && isFarBlank(code) : code === 32 || (code > 8 && code < 14);
}

function isFarBlank(code: number): boolean {
  return code === 160 || (code > 5000 && /\s/.test(String.fromCharCode(code)));
}

function firstWord(source: string, from: number, to: number): string {
  let end = from;
  while (end < to && !isBlank(source.charCodeAt(end))) end += 1;
  return source.slice(from, end);
}

/** Where the quote at an offset is closed; -1 where it isn't, or where backslashes stand within. */
function closeOfPlainQuote(source: string, from: number, to: number): number {
  const quote = source.charCodeAt(from);
  for (let at = from + 1; at < to; at++) {
    const code = source.charCodeAt(at);
    if (code === quote) return at;
    if (code === 92) return -1;
  }
  return -1;
}

/** The end of the word that begins at an offset; by the pattern only where its quotes aren't plain. */
function endOfWord(source: string, from: number, to: number): number {
  for (let at = from; at < to; at++) {
    const code = source.charCodeAt(at);
    if (isBlank(code)) return at;
    if (code !== 34 && code !== 39) continue;
    at = closeOfPlainQuote(source, at, to);
    if (at !== -1) continue;
    WORD.lastIndex = 0;
    return WORD.test(source.slice(from, to)) ? from + WORD.lastIndex : to;
  }
  return to;
}

/**
 * The words between two offsets: parted by blanks, save those within quotes and within `_("…")`. Letters are asked of the source
 * itself: asking its slices for them takes three times as long.
 */
export function wordsOf(source: string, from: number, to: number): Word[] {
  const words: Word[] = [];
  let at = from;
  while (at < to) {
    if (isBlank(source.charCodeAt(at))) {
      at += 1;
      continue;
    }
    const end = endOfWord(source, at, to);
    words.push({ text: source.slice(at, end), at });
    at = end;
  }
  return words;
}
