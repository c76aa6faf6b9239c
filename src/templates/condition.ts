import { Compiler, type Getter } from './compiler.ts';
import { expressionsOf, readCondition, type ConditionTree } from './condition-tree.ts';
import type { Context, Environment } from './context.ts';
import { TemplateError } from './errors.ts';
import type { Expression } from './expression.ts';
import { lettersOf } from './letters.ts';
import type { Language } from './moments.ts';
import { namesOfExpression } from './names.ts';
import { truth } from './python.ts';
import { Run, type Places } from './run.ts';
import { TABLES } from './tables.ts';
import { asTemplateError } from './template.ts';

/** An operand of a condition and what it was worth; `error` where it failed. */
export type Explained = { readonly source: string; readonly value?: unknown; readonly error?: TemplateError };

/** A condition read and ready. */
export type Condition = {
  readonly source: string;
  /** Throws a {@link TemplateError}, or a `Pending` that has to be waited for. */
  evaluate(context: Context, env: Environment): boolean;
  /** Whether no value whatever can make it true. */
  readonly isAlwaysFalse: boolean;
  /** The names that it reads. */
  readonly names: readonly string[];
  /** Each operand with its value, from left to right. */
  explain(context: Context, env: Environment): Explained[];
};

function treeOf(source: string): ConditionTree | undefined {
  if (source.trim() === '') return undefined;
  const reading = { source, letters: lettersOf(source), filters: TABLES.filters };
  const stop = source.search(/[\n\r]|%\}/);
  if (stop !== -1) {
    const wording = {
      fr: 'Une condition tient sur une ligne, sans « %} ».',
      en: 'A condition stands on one line, without "%}".',
    };
    throw new TemplateError('syntax', wording, source, stop);
  }
  return readCondition(0, source.length, reading);
}

/** What a tree is worth whatever the names are worth; undefined where that isn't known. */
function always(tree: ConditionTree): boolean | undefined {
  if (tree.kind === 'not') {
    const of = always(tree.of);
    return of === undefined ? undefined : !of;
  }
  if (tree.kind === 'and' || tree.kind === 'or') {
    const sides = [always(tree.left), always(tree.right)];
    const decisive = tree.kind === 'or';
    if (sides.includes(decisive)) return decisive;
    return sides.includes(undefined) ? undefined : !decisive;
  }
  if (!expressionsOf(tree).every(isConstant)) return undefined;
  try {
    const compiler = new Compiler();
    const getter = compiler.conditionValue(tree);
    return truth(getter(new Run({ get: () => undefined }, NOWHERE, '', compiler.places(), false)));
  } catch {
    return undefined;
  }
}

const GLOBAL_CONSTANTS = new Set(['true', 'false', 'null']);

function isConstant({ operand, filters }: Expression): boolean {
  if (filters.length > 0) return false;
  return operand.kind === 'constant' || (operand.kind === 'name' && GLOBAL_CONSTANTS.has(operand.parts.join('.')));
}

const NOWHERE: Environment = {
  now: Temporal.ZonedDateTime.from('2000-01-01T00:00:00[UTC]'),
  language: 'en',
  timeZone: 'UTC',
};

class Compiled implements Condition {
  readonly source: string;
  readonly isAlwaysFalse: boolean;
  readonly names: readonly string[];
  private readonly getter: Getter;
  private readonly operands: readonly { source: string; getter: Getter }[];
  private readonly places: Places;

  constructor(source: string) {
    this.source = source;
    const tree = treeOf(source);
    const compiler = new Compiler();
    this.getter = tree ? compiler.conditionValue(tree) : () => true;
    const expressions = tree ? expressionsOf(tree) : [];
    this.operands = expressions
      .filter((expression) => expression.operand.kind === 'name' || expression.filters.length > 0)
      .map((expression) => ({ source: expression.source, getter: compiler.expression(expression, null) }));
    this.places = compiler.places();
    this.isAlwaysFalse = tree ? always(tree) === false : false;
    const names = new Set<string>();
    for (const expression of expressions) namesOfExpression(expression, names);
    this.names = [...names];
  }

  evaluate(context: Context, env: Environment): boolean {
    const run = new Run(context, env, this.source, this.places, false);
    try {
      return truth(this.getter(run));
    } catch (error) {
      const made = asTemplateError(error, this.source, run.at);
      if (made instanceof TemplateError && made.kind === 'name') return false;
      throw made;
    }
  }

  explain(context: Context, env: Environment): Explained[] {
    return this.operands.map(({ source, getter }) => {
      const run = new Run(context, env, this.source, this.places, false);
      try {
        return { source, value: getter(run) };
      } catch (error) {
        const made = asTemplateError(error, this.source, run.at);
        if (made instanceof TemplateError) return { source, error: made };
        throw made;
      }
    });
  }
}

const KEPT = 2000;
const cache = new Map<string, Condition>();

/** Reads a condition, the expression of an `if`; throws a {@link TemplateError} with the place and a caret. Empty = true. */
export function compileCondition(source: string): Condition {
  const known = cache.get(source);
  if (known) return known;
  const made = new Compiled(source);
  if (cache.size >= KEPT) cache.clear();
  cache.set(source, made);
  return made;
}

/** What is wrong with a condition, in the words of the editor; null where nothing is. */
export function validateCondition(source: string, language: Language): string | null {
  try {
    compileCondition(source);
    return null;
  } catch (error) {
    if (error instanceof TemplateError) return error.explanation(language);
    throw error;
  }
}

/** Whether a condition can never hold: false by itself, or not readable. */
export function isNeverTrue(source: string): boolean {
  try {
    return compileCondition(source).isAlwaysFalse;
  } catch (error) {
    if (error instanceof TemplateError) return true;
    throw error;
  }
}
