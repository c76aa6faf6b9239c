import type { Said } from '../../../platform/openapi/call.ts';
import type { Included } from '../../requests/json.ts';

const parts: Record<keyof Included, Said> = {
  fields: { en: 'The answers.', fr: 'Les réponses.' },
  'files-content': { en: 'What the files hold, in base64.', fr: 'Le contenu des fichiers, en base64.' },
  user: { en: 'Whose request it is.', fr: 'De qui est la demande.' },
  submission: { en: 'How it came.', fr: 'Comment elle est arrivée.' },
  workflow: { en: 'Its status.', fr: 'Son statut.' },
  'workflow-data': { en: 'What its workflow keeps.', fr: 'Ce que garde son workflow.' },
  evolution: { en: 'Its history.', fr: 'Son historique.' },
  roles: { en: 'Whom it concerns.', fr: 'Qui elle concerne.' },
  actions: { en: 'What the caller may call.', fr: 'Ce que l’appelant peut appeler.' },
};

/** Parameters and keys of bodies, by name (spec/forms-workflows.md, sections 6.4 to 6.7). */
export const words: Readonly<Record<string, Said>> = {
  slug: { en: 'The form or definition, by its slug.', fr: 'Le formulaire ou la définition, par son identifiant.' },
  number: { en: 'The request’s number in its form.', fr: 'Le numéro de la demande dans son formulaire.' },
  name: { en: 'The name that the workflow gives to the call.', fr: 'Le nom que le workflow donne à l’appel.' },
  type: {
    en: '`forms`, `workflows`, `data-sources` or `wscalls`.',
    fr: '`forms`, `workflows`, `data-sources` ou `wscalls`.',
  },
  'Idempotency-Key': {
    en: 'A name of your choice for this call: sent again with the same name, it isn’t done again and gets its first answer, for 24 hours.',
    fr: 'Un nom que vous donnez à cet appel : répété sous le même nom, il n’est pas refait et reçoit la première réponse, pendant 24 heures.',
  },
  filter: {
    en: 'A status: `all`, `pending`, `done`, `waiting`, or the id of one.',
    fr: 'Un statut : `all`, `pending`, `done`, `waiting`, ou l’identifiant d’un statut.',
  },
  'filter-operator': { en: '`eq`, or `ne` for the others.', fr: '`eq`, ou `ne` pour les autres.' },
  limit: { en: 'At most this many.', fr: 'Pas plus que ce nombre.' },
  offset: { en: 'Leave out this many first.', fr: 'Sauter ce nombre d’abord.' },
  order_by: { en: 'The order; `-` for the contrary.', fr: 'L’ordre ; `-` pour l’inverse.' },
  q: { en: 'A part of the name or number.', fr: 'Une partie du nom ou du numéro.' },
  full: { en: 'Everything of each.', fr: 'Tout de chacune.' },
  response_type: {
    en: '`dict`: the list under `data`, with `count`.',
    fr: '`dict` : la liste sous `data`, avec `count`.',
  },
  'bypass-processing-check': {
    en: 'Don’t wait for the pass that is under way.',
    fr: 'Ne pas attendre le traitement en cours.',
  },
  data: { en: 'The answers, by the names of the fields.', fr: 'Les réponses, par les noms des champs.' },
  fields: { en: 'In place of `data`.', fr: 'À la place de `data`.' },
  extra: { en: 'Further answers, beside `fields`.', fr: 'D’autres réponses, à côté de `fields`.' },
  workflow: { en: 'Answers of the workflow’s own fields.', fr: 'Les réponses aux champs du workflow.' },
  user: { en: 'Whose request it is.', fr: 'De qui est la demande.' },
  meta: { en: 'How it is submitted.', fr: 'Comment elle est déposée.' },
  context: { en: 'Where it comes from: `channel`, comments.', fr: 'D’où elle vient : `channel`, commentaires.' },
  ...Object.fromEntries(Object.entries(parts).map(([part, said]) => [`include-${part}`, said])),
};
