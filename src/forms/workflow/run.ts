import { inTransaction, isUnavailable } from '../../platform/database/transaction.ts';
import { TemplateError } from '../../templates/errors.ts';
import type { Transaction } from '../database.ts';
import type { Action } from '../definitions/types.ts';
import type { Forms } from '../forms.ts';
import { digestOfRequest } from '../requests/digest.ts';
import { factsOf, type Facts } from '../requests/facts.ts';
import { logErrors, storable, type LoggedError } from '../requests/logged-errors.ts';
import type { FullRequest } from '../requests/request.ts';
import { lockRequest, requestById } from '../requests/statements.ts';
import type { PassPosition } from '../requests/types.ts';
import { addParts, trace } from '../requests/write-history.ts';
import { holds } from '../sources/rendering.ts';
import { ofTemplate, type Names } from '../variables/names.ts';
import { requestContext } from '../variables/request-context.ts';
import { perform } from './actions/actions.ts';
import type { Acting } from './actions/action-kind.ts';
import type { Effect } from './effect.ts';
import { enterStatus } from './enter-status.ts';
import { keepLease } from './lease.ts';
import {
  closeStep,
  endPass,
  findOpenStep,
  LeaseLost,
  mostJumps,
  movePass,
  openStep,
  readPass,
  type Claim,
  type PassRow,
} from './pass.ts';
import { statusOf, waits } from './status.ts';
import { setWorkflowData } from './workflow-data.ts';
import { sql } from 'kysely';

export type PassRun = { redirect: string | null };

/**
 * Runs a pass to its end: action after action, each written before the next begins (docs/life-of-a-request.md). What another process took up meanwhile
 * is left to it. Throws where the database is away: the lease then ends, and somebody takes the pass up.
 */
export async function runPass(forms: Forms, claim: Claim): Promise<PassRun> {
  const stop = keepLease(forms, claim);
  try {
    // People, roles and variables are read once for a pass.
    let facts: Facts | null = null;
    for (;;) {
      const stand = await standOf(forms, claim, facts);
      const ended = await nextStep(stand);
      if (ended) return ended;
      facts = stand.facts;
    }
  } catch (error) {
    if (error instanceof LeaseLost) return { redirect: null };
    if (isUnavailable(error)) throw error;
    await giveUp(forms, claim, error);
    return { redirect: null };
  } finally {
    stop();
  }
}

/** Everything that a step reads. */
type Stand = { forms: Forms; claim: Claim; pass: PassRow; request: FullRequest; facts: Facts; errors: LoggedError[] };

async function standOf(forms: Forms, claim: Claim, facts: Facts | null): Promise<Stand> {
  const [pass, request] = await Promise.all([readPass(forms.town.db, claim), requestById(forms, claim.requestId)]);
  if (!request) throw new LeaseLost();
  return { forms, claim, pass, request, facts: facts ?? (await factsOf(forms, request)), errors: [] };
}

async function nextStep(stand: Stand): Promise<PassRun | null> {
  const { position } = stand.pass;
  if (position.jumps >= mostJumps) return tooManyJumps(stand);
  const found = await nextAction(stand);
  if (!found) return listEnded(stand);
  const effect = await perform(found.action, await actingOf(stand, found));
  return written(stand, found, effect);
}

function itemsOf({ list }: PassPosition, request: FullRequest): readonly Action[] {
  if (list.kind === 'status') return statusOf(request.workflow, list.statusId)?.items ?? [];
  return request.workflow.globalActions.find(({ id }) => id === list.id)?.items ?? [];
}

type FoundAction = { action: Action; index: number; names: Names };

/** The next action that isn't for people and whose condition holds; one that can't be evaluated is false, and told. */
async function nextAction(stand: Stand): Promise<FoundAction | null> {
  const { forms, pass, request, facts, errors } = stand;
  const { position, cause } = pass;
  const visitor = { sessionHashId: cause.sessionHashId, person: null, inBackoffice: false };
  for (const [index, action] of itemsOf(position, request).entries()) {
    if (index < position.next || waits(action, position.list.kind)) continue;
    const names = await requestContext(forms, request, visitor, (error) => errors.push(error), { facts });
    if (await isMet(action, names, errors)) return { action, index, names };
  }
  return null;
}

async function isMet(action: Action, names: Names, errors: LoggedError[]): Promise<boolean> {
  try {
    return await holds(action.condition, names);
  } catch (error) {
    if (!(error instanceof TemplateError)) throw error;
    errors.push(ofTemplate(error, { condition: action.condition, action: action.id }));
    return false;
  }
}

async function actingOf(
  { forms, claim, pass, request, facts }: Stand,
  { action, names }: FoundAction,
): Promise<Acting> {
  const { db, clock } = forms.town;
  const number = pass.step + 1;
  return {
    forms,
    request,
    facts,
    names,
    list: pass.position.list.kind,
    call: {
      key: `${request.uuid}-${claim.passId}-${number}`,
      open: action.type === 'webservice_call' ? await findOpenStep(db, claim, number, action.id) : null,
      leave: (kept) => inTransaction(db, (trx) => openStep(trx, claim, number, action.id, kept, clock())),
    },
  };
}

/** Writes what an action did, and where the pass stands then; where nothing is left, that it has ended. */
async function written(stand: Stand, { action, index }: FoundAction, effect: Effect): Promise<PassRun | null> {
  const { forms, claim, pass, request, errors } = stand;
  const { position } = pass;
  const redirect = effect.redirect ?? position.redirect;
  const next = positionAfter(stand, index, effect, redirect);
  const ends = next === null || isOver(next, request);
  const digest = ends ? await digestAfter(stand, effect) : null;
  await inTransaction(forms.town.db, async (trx) => {
    const now = forms.town.clock();
    await movePass(trx, claim, next ?? position, pass.step + 1);
    await closeStep(trx, claim, pass.step + 1, action.id, { summary: effect.summary ?? null }, now);
    await writeEffect(trx, stand, effect, next, now);
    const place = { definitionId: request.form.id, requestId: request.id, status: request.status, action: action.id };
    await logErrors(trx, [...errors, ...(effect.errors ?? [])], place, now);
    if (ends) await finish(trx, stand, digest, now);
  });
  return ends ? { redirect } : null;
}

/** The list ended without having stopped the pass: nothing is left, or a global action jumped to where the request is already. */
async function listEnded(stand: Stand): Promise<PassRun | null> {
  const { forms, claim, pass, request, errors, facts } = stand;
  const { position, cause } = pass;
  const again = position.list.kind === 'global action' && position.jumped;
  const digest = again ? null : await digestAfter(stand, {});
  await inTransaction(forms.town.db, async (trx) => {
    const now = forms.town.clock();
    const next = again ? nested(position, request.status) : position;
    await movePass(trx, claim, next, pass.step);
    await lockRequest(trx, request.id);
    await logErrors(
      trx,
      errors,
      { definitionId: request.form.id, requestId: request.id, status: request.status, action: null },
      now,
    );
    if (again) await enterStatus(trx, request, { status: request.status, who: cause.who, at: now, roles: facts.roles });
    else await finish(trx, stand, digest, now);
  });
  return again ? null : { redirect: position.redirect };
}

const nested = (position: PassPosition, statusId: string): PassPosition => ({
  list: { kind: 'status', statusId },
  next: 0,
  jumps: position.jumps + 1,
  jumped: false,
  redirect: position.redirect,
});

/** Where the pass stands after an action; null where it has been stopped. */
function positionAfter(
  { pass, request }: Stand,
  index: number,
  effect: Effect,
  redirect: string | null,
): PassPosition | null {
  const position = { ...pass.position, redirect };
  if (effect.jump && effect.jump.status !== request.status) return nested(position, effect.jump.status);
  if (effect.abort)
    return position.list.kind === 'global action' && position.jumped ? nested(position, request.status) : null;
  return { ...position, next: index + 1, jumped: position.jumped || effect.jump !== undefined };
}

/** Nothing that the engine runs is left: the pass ends with this step. */
function isOver(position: PassPosition, request: FullRequest): boolean {
  if (position.jumps >= mostJumps || position.jumped) return false;
  return !itemsOf(position, request).some(
    (action, index) => index >= position.next && !waits(action, position.list.kind),
  );
}

async function writeEffect(
  trx: Transaction,
  { request, pass, facts }: Stand,
  effect: Effect,
  next: PassPosition | null,
  now: Temporal.Instant,
): Promise<void> {
  const row = await lockRequest(trx, request.id);
  if (!row) throw new LeaseLost();
  await addParts(trx, request.id, effect.parts ?? []);
  await setWorkflowData(trx, request.id, effect.workflowData ?? {}, effect.jump?.marker ? request.status : null);
  if (effect.displayId !== undefined) {
    await sql`update forms.request set display_id = ${storable(effect.displayId)} where id = ${request.id}`.execute(
      trx,
    );
  }
  const changed = effect.jump !== undefined && effect.jump.status !== request.status;
  const again = next !== null && next.list.kind === 'status' && next.jumps > pass.position.jumps;
  if (!changed && !again) return;
  const who = pass.position.list.kind === 'global action' ? pass.cause.who : null;
  await enterStatus(trx, request, { status: effect.jump?.status ?? request.status, who, at: now, roles: facts.roles });
  if (changed) await trace(trx, request.id, 'continuation', now, { status: effect.jump?.status });
}

async function finish(
  trx: Transaction,
  { claim, request }: Stand,
  digest: string | null,
  now: Temporal.Instant,
): Promise<void> {
  if (digest !== null && digest !== request.digest)
    await sql`update forms.request set digest = ${storable(digest)} where id = ${request.id}`.execute(trx);
  await endPass(trx, claim, { state: 'done' }, now);
}

/** The digest as it will be once the effect is written. */
async function digestAfter({ forms, request, facts }: Stand, effect: Effect): Promise<string | null> {
  const after = {
    ...request,
    workflowData: { ...request.workflowData, ...effect.workflowData },
    status: effect.jump?.status ?? request.status,
  };
  return digestOfRequest(forms, after, facts);
}

async function tooManyJumps(stand: Stand): Promise<PassRun> {
  const { forms, claim, pass, request } = stand;
  const digest = await digestAfter(stand, {});
  await inTransaction(forms.town.db, async (trx) => {
    const now = forms.town.clock();
    await movePass(trx, claim, pass.position, pass.step);
    await lockRequest(trx, request.id);
    await trace(trx, request.id, 'aborted-too-many-jumps', now);
    const error: LoggedError = { kind: 'jump', summary: 'Trop de sauts consécutifs dans le workflow', context: {} };
    await logErrors(
      trx,
      [error],
      { definitionId: request.form.id, requestId: request.id, status: request.status, action: null },
      now,
    );
    await finish(trx, stand, digest, now);
  });
  return { redirect: pass.position.redirect };
}

/** A fault of ours, or an answer that makes no sense: the pass ends as failed, which agents see; the request is free where it stands. */
export async function giveUp(forms: Forms, claim: Claim, error: unknown): Promise<void> {
  const failure = error instanceof Error ? error.message : String(error);
  forms.town.log.error({ err: error, pass: claim.passId, request: claim.requestId }, 'a pass was given up');
  await inTransaction(forms.town.db, async (trx) => {
    await endPass(trx, claim, { state: 'failed', failure: storable(failure) }, forms.town.clock());
  }).catch((failed: unknown) => {
    if (!(failed instanceof LeaseLost)) throw failed;
  });
}
