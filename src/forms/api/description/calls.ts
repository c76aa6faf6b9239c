import Type, { type TProperties, type TSchema } from 'typebox';
import type { Call } from '../../../platform/openapi/call.ts';
import { everything } from '../../requests/json.ts';
import { orders } from '../request-routes.ts';
import * as told from './answers.ts';

const optional = Type.Optional;
const { text } = told;
const flag = Type.Unsafe<string>({ type: 'string', enum: ['on', 'true', 'True', '1', 'off', 'false', 'False', '0'] });
const free = Type.Record(Type.String(), Type.Unknown());
const choice = (...choices: string[]) => Type.Unsafe<string>({ type: 'string', enum: choices });

/** What a caller may turn on or off, from the table of the parts themselves. */
const included: TProperties = Object.fromEntries(
  Object.keys(everything).map((part) => [`include-${part}`, optional(flag)]),
);

const formCalls: readonly Call[] = [
  {
    method: 'GET',
    path: '/api/formdefs',
    access: 'anyone',
    group: 'forms',
    says: { en: 'The forms that the caller may fill in.', fr: 'Les formulaires que l’appelant peut remplir.' },
    answer: told.listOf(told.form),
    refusals: [],
  },
  {
    method: 'GET',
    path: '/api/formdefs/:slug/schema',
    access: 'caller',
    group: 'forms',
    says: {
      en: 'The fields of a form and the statuses of its workflow.',
      fr: 'Les champs d’un formulaire et les statuts de son workflow.',
    },
    answer: told.schema,
    refusals: [403, 404],
  },
  {
    method: 'POST',
    path: '/api/formdefs/:slug/submit',
    access: 'caller',
    group: 'forms',
    says: {
      en: 'Makes a request. Neither what is required nor what a list offers is checked; `fields` may stand in place of `data`.',
      fr: 'Fait une demande. Ni ce qui est obligatoire ni ce qu’une liste propose n’est vérifié ; `fields` peut remplacer `data`.',
    },
    body: Type.Object({
      data: optional(free),
      fields: optional(free),
      extra: optional(free),
      workflow: optional(Type.Object({ fields: optional(free) })),
      user: optional(Type.Object({ NameID: optional(Type.Union([text, Type.Array(text)])), email: optional(text) })),
      meta: optional(Type.Object({ 'backoffice-submission': optional(Type.Boolean()) })),
      context: optional(free),
    }),
    answer: told.submitted,
    refusals: [400, 403, 404, 409, 422],
    keyed: true,
  },
];

const requestCalls: readonly Call[] = [
  {
    method: 'GET',
    path: '/api/forms/:slug/list',
    access: 'told by the handler',
    group: 'requests',
    says: {
      en: 'The requests of a form: all for a bare signature, else those that concern the caller. `filter-<name>=value` keeps those with that answer.',
      fr: 'Les demandes d’un formulaire : toutes pour une simple signature, sinon celles qui concernent l’appelant. `filter-<nom>=valeur` garde celles qui ont cette réponse.',
    },
    query: {
      filter: optional(text),
      'filter-operator': optional(choice('eq', 'ne')),
      limit: optional(Type.Integer({ minimum: 0, maximum: 10_000 })),
      offset: optional(Type.Integer({ minimum: 0, maximum: 1_000_000_000 })),
      order_by: optional(choice(...Object.keys(orders))),
      q: optional(text),
      full: optional(flag),
      response_type: optional(choice('dict')),
      ...included,
    },
    answer: told.requests,
    refusals: [400, 403, 404],
  },
  {
    method: 'GET',
    path: '/api/forms/:slug/:number',
    access: 'told by the handler',
    group: 'requests',
    says: { en: 'A request.', fr: 'Une demande.' },
    query: included,
    answer: told.request,
    refusals: [403, 404],
  },
];

const trigger = (path: string, says: Call['says'], answer: TSchema): Call[] =>
  (['POST', 'PUT'] as const).map((method) => ({
    method,
    path,
    access: 'told by the handler',
    group: 'requests',
    says,
    query: { 'bypass-processing-check': optional(choice('true', 'True', 'on', '1')) },
    ...(method === 'POST' ? { body: Type.Object({}, { additionalProperties: true }) } : {}),
    answer,
    refusals: [400, 403, 404, 422],
    keyed: true,
  }));

const triggerCalls: readonly Call[] = [
  ...trigger(
    '/api/forms/:slug/:number/hooks/:name',
    {
      en: 'Starts the global action whose « appel externe » has this name. A JSON body is kept in the workflow’s data; by PUT, a file.',
      fr: 'Lance l’action globale dont l’appel externe porte ce nom. Un corps JSON est gardé dans les données du workflow ; par PUT, un fichier.',
    },
    told.done,
  ),
  ...trigger(
    '/api/forms/:slug/:number/jump/trigger/:name',
    {
      en: 'Makes the jump of the present status that waits for this call.',
      fr: 'Fait le saut du statut présent qui attend cet appel.',
    },
    told.jumped,
  ),
];

const otherCalls: readonly Call[] = [
  {
    method: 'GET',
    path: '/api/users',
    access: 'signed call',
    group: 'people',
    says: { en: 'People with an account.', fr: 'Les personnes qui ont un compte.' },
    query: { q: optional(text), limit: optional(Type.Integer({ minimum: 0, maximum: 9_999 })) },
    answer: told.listOf(told.account),
    refusals: [400, 403],
  },
  {
    method: 'GET',
    path: '/api/export-import',
    access: 'signed call',
    group: 'exchange',
    says: { en: 'The kinds of definitions.', fr: 'Les sortes de définitions.' },
    answer: told.listOf(told.kind),
    refusals: [403],
  },
  {
    method: 'GET',
    path: '/api/export-import/:type',
    access: 'signed call',
    group: 'exchange',
    says: { en: 'The definitions of a kind.', fr: 'Les définitions d’une sorte.' },
    answer: told.listOf(told.component),
    refusals: [403, 404],
  },
  {
    method: 'GET',
    path: '/api/export-import/:type/:slug',
    access: 'signed call',
    group: 'exchange',
    says: { en: 'A definition, as it is exported.', fr: 'Une définition, telle qu’elle s’exporte.' },
    answer: { mediaType: 'application/xml' },
    refusals: [403, 404],
  },
];

export const formsCalls: readonly Call[] = [...formCalls, ...requestCalls, ...triggerCalls, ...otherCalls];
