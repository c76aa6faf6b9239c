import { openZone } from '../../../time/zone.ts';
import type { Call } from '../../../platform/openapi/call.ts';
import { extraOf } from '../booking-input.ts';
import * as told from './answers.ts';
import { readBy } from './readings.ts';

const zone = openZone('Europe/Paris');
const get = { method: 'GET', access: 'caller' } as const;
const calendar = { mediaType: 'text/calendar' };

/** Bookings as they are kept, for those who may see them; presence and absence. */
export const peopleCalls: readonly Call[] = [
  {
    ...get,
    path: '/api/bookings/',
    group: 'people',
    says: { en: 'The live bookings of a person.', fr: 'Les réservations en cours d’une personne.' },
    query: readBy(
      (_body, query) => {
        query.text('user_external_id', 250);
        for (const name of ['agenda', 'category', 'event']) query.text(name, 160);
        query.text('user_absence_reason', 250);
        for (const name of ['date_start', 'date_end']) query.date(name, zone);
        query.boolean('in_waiting_list');
      },
      ['user_external_id'],
    ).query,
    answer: told.listOf(told.storedBooking),
    refusals: [400, 403],
  },
  {
    ...get,
    path: '/api/bookings/ics/',
    group: 'people',
    says: { en: 'The same as a calendar.', fr: 'Les mêmes, en calendrier.' },
    query: readBy(
      (_body, query) => {
        query.text('user_external_id', 250);
        query.text('agenda', 160);
      },
      ['user_external_id'],
    ).query,
    answer: calendar,
    refusals: [400, 403],
  },
  {
    ...get,
    path: '/api/agenda/:agenda/bookings/:event/',
    group: 'people',
    says: { en: 'The bookings of a person on one event.', fr: 'Les réservations d’une personne sur un évènement.' },
    query: readBy((_body, query) => query.text('user_external_id', 250), ['user_external_id']).query,
    answer: told.listOf(told.bookingOfEvent),
    refusals: [400, 403, 404],
  },
  {
    ...get,
    path: '/api/booking/:booking/',
    group: 'people',
    says: {
      en: 'One booking. Refused with `booking is cancelled`.',
      fr: 'Une réservation. Refusé par `booking is cancelled`.',
    },
    answer: told.answer({ booking_id: told.whole, data: told.storedBooking }),
    refusedWith200: true,
    refusals: [403, 404],
  },
  {
    ...get,
    path: '/api/booking/:booking/ics/',
    group: 'people',
    says: { en: 'One booking as a calendar.', fr: 'Une réservation en calendrier.' },
    query: readBy((_body, query) => {
      for (const name of ['description', 'location', 'comment', 'url', 'organizer']) query.text(name);
    }).query,
    answer: calendar,
    refusals: [400, 403, 404],
  },
  {
    method: 'PATCH',
    access: 'caller',
    path: '/api/booking/:booking/',
    group: 'check',
    says: {
      en: 'Ticks presence or absence, and keeps free keys in `extra_data`: the former takes the right to see, the latter that to edit. Nobody is called before the event is marked as checked.',
      fr: 'Pointe une présence ou une absence, et garde des clés libres dans `extra_data` : le pointage demande le droit de voir, les clés celui de gérer. Nul n’est appelé avant que l’évènement soit marqué comme pointé.',
    },
    body: readBy((body) => {
      body.boolean('user_was_present');
      body.text('user_absence_reason', 250);
      extraOf(body);
    }).body,
    answer: told.done,
    refusedWith200: true,
    refusals: [400, 403, 404, 409, 422],
    keyed: true,
  },
  {
    method: 'POST',
    access: 'caller',
    path: '/api/agenda/:agenda/check/:event/',
    group: 'check',
    says: {
      en: 'Marks the event as checked: each person ticked is told to the request that booked, once.',
      fr: 'Marque l’évènement comme pointé : chaque personne pointée est dite, une fois, à la demande qui a réservé.',
    },
    answer: told.answer({}),
    refusals: [403, 404, 409, 422],
    keyed: true,
  },
  {
    method: 'POST',
    access: 'caller',
    path: '/api/booking/:booking/callbacks/:callback/send/',
    group: 'check',
    says: {
      en: 'Sends again a call that failed. Refused with `callback is already sent`.',
      fr: 'Renvoie un appel qui a échoué. Refusé par `callback is already sent`.',
    },
    answer: told.answer({ id: told.whole }),
    refusedWith200: true,
    refusals: [403, 404, 409, 422],
    keyed: true,
  },
];
