import { TemplateError } from '../../src/templates/errors.ts';
import { isTemplate, renderStrictly } from '../../src/templates/template.ts';
import { waiting } from '../../src/templates/waiting.ts';
import { APART } from './apart.ts';
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

const FROZEN = '2024-01-21T09:45:00+01:00';

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
export async function run(file: unknown): Promise<{
  passed: number;
  failures: { id: string; why: string }[];
  apart: { id: string; why: string }[];
}> {
  const { cases, frozen_time: frozen = FROZEN } = file as { cases: Case[]; frozen_time?: string };
  const result = {
    passed: 0,
    failures: [] as { id: string; why: string }[],
    apart: [] as { id: string; why: string }[],
  };
  for (const given of cases) {
    const why = await failuresOf(given, frozen);
    const reason = APART[given.id];
    if (why.length === 0) result.passed += 1;
    else if (reason !== undefined) result.apart.push({ id: given.id, why: reason });
    else result.failures.push({ id: given.id, why: `${given.template} — ${why.join('; ')}` });
  }
  return result;
}
