import type { Transaction } from '../database.ts';
import { inTransaction } from '../../platform/database/transaction.ts';
import { isDictionary } from '../../templates/values.ts';
import type { GlobalAction, JumpAction, Status } from '../definitions/types.ts';
import type { Forms } from '../forms.ts';
import { rolesOfTown } from '../requests/facts.ts';
import type { FullRequest } from '../requests/request.ts';
import { lockRequest } from '../requests/statements.ts';
import type { Json, Part, PassCause, Values } from '../requests/types.ts';
import { addParts, trace } from '../requests/write-history.ts';
import { resolveTarget } from './actions/action-kind.ts';
import { enterStatus } from './enter-status.ts';
import { beginPass, type Claim } from './pass.ts';
import { runPass } from './run.ts';
import type { PassRun } from './write-step.ts';
import { setWorkflowData } from './workflow-data.ts';

/** What a call from outside brought: JSON, nothing that is kept, or a file. */
export type Payload = {
  content: Json;
  stored: boolean;
  file?: { filename: string; contentType: string; content: string };
};

export type Triggering = {
  request: FullRequest;
  name: string;
  payload: Payload;
  /** Acts although a pass is under way. */
  bypass: boolean;
  /** Runs in the transaction that starts the pass: spends the nonce, claims the key. Throws to refuse. */
  within(trx: Transaction): Promise<void>;
};

export type Triggered = { kind: 'run'; run: PassRun } | { kind: 'busy' } | { kind: 'status changed' };

type Begun = { kind: 'begun'; claim: Claim } | Exclude<Triggered, { kind: 'run' }>;

/** A call to a hook: what it brought is kept, then the actions of the global action run. */
export async function triggerHook(forms: Forms, action: GlobalAction, triggering: Triggering): Promise<Triggered> {
  const { request, name, payload } = triggering;
  return begun(forms, triggering, async (trx, now, beside) => {
    await setWorkflowData(trx, request.id, payload.stored ? { [name]: payload.content } : {}, null);
    await addParts(trx, request.id, [partOf(triggering, 'global', now)]);
    await trace(trx, request.id, 'global-api-trigger', now, { identifier: name });
    const cause: PassCause = { event: 'global-api-trigger', who: null, globalAction: action.id, sessionHashId: null };
    return beginPass(trx, forms.town.processId, {
      requestId: request.id,
      cause,
      list: { kind: 'global action', id: action.id },
      at: now,
      beside,
    });
  });
}

/** A call to a jump that waits for one: what it brought stands at the root of the workflow data, then the request jumps. */
export async function triggerJump(
  forms: Forms,
  action: JumpAction,
  status: Status,
  triggering: Triggering,
): Promise<Triggered> {
  const { request, name, payload } = triggering;
  const roles = await rolesOfTown(forms);
  return begun(forms, triggering, async (trx, now, beside) => {
    const target = resolveTarget(action.status, request);
    await setWorkflowData(
      trx,
      request.id,
      { ...rootOf(payload, name), ...(target.kind === 'status' ? target.workflowData : {}) },
      action.setMarker ? request.status : null,
    );
    const jumped: Part[] = action.identifier ? [{ type: 'jump', identifier: action.identifier }] : [];
    await addParts(trx, request.id, [partOf(triggering, 'jump', now), ...jumped]);
    await trace(trx, request.id, 'api-trigger', now, { trigger: name });
    await enterStatus(trx, request, {
      status: status.id,
      who: null,
      at: now,
      roles,
      quiet: status.id === request.status,
    });
    const cause: PassCause = { event: 'api-trigger', who: null, globalAction: null, sessionHashId: null };
    return beginPass(trx, forms.town.processId, {
      requestId: request.id,
      cause,
      list: { kind: 'status', statusId: status.id },
      at: now,
      beside,
    });
  });
}

async function begun(
  forms: Forms,
  triggering: Triggering,
  begin: (trx: Transaction, now: Temporal.Instant, beside: boolean) => Promise<Claim>,
): Promise<Triggered> {
  const { request, bypass } = triggering;
  const started = await inTransaction(forms.town.db, async (trx): Promise<Begun> => {
    const row = await lockRequest(trx, request.id);
    if (!row || row.status !== request.status) return { kind: 'status changed' };
    if (row.pass_running && !bypass) return { kind: 'busy' };
    await triggering.within(trx);
    return { kind: 'begun', claim: await begin(trx, forms.town.clock(), row.pass_running) };
  });
  return started.kind === 'begun' ? { kind: 'run', run: await runPass(forms, started.claim) } : started;
}

function partOf({ name, payload }: Triggering, kind: 'global' | 'jump', now: Temporal.Instant): Part {
  return {
    type: 'trigger',
    name,
    kind,
    content: payload.content,
    at: now.toString(),
    ...(payload.file ? { file: payload.file } : {}),
  };
}

/** A dictionary stands at the root, without the engine's own keys; other JSON under the name of the call. */
function rootOf({ content, stored }: Payload, name: string): Values {
  if (!stored || content === null) return {};
  if (!isDictionary(content)) return { [name]: content };
  return Object.fromEntries(Object.entries(content).filter(([key]) => key !== '_markers_stack'));
}
