import { TemplateError } from '../../../templates/errors.ts';
import type { RegisterCommentAction } from '../../definitions/types.ts';
import { richText } from '../../requests/rich-text.ts';
import { ofTemplate } from '../../variables/names.ts';
import type { ActionKind } from './action-kind.ts';

/** « Message dans l'historique ». A template that fails leaves no message. */
export const registerComment: ActionKind<RegisterCommentAction> = {
  async perform(action, { names }) {
    try {
      const html = await richText(action.comment, names);
      if (html === '') return {};
      return { parts: [{ type: 'message', html, level: action.level, to: action.to }] };
    } catch (error) {
      if (!(error instanceof TemplateError)) throw error;
      return { errors: [ofTemplate(error)] };
    }
  },
};
