import { TemplateError } from '../../templates/errors.ts';
import type { Action } from '../definitions/types.ts';
import type { LoggedError } from '../requests/logged-errors.ts';
import { holds } from '../sources/rendering.ts';
import { ofTemplate, type Names } from '../variables/names.ts';
import { requestContext } from '../variables/request-context.ts';
import { itemsOf } from './position.ts';
import type { Stand } from './stand.ts';
import { waits } from './status.ts';

export type FoundAction = { action: Action; index: number; names: Names };

/** The next action that isn't for people and whose condition holds; one that can't be evaluated is false, and told. */
export async function nextAction(stand: Stand): Promise<FoundAction | null> {
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
