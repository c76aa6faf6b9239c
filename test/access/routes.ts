import type { KindName } from './policy.ts';

/** How a route is asked: of what kind it is, and what makes the call one that would be done. Names in braces are those of the instance. */
export type Asked = {
  kind: KindName;
  /** Where the instance differs from that of the other routes of the kind. */
  at?: Readonly<Record<string, string>>;
  query?: string;
  /** JSON; of a page, the fields of its form. */
  body?: Readonly<Record<string, unknown>>;
  /** The page's token isn't sent. */
  tokenless?: true;
  /** The rule is that of another line, where everything is crossed: here a few callers show that it holds. */
  thin?: true;
  /** May be allowed without changing anything: `false` where the answer alone counts. */
  changes?: false;
};

const period = { date_start: '2026-12-01', date_end: '2027-02-01' };
const several = { agendas: '{agenda}', ...period };
/** Around what is booked and what is closed. */
const day = (days: number): string => Temporal.Now.plainDateISO('Europe/Paris').add({ days }).toString();
const user = 'user_external_id=asked-for';
const everything = `${user}&exclude_user_external_id=asked-for&explain=true&bypass_delays=true&lock_code=x&date_start=${day(8)}&date_end=${day(11)}`;
const open: Asked = { kind: 'open' };
const desks = { 'here.agenda': 'guichet', 'elsewhere.agenda': 'guichet-b' };
const rooms = { 'here.agenda': 'salle', 'elsewhere.agenda': 'salle-b' };

const component = {
  componentType: 'agendas',
  component: 'ici',
  'missing.componentType': 'absent',
  'missing.component': 'absent',
};
const bundle = { 'manifest.json': { slug: 'essai', elements: [] } };

/** Every route that there is, once for each way in which its rules differ (the names of hooks and jumps). */
export const routes: Readonly<Record<string, Asked | readonly Asked[]>> = {
  'GET /healthz': open,
  'GET /readyz': open,
  'GET /metrics': open,
  'GET /login': open,
  'POST /login': { kind: 'sign in', body: { email: '', password: '' }, changes: false },
  'POST /logout': { kind: 'sign out without token', tokenless: true, changes: false },
  'GET /logout': open,
  'GET /assets/*': open,
  'GET /theme.css': open,
  'GET /favicon.ico': open,
  'GET /langue/:language': open,
  'POST /apparence': { kind: 'open choice', body: { appearance: 'dark' }, changes: false },
  'GET /accessibilite/': open,
  'GET /mentions-legales/': open,
  'GET /donnees-personnelles/': open,
  'GET /courriels/:token': { kind: 'mail stop page' },
  'POST /courriels/:token': { kind: 'mail stop', body: { do: 'stop' } },

  'GET /agendas/api/agenda/': { kind: 'open', query: everything },
  'GET /agendas/api/agenda/:agenda/': { kind: 'public agenda' },
  'GET /agendas/api/agenda/:agenda/datetimes/': { kind: 'public agenda', query: everything },
  'GET /agendas/api/agenda/:agenda/status/:event/': { kind: 'public event', query: everything },
  'GET /agendas/api/agenda/:agenda/meetings/': { kind: 'public agenda', at: desks },
  'GET /agendas/api/agenda/:agenda/meetings/:type/': { kind: 'public agenda', at: desks },
  'GET /agendas/api/agenda/:agenda/meetings/:type/datetimes/': { kind: 'public agenda', at: desks, query: everything },
  'GET /agendas/api/agenda/:agenda/desks/': { kind: 'public agenda', at: desks },
  'GET /agendas/api/agenda/:agenda/shared-resources/': { kind: 'public agenda', at: desks },
  'GET /agendas/api/agenda/:agenda/resources/': { kind: 'public agenda', at: desks },
  'GET /agendas/api/agenda/:agenda/free-range/datetimes/': {
    kind: 'public agenda',
    at: rooms,
    query: `${everything}&resource=grande`,
  },
  'GET /agendas/api/agendas/datetimes/': { kind: 'open', query: `${everything}&agendas=ici,ailleurs` },
  'GET /agendas/api/agendas/recurring-events/': { kind: 'open', query: `${user}&agendas=ici,ailleurs` },
  'GET /agendas/api/openapi.json': open,
  'GET /agendas/api/': open,

  'GET /agendas/api/booking/:booking/': { kind: 'booking' },
  'GET /agendas/api/booking/:booking/ics/': { kind: 'booking' },
  'PATCH /agendas/api/booking/:booking/': [
    { kind: 'presence of one', body: { user_was_present: true } },
    // What was said at booking is no presence.
    { kind: 'booking to change', body: { note: 'x' } },
    { kind: 'booking to change', body: { user_was_present: true, extra_data: { note: 'x' } } },
  ],
  'POST /agendas/api/booking/:booking/cancel/': { kind: 'booking to change' },
  'DELETE /agendas/api/booking/:booking/': { kind: 'booking to change' },
  'POST /agendas/api/booking/:booking/accept/': { kind: 'booking to change' },
  'POST /agendas/api/booking/:booking/suspend/': { kind: 'booking to change', changes: false },
  'POST /agendas/api/booking/:booking/resize/': { kind: 'booking to change', body: { count: 2 } },
  'POST /agendas/api/booking/:booking/anonymize/': { kind: 'booking to change' },
  'POST /agendas/api/booking/:booking/callbacks/:callback/send/': { kind: 'booking to change' },
  'GET /agendas/api/bookings/': { kind: 'bookings of a person', query: user },
  'GET /agendas/api/bookings/ics/': { kind: 'bookings of a person', query: user },
  'GET /agendas/api/statistics/': { kind: 'figures' },
  'GET /agendas/api/statistics/bookings/': { kind: 'figures', query: 'group_by=allergies' },
  'GET /agendas/api/agenda/:agenda/bookings/:event/': { kind: 'bookings of an event', query: user },
  'POST /agendas/api/agenda/:agenda/check/:event/': { kind: 'presence at an event' },

  'POST /agendas/api/agenda/:agenda/free-range/fillslot/': {
    kind: 'place',
    at: rooms,
    body: { resource: 'grande', start_datetime: '{range}', end_datetime: '{rangeEnd}' },
    changes: false,
  },
  'POST /agendas/api/agenda/:agenda/fillslot/:slot/': { kind: 'place', body: { label: 'x' } },
  'POST /agendas/api/agenda/:agenda/fillslots/:slot/': { kind: 'place', body: { label: 'x' } },
  'POST /agendas/api/agenda/:agenda/fillslots/': { kind: 'place', body: { slots: '{slot}', label: 'x' } },
  'POST /agendas/api/agenda/:agenda/events/fillslots/': {
    kind: 'place',
    body: { slots: '{slot}', user_external_id: 'somebody' },
  },
  'POST /agendas/api/agendas/events/fillslots/': {
    kind: 'places of several agendas',
    body: { agendas: '{agenda}', slots: '{agenda}@{slot}', user_external_id: 'somebody else' },
  },
  'POST /agendas/api/agendas/recurring-events/fillslots/': {
    kind: 'places of several agendas',
    body: { agendas: '{agenda}', slots: '', user_external_id: 'somebody' },
    changes: false,
  },
  'POST /agendas/api/agendas/events/': { kind: 'events of several agendas', body: { slots: '{agenda}@{slot}' } },
  'POST /agendas/api/agendas/events/check-status/': {
    kind: 'presence in several agendas',
    body: { ...several, user_external_id: 'asked-for' },
  },
  'POST /agendas/api/agendas/events/invoiced/': {
    kind: 'several agendas to change',
    body: { ...several, invoiced: 'true' },
  },
  'GET /agendas/api/agenda/:agenda/subscription/': { kind: 'subscriptions' },
  'POST /agendas/api/agenda/:agenda/subscription/': {
    kind: 'subscription to make',
    body: { user_external_id: 'somebody', ...period },
  },
  'GET /agendas/api/agenda/:agenda/subscription/:id/': { kind: 'subscription' },
  'PATCH /agendas/api/agenda/:agenda/subscription/:id/': {
    kind: 'subscription to change',
    body: { user_first_name: 'x' },
  },
  'DELETE /agendas/api/agenda/:agenda/subscription/:id/': { kind: 'subscription to change' },

  'POST /agendas/api/agenda/': { kind: 'setting up', body: { label: 'Neuf', kind: 'events' } },
  'PATCH /agendas/api/agenda/:agenda/': [
    { kind: 'agenda to change', body: { reminder_text: 'x' } },
    { kind: 'roles of an agenda', body: { admin_role: null } },
  ],
  'POST /agendas/api/agenda/:agenda/event/': {
    kind: 'event to make',
    body: { label: 'Neuf', start_datetime: '{range}', places: 3 },
  },
  'PATCH /agendas/api/agenda/:agenda/event/:event/': { kind: 'event to change', body: { description: 'x' } },
  // Somebody has booked it.
  'DELETE /agendas/api/agenda/:agenda/event/:event/': { kind: 'event to change', changes: false },
  'GET /agendas/api/export-import/': { kind: 'components' },
  'GET /agendas/api/export-import/:componentType/': { kind: 'components of a type', at: component },
  'GET /agendas/api/export-import/:componentType/:component/': { kind: 'components', at: component },
  'GET /agendas/api/export-import/:componentType/:component/dependencies/': { kind: 'components', at: component },
  'GET /agendas/api/export-import/:componentType/:component/redirect/': { kind: 'components', at: component },
  'POST /agendas/api/export-import/bundle-check/': { kind: 'components', body: bundle },
  'POST /agendas/api/export-import/bundle-declare/': { kind: 'setting up', body: bundle },
  'POST /agendas/api/export-import/bundle-import/': { kind: 'setting up', body: bundle },
  'PUT /agendas/api/export-import/bundle-import/': { kind: 'setting up', body: bundle },
  'POST /agendas/api/export-import/uninstall-check/': { kind: 'components', body: { application: 'essai' } },
  'POST /agendas/api/export-import/unlink/': {
    kind: 'setting up',
    body: { application: 'essai-2' },
    changes: false,
  },
  'POST /agendas/api/export-import/uninstall/': {
    kind: 'setting up',
    body: { application: 'essai' },
    changes: false,
  },

  'GET /agendas/manage': { kind: 'agendas of agents' },
  'GET /agendas/manage/agendas': { kind: 'way to the agendas of agents' },
  'GET /agendas/manage/agendas/:agenda': { kind: "agents' page of an agenda" },
  'GET /agendas/manage/agendas/:agenda/settings': [
    { kind: "agents' page of an agenda" },
    { kind: "agents' page of an agenda", at: desks },
  ],
  'GET /agendas/manage/agendas/:agenda/events': { kind: "agents' page of an agenda" },
  'GET /agendas/manage/agendas/:agenda/:date': [
    { kind: "agents' page of an agenda" },
    { kind: "agents' page of an agenda", at: desks },
  ],
  'GET /agendas/manage/agendas/:agenda/events/:event': { kind: "agents' page of an event" },
  'GET /agendas/manage/agendas/:agenda/events/:event/check': { kind: "agents' page of an event" },
  'POST /agendas/manage/agendas/:agenda/events/:event/check': {
    kind: 'presence, by an agent',
    body: { 'p{booking}': 'absent', check: '1' },
  },
  'GET /agendas/manage/agendas/:agenda/bookings/:booking/cancel': { kind: "agents' page of a booking" },
  'GET /agendas/manage/agendas/:agenda/bookings/:booking/change': { kind: "agents' page of a booking" },
  'GET /agendas/manage/agendas/:agenda/bookings/:booking/accept': { kind: "agents' page of a booking" },
  'GET /agendas/manage/agendas/:agenda/bookings/:booking/callbacks/:callback/resend': {
    kind: "agents' page of a booking",
  },
  'POST /agendas/manage/agendas/:agenda/bookings/:booking/cancel': {
    kind: 'booking to change, by an agent',
    body: { force: 'yes' },
  },
  'POST /agendas/manage/agendas/:agenda/bookings/:booking/change': {
    kind: 'booking to change, by an agent',
    body: { places: '2' },
  },
  'POST /agendas/manage/agendas/:agenda/bookings/:booking/accept': { kind: 'booking to change, by an agent' },
  'POST /agendas/manage/agendas/:agenda/bookings/:booking/callbacks/:callback/resend': {
    kind: 'booking to change, by an agent',
  },

  // Locked, the sheets above take nothing.
  'POST /agendas/api/agendas/events/check-lock/': {
    kind: 'several agendas to change',
    body: { ...several, check_locked: 'true' },
  },

  'GET /backoffice/mails': { kind: 'mails' },
  'GET /backoffice/mails/:mail': { kind: 'mail' },

  'GET /api/formdefs': open,
  'GET /api/formdefs/:slug/schema': { kind: 'schema' },
  'POST /api/formdefs/:slug/submit': { kind: 'form to submit', body: { data: { nom: 'x' } } },
  'GET /api/forms/:slug/list': [
    { kind: 'requests of a form', query: 'full=on&include-user=on&include-evolution=on' },
    { kind: 'requests of a form', at: { 'any.slug': 'autre' }, query: 'full=on' },
  ],
  'GET /api/forms/:slug/:number': { kind: 'request by the API' },
  'GET /api/users': { kind: 'people and definitions' },
  'GET /api/export-import': { kind: 'people and definitions' },
  'GET /api/export-import/:type': { kind: 'definition', at: { slug: '' } },
  'GET /api/export-import/:type/:slug': { kind: 'definition' },
  'GET /api/openapi.json': open,
  'GET /api/': open,
  'GET /': open,
  'GET /:first': { kind: 'form' },
  'POST /:first': { kind: 'form to fill', body: { f1: 'x', submit: 'next' } },
  'GET /:first/:second': { kind: 'request page' },
  'POST /:first/:second': [{ kind: 'button of a request', body: { buttonretirer: '1', _ts: '{stamp}' } }],
  'GET /backoffice': { kind: 'queue', query: 'view=all' },
  'GET /backoffice/management': { kind: 'queue' },
  'GET /backoffice/management/:slug': { kind: 'queue of a form' },
  'GET /backoffice/management/:slug/:number': { kind: "agents' page of a request" },
  'GET /backoffice/management/:slug/:number/confirm': { kind: "agents' page of a request", query: 'button=buttonagir' },
  'POST /backoffice/management/:slug/:number': {
    kind: 'button of a request, by an agent',
    body: { buttonagir: '1', _ts: '{stamp}' },
  },
  ...triggers('/api/forms/:slug/:number', 'jump by the API'),
  ...triggers('/:slug/:number', 'jump'),
};

/** Hooks are the same below the page and the API; jumps are not. */
function triggers(base: string, jump: 'jump' | 'jump by the API'): Record<string, readonly Asked[]> {
  const hooks: readonly Asked[] = [
    { kind: 'hook for anybody', at: { name: 'ouvert' } },
    { kind: 'hook for signed calls', at: { name: 'signe' } },
    { kind: 'hook for people', at: { name: 'connus' } },
    { kind: 'hook of a function', at: { name: 'fonction' } },
    { kind: 'hook of who made it', at: { name: 'demandeur' } },
  ];
  const jumps: readonly Asked[] = [
    { kind: `${jump} for signed calls`, at: { name: 'libre' } },
    { kind: `${jump} of a function`, at: { name: 'agent' } },
    { kind: `${jump} of who made it`, at: { name: 'auteur' }, ...(jump === 'jump' ? {} : { changes: false }) },
  ];
  const otherwise: readonly Asked[] = [{ kind: 'hook, otherwise called', at: { name: 'ouvert' } }];
  const lines: Record<string, readonly Asked[]> = {};
  for (const method of ['POST', 'PUT', 'GET', 'PATCH', 'DELETE', 'OPTIONS']) {
    const acts = method === 'POST' || method === 'PUT';
    const few = (asked: readonly Asked[]): readonly Asked[] =>
      method === 'POST' ? asked : asked.map((one) => ({ ...one, thin: true }));
    lines[`${method} ${base}/hooks/:name`] = few(acts ? hooks : otherwise);
    lines[`${method} ${base}/jump/trigger/:name`] = few(
      acts ? jumps : [{ kind: 'hook, otherwise called', at: { name: 'libre' } }],
    );
  }
  return lines;
}
