import { comparing, constantOf, guarded, mayFail } from './comparisons.ts';
import type { Compiler, Getter } from './compiler.ts';
import type { ConditionTree } from './condition-tree.ts';
import { valueAt } from './lookup.ts';
import { truth } from './python.ts';
import type { Run } from './run.ts';

type Test = (run: Run) => boolean;

/** A condition as `if` sees it. */
export function conditionTest(tree: ConditionTree, compiler: Compiler): Test {
  if (tree.kind === 'value' || mayFail(tree)) return counting(tree, compiler);
  if (tree.kind === 'comparison') return comparison(tree, compiler);
  if (tree.kind === 'not') {
    const of = conditionTest(tree.of, compiler);
    return (run) => !of(run);
  }
  const left = conditionTest(tree.left, compiler);
  const right = conditionTest(tree.right, compiler);
  return tree.kind === 'and' ? (run) => left(run) && right(run) : (run) => left(run) || right(run);
}

/** Whether what a condition is worth counts as true. */
function counting(tree: ConditionTree, compiler: Compiler): Test {
  if (tree.kind !== 'value') {
    const getter = conditionValue(tree, compiler);
    return (run) => truth(getter(run));
  }
  const { place, getter } = compiler.kept(tree.expression, null);
  return (run) => truth(valueAt(run, place, getter));
}

/** What a condition is worth before it is asked whether it counts as true. */
export function conditionValue(tree: ConditionTree, compiler: Compiler): Getter {
  if (tree.kind === 'value') return compiler.expression(tree.expression, null);
  if (tree.kind === 'comparison') return guarded(tree, comparison(tree, compiler));
  if (tree.kind === 'not') {
    const of = conditionValue(tree.of, compiler);
    return guarded(tree, (run) => !truth(of(run)));
  }
  const left = conditionValue(tree.left, compiler);
  const right = conditionValue(tree.right, compiler);
  const isAnd = tree.kind === 'and';
  return guarded(tree, (run) => {
    const value = left(run);
    return truth(value) === isAnd ? right(run) : value;
  });
}

function comparison({ operator, left, right }: ConditionTree & { kind: 'comparison' }, compiler: Compiler): Test {
  const { place, getter } =
    left.kind === 'value'
      ? compiler.kept(left.expression, null)
      : { place: -1, getter: conditionValue(left, compiler) };
  return comparing(operator, [getter, place], constantOf(right), () => conditionValue(right, compiler));
}
