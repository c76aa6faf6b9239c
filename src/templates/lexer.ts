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

const CLOSERS: Readonly<Record<string, { kind: TokenKind; close: string }>> = {
  '{': { kind: 'value', close: '}}' },
  '%': { kind: 'tag', close: '%}' },
  '#': { kind: 'comment', close: '#}' },
};

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
  const finders = {
    '}}': nextFinder(source, '}}'),
    '%}': nextFinder(source, '%}'),
    '#}': nextFinder(source, '#}'),
    line: nextFinder(source, '\n'),
  };
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
    const opener = CLOSERS[source[at + 1] ?? ''];
    if (!opener) {
      at += 1;
      continue;
    }
    const close = finders[opener.close as '}}' | '%}' | '#}'](at + 2);
    const lineEnd = finders.line(at);
    if (close === -1 || (lineEnd !== -1 && lineEnd < close)) {
      at += 1;
      continue;
    }
    let [contentAt, contentEnd] = [at + 2, close];
    while (contentAt < close && isBlank(source.charCodeAt(contentAt))) contentAt += 1;
    while (contentEnd > contentAt && isBlank(source.charCodeAt(contentEnd - 1))) contentEnd -= 1;
    const content = source.slice(contentAt, contentEnd);
    if (verbatimEnd !== undefined && !(opener.kind === 'tag' && content === verbatimEnd)) {
      at = close + 2;
      continue;
    }
    verbatimEnd = undefined;
    flush(at);
    const command = opener.kind === 'tag' ? firstWord(content) : '';
    tokens.push({ kind: opener.kind, source: source.slice(at, close + 2), content, command, at: contentAt });
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
  return (
    code === 32 || (code > 8 && code < 14) || code === 160 || (code > 5000 && /\s/.test(String.fromCharCode(code)))
  );
}

function firstWord(content: string): string {
  for (let at = 0; at < content.length; at++) if (isBlank(content.charCodeAt(at))) return content.slice(0, at);
  return content;
}

function wordAt(content: string, from: number): string {
  for (let at = from; at < content.length; at++) {
    const code = content.charCodeAt(at);
    if (code === 34 || code === 39) {
      WORD.lastIndex = from;
      return WORD.exec(content)?.[0] ?? content.slice(from);
    }
    if (isBlank(code)) return content.slice(from, at);
  }
  return content.slice(from);
}

/** The words of a tag, from a letter on: parted by blanks, save those within quotes and within `_("…")`. */
export function wordsOf(token: { content: string; at: number }, from = 0): Word[] {
  const words: Word[] = [];
  const { content } = token;
  let at = from;
  while (at < content.length) {
    if (isBlank(content.charCodeAt(at))) {
      at += 1;
      continue;
    }
    const text = wordAt(content, at);
    words.push({ text, at: token.at + at });
    at += text.length;
  }
  return words;
}
