import { personOf, type Caller } from '../../accounts/caller.ts';
import { TemplateError } from '../../templates/errors.ts';
import type { ChoiceAction, ConditionText, GlobalAction, ManualTrigger } from '../definitions/types.ts';
import type { Forms } from '../forms.ts';
import { factsOf, type Facts } from '../requests/facts.ts';
import type { FullRequest } from '../requests/request.ts';
import { holds } from '../sources/rendering.ts';
import type { Names } from '../variables/names.ts';
import { requestContext } from '../variables/request-context.ts';
import { isOneOf } from './access.ts';
import { kindOf, statusOf } from './status.ts';

/** Who looks at a request, on which side. */
export type Viewer = { caller: Caller; sessionHashId: string | null; inBackoffice: boolean };

/** A look at a request, by somebody. */
export type Looking = { forms: Forms; request: FullRequest; facts: Facts; viewer: Viewer; names: Names };

export async function looking(forms: Forms, request: FullRequest, viewer: Viewer): Promise<Looking> {
  const facts = await factsOf(forms, request);
  const visitor = {
    sessionHashId: viewer.sessionHashId,
    person: personOf(viewer.caller),
    inBackoffice: viewer.inBackoffice,
  };
  return { forms, request, facts, viewer, names: await requestContext(forms, request, visitor, undefined, { facts }) };
}

/** A condition that can't be evaluated is false: the action isn't offered. */
export async function isMet(condition: ConditionText, names: Names): Promise<boolean> {
  try {
    return await holds(condition, names);
  } catch (error) {
    if (error instanceof TemplateError) return false;
    throw error;
  }
}

/** The buttons of the present status that are the viewer's, and whose condition holds. */
export async function openChoices(look: Looking): Promise<ChoiceAction[]> {
  const { request, facts, names } = look;
  const open: ChoiceAction[] = [];
  for (const action of statusOf(request.workflow, request.status)?.items ?? []) {
    if (action.type !== 'choice' || !isOneOf(action.by, request, look.viewer, facts.roles)) continue;
    if (await isMet(action.condition, names)) open.push(action);
  }
  return open;
}

export type OpenGlobal = { action: GlobalAction; trigger: ManualTrigger };

/** The global actions that the viewer may start by hand from the present status. */
export function openGlobals(look: Looking): OpenGlobal[] {
  const { request, facts } = look;
  return request.workflow.globalActions.flatMap((action) => {
    const trigger = action.triggers.find(
      (one): one is ManualTrigger =>
        one.type === 'manual' && isOneOf(one.roles, request, look.viewer, facts.roles) && isForStatus(one, request),
    );
    return trigger ? [{ action, trigger }] : [];
  });
}

function isForStatus({ statuses }: ManualTrigger, request: FullRequest): boolean {
  const status = statusOf(request.workflow, request.status);
  return (
    statuses.length === 0 ||
    statuses.includes(request.status) ||
    (status !== null && statuses.includes(`_${kindOf(status)}_status`))
  );
}
