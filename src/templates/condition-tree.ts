import { expressionOf, failAt, type Expression, type Reading } from './expression.ts';
import { lettersOf, type Letters } from './letters.ts';
import { WordWalk } from './lexer.ts';

export type Comparison = '==' | '!=' | '<' | '<=' | '>' | '>=' | 'in' | 'not in' | 'is' | 'is not';

export type ConditionTree =
  | { readonly kind: 'value'; readonly expression: Expression }
  | { readonly kind: 'not'; readonly of: ConditionTree }
  | { readonly kind: 'and' | 'or'; readonly left: ConditionTree; readonly right: ConditionTree }
  | {
      readonly kind: 'comparison';
      readonly operator: Comparison;
      readonly left: ConditionTree;
      readonly right: ConditionTree;
      readonly at: number;
    };

type Operator = 'or' | 'and' | 'not' | Comparison;

/** An operator and how tightly it binds. */
type Binding = { readonly operator: Operator; readonly letters: Letters; readonly power: number };

const binding = (operator: Operator, power: number): Binding => ({
  operator,
  letters: lettersOf(operator),
  power,
});
const NOT = binding('not', 8);
const IN = binding('in', 9);
const IS = binding('is', 10);
const NOT_IN = binding('not in', 9);
const IS_NOT = binding('is not', 10);
const WORDS = [
  binding('or', 6),
  binding('and', 7),
  NOT,
  IN,
  IS,
  ...(['==', '!=', '<', '<=', '>', '>='] as const).map((operator) => binding(operator, 10)),
];

/** Operators by the code of their first letter: most words have none, and looking up a table by name would hash each. */
const BY_FIRST_LETTER: readonly (readonly Binding[])[] = Array.from({ length: 128 }, (_none, code) =>
  WORDS.filter(({ operator }) => operator.charCodeAt(0) === code),
);

/** The operator that a word is; told from its letters, so that no text is made of it. */
function bindingOf({ at, end, shape }: WordWalk, letters: Letters): Binding | undefined {
  if (shape === 'quoted' || shape === 'digits') return undefined;
  const code = letters[at] ?? 0;
  const candidates = code < 128 ? BY_FIRST_LETTER[code] : undefined;
  if (candidates) for (const candidate of candidates) if (isAt(candidate.letters, letters, at, end)) return candidate;
  return undefined;
}

function isAt(wanted: Letters, letters: Letters, at: number, end: number): boolean {
  if (end - at !== wanted.length) return false;
  for (let index = 1; index < wanted.length; index++) if (wanted[index] !== letters[at + index]) return false;
  return true;
}

type Item =
  | { readonly kind: 'operator'; readonly binding: Binding; readonly at: number }
  | (ConditionTree & { readonly kind: 'value' });

/** Operands that one condition may have: deeper is refused rather than left to the stack. */
const MAX_ITEMS = 2000;

function itemsOf(walk: WordWalk, reading: Reading): Item[] {
  const items: Item[] = [];
  while (walk.next()) {
    const single = bindingOf(walk, reading.letters);
    if (!single) {
      items.push({ kind: 'value', expression: expressionOf(walk.word(), reading) });
      continue;
    }
    const before = items[items.length - 1];
    const both = before?.kind === 'operator' ? ofTwoWords(before.binding, single) : undefined;
    if (both && before?.kind === 'operator')
      items[items.length - 1] = { kind: 'operator', binding: both, at: before.at };
    else items.push({ kind: 'operator', binding: single, at: walk.at });
  }
  return items;
}

function ofTwoWords(first: Binding, second: Binding): Binding | undefined {
  if (first === IS && second === NOT) return IS_NOT;
  return first === NOT && second === IN ? NOT_IN : undefined;
}

class ConditionReader {
  private readonly items: readonly Item[];
  private readonly reading: Reading;
  private readonly end: number;
  private next = 0;

  constructor(at: number, to: number, reading: Reading) {
    this.reading = reading;
    const walk = new WordWalk(reading.source, reading.letters, at, to);
    this.items = itemsOf(walk, reading);
    this.end = walk.end;
    if (this.items.length > MAX_ITEMS)
      throw failAt(reading.source, at, 'Condition trop longue.', 'The condition is too long.');
  }

  whole(): ConditionTree {
    const tree = this.tree(0);
    const extra = this.items[this.next];
    if (extra) {
      throw failAt(
        this.reading.source,
        extra.kind === 'value' ? extra.expression.at : extra.at,
        'Un opérateur est attendu ici (==, and, or, in…).',
        'An operator is expected here (==, and, or, in…).',
      );
    }
    return tree;
  }

  private tree(least: number): ConditionTree {
    let left = this.first();
    for (;;) {
      const item = this.items[this.next];
      if (item?.kind !== 'operator') return left;
      const { operator, power } = item.binding;
      if (operator === 'not' || power <= least) return left;
      this.next += 1;
      const right = this.tree(power);
      left =
        operator === 'and' || operator === 'or'
          ? { kind: operator, left, right }
          : { kind: 'comparison', operator, left, right, at: item.at };
    }
  }

  private first(): ConditionTree {
    const item = this.items[this.next];
    if (!item) {
      throw failAt(this.reading.source, this.end, 'La condition est incomplète.', 'The condition is incomplete.');
    }
    this.next += 1;
    if (item.kind === 'value') return item;
    if (item.binding === NOT) return { kind: 'not', of: this.tree(NOT.power) };
    const { operator } = item.binding;
    throw failAt(
      this.reading.source,
      item.at,
      `Une valeur est attendue avant « ${operator} ».`,
      `A value is expected before "${operator}".`,
    );
  }
}

/** Reads the condition between two offsets of the source, as it stands after `if`. */
export function readCondition(from: number, to: number, reading: Reading): ConditionTree {
  return new ConditionReader(from, to, reading).whole();
}

/** Whether a filter stands anywhere in a condition. */
export function hasFilters(tree: ConditionTree): boolean {
  if (tree.kind === 'value') return tree.expression.filters.length > 0;
  return tree.kind === 'not' ? hasFilters(tree.of) : hasFilters(tree.left) || hasFilters(tree.right);
}

/** The expressions of a condition, from left to right. */
export function expressionsOf(tree: ConditionTree): Expression[] {
  if (tree.kind === 'value') return [tree.expression];
  if (tree.kind === 'not') return expressionsOf(tree.of);
  return [...expressionsOf(tree.left), ...expressionsOf(tree.right)];
}
