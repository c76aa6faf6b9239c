import Type from 'typebox';
import type { Call } from '../../../platform/openapi/call.ts';
import { openZone } from '../../../time/zone.ts';
import type { Input } from '../input.ts';
import { readEventsAsked } from '../list-events.ts';
import { readSlotsAsked } from '../meetings.ts';
import * as told from './answers.ts';
import { readBy } from './readings.ts';

/** Readers ask for days in a zone; which one changes nothing of what they ask for. */
const zone = openZone('Europe/Paris');
const optional = Type.Optional;
const get = { method: 'GET', access: 'anyone' } as const;
const asked = (read: (query: Input) => unknown) => ({ query: readBy((_body, query) => read(query)).query });

export const readingCalls: readonly Call[] = [
  {
    ...get,
    path: '/api/agenda/',
    group: 'agendas',
    says: { en: 'The agendas.', fr: 'Les agendas.' },
    ...asked((query) => {
      for (const name of ['q', 'category']) query.text(name, 160);
      query.text('kind', 20);
      query.boolean('with_open_events');
    }),
    answer: told.listOf(told.agenda),
    refusals: [400],
  },
  {
    ...get,
    path: '/api/agenda/:agenda/',
    group: 'agendas',
    says: { en: 'One agenda.', fr: 'Un agenda.' },
    answer: told.answer({ data: told.agenda }),
    refusals: [404],
  },
  {
    ...get,
    path: '/api/agenda/:agenda/datetimes/',
    group: 'events',
    says: { en: 'The events of an agenda.', fr: 'Les évènements d’un agenda.' },
    ...asked((query) => readEventsAsked(query, zone, true)),
    answer: told.answer({
      data: Type.Array(told.event),
      meta: told.eventsMeta,
      explain: optional(Type.Array(told.refusedStart)),
    }),
    refusals: [400, 404],
  },
  {
    ...get,
    path: '/api/agenda/:agenda/status/:event/',
    group: 'events',
    says: { en: 'One event.', fr: 'Un évènement.' },
    answer: told.eventStatus,
    refusals: [404],
  },
  {
    ...get,
    path: '/api/agenda/:agenda/meetings/',
    group: 'appointments',
    says: { en: 'The meeting types.', fr: 'Les types de rendez-vous.' },
    answer: told.listOf(told.meetingType),
    refusals: [404],
  },
  {
    ...get,
    path: '/api/agenda/:agenda/meetings/:type/',
    group: 'appointments',
    says: { en: 'One meeting type.', fr: 'Un type de rendez-vous.' },
    answer: told.answer({ data: told.meetingType }),
    refusals: [404],
  },
  {
    ...get,
    path: '/api/agenda/:agenda/meetings/:type/datetimes/',
    group: 'appointments',
    says: { en: 'The slots of a meeting type.', fr: 'Les créneaux d’un type de rendez-vous.' },
    ...asked((query) => readSlotsAsked(query, zone, true)),
    answer: told.answer({
      data: Type.Array(told.slot),
      meta: told.slotsMeta,
      explain: optional(Type.Array(told.refusedStart)),
    }),
    refusals: [400, 404],
  },
  {
    ...get,
    path: '/api/agenda/:agenda/desks/',
    group: 'appointments',
    says: {
      en: 'The desks; with the calendars that close them, for those who may see bookings.',
      fr: 'Les guichets ; avec les calendriers qui les ferment, pour qui peut voir les réservations.',
    },
    answer: told.listOf(told.desk),
    refusals: [404],
  },
  {
    ...get,
    path: '/api/agenda/:agenda/shared-resources/',
    group: 'appointments',
    says: { en: 'The shared resources.', fr: 'Les ressources partagées.' },
    answer: told.listOf(told.resource),
    refusals: [404],
  },
  {
    ...get,
    path: '/api/agenda/:agenda/resources/',
    group: 'ranges',
    says: {
      en: 'What is rented by the hour; the shared resources, where the agenda gives appointments.',
      fr: 'Ce qui se loue à l’heure ; les ressources partagées, si l’agenda donne des rendez-vous.',
    },
    answer: told.answer({ data: Type.Array(Type.Union([told.resource, told.named])) }),
    refusals: [404],
  },
  {
    ...get,
    path: '/api/agenda/:agenda/free-range/datetimes/',
    group: 'ranges',
    says: {
      en: 'The days of what is rented, with its free and taken hours; each state holds to the next hour.',
      fr: 'Les jours de ce qui est loué, avec ses heures libres et prises ; chaque état tient jusqu’à l’heure suivante.',
    },
    ...asked((query) => {
      query.text('resource', 160);
      query.text('user_external_id', 250);
      readSlotsAsked(query, zone, true);
    }),
    answer: told.answer({
      data: Type.Array(told.rangesDay),
      meta: Type.Object({
        minimal_booking_slots: told.whole,
        maximal_booking_slots: told.orNull(told.whole),
        first_bookable_slot: told.orNull(Type.Object({ date: told.day, datetime: told.datetime })),
        no_bookable_reason: optional(told.text),
        api: Type.Object({ fillslot_url: told.address }),
      }),
      explain: optional(Type.Array(told.refusedStart)),
    }),
    refusals: [400, 404],
  },
];
