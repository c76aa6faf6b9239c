import type { PublishedPart } from '../../../platform/openapi/call.ts';
import { descriptionCalls } from '../../../platform/openapi/own-calls.ts';
import { refusal } from './answers.ts';
import { formsCalls } from './calls.ts';
import { words } from './words.ts';

/** What the forms publish. */
export const publishedForms: PublishedPart = {
  title: { en: 'Forms', fr: 'Formulaires' },
  introduction: {
    en: 'Forms, the requests that they become, and the calls that their workflows wait for. A refusal has `err` other than 0 and its HTTP status, with `err_code` for programs and `err_desc` for people.',
    fr: 'Les formulaires, les demandes qu’ils deviennent, et les appels que leurs workflows attendent. Un refus a un `err` autre que 0 et son statut HTTP, avec `err_code` pour les programmes et `err_desc` pour les gens.',
  },
  groups: {
    forms: { en: 'Forms', fr: 'Formulaires' },
    requests: { en: 'Requests', fr: 'Demandes' },
    people: { en: 'People', fr: 'Personnes' },
    exchange: { en: 'Definitions', fr: 'Définitions' },
    description: { en: 'Description of the forms', fr: 'Description des formulaires' },
  },
  words,
  refusal,
  calls: [...formsCalls, ...descriptionCalls],
};
