import type { PublishedPart } from '../../../platform/openapi/call.ts';
import { descriptionCalls } from '../../../platform/openapi/own-calls.ts';
import { refusal } from './answers.ts';
import { actCalls, bookingCalls } from './booking-calls.ts';
import { peopleCalls } from './people-calls.ts';
import { readingCalls } from './reading-calls.ts';
import { componentCalls } from './component-calls.ts';
import { settingUpCalls } from './setting-up-calls.ts';
import { seriesCalls } from './series-calls.ts';
import { severalCalls } from './several-calls.ts';
import { words } from './words.ts';

/** What the agendas publish. */
export const publishedAgendas: PublishedPart = {
  title: { en: 'Agendas', fr: 'Agendas' },
  introduction: {
    en: 'What can be booked, and its bookings. Reading agendas, events and slots is open; the rest is for signed calls and API clients. Numbers, yes or no and lists may come as text, lists separated by commas; a blank is an absent value; dates and times are the town’s own. A refusal has `err` other than 0, with `reason`, `err_class` and `err_desc`; one given before the address is looked into has an `err_code` too.',
    fr: 'Ce qui se réserve, et ses réservations. Lire les agendas, évènements et créneaux est ouvert à tous ; le reste est pour les appels signés et les clients d’API. Nombres, oui ou non et listes peuvent venir en texte, les listes séparées par des virgules ; un blanc vaut une absence ; dates et heures sont celles de la ville. Un refus a un `err` autre que 0, avec `reason`, `err_class` et `err_desc` ; un refus donné avant de regarder l’adresse a aussi un `err_code`.',
  },
  groups: {
    agendas: { en: 'Agendas', fr: 'Agendas' },
    events: { en: 'Events', fr: 'Évènements' },
    appointments: { en: 'Appointments', fr: 'Rendez-vous' },
    ranges: { en: 'Rented by the hour', fr: 'Plages libres' },
    booking: { en: 'Booking', fr: 'Réserver' },
    sets: { en: 'Several events for one person', fr: 'Plusieurs évènements pour une personne' },
    act: { en: 'What follows a booking', fr: 'Ce qui suit une réservation' },
    people: { en: 'Bookings', fr: 'Réservations' },
    subscriptions: { en: 'Subscriptions', fr: 'Inscriptions pour une période' },
    several: { en: 'Several agendas', fr: 'Plusieurs agendas' },
    figures: { en: 'Figures', fr: 'Statistiques' },
    check: { en: 'Presence', fr: 'Pointage' },
    settings: { en: 'Setting up', fr: 'Paramétrage' },
    components: { en: 'Components of applications', fr: 'Composants d’applications' },
    description: { en: 'Description of the agendas', fr: 'Description des agendas' },
  },
  words,
  refusal,
  calls: [
    ...readingCalls,
    ...bookingCalls,
    ...actCalls,
    ...peopleCalls,
    ...severalCalls,
    ...seriesCalls,
    ...settingUpCalls,
    ...componentCalls,
    ...descriptionCalls,
  ],
};
