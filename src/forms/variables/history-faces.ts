import type { Language } from '../../templates/moments.ts';
import { isDictionary } from '../../templates/values.ts';
import type { FullRequest } from '../requests/request.ts';
import type { Json, Part } from '../requests/types.ts';
import { face, room } from './faces.ts';

type PartOf<T extends Part['type']> = Extract<Part, { type: T }>;

export function partsOf<T extends Part['type']>(request: Pick<FullRequest, 'history'>, type: T): PartOf<T>[] {
  return request.history.flatMap(({ parts }) => parts.filter((part): part is PartOf<T> => part.type === type));
}

/** Names of what came several times under one identifier: the latest without a number, each under its own. */
function numbered<P>(name: string, parts: readonly P[], faceOf: (part: P) => (key: string) => unknown): unknown {
  const latest = parts.at(-1);
  if (latest === undefined) return undefined;
  const get = (key: string): unknown => {
    if (!/^\d{1,6}$/.test(key)) return faceOf(latest)(key);
    const part = parts[Number(key)];
    return part === undefined ? undefined : room(name, faceOf(part));
  };
  return room(name, get);
}

/** `form_workflow_wscall_<identifier>_…`: the answers of the calls of that identifier. */
export function wscallFace(
  request: Pick<FullRequest, 'history'>,
  identifier: string,
  momentOf: (at: string) => unknown,
): unknown {
  const parts = partsOf(request, 'webservice response').filter(({ varname }) => varname === identifier);
  return numbered('wscall', parts, (part) => (key) => {
    switch (key) {
      case 'status':
        return part.status;
      case 'success':
        return part.status >= 200 && part.status < 300;
      case 'url':
        return part.url;
      case 'datetime':
        return momentOf(part.at);
      case 'response':
        return face({ plain: () => answerOf(part.data), get: keyOf(answerOf(part.data)) }, 'fr');
      default:
        return undefined;
    }
  });
}

function answerOf(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return '<invalid>';
  }
}

/** `form_trigger_<identifier>_…`: what calls from outside brought. */
export function triggerFace(
  request: Pick<FullRequest, 'history'>,
  identifier: string,
  momentOf: (at: string) => unknown,
  language: Language,
): unknown {
  const parts = partsOf(request, 'trigger').filter(({ name }) => name.replaceAll('-', '_') === identifier);
  return numbered('trigger', parts, (part) => (key) => {
    switch (key) {
      case 'content':
        return contentFace(part.content, language);
      case 'datetime':
        return momentOf(part.at);
      case 'kind':
        return part.kind;
      default:
        return undefined;
    }
  });
}

function contentFace(content: Json, language: Language): unknown {
  return face({ plain: () => content, get: keyOf(content) }, language);
}

/** The keys of a dictionary are names; lists within have no numbers. */
export const keyOf =
  (value: unknown) =>
  (key: string): unknown =>
    isDictionary(value) && Object.hasOwn(value, key) ? value[key] : undefined;
