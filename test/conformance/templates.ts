import { TemplateError } from '../../src/templates/errors.ts';
import { isTemplate, renderStrictly } from '../../src/templates/template.ts';
import { waiting } from '../../src/templates/waiting.ts';
import { runCases } from './cases.ts';
import type { Outcome } from './main.ts';
import { siteContext, siteEnvironment } from './site.ts';

type Case = {
  id: string;
  template: string;
  context?: Record<string, unknown>;
  output?: string;
  output_noautoescape?: string;
  output_en?: string;
  output_pattern?: string;
  error?: boolean;
  logged_errors?: number;
};
type Observed = { output: string; error: boolean; logged: number };

/** Errors of syntax and unknown names aren't logged by the reference; wrong values are. */
async function observe(
  given: Case,
  frozen: string,
  { language, autoescape }: { language: 'fr' | 'en'; autoescape: boolean },
): Promise<Observed> {
  let logged = 0;
  const env = siteEnvironment(frozen, language, () => {
    logged += 1;
  });
  const context = siteContext(given.context, language);
  try {
    const output = await waiting(() => renderStrictly(given.template, context, env, { autoescape }));
    return { output, error: false, logged };
  } catch (error) {
    if (!(error instanceof TemplateError)) throw error;
    if (error.kind === 'value') logged += 1;
    return { output: isTemplate(given.template) ? given.template : given.template.trim(), error: true, logged };
  }
}

async function failuresOf(given: Case, frozen: string): Promise<string[]> {
  const escaped = await observe(given, frozen, { language: 'fr', autoescape: true });
  const why: string[] = [];
  const differ = (what: string, wanted: unknown, got: unknown): void => {
    if (wanted !== got) why.push(`${what}: ${JSON.stringify(wanted)} wanted, ${JSON.stringify(got)} given`);
  };
  if (given.output_pattern !== undefined) {
    if (!new RegExp(given.output_pattern).test(escaped.output))
      why.push(`${escaped.output} doesn't match ${given.output_pattern}`);
  } else {
    differ('output', given.output, escaped.output);
    const unescaped = await observe(given, frozen, { language: 'fr', autoescape: false });
    differ('output without escaping', given.output_noautoescape ?? given.output, unescaped.output);
    const english = await observe(given, frozen, { language: 'en', autoescape: true });
    differ('output in English', given.output_en ?? given.output, english.output);
  }
  differ('error', given.error === true, escaped.error);
  differ('logged errors', (given.logged_errors ?? 0) > 0, escaped.logged > 0);
  return why;
}

/** Runs a file of the format of templates.json. */
export const run = (file: unknown): Promise<Outcome> => runCases<Case>(file, failuresOf, ({ template }) => template);
