import Type from 'typebox';
import type { Call } from '../../../platform/openapi/call.ts';
import { readAgendaSaid, readEventSaid, readNewAgenda, readNewEvent } from '../setting-up.ts';
import type { Input } from '../input.ts';
import * as told from './answers.ts';
import { readBy } from './readings.ts';

const write = { access: 'caller', keyed: true, refusals: [400, 403, 404, 409, 422] } as const;
const agenda = told.answer({ data: told.agenda });
const event = told.answer({ data: told.event });

/** The keys of an events type stand among the others. */
function eventBody(read: (body: Input) => unknown, required: readonly string[] = []) {
  const { body } = readBy(read, required);
  return Type.Object(body.properties, { additionalProperties: false, ...told.customFields });
}

/** Agendas and events, made and changed. */
export const settingUpCalls: readonly Call[] = [
  {
    ...write,
    method: 'POST',
    path: '/api/agenda/',
    group: 'settings',
    says: {
      en: 'Makes an agenda, for administrators and services that sign. Without `slug`, one is made of the label.',
      fr: 'Crée un agenda, pour les administrateurs et les services qui signent. Sans `slug`, l’identifiant vient du libellé.',
    },
    body: readBy(readNewAgenda, ['kind']).body,
    answer: agenda,
    refusals: [400, 403, 409, 422],
  },
  {
    ...write,
    method: 'PATCH',
    path: '/api/agenda/:agenda/',
    group: 'settings',
    says: {
      en: 'Changes what is said of an agenda, and nothing else; roles by those alone who may give them.',
      fr: 'Change ce qui est dit d’un agenda, et rien d’autre ; les rôles, seulement par qui peut les donner.',
    },
    body: readBy(readAgendaSaid).body,
    answer: agenda,
  },
  {
    ...write,
    method: 'POST',
    path: '/api/agenda/:agenda/event/',
    group: 'settings',
    says: {
      en: 'Makes an event; with `recurrence_days`, a series and its occurrences. Without `slug`, one is made of the label.',
      fr: 'Crée un évènement ; avec `recurrence_days`, une série et ses occurrences. Sans `slug`, l’identifiant vient du libellé.',
    },
    body: eventBody(readNewEvent, ['places']),
    answer: event,
    refusedWith200: true,
  },
  {
    ...write,
    method: 'PATCH',
    path: '/api/agenda/:agenda/event/:event/',
    group: 'settings',
    says: {
      en: 'Changes what is said of an event, a series or one of its occurrences, and nothing else. Nobody loses a place by it; places that are added go to who waits, where the event says so.',
      fr: 'Change ce qui est dit d’un évènement, d’une série ou d’une de ses occurrences, et rien d’autre. Personne n’y perd sa place ; les places ajoutées vont à qui attend, si l’évènement le dit.',
    },
    body: eventBody(readEventSaid),
    answer: event,
    refusedWith200: true,
  },
  {
    ...write,
    method: 'DELETE',
    path: '/api/agenda/:agenda/event/:event/',
    group: 'settings',
    says: {
      en: 'Takes an event away that nobody has a place of; a series with its occurrences. One that was once booked stays, cancelled, for its history.',
      fr: 'Retire un évènement où personne n’est inscrit ; une série avec ses occurrences. S’il a été réservé un jour, il reste, annulé, pour l’historique.',
    },
    answer: told.answer({ removed: Type.Unsafe<string>({ type: 'string', enum: ['deleted', 'cancelled'] }) }),
    refusedWith200: true,
  },
];
