/** Addresses of the agents' pages, as paths on the agendas' own host. Agendas and events stand in them by their slugs. */
export type Pages = {
  home(query?: Query): string;
  agenda(agenda: Slugged, query?: Query): string;
  settings(agenda: Slugged): string;
  /** `date` as `2026-12-21`. */
  day(agenda: Slugged, date: string, query?: Query): string;
  event(agenda: Slugged, event: Slugged, query?: Query): string;
  check(agenda: Slugged, event: Slugged, query?: Query): string;
  cancel(agenda: Slugged, bookingId: number): string;
  change(agenda: Slugged, bookingId: number, query?: Query): string;
  accept(agenda: Slugged, bookingId: number): string;
  resend(agenda: Slugged, bookingId: number, callbackId: number): string;
};

export type Slugged = { slug: string };
type Query = Readonly<Record<string, string | number | null | undefined>>;

export function pagesOf(agendasUrl: URL): Pages {
  const root = `${agendasUrl.pathname}manage/`;
  const at = ({ slug }: Slugged): string => `${root}agendas/${encodeURIComponent(slug)}/`;
  const eventAt = (agenda: Slugged, { slug }: Slugged): string => `${at(agenda)}events/${encodeURIComponent(slug)}/`;
  const bookingAt = (agenda: Slugged, id: number): string => `${at(agenda)}bookings/${id}/`;
  return {
    home: (query) => root + queryText(query),
    agenda: (agenda, query) => at(agenda) + queryText(query),
    settings: (agenda) => `${at(agenda)}settings/`,
    day: (agenda, date, query) => `${at(agenda)}${date}/${queryText(query)}`,
    event: (agenda, event, query) => eventAt(agenda, event) + queryText(query),
    check: (agenda, event, query) => `${eventAt(agenda, event)}check/${queryText(query)}`,
    cancel: (agenda, id) => `${bookingAt(agenda, id)}cancel/`,
    change: (agenda, id, query) => `${bookingAt(agenda, id)}change/${queryText(query)}`,
    accept: (agenda, id) => `${bookingAt(agenda, id)}accept/`,
    resend: (agenda, id, callback) => `${bookingAt(agenda, id)}callbacks/${callback}/resend/`,
  };
}

/** What is empty doesn't stand in the address. */
function queryText(query: Query = {}): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query))
    if (value !== null && value !== undefined && value !== '') search.set(name, String(value));
  return search.size === 0 ? '' : `?${search}`;
}

/** An address that a booking brought, where a link may lead to it: nothing but the web's own. */
export function webAddress(text: string): string | null {
  const url = URL.parse(text);
  return url !== null && (url.protocol === 'https:' || url.protocol === 'http:') ? url.href : null;
}
