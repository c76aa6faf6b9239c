import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { nameOfCaller } from '../../accounts/caller.ts';
import { spend } from '../../accounts/spend.ts';
import { claimKey, earlierAnswer, hashOfRequest, keepAnswer, type Keyed } from '../../platform/idempotency.ts';
import { badRequest, forbidden, HttpRefusal, notFound } from '../../platform/server/refusal.ts';
import { TemplateError } from '../../templates/errors.ts';
import type { Transaction } from '../database.ts';
import type { GlobalAction, JumpAction } from '../definitions/types.ts';
import type { Forms } from '../forms.ts';
import { addressesOf, rolesOfTown } from '../requests/facts.ts';
import { findRequest } from '../requests/read.ts';
import type { FullRequest } from '../requests/request.ts';
import { holds } from '../sources/rendering.ts';
import { requestContext } from '../variables/request-context.ts';
import type { Asker } from '../workflow/access.ts';
import { resolveTarget } from '../workflow/actions/action-kind.ts';
import { statusOf } from '../workflow/status.ts';
import { triggerHook, triggerJump, type Payload, type Triggered } from '../workflow/trigger.ts';
import { answerErrors, publishingError, wantsJson } from './errors.ts';
import { takeBytes, triggerBody } from './trigger-body.ts';
import { authorise, mayTrigger, whyStranger } from './who-may-trigger.ts';

const methods = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'];
const config = { access: 'told by the handler' } as const;

type Params = { slug: string; number: string; name: string };

/** Hooks and jumps that wait for a call, below a request's page and below its API (spec/forms-workflows.md, sections 2.6.3 and 2.7). */
export async function triggerRoutes(server: FastifyInstance, forms: Forms): Promise<void> {
  await server.register(async (scope) => {
    takeBytes(scope);
    answerErrors(scope, forms.town.settings.language);
    const route = (url: string, handler: (request: FastifyRequest, reply: FastifyReply) => Promise<unknown>): void =>
      void scope.route({ method: methods, url, config, handler });
    for (const base of ['/api/forms/:slug/:number', '/:slug/:number']) {
      route(`${base}/hooks/:name`, (request, reply) => hook(forms, request, reply));
      route(`${base}/jump/trigger/:name`, (request, reply) => jump(forms, request, reply, base.startsWith('/api/')));
    }
  });
}

async function found(forms: Forms, request: FastifyRequest): Promise<{ kept: FullRequest; name: string }> {
  const { slug, number, name } = request.params as Params;
  const kept = /^\d{1,9}$/.test(number) ? await findRequest(forms, slug, Number(number)) : null;
  if (!kept) throw notFound();
  return { kept, name };
}

function askerOf(request: FastifyRequest): Asker {
  return { caller: request.caller, sessionHashId: request.session?.get('hashId') ?? null };
}

function refuseMethod({ method }: FastifyRequest): void {
  if (method !== 'POST' && method !== 'PUT') throw forbidden('Wrong HTTP method (must be POST or PUT).');
}

const busy = (): HttpRefusal => forbidden('Formdata currently processing actions.');

function bypasses(request: FastifyRequest): boolean {
  const { 'bypass-processing-check': flag } = request.query as Record<string, unknown>;
  return typeof flag === 'string' && ['true', 'True', 'on', '1'].includes(flag);
}

function payloadOf(request: FastifyRequest): Payload {
  const body = triggerBody(request);
  if (body.kind === 'json') return { content: body.content, stored: true };
  if (body.kind === 'other') return { content: null, stored: false };
  const { filename, contentType, content } = body;
  return { content: null, stored: false, file: { filename, contentType, content } };
}

/** The key under which a caller may repeat its call, and what makes the call. */
function keyedBy(request: FastifyRequest): Keyed | null {
  const key = request.headers['idempotency-key'];
  if (typeof key !== 'string' || key === '') return null;
  if (key.length > 255 || key.includes('\0')) throw badRequest('Invalid Idempotency-Key.');
  const body = Buffer.isBuffer(request.body) ? request.body.toString('base64') : null;
  return {
    caller: nameOfCaller(request.caller),
    key,
    hash: hashOfRequest(request.method, request.url.split('?')[0] ?? '', body),
  };
}

class KeyTaken extends Error {}

/** What the act's transaction does beside the act: the nonce is spent, the key claimed, its answer kept. */
function withinOf(forms: Forms, request: FastifyRequest, keyed: Keyed | null, answer: object) {
  return async (trx: Transaction): Promise<void> => {
    await spend(trx, request.caller, forms.town.settings);
    if (!keyed) return;
    if (!(await claimKey(trx, keyed))) throw new KeyTaken();
    await keepAnswer(trx, keyed, { status: 200, body: answer });
  };
}

/** The first answer again, where the key was used before. */
async function repeated(forms: Forms, keyed: Keyed | null): Promise<unknown> {
  if (!keyed) return null;
  const earlier = await earlierAnswer(forms.town.db, keyed);
  if (earlier.kind === 'other request')
    throw new HttpRefusal(422, 'idempotency-key', 'This Idempotency-Key was used for another request.');
  return earlier.kind === 'repeated' ? earlier.answer.body : null;
}

async function hook(forms: Forms, request: FastifyRequest, reply: FastifyReply): Promise<unknown> {
  const { kept, name } = await found(forms, request);
  const opened = hookOf(kept, name);
  if (!opened) throw notFound();
  refuseMethod(request);
  const roles = await rolesOfTown(forms);
  if (!mayTrigger(opened.roles, kept, askerOf(request), roles)) throw forbidden('Insufficient roles.');
  const keyed = keyedBy(request);
  const answer = { err: 0 };
  const act = async (): Promise<unknown> => {
    const earlier = await repeated(forms, keyed);
    if (earlier !== null) return earlier;
    if (kept.passId !== null && !bypasses(request)) throw busy();
    const within = withinOf(forms, request, keyed, answer);
    const triggering = { request: kept, name, payload: payloadOf(request), bypass: bypasses(request), within };
    settled(await triggerHook(forms, opened.action, triggering));
    return answer;
  };
  return reply.type('application/json; charset=utf-8').send(JSON.stringify(await onceMore(forms, keyed, act)));
}

/** Two calls with one key at the same time: the second waited for the first, found the key taken or the request busy, and gets the first's answer. */
async function onceMore(forms: Forms, keyed: Keyed | null, act: () => Promise<unknown>): Promise<unknown> {
  try {
    return await act();
  } catch (error) {
    const earlier = error instanceof KeyTaken || error instanceof HttpRefusal ? await repeated(forms, keyed) : null;
    if (earlier === null) throw error instanceof KeyTaken ? busy() : error;
    return earlier;
  }
}

/** A request whose status changed between the look and the act is busy, for its caller: it may ask again. */
function settled(triggered: Triggered): { redirect: string | null } {
  if (triggered.kind !== 'run') throw busy();
  return triggered.run;
}

/** The first trigger « Appel externe » of that identifier. */
function hookOf(
  { workflow }: FullRequest,
  identifier: string,
): { action: GlobalAction; roles: readonly string[] } | null {
  for (const action of workflow.globalActions) {
    const trigger = action.triggers.find((one) => one.type === 'webservice' && one.identifier === identifier);
    if (trigger) return { action, roles: trigger.roles };
  }
  return null;
}

async function jump(forms: Forms, request: FastifyRequest, reply: FastifyReply, isApi: boolean): Promise<unknown> {
  const { kept, name } = await found(forms, request);
  const roles = await rolesOfTown(forms);
  const stranger = isApi ? whyStranger(kept, request.caller, roles) : null;
  if (stranger !== null) throw forbidden(stranger);
  const keyed = keyedBy(request);
  const earlier = await repeated(forms, keyed);
  if (earlier !== null) return reply.send(earlier);
  if (kept.passId !== null && !bypasses(request)) throw busy();
  const action = waitingJump(kept, name);
  if (!action) throw notFound();
  const target = resolveTarget(action.status, kept);
  if (target.kind === 'broken') throw publishingError('Broken jump or missing target status.');
  refuseMethod(request);
  authorise(action, kept, askerOf(request), roles);
  await refuseUnmet(forms, action, kept);
  const within = withinOf(forms, request, keyed, { err: 0, url: null });
  const triggering = { request: kept, name, payload: payloadOf(request), bypass: bypasses(request), within };
  const run = await onceMore(forms, keyed, async () => {
    return { err: 0, url: settled(await triggerJump(forms, action, target.status, triggering)).redirect };
  });
  if (wantsJson(request)) return reply.send(run);
  return reply.redirect(
    (run as { url: string | null }).url ?? addressesOf(forms.town.settings.formsUrl, kept).page,
    302,
  );
}

function waitingJump(request: FullRequest, name: string): JumpAction | null {
  const items = statusOf(request.workflow, request.status)?.items ?? [];
  return (
    items.find(
      (item): item is JumpAction => item.type === 'jump' && item.mode === 'trigger' && item.trigger === name,
    ) ?? null
  );
}

/** A condition that can't be evaluated is not met. */
async function refuseUnmet(forms: Forms, action: JumpAction, request: FullRequest): Promise<void> {
  try {
    if (await holds(action.condition, await requestContext(forms, request, null))) return;
  } catch (error) {
    if (!(error instanceof TemplateError)) throw error;
  }
  throw forbidden('Unmet condition.');
}
