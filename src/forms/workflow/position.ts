import type { Action } from '../definitions/types.ts';
import type { FullRequest } from '../requests/request.ts';
import type { PassPosition } from '../requests/types.ts';
import type { Effect } from './effect.ts';
import { mostJumps } from './pass.ts';
import { statusOf, waits } from './status.ts';

/** The list that a pass is in. */
export function itemsOf({ list }: PassPosition, request: FullRequest): readonly Action[] {
  if (list.kind === 'status') return statusOf(request.workflow, list.statusId)?.items ?? [];
  return request.workflow.globalActions.find(({ id }) => id === list.id)?.items ?? [];
}

/** The list of a status, begun by a change of status or asked for by a global action. */
export const nested = (position: PassPosition, statusId: string): PassPosition => ({
  list: { kind: 'status', statusId },
  next: 0,
  jumps: position.jumps + 1,
  jumped: false,
  redirect: position.redirect,
});

/** Where the pass stands after an action; null where it has been stopped. */
export function positionAfter(
  before: PassPosition,
  request: FullRequest,
  index: number,
  effect: Effect,
): PassPosition | null {
  const position = { ...before, redirect: effect.redirect ?? before.redirect };
  if (effect.jump && effect.jump.status !== request.status) return nested(position, effect.jump.status);
  if (effect.abort)
    return position.list.kind === 'global action' && position.jumped ? nested(position, request.status) : null;
  return { ...position, next: index + 1, jumped: position.jumped || effect.jump !== undefined };
}

/** Nothing that the engine runs is left: the pass ends with this step. */
export function isOver(position: PassPosition, request: FullRequest): boolean {
  if (position.jumps >= mostJumps || position.jumped) return false;
  return !itemsOf(position, request).some(
    (action, index) => index >= position.next && !waits(action, position.list.kind),
  );
}
