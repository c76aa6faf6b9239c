import { dayOfMinute, dayText } from '../../time/days.ts';
import type { Zone } from '../../time/zone.ts';
import type { Agenda } from '../agenda/agenda.ts';
import { placesView, type Event } from '../events/event.ts';
import type { Addresses } from './addresses.ts';
import { localDatetime, longDatetime } from './local-text.ts';

export type Wording = { addresses: Addresses; zone: Zone; language: 'fr' | 'en' };

/** An event as the API shows it (spec/agendas.md, sections 3.3 and 3.4). `id` replaces the slug in listings of several agendas. */
export function eventView(
  event: Event,
  agenda: Pick<Agenda, 'id' | 'slug' | 'label' | 'overbooking'>,
  disabled: boolean,
  wording: Wording,
  id = event.slug,
) {
  const { addresses, zone, language } = wording;
  const start = zone.toLocal(event.startMinute);
  const end = event.durationMinutes === null ? null : zone.toLocal(event.startMinute + event.durationMinutes);
  return {
    id,
    slug: event.slug,
    text: event.label === '' ? longDatetime(start, language) : event.label,
    label: event.label,
    agenda_label: agenda.label,
    agenda_slug: agenda.slug,
    date: dayText(dayOfMinute(start)),
    datetime: localDatetime(start),
    end_datetime: end === null ? null : localDatetime(end),
    duration: event.durationMinutes,
    description: event.description,
    pricing: event.pricing,
    url: event.url,
    disabled,
    checked: event.checked,
    check_locked: event.checkLocked,
    invoiced: event.invoiced,
    cancelled: event.cancelled,
    waiting_list_bookings_automatic_confirm: event.promotes,
    primary_event: event.primarySlug === null ? null : `${agenda.slug}@${event.primarySlug}`,
    ...customFields(event),
    ...(event.userList === null
      ? {}
      : { booked_for_external_user: event.userList === 'main' ? 'main-list' : 'waiting-list' }),
    api: {
      bookings_url: addresses.event(agenda.slug, 'bookings', event.slug),
      fillslot_url: addresses.event(agenda.slug, 'fillslot', event.slug),
      status_url: addresses.event(agenda.slug, 'status', event.slug),
      check_url: addresses.event(agenda.slug, 'check', event.slug),
      backoffice_url: addresses.manage(agenda.id, event.id),
    },
    places: placesView(event, agenda.overbooking),
  };
}

const none = {};

export function customFields({ customFields: fields }: Pick<Event, 'customFields'>): Record<string, unknown> {
  const entries = Object.entries(fields);
  return entries.length === 0
    ? none
    : Object.fromEntries(entries.map(([name, value]) => [`custom_field_${name}`, value]));
}
