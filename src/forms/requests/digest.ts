import { TemplateError } from '../../templates/errors.ts';
import type { Forms } from '../forms.ts';
import { renderedText } from '../sources/rendering.ts';
import { requestContext } from '../variables/request-context.ts';
import type { Facts } from './facts.ts';
import type { FullRequest } from './request.ts';

const longest = 500;

/** The few words by which lists tell requests apart; as it was where its template fails. */
export async function digestOfRequest(forms: Forms, request: FullRequest, facts: Facts): Promise<string> {
  const template = request.form.definition.digestTemplate;
  if (template === null) return request.digest;
  const names = await requestContext(forms, request, null, undefined, { facts });
  try {
    return (await renderedText(template, names)).slice(0, longest);
  } catch (error) {
    if (!(error instanceof TemplateError)) throw error;
    return request.digest;
  }
}
