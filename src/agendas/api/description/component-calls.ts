import Type from 'typebox';
import type { Call } from '../../../platform/openapi/call.ts';
import { componentTypes } from '../../site-file/components.ts';
import { readApplication, readBundleFiles } from '../bundles.ts';
import * as told from './answers.ts';
import { readBy } from './readings.ts';

const type = Type.Unsafe<string>({ type: 'string', enum: Object.keys(componentTypes) });
const named = Type.Object({ type, slug: told.text }, { title: 'ComponentName' });
const component = Type.Object(
  {
    id: told.text,
    text: told.text,
    type,
    urls: Type.Object({ export: told.address, dependencies: told.address, redirect: told.address }),
  },
  { title: 'Component' },
);
const componentType = Type.Object(
  { id: type, text: told.text, singular: told.text, urls: Type.Object({ list: told.address }) },
  { title: 'ComponentType' },
);
const done = told.answer({});
const base = '/api/export-import';
const read = { method: 'GET', access: 'caller', group: 'components', refusals: [403, 404] } as const;
const write = {
  access: 'caller',
  group: 'components',
  keyed: true,
  answer: done,
  refusals: [400, 403, 404, 409, 422],
} as const;
const bundle = { body: readBy(readBundleFiles, ['manifest.json']).body };
const application = { body: readBy(readApplication, ['application']).body };

/** Components of applications, for administrators and services that sign (spec/agendas.md, section 3.27). */
export const componentCalls: readonly Call[] = [
  {
    ...read,
    path: `${base}/`,
    operationId: 'getComponentTypes',
    says: { en: 'The types of components.', fr: 'Les types de composants.' },
    answer: told.listOf(componentType),
    refusals: [403],
  },
  {
    ...read,
    access: 'told by the handler',
    path: `${base}/:componentType/`,
    says: { en: 'The components of a type.', fr: 'Les composants d’un type.' },
    answer: told.listOf(component),
  },
  {
    ...read,
    path: `${base}/:componentType/:component/`,
    says: {
      en: 'A component as it leaves: what the site file says of it.',
      fr: 'Un composant tel qu’il part : ce qu’en dit le fichier de site.',
    },
    answer: told.answer({ data: told.free }),
  },
  {
    ...read,
    path: `${base}/:componentType/:component/dependencies/`,
    says: { en: 'What has to be there before it.', fr: 'Ce qui doit être là avant lui.' },
    answer: told.listOf(component),
  },
  {
    ...read,
    path: `${base}/:componentType/:component/redirect/`,
    says: { en: 'Leads to its page.', fr: 'Mène à sa page.' },
    answer: { mediaType: 'text/plain' },
  },
  {
    ...write,
    method: 'POST',
    path: `${base}/bundle-check/`,
    says: {
      en: 'What an import of the bundle would change. A bundle is a tar archive (as the body, or as `bundle` of a form), or its files as JSON by their names.',
      fr: 'Ce qu’un import du lot changerait. Un lot est une archive tar (le corps, ou `bundle` d’un formulaire), ou ses fichiers en JSON, par leurs noms.',
    },
    ...bundle,
    answer: told.answer({
      data: Type.Object(
        {
          differences: Type.Array(named),
          unknown_elements: Type.Array(named),
          no_history_elements: Type.Array(named),
          legacy_elements: Type.Array(named),
        },
        { title: 'BundleCheck' },
      ),
    }),
    keyed: false,
    refusals: [400, 403],
  },
  {
    ...write,
    method: 'POST',
    path: `${base}/bundle-declare/`,
    says: {
      en: 'Says that these components, as far as they are here, are the application’s; nothing is imported.',
      fr: 'Dit que ces composants, s’ils sont là, sont ceux de l’application ; rien n’est importé.',
    },
    ...bundle,
  },
  ...(['POST', 'PUT'] as const).map((method): Call => ({
    ...write,
    method,
    path: `${base}/bundle-import/`,
    says: {
      en: 'Imports a bundle, all of it or nothing.',
      fr: 'Importe un lot, tout ou rien.',
    },
    ...bundle,
  })),
  {
    ...write,
    method: 'POST',
    path: `${base}/unlink/`,
    says: {
      en: 'Forgets an application; its components stay.',
      fr: 'Oublie une application ; ses composants restent.',
    },
    ...application,
  },
  {
    ...write,
    method: 'POST',
    path: `${base}/uninstall-check/`,
    says: {
      en: 'Whether an application could be taken away: what is in use, and by what, stands in `errors`.',
      fr: 'Si une application pourrait être retirée : ce qui sert, et à quoi, est dans `errors`.',
    },
    ...application,
    refusedWith200: true,
    keyed: false,
    refusals: [400, 403, 404],
  },
  {
    ...write,
    method: 'POST',
    path: `${base}/uninstall/`,
    says: {
      en: 'Takes an application away with its own components, unless one is in use.',
      fr: 'Retire une application avec ses propres composants, sauf si l’un d’eux sert.',
    },
    ...application,
    refusedWith200: true,
  },
];
