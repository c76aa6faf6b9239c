import Type from 'typebox';
import type { Call } from '../../../platform/openapi/call.ts';
import { openZone } from '../../../time/zone.ts';
import { extraOf } from '../booking-input.ts';
import type { Input } from '../input.ts';
import { readEventsAsked } from '../list-events.ts';
import * as told from './answers.ts';
import { readBy } from './readings.ts';
import { agendasOrSubscribed } from './series-calls.ts';

const zone = openZone('Europe/Paris');
const done = told.answer({});
const numbered = told.answer({ id: told.whole });
const written = { access: 'caller', refusals: [400, 403, 404, 409, 422], keyed: true } as const;

function ofSubscription(body: Input): void {
  for (const name of ['date_start', 'date_end']) body.plainDate(name);
  for (const name of ['user_external_id', 'user_first_name', 'user_last_name', 'user_email', 'user_phone_number'])
    body.text(name, 250);
  extraOf(body);
}

/** People enrolled for a period (spec/agendas.md, section 3.23). */
const subscriptionCalls: readonly Call[] = [
  {
    method: 'GET',
    access: 'caller',
    path: '/api/agenda/:agenda/subscription/',
    group: 'subscriptions',
    says: {
      en: 'The people enrolled, in a period where one is given.',
      fr: 'Les personnes inscrites, sur une période si elle est donnée.',
    },
    query: readBy((_body, query) => {
      query.text('user_external_id', 250);
      for (const name of ['date_start', 'date_end']) query.plainDate(name);
    }).query,
    answer: told.listOf(told.subscription),
    refusals: [400, 403, 404],
  },
  {
    ...written,
    method: 'POST',
    path: '/api/agenda/:agenda/subscription/',
    group: 'subscriptions',
    says: {
      en: 'Enrols a person; `date_end` is the day after the last.',
      fr: 'Inscrit une personne ; `date_end` est le lendemain du dernier jour.',
    },
    body: readBy(ofSubscription, ['user_external_id', 'date_start', 'date_end']).body,
    answer: numbered,
  },
  {
    method: 'GET',
    access: 'caller',
    path: '/api/agenda/:agenda/subscription/:id/',
    group: 'subscriptions',
    says: { en: 'One subscription.', fr: 'Une inscription.' },
    answer: told.answer({ data: told.subscription }),
    refusals: [403, 404],
  },
  {
    ...written,
    method: 'PATCH',
    path: '/api/agenda/:agenda/subscription/:id/',
    group: 'subscriptions',
    says: { en: 'Changes what is said, and nothing else.', fr: 'Change ce qui est dit, et rien d’autre.' },
    body: readBy(ofSubscription).body,
    answer: numbered,
  },
  {
    ...written,
    method: 'DELETE',
    path: '/api/agenda/:agenda/subscription/:id/',
    group: 'subscriptions',
    says: { en: 'Ends a subscription.', fr: 'Met fin à une inscription.' },
    answer: done,
  },
];

function inAgendas(body: Input): void {
  body.list('agendas', 200, 160);
  for (const name of ['date_start', 'date_end']) body.date(name, zone);
}

/** As the payment module asks (section 3.24). */
export const severalCalls: readonly Call[] = [
  ...subscriptionCalls,
  {
    method: 'GET',
    access: 'anyone',
    path: '/api/agendas/datetimes/',
    group: 'several',
    says: {
      en: 'The events of several agendas, with ids as `agenda@event`.',
      fr: 'Les évènements de plusieurs agendas, avec des identifiants `agenda@évènement`.',
    },
    query: readBy((_body, query) => {
      agendasOrSubscribed(query);
      readEventsAsked(query, zone, true);
    }).query,
    answer: told.answer({
      data: Type.Array(told.event),
      meta: told.eventsMeta,
      explain: Type.Optional(Type.Array(told.refusedStart)),
    }),
    refusals: [400],
  },
  {
    method: 'POST',
    access: 'caller',
    path: '/api/agendas/events/',
    group: 'several',
    says: {
      en: 'Events by their names, `agenda@event`, in the order asked.',
      fr: 'Des évènements par leurs noms, `agenda@évènement`, dans l’ordre demandé.',
    },
    body: readBy((body) => body.list('slots', 2_000, 330), ['slots']).body,
    answer: told.listOf(told.invoicedEvent),
    refusals: [400, 403],
  },
  {
    method: 'POST',
    access: 'caller',
    path: '/api/agendas/events/check-status/',
    group: 'several',
    says: {
      en: 'For each event of a period, whether the person was there.',
      fr: 'Pour chaque évènement d’une période, si la personne était là.',
    },
    body: readBy(
      (body) => {
        body.text('user_external_id', 250);
        inAgendas(body);
      },
      ['user_external_id', 'agendas', 'date_start', 'date_end'],
    ).body,
    answer: told.listOf(told.checkStatus),
    refusals: [400, 403],
  },
  ...(
    [
      ['check-lock', 'check_locked', 'Locks or unlocks the checks of a period.', 'Verrouille ou libère le pointage.'],
      ['invoiced', 'invoiced', 'Says that the events of a period are invoiced.', 'Dit les évènements facturés.'],
    ] as const
  ).map(([path, column, en, fr]): Call => ({
    ...written,
    method: 'POST',
    path: `/api/agendas/events/${path}/`,
    group: 'several',
    says: { en, fr },
    body: readBy(
      (body) => {
        body.boolean(column);
        inAgendas(body);
      },
      [column, 'agendas', 'date_start', 'date_end'],
    ).body,
    answer: done,
    refusals: [400, 403, 409, 422],
  })),
];
