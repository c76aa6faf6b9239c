/** A text in both languages of the product. */
export type Wording = { fr: string; en: string };

export type ErrorKind =
  /** The source isn't of the language. */
  | 'syntax'
  /** A name given as an argument isn't known. */
  | 'name'
  /** A value didn't suit what was asked of it. */
  | 'value'
  /** A bound was reached: steps, output, depth. */
  | 'limit';

export type Position = { line: number; column: number; excerpt: string; caret: string };

const EXCERPT = 60;

/** Where an offset stands in a source: counted from 1, with the line around it and a caret below. */
export function positionOf(source: string, offset: number): Position {
  const at = Math.min(Math.max(offset, 0), source.length);
  const before = source.slice(0, at);
  const lineStart = before.lastIndexOf('\n') + 1;
  const nextBreak = source.indexOf('\n', at);
  const line = source.slice(lineStart, nextBreak === -1 ? source.length : nextBreak);
  const column = at - lineStart;
  const from = Math.max(0, Math.min(column - EXCERPT / 2, line.length - EXCERPT));
  return {
    line: before.split('\n').length,
    column: column + 1,
    excerpt: line.slice(from, from + EXCERPT),
    caret: `${' '.repeat(column - from)}^`,
  };
}

/** What a template or a condition refuses: what and where, in French and English. */
export class TemplateError extends Error {
  readonly kind: ErrorKind;
  readonly wording: Wording;
  readonly line: number;
  readonly column: number;
  readonly excerpt: string;
  readonly caret: string;

  constructor(kind: ErrorKind, wording: Wording, source: string, offset: number) {
    super(wording.en);
    this.name = 'TemplateError';
    this.kind = kind;
    this.wording = wording;
    const { line, column, excerpt, caret } = positionOf(source, offset);
    this.line = line;
    this.column = column;
    this.excerpt = excerpt;
    this.caret = caret;
  }

  /** The error as a person reads it: the message, the place, the excerpt and the caret under it. */
  explanation(language: 'fr' | 'en'): string {
    const place =
      language === 'fr' ? `ligne ${this.line}, colonne ${this.column}` : `line ${this.line}, column ${this.column}`;
    return `${this.wording[language].replace(/\.$/, '')} (${place}).\n${this.excerpt}\n${this.caret}`;
  }
}

/** Thrown by filters and tags, which don't know where they stand; the evaluator makes a {@link TemplateError} of it. */
export class Fault extends Error {
  readonly kind: ErrorKind;
  readonly wording: Wording;

  constructor(fr: string, en: string, kind: ErrorKind = 'value') {
    super(en);
    this.name = 'Fault';
    this.kind = kind;
    this.wording = { fr, en };
  }
}
