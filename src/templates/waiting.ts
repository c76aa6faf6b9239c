import type { Condition } from './condition.ts';
import type { Context, Environment } from './context.ts';
import type { RenderOptions, Template } from './template.ts';
import { Pending } from './values.ts';

/** Fetches that one evaluation may wait for, one after the other. */
const MOST_FETCHES = 500;

/**
 * Evaluates, waits for what isn't there yet, and evaluates again, until nothing is missing. What names and ports gave is kept
 * by them: a `Pending` given once must be given again, so that each fetch is made only if reached, and once.
 */
export async function waiting<T>(evaluate: () => T): Promise<T> {
  for (let fetches = 0; ; fetches++) {
    try {
      return evaluate();
    } catch (missing) {
      if (!(missing instanceof Pending) || fetches >= MOST_FETCHES) throw missing;
      await missing.promise;
    }
  }
}

/** Keeps what a context gives for the length of one evaluation: each name is asked for once. */
export function remembering(context: Context): Context {
  const known = new Map<string, unknown>();
  return {
    get(name) {
      if (known.has(name)) return known.get(name);
      const value = context.get(name);
      if (value instanceof Pending) known.set(name, value);
      return value;
    },
  };
}

export function renderWaiting(
  template: Template,
  context: Context,
  env: Environment,
  options: RenderOptions,
): Promise<string> {
  const kept = remembering(context);
  return waiting(() => template.render(kept, env, options));
}

export function valueWaiting(template: Template, context: Context, env: Environment): Promise<unknown> {
  const kept = remembering(context);
  return waiting(() => template.value(kept, env));
}

export function conditionWaiting(condition: Condition, context: Context, env: Environment): Promise<boolean> {
  const kept = remembering(context);
  return waiting(() => condition.evaluate(kept, env));
}
