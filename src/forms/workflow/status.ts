import type { Action, Status, WorkflowDefinition } from '../definitions/types.ts';
import type { FullRequest } from '../requests/request.ts';

export function statusOf(workflow: WorkflowDefinition, id: string): Status | null {
  return workflow.statuses.find((status) => status.id === id) ?? null;
}

/** Whether an action waits for somebody or something: a pass goes by. Within a global action jumps are made at once. */
export function waits(action: Action, list: 'status' | 'global action'): boolean {
  switch (action.type) {
    case 'choice':
    case 'displaymsg':
      return true;
    case 'jump':
      return list === 'status' && action.mode !== 'immediate';
    case 'register-comment':
    case 'webservice_call':
      return false;
  }
}

const canLeave = (action: Action): boolean =>
  action.type === 'jump' ||
  action.type === 'choice' ||
  (action.type === 'webservice_call' && errorTargets(action).some((target) => !target.startsWith(':')));

function errorTargets(action: Extract<Action, { type: 'webservice_call' }>): readonly string[] {
  return [action.onApplicationError, action.on4xx, action.on5xx, action.onNetworkError, action.onBadData];
}

export type StatusKind = 'endpoint' | 'waitpoint' | 'transition';

/** Final, of pause, or of passage (spec/forms-workflows.md, section 2.2). */
export function kindOf(status: Status): StatusKind {
  if (status.forcedEndpoint || !status.items.some(canLeave)) return 'endpoint';
  const waiting = status.items.some(
    (action) =>
      (waits(action, 'status') && action.type !== 'displaymsg') ||
      (action.type === 'webservice_call' && errorTargets(action).includes(':stop')),
  );
  return waiting ? 'waitpoint' : 'transition';
}

/** The status as somebody may know it: the present one, else the last that they may see. `sees` tells whether one of the keys of a visibility is theirs. */
export function visibleStatus(request: FullRequest, sees: (keys: readonly string[]) => boolean): Status | null {
  const ids = [
    request.status,
    ...request.history.toReversed().flatMap(({ status }) => (status === null ? [] : [status])),
  ];
  for (const id of ids) {
    const status = statusOf(request.workflow, id);
    if (status && (status.visibility === null || sees(status.visibility))) return status;
  }
  return null;
}
