import { inTransaction } from '../../platform/database/transaction.ts';
import { personOf } from '../../accounts/caller.ts';
import { TemplateError } from '../../templates/errors.ts';
import type { Transaction } from '../database.ts';
import type { ChoiceAction, GlobalAction } from '../definitions/types.ts';
import type { Forms } from '../forms.ts';
import type { FullRequest } from '../requests/request.ts';
import { historyOf, lockRequest } from '../requests/statements.ts';
import type { PassCause } from '../requests/types.ts';
import { addParts, trace } from '../requests/write-history.ts';
import { renderedText } from '../sources/rendering.ts';
import type { Names } from '../variables/names.ts';
import { isSubmitter } from './access.ts';
import { resolveTarget } from './actions/action-kind.ts';
import { enterStatus } from './enter-status.ts';
import { messagesOf, type Message } from './messages.ts';
import { looking, openChoices, openGlobals, type Looking, type OpenGlobal, type Viewer } from './open-actions.ts';
import { beginPass, type Claim } from './pass.ts';
import { runPass } from './run.ts';
import { setWorkflowData } from './workflow-data.ts';

export type { Message, Viewer };

export type Button = {
  /** Name of the input that is pressed. */
  id: string;
  label: string;
  /** Asked before it is pressed; null needs no asking. */
  confirmation: string | null;
};

export type Interactive = {
  buttons: readonly Button[];
  messages: readonly Message[];
  /** Value of the hidden input `_ts`: it no longer fits once somebody else has acted. */
  stamp: string;
  /** Actions are under way: nothing can be pressed. */
  busy: boolean;
};

/** What the page of a request shows to this viewer beside its data: buttons, messages. */
export async function interactiveOf(forms: Forms, request: FullRequest, viewer: Viewer): Promise<Interactive> {
  const look = await looking(forms, request, viewer);
  const [choices, globals, messages] = [await openChoices(look), openGlobals(look), await messagesOf(look)];
  const buttons = [
    ...(await Promise.all(choices.map((action) => choiceButton(action, look)))),
    ...(await Promise.all(globals.map((opened) => globalButton(opened, look)))),
  ];
  return { buttons, messages, stamp: String(request.acts), busy: request.passId !== null };
}

const idOf = (action: ChoiceAction): string => `button${action.id}`;
const idOfGlobal = (action: GlobalAction): string => `button-action-${action.id}`;

async function choiceButton(action: ChoiceAction, { names }: Looking): Promise<Button> {
  const confirmation = action.requireConfirmation ? await textOf(action.confirmationText ?? '', names) : null;
  return { id: idOf(action), label: await textOf(action.label, names), confirmation };
}

async function globalButton({ action, trigger }: OpenGlobal, { names }: Looking): Promise<Button> {
  const confirmation = trigger.requireConfirmation ? await textOf(trigger.confirmationText ?? '', names) : null;
  return { id: idOfGlobal(action), label: action.name, confirmation };
}

async function textOf(template: string, names: Names): Promise<string> {
  try {
    return await renderedText(template, names);
  } catch (error) {
    if (error instanceof TemplateError) return template;
    throw error;
  }
}

export type Pressed =
  | { kind: 'done'; redirect: string | null }
  | { kind: 'busy' }
  /** Somebody acted meanwhile: who (as in an evolution: `_submitter`, `account:<id>`, null), and when. */
  | { kind: 'stale'; who: string | null; at: Temporal.Instant }
  | { kind: 'not allowed' };

type Begun = { kind: 'begun'; claim: Claim } | Exclude<Pressed, { kind: 'done' }>;

/** Presses a button, and runs what follows within the call. */
export async function press(
  forms: Forms,
  request: FullRequest,
  button: string,
  viewer: Viewer,
  stamp: string,
): Promise<Pressed> {
  const look = await looking(forms, request, viewer);
  const choice = (await openChoices(look)).find((action) => idOf(action) === button);
  const global = openGlobals(look).find(({ action }) => idOfGlobal(action) === button);
  const begun = await inTransaction(forms.town.db, async (trx): Promise<Begun> => {
    const refused = await refusal(trx, request, stamp);
    if (refused) return refused;
    if (choice) return pressChoice(trx, look, choice);
    return global ? { kind: 'begun', claim: await beginGlobal(trx, look, global.action) } : { kind: 'not allowed' };
  });
  if (begun.kind !== 'begun') return begun;
  return { kind: 'done', redirect: (await runPass(forms, begun.claim)).redirect };
}

/** What stands against acting now; the row is locked, so nobody acts between this look and the act. */
async function refusal(
  trx: Transaction,
  request: FullRequest,
  stamp: string,
): Promise<Exclude<Begun, { kind: 'begun' }> | null> {
  const row = await lockRequest(trx, request.id);
  if (!row) return { kind: 'not allowed' };
  if (row.pass_running) return { kind: 'busy' };
  if (String(row.acts) === stamp && row.status === request.status) return null;
  const latest = (await historyOf(trx, request.id)).at(-1);
  return { kind: 'stale', who: latest?.who ?? null, at: latest?.lastJumpAt ?? latest?.at ?? request.updatedAt };
}

/** Who acts, as the history says it. */
function whoActs({ request, viewer }: Looking): string | null {
  const person = personOf(viewer.caller);
  if (!viewer.inBackoffice && isSubmitter(request, viewer)) return '_submitter';
  return person ? `account:${person.id}` : null;
}

async function pressChoice(trx: Transaction, look: Looking, action: ChoiceAction): Promise<Begun> {
  const { forms, request, facts } = look;
  const target = resolveTarget(action.status, request);
  if (target.kind === 'broken') return { kind: 'not allowed' };
  const now = forms.town.clock();
  const who = whoActs(look);
  if (action.identifier) await addParts(trx, request.id, [{ type: 'jump', identifier: action.identifier }]);
  await setWorkflowData(trx, request.id, target.workflowData ?? {}, action.setMarker ? request.status : null);
  await enterStatus(trx, request, { status: target.status.id, who, at: now, roles: facts.roles });
  await trace(trx, request.id, 'button', now, { action: action.id });
  const cause: PassCause = { event: 'button', who, globalAction: null, sessionHashId: look.viewer.sessionHashId };
  const list = { kind: 'status', statusId: target.status.id } as const;
  return {
    kind: 'begun',
    claim: await beginPass(trx, forms.town.processId, { requestId: request.id, cause, list, at: now }),
  };
}

async function beginGlobal(trx: Transaction, look: Looking, action: GlobalAction): Promise<Claim> {
  const { forms, request, viewer } = look;
  const now = forms.town.clock();
  await trace(trx, request.id, 'global-action-button', now, { action: action.id });
  const cause: PassCause = {
    event: 'global-action-button',
    who: whoActs(look),
    globalAction: action.id,
    sessionHashId: viewer.sessionHashId,
  };
  return beginPass(trx, forms.town.processId, {
    requestId: request.id,
    cause,
    list: { kind: 'global action', id: action.id },
    at: now,
  });
}
