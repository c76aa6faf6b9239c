import type { Action, ActionType } from '../../definitions/types.ts';
import type { Effect } from '../effect.ts';
import type { Acting, ActionKind } from './action-kind.ts';
import { jump } from './jump.ts';
import { registerComment } from './register-comment.ts';
import { webserviceCall } from './webservice-call.ts';

/** What people press or read: passes go by (status.ts, `waits`). */
const forPeople: ActionKind<Action> = { perform: async () => ({}) };

/** Every type of action, each in its file. */
const kinds: { readonly [T in ActionType]: ActionKind<Extract<Action, { type: T }>> } = {
  jump,
  choice: forPeople,
  displaymsg: forPeople,
  'register-comment': registerComment,
  webservice_call: webserviceCall,
};

export function perform(action: Action, acting: Acting): Promise<Effect> {
  const kind = kinds[action.type] as ActionKind<Action>;
  return kind.perform(action, acting);
}
