import type { Said } from '../../../platform/openapi/call.ts';

/** Parameters and keys of bodies, by name (spec/agendas.md, sections 3.3, 3.12 and 4.8). */
export const words: Readonly<Record<string, Said>> = {
  agenda: { en: 'The agenda, by its slug or number.', fr: 'L’agenda, par son identifiant ou son numéro.' },
  event: { en: 'The event, by its slug or number.', fr: 'L’évènement, par son identifiant ou son numéro.' },
  slot: {
    en: 'An event, or a slot of a meeting type: `type:YYYY-MM-DD-HHMM`, in local time.',
    fr: 'Un évènement, ou le créneau d’un type de rendez-vous : `type:AAAA-MM-JJ-HHMM`, en heure locale.',
  },
  type: { en: 'The meeting type, by its slug.', fr: 'Le type de rendez-vous, par son identifiant.' },
  id: { en: 'The subscription’s number.', fr: 'Le numéro de l’inscription.' },
  check_locked: {
    en: 'Whether checks are locked: agents can’t change them.',
    fr: 'Si le pointage est verrouillé : les agents ne peuvent plus le changer.',
  },
  invoiced: { en: 'Whether the events are invoiced.', fr: 'Si les évènements sont facturés.' },
  booking: { en: 'The booking’s number.', fr: 'Le numéro de la réservation.' },
  callback: { en: 'The callback’s number.', fr: 'Le numéro de l’appel.' },
  'Idempotency-Key': {
    en: 'A name of your choice for this call: sent again with the same name, it isn’t done again and gets its first answer, for 24 hours.',
    fr: 'Un nom que vous donnez à cet appel : répété sous le même nom, il n’est pas refait et reçoit la première réponse, pendant 24 heures.',
  },
  q: { en: 'A part of the slug.', fr: 'Une partie de l’identifiant.' },
  category: {
    en: 'A category’s slug; of a list, `__none__` for agendas without one.',
    fr: 'L’identifiant d’une catégorie ; d’une liste, `__none__` pour les agendas qui n’en ont pas.',
  },
  kind: { en: '`events`, `meetings` or `virtual`.', fr: '`events`, `meetings` ou `virtual`.' },
  with_open_events: {
    en: 'Only agendas with an event that can be booked.',
    fr: 'Seulement les agendas dont un évènement est réservable.',
  },
  date_start: { en: 'From this day on.', fr: 'À partir de ce jour.' },
  date_end: { en: 'Before this day.', fr: 'Avant ce jour.' },
  events: {
    en: 'Which events: `future` (the default), `past` or `all`.',
    fr: 'Lesquels : `future` (par défaut), `past` ou `all`.',
  },
  min_places: { en: 'Only events with this many places left.', fr: 'Seulement s’il reste ce nombre de places.' },
  user_external_id: {
    en: 'Your own identifier of the person; listings say where that person is booked, to those who may see bookings.',
    fr: 'Votre identifiant de la personne ; les listes disent où elle est inscrite, à qui peut voir les réservations.',
  },
  exclude_user_external_id: {
    en: 'What this person has booked already comes disabled.',
    fr: 'Ce que cette personne a déjà réservé est marqué indisponible.',
  },
  exclude_user: {
    en: 'In a body: refuse if the person is booked there already. In an address: as `exclude_user_external_id`.',
    fr: 'Dans un corps : refuser si la personne y est déjà inscrite. Dans une adresse : comme `exclude_user_external_id`.',
  },
  hide_disabled: { en: 'Leave out what can’t be booked.', fr: 'Taire ce qui n’est pas réservable.' },
  bypass_delays: {
    en: 'Ignore the booking delays: for agents.',
    fr: 'Ignorer les délais de réservation : pour les agents.',
  },
  check_delay: {
    en: 'The person cancels alone: refuse once the agenda’s `minimal_cancellation_delay` has begun.',
    fr: 'L’usager annule seul : refuser dès que le délai `minimal_cancellation_delay` de l’agenda a commencé.',
  },
  lock_code: {
    en: 'In a body: hold the place for ten minutes under this code. In an address: count as free what this code holds.',
    fr: 'Dans un corps : retenir la place dix minutes sous ce code. Dans une adresse : compter comme libre ce que ce code retient.',
  },
  confirm_after_lock: {
    en: 'Book for good what `lock_code` holds.',
    fr: 'Réserver pour de bon ce que `lock_code` retient.',
  },
  resources: {
    en: 'Shared resources, by their slugs; at booking, those that have to be free too.',
    fr: 'Les ressources partagées, par leurs identifiants ; à la réservation, celles qui doivent être libres aussi.',
  },
  resource: { en: 'What is rented, by its slug.', fr: 'Ce qui est loué, par son identifiant.' },
  explain: {
    en: 'Say for each start that isn’t offered why it isn’t.',
    fr: 'Dire pour chaque horaire qui n’est pas proposé pourquoi il ne l’est pas.',
  },
  start_datetime: {
    en: 'The beginning: `YYYY-MM-DD HH:MM`; of a series, of its first occurrence.',
    fr: 'Le début : `AAAA-MM-JJ HH:MM` ; d’une série, celui de sa première occurrence.',
  },
  end_datetime: { en: 'The end: `YYYY-MM-DD HH:MM`.', fr: 'La fin : `AAAA-MM-JJ HH:MM`.' },
  slots: {
    en: 'Events or slots; `agenda@event` where there are several agendas.',
    fr: 'Les évènements ou créneaux ; `agenda@évènement` s’il y a plusieurs agendas.',
  },
  agendas: { en: 'The agendas, by their slugs.', fr: 'Les agendas, par leurs identifiants.' },
  subscribed: {
    en: 'In place of `agendas`: those that the person is enrolled in; `all`, or a category’s slug.',
    fr: 'À la place d’`agendas` : ceux où la personne est inscrite ; `all`, ou l’identifiant d’une catégorie.',
  },
  action: {
    en: '`update` makes these the only ones, `update-from-date` from `date_start` on; `book` adds, `unbook` takes away.',
    fr: '`update` en fait les seuls, `update-from-date` à partir de `date_start` ; `book` ajoute, `unbook` enlève.',
  },
  time_interval: { en: 'How long each figure counts.', fr: 'Ce que compte chaque chiffre.' },
  group_by: {
    en: 'Tell apart by `presence`, by `reason`, or by a free key of the bookings.',
    fr: 'Distinguer par `presence`, par `reason`, ou par une clé libre des réservations.',
  },
  start: { en: 'From this day on.', fr: 'À partir de ce jour.' },
  end: { en: 'Before this day.', fr: 'Avant ce jour.' },
  count: { en: 'How many places; 1 where it isn’t said.', fr: 'Combien de places ; 1 si rien n’est dit.' },
  cancel_booking_id: {
    en: 'A booking that is cancelled in the same act: a move.',
    fr: 'Une réservation annulée du même geste : un déplacement.',
  },
  check_overlaps: {
    en: 'Refuse where two of the person’s events would be at the same time.',
    fr: 'Refuser si deux évènements de la personne étaient au même moment.',
  },
  force_waiting_list: {
    en: 'Put on the waiting list even if there is room.',
    fr: 'Inscrire en liste d’attente même s’il reste de la place.',
  },
  label: {
    en: 'Its name, as people read it; of a booking, what agents read.',
    fr: 'Son nom, tel que les gens le lisent ; d’une réservation, ce que les agents lisent.',
  },
  user_name: { en: 'The whole name.', fr: 'Le nom entier.' },
  user_first_name: { en: 'First name.', fr: 'Prénom.' },
  user_last_name: { en: 'Last name.', fr: 'Nom.' },
  user_display_label: { en: 'The title in calendars.', fr: 'Le titre dans les calendriers.' },
  user_email: { en: 'Address for reminders.', fr: 'Adresse pour les rappels.' },
  user_phone_number: { en: 'Telephone.', fr: 'Téléphone.' },
  extra_emails: { en: 'Further addresses.', fr: 'D’autres adresses.' },
  extra_phone_numbers: { en: 'Further telephones.', fr: 'D’autres téléphones.' },
  sms_counter: { en: 'Name of the counter of messages.', fr: 'Nom du compteur de messages.' },
  form_url: { en: 'The request’s page, for the person.', fr: 'La page de la demande, pour l’usager.' },
  backoffice_url: { en: 'The request’s page, for agents.', fr: 'La page de la demande, pour les agents.' },
  cancel_callback_url: {
    en: 'Called by POST, signed, when an agent cancels.',
    fr: 'Appelée par POST, signé, quand un agent annule.',
  },
  presence_callback_url: {
    en: 'Called once the event is marked as checked, where the person was there.',
    fr: 'Appelée quand l’évènement est marqué comme pointé, si la personne était là.',
  },
  absence_callback_url: {
    en: 'Called once the event is marked as checked, where the person was absent.',
    fr: 'Appelée quand l’évènement est marqué comme pointé, si la personne était absente.',
  },
  user_was_present: { en: 'Whether the person was there.', fr: 'Si la personne était là.' },
  user_absence_reason: { en: 'The reason of an absence.', fr: 'Le motif d’une absence.' },
  in_waiting_list: {
    en: 'Only those on the waiting list, or off it.',
    fr: 'Seulement celles en liste d’attente, ou pas.',
  },
  description: {
    en: 'What it is, in some sentences; of a calendar, in place of its own.',
    fr: 'Ce que c’est, en quelques phrases ; d’un calendrier, à la place de la sienne.',
  },
  location: { en: 'The place that the calendar tells.', fr: 'Le lieu que dit le calendrier.' },
  comment: { en: 'The calendar’s comment.', fr: 'Le commentaire du calendrier.' },
  url: {
    en: 'An address to read more; the calendar’s link.',
    fr: 'Une adresse pour en lire plus ; le lien du calendrier.',
  },
  organizer: { en: 'Who invites.', fr: 'Qui invite.' },
  text: {
    en: 'The label, under the name that answers give to it.',
    fr: 'Le libellé, sous le nom que lui donnent les réponses.',
  },
  datetime: {
    en: 'The start, under the name that answers give to it.',
    fr: 'Le début, sous le nom que lui donnent les réponses.',
  },
  view_role: {
    en: 'Who sees bookings and ticks presence: a role’s slug or name.',
    fr: 'Qui voit les réservations et pointe : l’identifiant ou le nom d’un rôle.',
  },
  edit_role: {
    en: 'Who changes bookings, events and settings.',
    fr: 'Qui change réservations, évènements et paramètres.',
  },
  admin_role: { en: 'Who says, too, which roles may.', fr: 'Qui dit aussi quels rôles le peuvent.' },
  minimal_booking_delay: {
    en: 'Days between a booking and what is booked, at least.',
    fr: 'Jours entre la réservation et ce qui est réservé, au moins.',
  },
  maximal_booking_delay: {
    en: 'Days ahead that can be booked; 0: no limit.',
    fr: 'Jours réservables à l’avance ; 0 : sans limite.',
  },
  minimal_booking_time: {
    en: 'Hour at which a new day opens for booking: `HH:MM`.',
    fr: 'Heure à laquelle un nouveau jour s’ouvre : `HH:MM`.',
  },
  minimal_booking_delay_in_working_days: {
    en: 'The delay counts working days.',
    fr: 'Le délai compte des jours ouvrés.',
  },
  maximal_bookings_per_user: {
    en: 'Bookings that one person may have at once; null: any number.',
    fr: 'Réservations qu’une personne peut avoir à la fois ; null : sans limite.',
  },
  minimal_cancellation_delay: {
    en: 'Days before which a person may cancel alone; null: always.',
    fr: 'Jours avant lesquels l’usager peut annuler seul ; null : toujours.',
  },
  minimal_cancellation_delay_in_working_days: {
    en: 'That delay counts working days.',
    fr: 'Ce délai compte des jours ouvrés.',
  },
  anonymize_after_days: {
    en: 'Days after which past bookings lose what is personal; null: never.',
    fr: 'Jours après lesquels les réservations passées perdent ce qui est personnel ; null : jamais.',
  },
  reminder_days: {
    en: 'Days before at which people are reminded by mail; null: not.',
    fr: 'Jours avant lesquels un rappel part par courriel ; null : aucun.',
  },
  reminder_text: { en: 'A sentence of its own in that mail.', fr: 'Une phrase à elle dans ce courriel.' },
  notifications: {
    en: 'Who of the staff is told by mail when an event becomes `almost_full`, `full` or is `cancelled`: `emails`, and the people of a `role`; null: nobody.',
    fr: 'Qui est averti par courriel quand un évènement est presque complet (`almost_full`), complet (`full`) ou annulé (`cancelled`) : `emails`, et les personnes d’un rôle (`role`) ; null : personne.',
  },
  events_type: { en: 'The type of its events, by its slug.', fr: 'Le type de ses évènements, par son identifiant.' },
  partial_bookings: { en: 'Bookings for a part of an event.', fr: 'Réservations d’une partie d’un évènement.' },
  overbooking: {
    en: 'Several places at once may go beyond the last one, where there is a waiting list.',
    fr: 'Plusieurs places à la fois peuvent dépasser la dernière, s’il y a une liste d’attente.',
  },
  booking_form_url: { en: 'The form by which people book.', fr: 'Le formulaire par lequel on réserve.' },
  exceptions: {
    en: 'When its recurring events don’t take place.',
    fr: 'Quand ses évènements récurrents n’ont pas lieu.',
  },
  exception_sources: {
    en: 'Calendars, by their addresses, that say so.',
    fr: 'Des calendriers, par leurs adresses, qui le disent.',
  },
  unavailability_calendars: {
    en: 'Shared calendars that say so, by their slugs.',
    fr: 'Des calendriers partagés qui le disent, par leurs identifiants.',
  },
  public_holidays: {
    en: 'Recurring events leave public holidays out.',
    fr: 'Les évènements récurrents sautent les jours fériés.',
  },
  meeting_types: {
    en: 'Types of appointments: `slug`, `label`, `duration` in minutes, pauses.',
    fr: 'Types de rendez-vous : `slug`, `label`, `duration` en minutes, pauses.',
  },
  desks: {
    en: 'Desks, with their opening hours and exceptions.',
    fr: 'Guichets, avec leurs heures d’ouverture et exceptions.',
  },
  free_range: { en: 'Rented by the hour.', fr: 'Louée à l’heure.' },
  slot_minutes: {
    en: 'Minutes of a step, of what is rented by the hour.',
    fr: 'Minutes d’un pas, de ce qui se loue à l’heure.',
  },
  minimal_booking_slots: { en: 'Steps to rent, at least.', fr: 'Pas à louer, au moins.' },
  maximal_booking_slots: { en: 'Steps to rent, at most.', fr: 'Pas à louer, au plus.' },
  free_range_resources: {
    en: 'What is rented by the hour: `slug`, `label`.',
    fr: 'Ce qui se loue à l’heure : `slug`, `label`.',
  },
  opening_hours: { en: 'When it can be rented.', fr: 'Quand cela se loue.' },
  excluded_hours: { en: 'Hours that a virtual agenda leaves out.', fr: 'Heures qu’un agenda virtuel laisse de côté.' },
  duration: { en: 'Minutes that it lasts.', fr: 'Minutes que cela dure.' },
  places: { en: 'Places of the main list.', fr: 'Places de la liste principale.' },
  waiting_list_places: { en: 'Places of the waiting list.', fr: 'Places de la liste d’attente.' },
  waiting_list_bookings_automatic_confirm: {
    en: 'Who waited longest moves up by himself when a place is free.',
    fr: 'Qui attend depuis le plus longtemps monte de lui-même quand une place se libère.',
  },
  pricing: { en: 'What it costs, as a text.', fr: 'Ce que cela coûte, en texte.' },
  publication_datetime: {
    en: 'It is shown from then on: `YYYY-MM-DD HH:MM`.',
    fr: 'Montré à partir de là : `AAAA-MM-JJ HH:MM`.',
  },
  recurrence_days: {
    en: 'Days of the week of a series: 1 for Monday to 7.',
    fr: 'Jours de la semaine d’une série : de 1, lundi, à 7.',
  },
  recurrence_week_interval: {
    en: 'Every first, second or third week.',
    fr: 'Toutes les semaines, une sur deux, ou une sur trois.',
  },
  recurrence_end_date: { en: 'The last day of a series.', fr: 'Le dernier jour d’une série.' },
  custom_fields: {
    en: 'Values of the events type, by name; each may stand as `custom_field_NAME`, too.',
    fr: 'Valeurs du type d’évènements, par nom ; chacune peut aussi s’écrire `custom_field_NOM`.',
  },
  slug: { en: 'Its name in addresses, for good.', fr: 'Son nom dans les adresses, pour toujours.' },
  componentType: { en: 'A type of components.', fr: 'Un type de composants.' },
  component: { en: 'The component, by its slug.', fr: 'Le composant, par son identifiant.' },
  application: { en: 'The application, by its slug.', fr: 'L’application, par son identifiant.' },
  'manifest.json': {
    en: 'What the bundle is, and the elements that it holds; each stands beside, as `type/slug`.',
    fr: 'Ce qu’est le lot, et les éléments qu’il contient ; chacun est à côté, sous `type/slug`.',
  },
};
