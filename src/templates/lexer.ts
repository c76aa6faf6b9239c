import { closeOfPlainQuote, endOfShape, isBlank, shapeFrom, type Letters, type Shape } from './letters.ts';

export type TokenKind = 'text' | 'value' | 'tag' | 'comment';

/** A piece of a source, told by offsets; tokens one after the other are the source. */
export type Token = {
  readonly kind: TokenKind;
  /** As written, braces included. */
  readonly open: number;
  readonly close: number;
  /** Between the braces, without the blanks around. */
  readonly at: number;
  readonly to: number;
  /** The first word of a tag. */
  readonly command: string;
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
export function tokenize(source: string, letters: Letters): Token[] {
  const closers = { value: nextFinder(source, '}}'), tag: nextFinder(source, '%}'), comment: nextFinder(source, '#}') };
  const lineEndFrom = nextFinder(source, '\n');
  const tokens: Token[] = [];
  let textStart = 0;
  let verbatimEnd: string | undefined;
  const flush = (end: number): void => {
    if (end > textStart) {
      tokens.push({ kind: 'text', open: textStart, close: end, at: textStart, to: end, command: '' });
    }
  };
  for (let at = source.indexOf('{'); at !== -1; at = source.indexOf('{', at)) {
    const kind = kindOf(letters[at + 1] ?? 0);
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
    while (contentAt < close && isBlank(letters[contentAt] ?? 0)) contentAt += 1;
    while (contentEnd > contentAt && isBlank(letters[contentEnd - 1] ?? 0)) contentEnd -= 1;
    if (verbatimEnd !== undefined && !(kind === 'tag' && source.slice(contentAt, contentEnd) === verbatimEnd)) {
      at = close + 2;
      continue;
    }
    verbatimEnd = undefined;
    flush(at);
    const command = kind === 'tag' ? firstWord(source, letters, contentAt, contentEnd) : '';
    tokens.push({ kind, open: at, close: close + 2, at: contentAt, to: contentEnd, command });
    if (command === 'verbatim') verbatimEnd = `end${source.slice(contentAt, contentEnd)}`;
    at = close + 2;
    textStart = at;
  }
  flush(source.length);
  return tokens;
}

export type Word = { readonly text: string; readonly at: number; readonly shape: Shape };

const WORD = /[^\s'"]*(?:(?:"[^"\\]*(?:\\.[^"\\]*)*"|'[^'\\]*(?:\\.[^'\\]*)*')[^\s'"]*)+|\S+/gy;

function firstWord(source: string, letters: Letters, from: number, to: number): string {
  let end = from;
  while (end < to && !isBlank(letters[end] ?? 0)) end += 1;
  return source.slice(from, end);
}

/** The end of the word that begins at an offset; by the pattern only where its quotes aren't plain. */
function endOfWord(source: string, letters: Letters, from: number, to: number): number {
  for (let at = from; at < to; at++) {
    const code = letters[at] ?? 0;
    if (isBlank(code)) return at;
    if (code !== 34 && code !== 39) continue;
    at = closeOfPlainQuote(letters, at, to);
    if (at !== -1) continue;
    WORD.lastIndex = 0;
    return WORD.test(source.slice(from, to)) ? from + WORD.lastIndex : to;
  }
  return to;
}

/** Goes from word to word between two offsets: parted by blanks, save those within quotes and within `_("…")`. */
export class WordWalk {
  private readonly source: string;
  private readonly letters: Letters;
  private readonly to: number;
  /** Where the word stands. */
  at: number;
  end: number;
  shape: Shape = 'other';

  constructor(source: string, letters: Letters, from: number, to: number) {
    this.source = source;
    this.letters = letters;
    this.to = to;
    this.at = from;
    this.end = from;
  }

  /** Goes to the next word; false where there is none. */
  next(): boolean {
    const { letters, to } = this;
    let at = this.end;
    while (at < to && isBlank(letters[at] ?? 0)) at += 1;
    if (at >= to) return false;
    let end = endOfShape(letters, at, to);
    if (end > at && (end === to || isBlank(letters[end] ?? 0))) {
      this.shape = shapeFrom(letters[at] ?? 0);
    } else {
      this.shape = 'other';
      end = endOfWord(this.source, letters, at, to);
    }
    this.at = at;
    this.end = end;
    return true;
  }

  word(): Word {
    return { text: this.source.slice(this.at, this.end), at: this.at, shape: this.shape };
  }
}

export function wordsOf(source: string, letters: Letters, from: number, to: number): Word[] {
  const walk = new WordWalk(source, letters, from, to);
  const words: Word[] = [];
  while (walk.next()) words.push(walk.word());
  return words;
}
