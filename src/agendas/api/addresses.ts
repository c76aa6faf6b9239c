/** Public addresses of the agendas, from their base (`settings.agendasUrl`), never from the Host header. A slot's colon stays as it is. */
export function addressesOf(base: URL) {
  const root = base.href;
  // Nearly all are plain: five addresses an event, thousands of events.
  const slot = (id: string): string =>
    /^[\w.-]+$/.test(id) ? id : encodeURIComponent(id).replaceAll('%3A', ':').replaceAll('%40', '@');
  return {
    agenda: (agenda: string, path: string): string => `${root}api/agenda/${slot(agenda)}/${path}`,
    event: (agenda: string, action: 'bookings' | 'fillslot' | 'status' | 'check', event: string): string =>
      `${root}api/agenda/${slot(agenda)}/${action}/${slot(event)}/`,
    booking: (id: number, path = ''): string => `${root}api/booking/${id}/${path}`,
    manage: (agendaId: number, eventId?: number): string =>
      `${root}manage/agendas/${agendaId}/${eventId === undefined ? '' : `events/${eventId}/`}`,
    manageHome: (): string => `${root}manage/`,
    components: (type: string): string => `${root}api/export-import/${type}/`,
    component: (type: string, component: string, path = ''): string =>
      `${root}api/export-import/${type}/${encodeURIComponent(component)}/${path}`,
    seriesFillslots: (agenda: string): string =>
      `${root}api/agendas/recurring-events/fillslots/?agendas=${encodeURIComponent(agenda)}`,
    statistics: (name: string): string => `${root}api/statistics/${name}/`,
    userIcs: (user: string): string => `${root}api/bookings/ics/?user_external_id=${encodeURIComponent(user)}`,
  };
}

export type Addresses = ReturnType<typeof addressesOf>;
