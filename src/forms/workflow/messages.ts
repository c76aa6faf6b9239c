import { TemplateError } from '../../templates/errors.ts';
import type { DisplayMessageAction } from '../definitions/types.ts';
import type { Facts } from '../requests/facts.ts';
import { richText } from '../requests/rich-text.ts';
import type { Names } from '../variables/names.ts';
import { isOneOf } from './access.ts';
import { isMet, type Looking } from './open-actions.ts';
import { statusOf } from './status.ts';

/** An « Alerte » of the present status. */
export type Message = {
  html: string;
  level: 'success' | 'info' | 'warning' | 'error' | null;
  position: 'top' | 'bottom' | 'actions';
};

/** The messages of the present status that are for the viewer. */
export async function messagesOf(look: Looking): Promise<Message[]> {
  const { request, facts, names } = look;
  const shown: Message[] = [];
  for (const action of statusOf(request.workflow, request.status)?.items ?? []) {
    if (action.type !== 'displaymsg' || !isFor(action, look, facts) || !(await isMet(action.condition, names)))
      continue;
    const html = await messageHtml(action, names);
    if (html !== '') shown.push({ html, level: action.level, position: action.position });
  }
  return shown;
}

function isFor({ to }: DisplayMessageAction, look: Looking, facts: Facts): boolean {
  return to.length === 0 || isOneOf(to, look.request, look.viewer, facts.roles);
}

async function messageHtml({ message }: DisplayMessageAction, names: Names): Promise<string> {
  try {
    return await richText(message, names);
  } catch (error) {
    if (error instanceof TemplateError) return '';
    throw error;
  }
}
