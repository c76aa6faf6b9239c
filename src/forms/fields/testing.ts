import { contextOf } from '../../templates/context.ts';
import type { FieldEnv } from './field-type.ts';

/** What the tests of fields share: a question's usual keys, and a moment at which nothing may be called. */

export const base = {
  id: '5',
  label: 'Champ',
  varname: 'champ',
  condition: null,
  cssClass: '',
  displayLocations: [],
  kept: [],
  required: 'required',
  hint: '',
  prefill: null,
  anonymise: 'final',
} as const;
const nobody = () => Promise.reject(new Error('nothing is to be called here'));
export function env(more: Partial<FieldEnv> = {}): FieldEnv {
  const now = Temporal.ZonedDateTime.from('2024-01-21T09:45:00[Europe/Paris]');
  const definitions = {
    find: nobody,
    version: nobody,
    form: nobody,
    workflow: nobody,
    workflowOf: nobody,
    list: nobody,
  };
  return {
    calls: { call: nobody, sign: nobody },
    outbound: { call: nobody },
    definitions,
    context: contextOf({ age: 9 }),
    env: { now, language: 'fr', timeZone: 'Europe/Paris' },
    memo: new Map(),
    answers: { get: () => undefined, put: () => {} },
    ...more,
  };
}
