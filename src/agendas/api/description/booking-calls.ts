import type { Call } from '../../../platform/openapi/call.ts';
import { readChecksDelay, readDetails, readOptions, readSetOptions } from '../booking-input.ts';
import type { Input } from '../input.ts';
import * as told from './answers.ts';
import { readBy } from './readings.ts';

const write = {
  method: 'POST',
  access: 'caller',
  refusedWith200: true,
  keyed: true,
  refusals: [400, 403, 404, 409, 422],
} as const;

function one(body: Input, query: Input): void {
  body.list('resources', 20, 160);
  query.list('resources', 20, 160);
  readOptions(body, query);
  readDetails(body);
}

function several(body: Input, query: Input): void {
  readSetOptions(body, query);
  readDetails(body);
}

export const bookingCalls: readonly Call[] = [
  ...(['/api/agenda/:agenda/fillslot/:slot/', '/api/agenda/:agenda/fillslots/:slot/'] as const).map((path): Call => ({
    ...write,
    path,
    group: 'booking',
    says: {
      en: 'Books an event or a slot, or holds it with `lock_code`. Keys of no meaning here are kept in `extra_data`.',
      fr: 'Réserve un évènement ou un créneau, ou le retient avec `lock_code`. Les clés sans signification ici vont dans `extra_data`.',
    },
    ...readBy(one),
    answer: told.booking,
  })),
  {
    ...write,
    path: '/api/agenda/:agenda/fillslots/',
    group: 'booking',
    says: {
      en: 'Books several events, or several slots at one desk, as one booking.',
      fr: 'Réserve plusieurs évènements, ou plusieurs créneaux au même guichet, en une seule réservation.',
    },
    ...readBy(
      (body, query) => {
        body.list('slots', 500, 200);
        one(body, query);
      },
      ['slots'],
    ),
    answer: told.booking,
  },
  {
    ...write,
    path: '/api/agenda/:agenda/free-range/fillslot/',
    group: 'ranges',
    says: { en: 'Rents for some hours.', fr: 'Loue pour quelques heures.' },
    ...readBy(
      (body, query) => {
        body.text('resource', 160);
        query.text('resource', 160);
        for (const name of ['start_datetime', 'end_datetime']) body.text(name, 30);
        readOptions(body, query);
        readDetails(body);
      },
      ['start_datetime', 'end_datetime'],
    ),
    answer: told.booking,
  },
  {
    ...write,
    path: '/api/agenda/:agenda/events/fillslots/',
    group: 'sets',
    says: {
      en: 'Makes these events the only ones of the person in the agenda: what isn’t named is cancelled, what the person has already stays as it is, `count` is for what is new. `slots` may be empty. `user_external_id` is required, save to lock: `lock_code` alone holds the events and cancels nothing. `cancel_booking_id` is refused.',
      fr: 'Fait de ces évènements les seuls de la personne dans l’agenda : ce qui n’est pas nommé est annulé, ce que la personne a déjà reste tel quel, `count` vaut pour ce qui est nouveau. `slots` peut être vide. `user_external_id` est requis, sauf pour bloquer : `lock_code` seul retient les évènements et n’annule rien. `cancel_booking_id` est refusé.',
    },
    ...readBy(
      (body, query) => {
        body.list('slots', 1_000, 200);
        several(body, query);
      },
      ['slots'],
    ),
    answer: told.replaced,
  },
  {
    ...write,
    path: '/api/agendas/events/fillslots/',
    group: 'sets',
    says: {
      en: 'The same in several agendas, with slots as `agenda@event`; with `subscribed`, in those that the person is enrolled in, while enrolled.',
      fr: 'La même chose dans plusieurs agendas, avec des créneaux `agenda@évènement` ; avec `subscribed`, dans ceux où la personne est inscrite, tant qu’elle l’est.',
    },
    ...readBy(
      (body, query) => {
        for (const one of [body, query]) {
          one.text('subscribed', 160);
          one.list('agendas', 200, 160);
        }
        body.list('slots', 1_000, 330);
        several(body, query);
      },
      ['slots'],
    ),
    answer: told.replaced,
  },
];

const act = { ...write, group: 'act', answer: told.done } as const;

export const actCalls: readonly Call[] = [
  {
    ...act,
    path: '/api/booking/:booking/cancel/',
    says: {
      en: 'Cancels. Refused with `already cancelled` (1) or, with `check_delay`, `cancellation is too late` (2). No callback is called.',
      fr: 'Annule. Refusé par `already cancelled` (1) ou, avec `check_delay`, `cancellation is too late` (2). Aucune adresse de retour n’est appelée.',
    },
    ...readBy(readChecksDelay),
  },
  {
    ...act,
    method: 'DELETE',
    path: '/api/booking/:booking/',
    says: { en: 'Cancels, too.', fr: 'Annule aussi.' },
    ...readBy(readChecksDelay),
  },
  {
    ...act,
    path: '/api/booking/:booking/accept/',
    says: {
      en: 'From the waiting list to the main list, even where it is full. Refused with `booking is cancelled` (1) or `booking is not in waiting list` (2).',
      fr: 'De la liste d’attente à la liste principale, même pleine. Refusé par `booking is cancelled` (1) ou `booking is not in waiting list` (2).',
    },
  },
  {
    ...act,
    path: '/api/booking/:booking/suspend/',
    says: {
      en: 'From the main list to the end of the waiting list, even where it is full. Refused with `booking is cancelled` (1), `booking is already in waiting list` (2), `booking is not confirmed` (3) or `no waiting list` (4): the event has none, or it is an appointment.',
      fr: 'De la liste principale à la fin de la liste d’attente, même pleine. Refusé par `booking is cancelled` (1), `booking is already in waiting list` (2), `booking is not confirmed` (3) ou `no waiting list` (4) : l’évènement n’en a pas, ou c’est un rendez-vous.',
    },
  },
  {
    ...act,
    path: '/api/booking/:booking/resize/',
    says: {
      en: 'Another number of places of an event. More places come after those who wait: `sold out` (3) while somebody does.',
      fr: 'Un autre nombre de places d’un évènement. Davantage de places viennent après ceux qui attendent : `sold out` (3) tant qu’il y en a.',
    },
    ...readBy((body, query) => {
      body.integer('count', 1, 10_000);
      query.integer('count', 1, 10_000);
    }),
  },
  {
    ...act,
    path: '/api/booking/:booking/anonymize/',
    says: {
      en: 'Blanks what tells who it was. For those who may edit the agenda.',
      fr: 'Efface ce qui dit de qui il s’agit. Pour qui peut modifier l’agenda.',
    },
    refusedWith200: false,
  },
];
