import { expressionOf, failAt, type Expression, type Reading } from './expression.ts';
import type { Word } from './lexer.ts';

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

/** How tightly each binds. */
const POWER: Readonly<Record<Operator, number>> = {
  or: 6,
  and: 7,
  not: 8,
  in: 9,
  'not in': 9,
  is: 10,
  'is not': 10,
  '==': 10,
  '!=': 10,
  '<': 10,
  '<=': 10,
  '>': 10,
  '>=': 10,
};

const BY_LENGTH: readonly (readonly Operator[])[] = [
  [],
  ['<', '>'],
  ['==', 'in', 'or', 'is', '!=', '<=', '>='],
  ['and', 'not'],
  [],
  [],
  ['not in', 'is not'],
];

/** The operator that a word is. Told by length first: looking up a table would hash every word (a seventh of a compilation). */
function operatorOf(text: string): Operator | undefined {
  const candidates = BY_LENGTH[text.length];
  if (candidates) for (const operator of candidates) if (operator === text) return operator;
  return undefined;
}

type Item = { operator: Operator; at: number } | { operator: undefined; at: number; expression: Expression };

/** Operands that one condition may have: deeper is refused rather than left to the stack. */
const MAX_ITEMS = 2000;

function itemsOf(words: readonly Word[], reading: Reading): Item[] {
  const items: Item[] = [];
  for (let index = 0; index < words.length; index++) {
    const word = words[index];
    if (!word) break;
    let text = word.text;
    const following = words[index + 1]?.text;
    if (text === 'is' && following === 'not') text = 'is not';
    else if (text === 'not' && following === 'in') text = 'not in';
    if (text !== word.text) index += 1;
    const operator = operatorOf(text);
    if (operator !== undefined) items.push({ operator, at: word.at });
    else items.push({ operator: undefined, at: word.at, expression: expressionOf(word.text, word.at, reading) });
  }
  return items;
}

class ConditionReader {
  private readonly items: readonly Item[];
  private readonly reading: Reading;
  private readonly end: number;
  private next = 0;

  constructor(words: readonly Word[], at: number, reading: Reading) {
    this.reading = reading;
    this.items = itemsOf(words, reading);
    const last = words[words.length - 1];
    this.end = last ? last.at + last.text.length : at;
    if (this.items.length > MAX_ITEMS)
      throw failAt(reading.source, at, 'Condition trop longue.', 'The condition is too long.');
  }

  whole(): ConditionTree {
    const tree = this.tree(0);
    const extra = this.items[this.next];
    if (extra) {
      throw failAt(
        this.reading.source,
        extra.at,
        'Un opérateur est attendu ici (==, and, or, in…).',
        'An operator is expected here (==, and, or, in…).',
      );
    }
    return tree;
  }

  private tree(power: number): ConditionTree {
    let left = this.first();
    for (;;) {
      const item = this.items[this.next];
      const operator = item?.operator;
      if (!item || operator === undefined || operator === 'not' || POWER[operator] <= power) return left;
      this.next += 1;
      const right = this.tree(POWER[operator]);
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
    if (item.operator === undefined) return { kind: 'value', expression: item.expression };
    if (item.operator === 'not') return { kind: 'not', of: this.tree(POWER.not) };
    throw failAt(
      this.reading.source,
      item.at,
      `Une valeur est attendue avant « ${item.operator} ».`,
      `A value is expected before "${item.operator}".`,
    );
  }
}

/** Reads a condition, as it stands after `if`. */
export function readCondition(words: readonly Word[], at: number, reading: Reading): ConditionTree {
  return new ConditionReader(words, at, reading).whole();
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
