import type { Action, Status, Target } from '../../definitions/types.ts';
import type { Forms } from '../../forms.ts';
import type { Facts } from '../../requests/facts.ts';
import type { LoggedError } from '../../requests/logged-errors.ts';
import type { FullRequest } from '../../requests/request.ts';
import type { Values } from '../../requests/types.ts';
import type { Names } from '../../variables/names.ts';
import type { Effect } from '../effect.ts';
import { statusOf } from '../status.ts';

/** What an action may use. */
export type Acting = {
  forms: Forms;
  request: FullRequest;
  facts: Facts;
  names: Names;
  list: 'status' | 'global action';
  call: Calling;
};

/** The journal of calls: what leaves is written before it leaves. */
export type Calling = {
  /** Under which a call may be repeated. */
  key: string;
  /** What stands written of a call whose answer nobody wrote down; null where none was made. */
  open: unknown;
  /** Writes what is about to leave. */
  leave(kept: object): Promise<void>;
};

/** A kind of action that passes run. What people press is no part of it (interactive.ts). */
export type ActionKind<A extends Action> = { perform(action: A, acting: Acting): Promise<Effect> };

export type Resolved =
  | { kind: 'status'; status: Status; workflowData?: Values }
  | { kind: 'broken'; error: LoggedError };

/** The status that a target names; `_previous` is the one marked last, whose mark goes. */
export function resolveTarget(target: Target, request: Pick<FullRequest, 'workflow' | 'workflowData'>): Resolved {
  const stack = markers(request.workflowData);
  const id = target === '_previous' ? stack.at(-1)?.status_id : target;
  const status = id === undefined ? null : statusOf(request.workflow, id);
  if (!status)
    return {
      kind: 'broken',
      error: { kind: 'jump', summary: 'Saut cassé, ou statut cible absent', context: { target } },
    };
  return {
    kind: 'status',
    status,
    ...(target === '_previous' ? { workflowData: { _markers_stack: stack.slice(0, -1) } } : {}),
  };
}

type Marker = { status_id: string };

export function markers(workflowData: Values): readonly Marker[] {
  const stack = workflowData['_markers_stack'];
  return Array.isArray(stack) ? (stack as Marker[]) : [];
}
