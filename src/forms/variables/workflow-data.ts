import { str } from '../../templates/python.ts';
import type { Language } from '../../templates/moments.ts';
import { isDictionary, lazy, type Lazy } from '../../templates/values.ts';
import type { Values } from '../requests/types.ts';
import { room } from './faces.ts';

const name = /^[a-zA-Z_][a-zA-Z0-9_]*$/;

/** `form_workflow_data`: all but the engine's own keys, which begin with `_`. */
export function workflowDataFace(values: Values, language: Language): Lazy {
  const shown = Object.fromEntries(Object.entries(values).filter(([key]) => !key.startsWith('_')));
  return {
    [lazy]: true,
    plain: () => shown,
    text: () => str(shown, language),
    get: (key) => (Object.hasOwn(shown, key) ? shown[key] : undefined),
  };
}

/** The keys of workflow data at the top level, those of objects within joined by `_`; what could hide a name of ours stays below. */
export function flattened(values: Values): Lazy {
  const flat: Record<string, unknown> = {};
  const put = (key: string, value: unknown, depth: number): void => {
    if (isDictionary(value) && depth < 32) {
      for (const [sub, item] of Object.entries(value)) put(`${key}_${sub}`, item, depth + 1);
    } else if (name.test(key) && !key.startsWith('_') && !key.startsWith('form_var_') && key !== 'form') {
      flat[key] = value;
    }
  };
  for (const [key, value] of Object.entries(values)) put(key, value, 0);
  // As a lazy value, since the items of lists in it have no names.
  return room('workflow_data', (key) => (Object.hasOwn(flat, key) ? flat[key] : undefined));
}
