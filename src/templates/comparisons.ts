import type { Getter } from './compiler.ts';
import type { Comparison, ConditionTree } from './condition-tree.ts';
import { Fault, TemplateError } from './errors.ts';
import { valueAt } from './lookup.ts';
import { contains, equal, order } from './python.ts';
import type { Run } from './run.ts';
import { plain, Safe } from './values.ts';

/** A constant text or number, bare. */
export function constantOf(tree: ConditionTree): unknown {
  if (tree.kind !== 'value' || tree.expression.filters.length > 0) return undefined;
  const { operand } = tree.expression;
  return operand.kind === 'constant' ? plain(operand.value) : undefined;
}

/** Whether something in an operator can fail: a filter, a search in what holds nothing. */
export function mayFail(tree: ConditionTree): boolean {
  if (tree.kind === 'value') return tree.expression.filters.length > 0;
  if (tree.kind === 'comparison' && (tree.operator === 'in' || tree.operator === 'not in')) return true;
  if (tree.kind === 'not') return tree.of.kind === 'value' && mayFail(tree.of);
  return (tree.left.kind === 'value' && mayFail(tree.left)) || (tree.right.kind === 'value' && mayFail(tree.right));
}

export function guarded(tree: ConditionTree, getter: Getter): Getter {
  return mayFail(tree) ? falseOnFault(getter) : getter;
}

/** A fault inside an operator makes it false; only a value that stands alone may fail. */
function falseOnFault(getter: Getter): Getter {
  return (run) => {
    try {
      return getter(run);
    } catch (error) {
      if (error instanceof Fault ? error.kind === 'limit' : !(error instanceof TemplateError)) throw error;
      return false;
    }
  };
}

function same(left: unknown, right: unknown): boolean {
  const [a, b] = [left instanceof Safe ? left.text : left, right instanceof Safe ? right.text : right];
  return (a ?? null) === (b ?? null);
}

/** Comparisons with a constant number: each operator its own closure, since a call through a table costs as much as the test. */
function numeric(
  operator: Comparison,
  index: number,
  of: Getter,
  constant: number,
): ((run: Run) => boolean) | undefined {
  const slow = TESTS[operator];
  switch (operator) {
    case '==':
      return (run) => {
        const value = valueAt(run, index, of);
        return typeof value === 'number' ? value === constant : slow(value, constant);
      };
    case '!=':
      return (run) => {
        const value = valueAt(run, index, of);
        return typeof value === 'number' ? value !== constant : slow(value, constant);
      };
    case '<':
      return (run) => {
        const value = valueAt(run, index, of);
        return typeof value === 'number' ? value < constant : slow(value, constant);
      };
    case '<=':
      return (run) => {
        const value = valueAt(run, index, of);
        return typeof value === 'number' ? value <= constant : slow(value, constant);
      };
    case '>':
      return (run) => {
        const value = valueAt(run, index, of);
        return typeof value === 'number' ? value > constant : slow(value, constant);
      };
    case '>=':
      return (run) => {
        const value = valueAt(run, index, of);
        return typeof value === 'number' ? value >= constant : slow(value, constant);
      };
    default:
      return undefined;
  }
}

const TESTS: Readonly<Record<Comparison, (left: unknown, right: unknown) => boolean>> = {
  '==': (left, right) => equal(left, right),
  '!=': (left, right) => !equal(left, right),
  '<': (left, right) => (order(left, right) ?? 1) < 0,
  '<=': (left, right) => (order(left, right) ?? 1) <= 0,
  '>': (left, right) => (order(left, right) ?? -1) > 0,
  '>=': (left, right) => (order(left, right) ?? -1) >= 0,
  in: (left, right) => contains(right, left),
  'not in': (left, right) => !contains(right, left),
  is: same,
  'is not': (left, right) => !same(left, right),
};

const FEW_USES = 4;

/** The one copy of a text that the engine keeps: comparing it with another such copy compares two addresses. */
function interned(text: string): string {
  return Object.keys({ [text]: 0 })[0] ?? text;
}

/** A comparison of what two getters give, by the quickest closure for its constant, if it has one. */
export function comparing(
  operator: Comparison,
  [left, place]: readonly [getter: Getter, place: number],
  constant: unknown,
  right: () => Getter,
): (run: Run) => boolean {
  if (operator === '==' && typeof constant === 'string') return equalToText(left, place, constant);
  const quick = typeof constant === 'number' ? numeric(operator, place, left, constant) : undefined;
  if (quick) return quick;
  const to = right();
  const test = TESTS[operator];
  return (run) => test(left(run), to(run));
}

function equalToText(of: Getter, index: number, constant: string): (run: Run) => boolean {
  let wanted = constant;
  let uses = 0;
  return (run) => {
    // Worth its price only where the condition is asked again and again.
    if (uses < FEW_USES) {
      uses += 1;
      if (uses === FEW_USES) wanted = interned(constant);
    }
    const value = valueAt(run, index, of);
    return typeof value === 'string' ? value === wanted : equal(value, wanted);
  };
}
