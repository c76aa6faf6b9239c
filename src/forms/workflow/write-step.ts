import { sql } from 'kysely';
import { inTransaction } from '../../platform/database/transaction.ts';
import type { Transaction } from '../database.ts';
import { digestOfRequest } from '../requests/digest.ts';
import { logErrors, storable, type LoggedError } from '../requests/logged-errors.ts';
import { lockRequest } from '../requests/statements.ts';
import type { PassPosition } from '../requests/types.ts';
import { addParts, trace } from '../requests/write-history.ts';
import type { Effect } from './effect.ts';
import { enterStatus } from './enter-status.ts';
import type { FoundAction } from './next-action.ts';
import { closeStep, endPass, LeaseLost, movePass } from './pass.ts';
import { isOver, nested, positionAfter } from './position.ts';
import type { Stand } from './stand.ts';
import { setWorkflowData } from './workflow-data.ts';

/** The pass has ended; where the browser goes next. */
export type PassRun = { redirect: string | null };

/** Writes what an action did, and where the pass stands then; where nothing is left, that it has ended. */
export async function written(stand: Stand, { action, index }: FoundAction, effect: Effect): Promise<PassRun | null> {
  const { forms, claim, pass, request, errors } = stand;
  const { position } = pass;
  const redirect = effect.redirect ?? position.redirect;
  const next = positionAfter(position, request, index, effect);
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
export async function listEnded(stand: Stand): Promise<PassRun | null> {
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

export async function tooManyJumps(stand: Stand): Promise<PassRun> {
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
