/** The town of docs/agendas-api.md: what its examples find when they begin. */
export const now = Temporal.Instant.from('2026-07-01T08:00:00Z');
export const secret = 'a secret shared with the forms';
export const orig = 'demarches.example.org';

export const site = {
  categories: [{ slug: 'loisirs', label: 'Loisirs' }],
  resources: [{ slug: 'borne', label: 'Borne biométrique', description: 'Rez-de-chaussée' }],
  events_types: [{ slug: 'stage', label: 'Stage', custom_fields: [{ slug: 'age', label: 'Âge', type: 'text' }] }],
  agendas: [
    {
      slug: 'stages-ete',
      label: 'Stages d’été',
      kind: 'events',
      category: 'loisirs',
      events_type: 'stage',
      minimal_cancellation_delay: 8,
      events: [
        {
          slug: 'multisport',
          label: 'Multisport',
          start_datetime: '2026-07-08 10:00',
          duration: 120,
          places: 2,
          waiting_list_places: 4,
          description: 'Au gymnase.',
          custom_fields: { age: '6-10 ans' },
        },
        { slug: 'voile', label: 'Voile', start_datetime: '2026-07-15 09:00', duration: 180, places: 8 },
        { slug: 'cirque', label: 'Cirque', start_datetime: '2026-07-22 14:00', duration: 90, places: 1 },
      ],
    },
    {
      slug: 'cantine',
      label: 'Cantine',
      kind: 'events',
      events: [
        { slug: 'jeudi', label: 'Repas du jeudi', start_datetime: '2026-07-09 12:00', duration: 60, places: 90 },
      ],
    },
    {
      slug: 'passeports',
      label: 'Passeports',
      kind: 'meetings',
      resources: ['borne'],
      meeting_types: [{ slug: 'passeport-30', label: 'Passeport - 1 personne', duration: 30 }],
      desks: [
        {
          slug: 'guichet-1',
          label: 'Guichet 1',
          opening_hours: [{ weekday: 1, start_time: '09:00', end_time: '10:30' }],
        },
      ],
    },
    { slug: 'toutes-mairies', label: 'Toutes les mairies', kind: 'virtual', agendas: ['passeports'] },
    {
      slug: 'salles',
      label: 'Salles municipales',
      kind: 'meetings',
      free_range: true,
      slot_minutes: 30,
      minimal_booking_slots: 2,
      maximal_booking_slots: 4,
      free_range_resources: [{ slug: 'grande-salle', label: 'Grande salle' }],
      opening_hours: [{ weekday: 6, start_time: '10:00', end_time: '12:00' }],
    },
    {
      slug: 'musique',
      label: 'École de musique',
      kind: 'events',
      events: [
        {
          slug: 'piano',
          label: 'Leçon de piano',
          start_datetime: '2026-07-06 17:00',
          duration: 30,
          places: 1,
          recurrence_days: [1, 3],
          recurrence_end_date: '2026-07-16',
        },
      ],
    },
  ],
};
