import type { Context, Environment } from '../../templates/context.ts';
import { TemplateError } from '../../templates/errors.ts';
import { compileCondition } from '../../templates/condition.ts';
import { compileTemplate, isTemplate } from '../../templates/template.ts';
import { conditionWaiting, renderWaiting, valueWaiting } from '../../templates/waiting.ts';
import type { ConditionText, TemplateRow, TemplateText } from '../definitions/types.ts';
import type { NamedValue } from './payload.ts';

/** The names that a template sees and what surrounds them. */
export type Surroundings = { context: Context; env: Environment };

/** Text of a template, with nothing escaped: for addresses and keys. Throws TemplateError. */
export async function renderedText(template: TemplateText, { context, env }: Surroundings): Promise<string> {
  if (!isTemplate(template)) return template.trim();
  return renderWaiting(compileTemplate(template), context, env, { autoescape: false });
}

/** The value of a template that is one expression, else its text. Throws TemplateError. */
export async function renderedValue(template: TemplateText, { context, env }: Surroundings): Promise<unknown> {
  if (!isTemplate(template)) return template;
  return valueWaiting(compileTemplate(template), context, env);
}

/** Whether a condition holds; blank and null do. Throws TemplateError: what that means depends on the place (spec/forms-workflows.md, section 4.6). */
export async function holds(condition: ConditionText, { context, env }: Surroundings): Promise<boolean> {
  if (condition === null || condition.trim() === '') return true;
  return conditionWaiting(compileCondition(condition.trim()), context, env);
}

/** The values of a table « clé → gabarit »; a row whose template fails is left out and told to `failed`. */
export async function renderedRows(
  rows: readonly TemplateRow[],
  surroundings: Surroundings,
  failed: (row: TemplateRow, error: TemplateError) => void,
): Promise<NamedValue[]> {
  const values: NamedValue[] = [];
  for (const row of rows) {
    try {
      values.push({ name: row.name, value: await renderedValue(row.value, surroundings) });
    } catch (error) {
      if (!(error instanceof TemplateError)) throw error;
      failed(row, error);
    }
  }
  return values;
}
