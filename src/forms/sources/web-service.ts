import { contextOf } from '../../templates/context.ts';
import type { Lazy } from '../../templates/values.ts';
import type { WebServiceDefinition } from '../definitions/types.ts';
import type { Json } from '../requests/types.ts';
import { fetchedNames } from './fetched-names.ts';
import { fetched, type Fetched } from './fetched.ts';
import { buildCall, type Built } from './request.ts';
import type { SourceEnv } from './source.ts';

/**
 * What a named web service answers, whatever the HTTP status (spec/forms-workflows.md, section 3.7); undefined where it isn't known, gives no answer or
 * none in JSON. A GET is asked once for one memo; other methods each time. Its own templates see `parameters_…`.
 */
export async function webServiceOf(
  slug: string,
  env: SourceEnv,
  parameters?: { readonly [key: string]: unknown },
): Promise<Json | undefined> {
  const found = await env.definitions.find('web service', slug);
  if (!found) return undefined;
  const service = found.definition;
  const built = await builtFor(service, parameters ? { ...env, context: contextOf({ parameters }, env.context) } : env);
  if (built.kind === 'nothing') return undefined;
  if (built.kind !== 'call') {
    record(service, env, built.message, {});
    return undefined;
  }
  const { call } = built;
  const timeoutMs = service.timeoutSeconds === null ? null : service.timeoutSeconds * 1_000;
  const answer = await fetched(call, env, service.cacheSeconds, timeoutMs, (one) => tell(service, env, one, call.url));
  return answer.kind === 'answer' ? answer.body : undefined;
}

function builtFor(service: WebServiceDefinition, env: SourceEnv): Promise<Built> {
  return buildCall(service, {
    context: env.context,
    env: env.env,
    callerUrl: env.callerUrl,
    failed: (what, error) =>
      env.record?.({
        kind: 'template',
        summary: error.message,
        context: { web_service: service.slug, parameter: what },
        notify: service.notifyOnErrors,
      }),
  });
}

function tell(service: WebServiceDefinition, env: SourceEnv, answer: Fetched, url: string): void {
  if (answer.kind === 'failed') record(service, env, answer.summary, { url });
  else if (answer.status >= 400)
    record(service, env, `the answer's status is ${answer.status}`, { url, status: answer.status });
}

function record(
  service: WebServiceDefinition,
  env: SourceEnv,
  summary: string,
  context: { readonly [key: string]: Json },
): void {
  if (!service.recordOnErrors && !service.notifyOnErrors) return;
  env.record?.({
    kind: 'web service',
    summary: `${service.name}: ${summary}`,
    context: { web_service: service.slug, ...context },
    notify: service.notifyOnErrors,
  });
}

/**
 * The name `webservice` of templates: under each slug, its answer once fetched. Give it as a `Pending`, and a new one for each submission, action or page: as long as
 * it lives, each service is called once, however often the evaluations that wait for it begin again.
 */
export async function webServices(env: SourceEnv): Promise<Lazy> {
  const slugs = new Set((await env.definitions.list('web service')).map(({ slug }) => slug));
  return fetchedNames(slugs, (slug) => webServiceOf(slug, env));
}
