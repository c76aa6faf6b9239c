import { compileCondition, isNeverTrue, validateCondition } from '../../src/templates/condition.ts';
import { TemplateError } from '../../src/templates/errors.ts';
import { waiting } from '../../src/templates/waiting.ts';
import { runCases } from './cases.ts';
import type { Outcome } from './main.ts';
import { siteContext, siteEnvironment } from './site.ts';

type Case = {
  id: string;
  type: string;
  condition: string;
  context?: Record<string, unknown>;
  result?: boolean;
  error?: boolean;
  validation_error?: boolean;
  is_always_false?: boolean;
};

async function outcome(given: Case, frozen: string): Promise<boolean | 'error'> {
  if (given.type !== 'django') return 'error';
  const env = siteEnvironment(frozen, 'fr', () => {});
  const context = siteContext(given.context, 'fr');
  try {
    const condition = compileCondition(given.condition);
    return await waiting(() => condition.evaluate(context, env));
  } catch (error) {
    if (error instanceof TemplateError) return 'error';
    throw error;
  }
}

async function failuresOf(given: Case, frozen: string): Promise<string[]> {
  const why: string[] = [];
  const differ = (what: string, wanted: unknown, got: unknown): void => {
    if (wanted !== got) why.push(`${what}: ${String(wanted)} wanted, ${String(got)} given`);
  };
  differ('result', given.error ? 'error' : given.result, await outcome(given, frozen));
  const refused = given.type !== 'django' || validateCondition(given.condition, 'fr') !== null;
  differ('refused by the editor', given.validation_error === true, refused);
  if (given.type === 'django' && given.is_always_false !== undefined) {
    differ('always false', given.is_always_false, isNeverTrue(given.condition));
  }
  return why;
}

/** Runs a file of the format of conditions.json. */
export const run = (file: unknown): Promise<Outcome> => runCases<Case>(file, failuresOf, ({ condition }) => condition);
