import type { JumpAction } from '../../definitions/types.ts';
import { resolveTarget, type ActionKind } from './action-kind.ts';

/** « Saut automatique », made at once. */
export const jump: ActionKind<JumpAction> = {
  async perform(action, { request, list }) {
    const target = resolveTarget(action.status, request);
    if (target.kind === 'broken') return { errors: [target.error], summary: 'broken jump' };
    const { status, workflowData = {} } = target;
    // Within a status a jump to itself is nothing; within a global action it runs the status again.
    if (list === 'status' && status.id === request.status) return { workflowData, summary: 'already there' };
    return {
      workflowData,
      parts: action.identifier ? [{ type: 'jump', identifier: action.identifier }] : [],
      jump: { status: status.id, marker: action.setMarker },
      summary: status.id,
    };
  },
};
