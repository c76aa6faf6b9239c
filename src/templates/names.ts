import { expressionsOf } from './condition-tree.ts';
import type { Expression, Operand } from './expression.ts';
import type { Node } from './parser.ts';

const CONSTANT_NAMES = new Set(['null', 'true', 'false', 'now', 'today', 'forloop']);

function ofOperand(operand: Operand | undefined, bound: ReadonlySet<string>, found: Set<string>): void {
  if (operand?.kind !== 'name') return;
  const [first = ''] = operand.parts;
  if (bound.has(first) || CONSTANT_NAMES.has(first)) return;
  found.add(operand.parts.join('_'));
}

export function namesOfExpression(
  expression: Expression,
  found: Set<string>,
  bound: ReadonlySet<string> = new Set(),
): void {
  ofOperand(expression.operand, bound, found);
  for (const { argument } of expression.filters) ofOperand(argument, bound, found);
}

function ofNodes(nodes: readonly Node[], bound: ReadonlySet<string>, found: Set<string>): void {
  let known = bound;
  for (const node of nodes) {
    if (node.kind === 'value') namesOfExpression(node.expression, found, known);
    if (node.kind !== 'tag') continue;
    const tested = node.meaning.conditions?.flatMap(expressionsOf) ?? [];
    for (const expression of [...(node.meaning.reads ?? []), ...tested]) namesOfExpression(expression, found, known);
    const inner = node.meaning.binds ? new Set([...known, ...node.meaning.binds]) : known;
    for (const part of node.parts) ofNodes(part.body, inner, found);
    if (node.meaning.sets) known = new Set([...known, ...node.meaning.sets]);
  }
}

/** The names that a tree asks of its context, dots as underscores (`form_var_x`), without those that it sets itself. */
export function namesRead(nodes: readonly Node[]): string[] {
  const found = new Set<string>();
  ofNodes(nodes, new Set(), found);
  return [...found];
}
