import type { Agenda } from '../agenda/agenda.ts';
import { timeText } from '../../time/days.ts';
import type { Addresses } from './addresses.ts';

export type ResourceView = { id: string; text: string; description: string };

/** An agenda as the API shows it (spec/agendas.md, section 3.1). */
export function agendaView(agenda: Agenda, resources: readonly ResourceView[], addresses: Addresses) {
  const { slug, kind } = agenda;
  const common = {
    id: slug,
    slug,
    text: agenda.label,
    kind,
    minimal_booking_delay: agenda.minimalDelay,
    maximal_booking_delay: agenda.maximalDelay,
    minimal_booking_time: `${timeText(agenda.minimalTime)}:00`,
    admin_role: agenda.roleNames.admin,
    edit_role: agenda.roleNames.edit,
    view_role: agenda.roleNames.view,
    category: agenda.category?.slug ?? null,
    category_label: agenda.category?.label ?? null,
  };
  const backoffice = { backoffice_url: addresses.manage(agenda.id) };
  const at = (path: string): string => addresses.agenda(slug, path);
  if (kind === 'events') {
    return {
      ...common,
      events_type: agenda.eventsType,
      partial_bookings: agenda.partialBookings,
      minimal_booking_delay_in_working_days: agenda.minimalDelayInWorkingDays,
      booking_form_url: agenda.bookingFormUrl,
      minimal_cancellation_delay: agenda.minimalCancellationDelay,
      minimal_cancellation_delay_in_working_days: agenda.minimalCancellationDelayInWorkingDays,
      absence_reasons: [],
      api: { datetimes_url: at('datetimes/'), fillslots_url: at('fillslots/'), ...backoffice },
    };
  }
  if (kind === 'virtual')
    return { ...common, free_range: false, api: { meetings_url: at('meetings/'), ...backoffice } };
  if (agenda.freeRange) {
    const api = { resources_url: at('resources/'), datetimes_url: at('free-range/datetimes/'), ...backoffice };
    return { ...common, free_range: true, shared_resources: resources, resources, api };
  }
  return {
    ...common,
    free_range: false,
    shared_resources: resources,
    resources,
    api: {
      meetings_url: at('meetings/'),
      desks_url: at('desks/'),
      shared_resources_url: at('shared-resources/'),
      resources_url: at('shared-resources/'),
      fillslots_url: at('fillslots/'),
      ...backoffice,
    },
  };
}
