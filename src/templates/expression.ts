import { TemplateError, type Wording } from './errors.ts';
import type { Letters, Shape } from './letters.ts';
import type { FilterRow } from './rows.ts';
import { type Float, floatOf, Safe } from './values.ts';

/** What an expression starts from, or what a filter is given: a constant, or a name with its sub-names. */
export type Operand =
  | { readonly kind: 'constant'; readonly value: unknown; readonly source: string; readonly at: number }
  /** A text to be shown in the site's language: `_("Yes")`. */
  | { readonly kind: 'translated'; readonly text: string; readonly source: string; readonly at: number }
  | { readonly kind: 'name'; readonly parts: readonly string[]; readonly source: string; readonly at: number };

export type FilterUse = { readonly row: FilterRow; readonly argument: Operand | undefined; readonly at: number };

/** `operand|filter:argument|…` */
export type Expression = {
  readonly source: string;
  readonly at: number;
  readonly operand: Operand;
  readonly filters: readonly FilterUse[];
};

/** What expressions are read with: the template's source, for errors, its letters, and the table of filters. */
export type Reading = {
  readonly source: string;
  readonly letters: Letters;
  readonly filters: ReadonlyMap<string, FilterRow>;
};

/** What is read as an expression: a word, or a text made of some, which has no shape known. */
export type Written = { readonly text: string; readonly at: number; readonly shape?: Shape };

const QUOTED = String.raw`"[^"\\]*(?:\\.[^"\\]*)*"|'[^'\\]*(?:\\.[^'\\]*)*'`;
const OPERAND = String.raw`(?:_\((?:${QUOTED})\)|${QUOTED}|[\p{L}\p{M}\p{N}_.]+|[-+.]?\d[\d.e]*)`;
const HEAD = new RegExp(OPERAND, 'uy');
const FILTER = new RegExp(String.raw`\s*\|\s*([\p{L}\p{M}\p{N}_]+)(?::(${OPERAND}))?`, 'uy');
const NONE: readonly FilterUse[] = [];
const INTEGER = /^[-+]?\d+(?:_\d+)*$/;
const FLOAT = /^[-+]?(?:\d+(?:_\d+)*\.?(?:\d+(?:_\d+)*)?|\.\d+(?:_\d+)*)(?:e[-+]?\d+)?$/i;

export function failAt(source: string, at: number, fr: string, en: string): TemplateError {
  return new TemplateError('syntax', { fr, en } satisfies Wording, source, at);
}

function constantNumber(text: string): number | bigint | Float | undefined {
  const first = text.charCodeAt(0);
  // A digit, a sign or a point.
  if ((first < 48 || first > 57) && first !== 43 && first !== 45 && first !== 46) return undefined;
  if (INTEGER.test(text)) {
    const value = Number(text.replaceAll('_', ''));
    return Number.isSafeInteger(value) ? value : BigInt(text.replaceAll('_', '').replace('+', ''));
  }
  if (!/[.e]/i.test(text) || text.endsWith('.') || !FLOAT.test(text)) return undefined;
  const value = Number(text.replaceAll('_', ''));
  return Number.isFinite(value) ? floatOf(value) : undefined;
}

/**
 * The operand of an expression that is nothing else, in its most usual shapes: the way most expressions are read. Two patterns
 * cost more than the few letters of a word, which were gone through already.
 */
function plainOperand(text: string, at: number, shape: Shape): Operand | undefined {
  switch (shape) {
    case 'name':
      if (CONSTANTS.has(text)) return { kind: 'constant', value: CONSTANTS.get(text), source: text, at };
      return { kind: 'name', parts: [text], source: text, at };
    case 'quoted':
      return { kind: 'constant', value: new Safe(text.slice(1, -1)), source: text, at };
    case 'digits':
      return text.length > 15 ? undefined : { kind: 'constant', value: Number(text), source: text, at };
    case 'other':
      return undefined;
  }
}

function unquoted(text: string): string {
  if (!text.includes('\\')) return text.slice(1, -1);
  const quote = text[0] ?? '"';
  return text.slice(1, -1).replaceAll(`\\${quote}`, quote).replaceAll('\\\\', '\\');
}

/** The constants that no context may rename. */
export const CONSTANTS: ReadonlyMap<string, unknown> = new Map<string, unknown>([
  ['None', null],
  ['True', true],
  ['False', false],
]);

export function operandOf(text: string, at: number, reading: Reading): Operand {
  const number = constantNumber(text);
  if (number !== undefined) return { kind: 'constant', value: number, source: text, at };
  if (text.startsWith('_(')) return { kind: 'translated', text: unquoted(text.slice(2, -1)), source: text, at };
  if (text.startsWith('"') || text.startsWith("'")) {
    return { kind: 'constant', value: new Safe(unquoted(text)), source: text, at };
  }
  if (text.startsWith('_') || text.includes('._')) {
    throw failAt(
      reading.source,
      at,
      `Un nom ne peut pas commencer par un tiret bas : « ${text} ».`,
      `A name may not begin with an underscore: "${text}".`,
    );
  }
  if (CONSTANTS.has(text)) return { kind: 'constant', value: CONSTANTS.get(text), source: text, at };
  return { kind: 'name', parts: text.includes('.') ? text.split('.') : [text], source: text, at };
}

function filterUse(match: RegExpExecArray, at: number, reading: Reading): FilterUse {
  const name = match[1] ?? '';
  const row = reading.filters.get(name);
  const { source } = reading;
  if (!row) throw failAt(source, at, `Le filtre « ${name} » n'existe pas.`, `There is no filter "${name}".`);
  const given = match[2];
  if (given === undefined && row.argument === 'required') {
    throw failAt(source, at, `Le filtre « ${name} » demande une valeur.`, `The filter "${name}" needs an argument.`);
  }
  if (given !== undefined && row.argument === undefined) {
    throw failAt(
      source,
      at,
      `Le filtre « ${name} » ne prend pas de valeur.`,
      `The filter "${name}" takes no argument.`,
    );
  }
  const argumentAt = at + match[0].length - (given?.length ?? 0);
  return { row, argument: given === undefined ? undefined : operandOf(given, argumentAt, reading), at };
}

/** Reads an expression; throws a syntax error at the first letter that doesn't belong. */
export function expressionOf({ text, at, shape }: Written, reading: Reading): Expression {
  const plain = plainOperand(text, at, shape ?? 'other');
  if (plain) return { source: text, at, operand: plain, filters: NONE };
  HEAD.lastIndex = 0;
  const head = HEAD.exec(text)?.[0];
  if (head === undefined) {
    throw failAt(
      reading.source,
      at,
      `Un nom ou une valeur est attendu : « ${text} ».`,
      `A name or a value is expected: "${text}".`,
    );
  }
  const operand = operandOf(head, at, reading);
  const filters: FilterUse[] = [];
  let end = head.length;
  while (end < text.length) {
    FILTER.lastIndex = end;
    const match = FILTER.exec(text);
    if (!match) {
      const rest = text.slice(end, end + 40);
      throw failAt(
        reading.source,
        at + end,
        `La suite n'est pas comprise : « ${rest} ».`,
        `Not understood: "${rest}".`,
      );
    }
    filters.push(filterUse(match, at + end, reading));
    end += match[0].length;
  }
  return { source: text, at, operand, filters };
}
