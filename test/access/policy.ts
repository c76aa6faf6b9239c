/*
 * Who may do what, as the specification says it (design.md, section 6 « who may read »; agendas.md, 1.3 and 2.1; forms-workflows.md, 1.11, 2.6.3, 2.7, 6.1–6.5), not as the
 * routes declare it: the matrix crosses both.
 */

/** Somebody signed in. Every agent's role opens the back office. */
const citizens = ['owner', 'citizen'] as const;
const agendaAgents = ['viewer', 'editor', 'agent of another agenda'] as const;
const formAgents = ['agent of the function', 'agent of the status'] as const;
const people = [...citizens, ...agendaAgents, ...formAgents, 'administrator'] as const;
const agents = [...agendaAgents, ...formAgents, 'administrator'] as const;

/** `owner's session`: who made a request without an account, and has a form under way. */
const visitors = ['anonymous', "owner's session"] as const;

/** Signed by a service: naming nobody, somebody, or nobody expressly (`NameID=`). */
const services = [
  'service',
  'service for the owner',
  'service for a citizen',
  'service for an agent',
  'service for nobody',
] as const;
/** API clients: the first and the last hold the role of the form's function. */
const clients = ['client', 'client without role', 'client that signs'] as const;
const signers = [...services, 'client that signs'] as const;
const programs = [...services, ...clients] as const;

export const base = [...visitors, ...people, ...programs] as const;
export type Who = (typeof base)[number];

/** Those who stand where another stands, or nowhere: `as` says where for what only reads. */
export const derived = {
  'signed out': { as: 'anonymous' },
  'account closed meanwhile': { as: 'anonymous' },
  'role lost meanwhile': { as: 'citizen' },
  'wrong key': { as: 'anonymous' },
  'wrong signature': { as: null },
  'unknown NameID': { as: null },
  'replayed nonce': { as: 'service' },
  'no nonce': { as: 'service' },
  /** An administrator's cookie on a call that another site made. */
  'from another site': { as: 'administrator' },
  "owner's session from another site": { as: "owner's session" },
} as const satisfies Record<string, { as: Who | null }>;
export type Derived = keyof typeof derived;

export type Verdict =
  | 'allowed'
  /** 404, to the letter that of what isn't there. */
  | 'hidden'
  /** 404 of something known that is closed. */
  | 'closed'
  | 'forbidden'
  /** A page leads there. */
  | 'sign in'
  /** 403 or 404: whichever is looked at first. */
  | 'refused'
  /** Whatever is answered, nothing is done. */
  | 'without effect';

export type Relation =
  | 'any'
  | 'here'
  | 'elsewhere'
  /** Of something else than the rest of the address says. */
  | 'crossed'
  /** Missing at the place where the crossed one would stand. */
  | 'vanished'
  | 'missing'
  | 'cancelled'
  | 'own'
  | "another's"
  | "a session's"
  | 'of another form'
  | 'finished'
  | 'anonymised'
  | 'draft'
  | 'for a role'
  | 'disabled';

type Row = Partial<Record<Verdict, readonly Who[]>> & { otherwise: Verdict };
export type Kind = {
  rows: Partial<Record<Relation, Row>>;
  writes?: true;
  /** The call itself asks nobody who he is. */ nobodyAsked?: true;
};

const all = (verdict: Verdict): Row => ({ otherwise: verdict });
/** Anonymous callers learn nothing of what there is; they are sent to the sign-in by pages. */
const toAgents = ({ forbidden = programs, ...row }: Row, anonymous: 'sign in' | 'forbidden'): Row =>
  anonymous === 'forbidden'
    ? { forbidden: [...visitors, ...forbidden], ...row }
    : { 'sign in': visitors, forbidden, ...row };

const view = ['viewer', 'editor', 'administrator'] as const;
const edit = ['editor', 'administrator'] as const;
const away = ['agent of another agenda', 'administrator'] as const;

/** The agenda is public, what is done there isn't: whoever may not is told so. */
const onAgenda = (right: readonly Who[]): Kind['rows'] => ({
  here: { allowed: [...right, ...programs], otherwise: 'forbidden' },
  elsewhere: { allowed: [...away, ...programs], otherwise: 'forbidden' },
  missing: { forbidden: visitors, otherwise: 'hidden' },
});
/** Nobody learns of a booking that he may not see. */
const onBooking = (right: readonly Who[]): Kind['rows'] => {
  const forbidden: readonly Who[] = [...visitors, ...view.filter((one) => !right.includes(one))];
  return {
    here: { allowed: [...right, ...programs], forbidden, otherwise: 'hidden' },
    cancelled: { allowed: [...right, ...programs], forbidden, otherwise: 'hidden' },
    elsewhere: { allowed: [...away, ...programs], forbidden: visitors, otherwise: 'hidden' },
    missing: { forbidden: visitors, otherwise: 'hidden' },
  };
};
const ofAgenda = (right: readonly Who[]): Kind['rows'] => ({
  ...onAgenda(right),
  crossed: { forbidden: [...visitors, ...people.filter((one) => !right.includes(one))], otherwise: 'hidden' },
});
const agentsPage = (right: readonly Who[], anonymous: 'sign in' | 'forbidden'): Kind['rows'] => {
  const told = view.filter((one) => !right.includes(one));
  return {
    here: toAgents({ allowed: right, forbidden: [...programs, ...told], otherwise: 'hidden' }, anonymous),
    elsewhere: toAgents({ allowed: away, otherwise: 'hidden' }, anonymous),
    missing: toAgents(all('hidden'), anonymous),
    crossed: toAgents(all('hidden'), anonymous),
  };
};

/** Roles of the workflow's functions, always; roles that an action of the present status names. */
const concerned = ['agent of the function', 'agent of the status'] as const;
const requestRows = (
  own: readonly Who[],
  others: readonly Who[],
  session: readonly Who[],
  otherwise: Verdict,
  more: Partial<Row> = {},
): Kind['rows'] => ({
  own: { allowed: own, otherwise, ...more },
  "another's": { allowed: others, otherwise, ...more },
  "a session's": { allowed: session, otherwise, ...more },
});

const api = [
  'agent of the function',
  'agent of the status',
  'administrator',
  'service for an agent',
  'client',
  'client that signs',
] as const;
const apiNobody: readonly Who[] = [...visitors, 'service', 'service for nobody'];
/** Who reads a request by the API is told 403 where it isn't his (6.2, 2.7); nobody at all learns nothing. */
const requestByApi: Kind['rows'] = {
  own: { allowed: [...api, 'owner', 'service for the owner'], otherwise: 'forbidden' },
  "another's": { allowed: [...api, 'citizen', 'service for a citizen'], otherwise: 'forbidden' },
  "a session's": { allowed: api, otherwise: 'forbidden' },
  finished: {
    allowed: [...api.filter((one) => one !== 'agent of the status'), 'owner', 'service for the owner'],
    otherwise: 'forbidden',
  },
  anonymised: { allowed: [...api, 'owner', 'service for the owner'], otherwise: 'forbidden' },
  'of another form': {
    allowed: ['agent of another agenda', 'agent of the status', 'administrator'],
    otherwise: 'forbidden',
  },
  missing: { forbidden: apiNobody, otherwise: 'hidden' },
};

const sendTo = [...concerned, 'administrator'] as const;
/** Citizens' own pages; agents who may read are sent to theirs. */
const requestPage: Kind['rows'] = {
  own: { allowed: [...sendTo, 'owner', 'service for the owner'], otherwise: 'hidden' },
  "another's": { allowed: [...sendTo, 'citizen', 'service for a citizen'], otherwise: 'hidden' },
  "a session's": { allowed: [...sendTo, "owner's session"], otherwise: 'hidden' },
  finished: {
    allowed: ['agent of the function', 'administrator', 'owner', 'service for the owner'],
    otherwise: 'hidden',
  },
  'of another form': {
    allowed: ['agent of another agenda', 'agent of the status', 'administrator'],
    otherwise: 'hidden',
  },
  missing: all('hidden'),
};
/** A button is pressed with the token of its page: a program has none. */
const requestButton: Kind['rows'] = {
  own: { allowed: ['owner'], 'without effect': ['service for the owner'], otherwise: 'hidden' },
  "another's": { allowed: ['citizen'], 'without effect': ['service for a citizen'], otherwise: 'hidden' },
  "a session's": { allowed: ["owner's session"], otherwise: 'hidden' },
  // An administrator made it.
  'of another form': { allowed: ['administrator'], otherwise: 'hidden' },
  missing: all('hidden'),
};
const deskRequest = (anonymous: 'sign in' | 'forbidden'): Kind['rows'] => {
  const row = (allowed: readonly Who[]): Row =>
    toAgents({ allowed, forbidden: [...citizens, ...programs], otherwise: 'hidden' }, anonymous);
  return {
    own: row(sendTo),
    "a session's": row(sendTo),
    finished: row(['agent of the function', 'administrator']),
    'of another form': row(['agent of another agenda', 'agent of the status', 'administrator']),
    missing: row([]),
  };
};

const hookRows = (allowed: readonly Who[], others = allowed): Kind['rows'] => ({
  ...requestRows(allowed, others, others, 'forbidden'),
  missing: all('hidden'),
});
const byRole = ['agent of the function', 'service for an agent', 'client', 'client that signs'] as const;
/** Below the API only programs with a role that the request concerns come in, before anything is looked for. */
const comesIn = ['service for an agent', 'client', 'client that signs'] as const;
const jumpByApi = (allowed: readonly Who[]): Kind['rows'] => ({
  ...requestRows(allowed, allowed, allowed, 'forbidden'),
  missing: all('hidden'),
});

export const kinds = {
  /** Health, figures, sign-in, law, look, descriptions, the lists of forms and of agendas. */
  open: { rows: { any: all('allowed'), missing: all('hidden') } },
  'open choice': { rows: { any: all('allowed') }, writes: true, nobodyAsked: true },
  'sign in': { rows: { any: { allowed: [...people, "owner's session"], otherwise: 'forbidden' } }, writes: true },
  'sign out without token': {
    rows: { any: { forbidden: people, otherwise: 'allowed' } },
    writes: true,
    nobodyAsked: true,
  },
  'mail stop page': { rows: { any: all('allowed'), missing: all('hidden') } },
  'mail stop': { rows: { any: all('allowed'), missing: all('hidden') }, writes: true, nobodyAsked: true },

  'public agenda': { rows: { here: all('allowed'), elsewhere: all('allowed'), missing: all('hidden') } },
  'public event': {
    rows: { here: all('allowed'), elsewhere: all('allowed'), missing: all('hidden'), crossed: all('hidden') },
  },
  booking: { rows: onBooking(view) },
  'presence of one': { rows: onBooking(view), writes: true },
  'booking to change': { rows: onBooking(edit), writes: true },
  'bookings of a person': { rows: { any: { forbidden: visitors, otherwise: 'allowed' } } },
  /** Of the agendas whose bookings one may see. */
  figures: { rows: { any: { forbidden: visitors, otherwise: 'allowed' } } },
  'bookings of an event': { rows: { ...onAgenda(view), crossed: { forbidden: visitors, otherwise: 'hidden' } } },
  'presence at an event': {
    rows: { ...onAgenda(view), crossed: { forbidden: visitors, otherwise: 'hidden' } },
    writes: true,
  },
  place: { rows: onAgenda(edit), writes: true },
  /** Agendas named in a body: a list with one unknown is a payload that can't be read. */
  'places of several agendas': {
    rows: { here: onAgenda(edit).here!, elsewhere: onAgenda(edit).elsewhere! },
    writes: true,
  },
  'events of several agendas': { rows: { here: { forbidden: visitors, otherwise: 'allowed' } } },
  'presence in several agendas': { rows: { here: onAgenda(view).here!, elsewhere: onAgenda(view).elsewhere! } },
  'several agendas to change': {
    rows: { here: onAgenda(edit).here!, elsewhere: onAgenda(edit).elsewhere! },
    writes: true,
  },
  subscriptions: { rows: onAgenda(view) },
  'subscription to make': { rows: onAgenda(edit), writes: true },
  subscription: { rows: ofAgenda(view) },
  'subscription to change': { rows: ofAgenda(edit), writes: true },

  /** Events: who may not change the agenda is told so, whatever he names. */
  'event to make': { rows: onAgenda(edit), writes: true },
  'event to change': { rows: ofAgenda(edit), writes: true },
  'agenda to change': { rows: onAgenda(edit), writes: true },
  /** Who may use an agenda is said by its own role for that, an administrator, or a service for the whole town. */
  'roles of an agenda': {
    rows: {
      here: { allowed: ['administrator', ...services], otherwise: 'forbidden' },
      elsewhere: { allowed: ['administrator', ...services], otherwise: 'forbidden' },
      missing: { forbidden: visitors, otherwise: 'hidden' },
    },
    writes: true,
  },
  /** What concerns the whole town: API clients book, and set nothing up. */
  'setting up': { rows: { any: { allowed: ['administrator', ...services], otherwise: 'forbidden' } }, writes: true },
  'components of a type': {
    rows: { any: { allowed: ['administrator', ...services], otherwise: 'forbidden' }, missing: all('hidden') },
  },
  components: {
    rows: {
      any: { allowed: ['administrator', ...services], otherwise: 'forbidden' },
      missing: { hidden: ['administrator', ...services], otherwise: 'forbidden' },
    },
  },

  'agendas of agents': { rows: { any: { allowed: agents, 'sign in': visitors, otherwise: 'forbidden' } } },
  'way to the agendas of agents': { rows: { any: { allowed: people, 'sign in': visitors, otherwise: 'forbidden' } } },
  "agents' page of an agenda": { rows: without(agentsPage(view, 'sign in'), 'crossed') },
  "agents' page of an event": { rows: agentsPage(view, 'sign in') },
  'presence, by an agent': { rows: agentsPage(view, 'forbidden'), writes: true },
  "agents' page of a booking": { rows: agentsPage(edit, 'sign in') },
  'booking to change, by an agent': { rows: agentsPage(edit, 'forbidden'), writes: true },

  mails: { rows: { any: { allowed: ['administrator'], 'sign in': visitors, otherwise: 'forbidden' } } },
  mail: {
    rows: {
      any: { allowed: ['administrator'], 'sign in': visitors, otherwise: 'forbidden' },
      missing: { hidden: ['administrator'], 'sign in': visitors, otherwise: 'forbidden' },
    },
  },

  form: {
    rows: {
      any: all('allowed'),
      'for a role': {
        allowed: ['agent of the function', 'administrator', 'service for an agent', 'client', 'client that signs'],
        'sign in': visitors,
        otherwise: 'forbidden',
      },
      disabled: all('closed'),
      missing: all('hidden'),
      draft: all('allowed'),
    },
  },
  'form to fill': {
    rows: {
      any: { allowed: [...people, "owner's session"], otherwise: 'forbidden' },
      // Sent to the sign-in page.
      'for a role': {
        allowed: ['agent of the function', 'administrator'],
        'without effect': visitors,
        otherwise: 'forbidden',
      },
      disabled: all('closed'),
      missing: all('hidden'),
    },
    writes: true,
  },
  schema: {
    rows: { any: { forbidden: visitors, otherwise: 'allowed' }, missing: { forbidden: visitors, otherwise: 'hidden' } },
  },
  'form to submit': {
    rows: {
      any: {
        allowed: [...services, 'client', 'client that signs', 'agent of the function', 'administrator'],
        otherwise: 'forbidden',
      },
      disabled: all('forbidden'),
      missing: { forbidden: visitors, otherwise: 'hidden' },
    },
    writes: true,
  },
  'requests of a form': { rows: { any: { forbidden: visitors, otherwise: 'allowed' }, missing: all('hidden') } },
  'request by the API': { rows: requestByApi },
  'request page': { rows: requestPage },
  'button of a request': { rows: requestButton, writes: true },

  'hook for anybody': { rows: hookRows(base), writes: true },
  'hook for signed calls': { rows: hookRows(signers), writes: true },
  'hook for people': { rows: hookRows([...people, ...programs]), writes: true },
  'hook of a function': { rows: hookRows(byRole), writes: true },
  'hook of who made it': {
    rows: {
      own: { allowed: ['owner', 'service for the owner'], otherwise: 'forbidden' },
      "another's": { allowed: ['citizen', 'service for a citizen'], otherwise: 'forbidden' },
      "a session's": { allowed: ["owner's session"], otherwise: 'forbidden' },
      finished: { allowed: ['owner', 'service for the owner'], otherwise: 'forbidden' },
      missing: all('hidden'),
    },
    writes: true,
  },
  /** Neither POST nor PUT. */
  'hook, otherwise called': { rows: { own: all('forbidden'), missing: all('hidden') } },
  'jump for signed calls': {
    rows: { ...requestRows(signers, signers, signers, 'forbidden'), missing: all('hidden') },
    writes: true,
  },
  'jump of a function': {
    rows: { ...requestRows(byRole, byRole, byRole, 'forbidden'), missing: all('hidden') },
    writes: true,
  },
  'jump of who made it': {
    rows: requestRows(['owner', 'service for the owner'], ['citizen', 'service for a citizen'], [], 'forbidden'),
    writes: true,
  },
  'jump by the API for signed calls': { rows: jumpByApi(['service for an agent', 'client that signs']), writes: true },
  'jump by the API of a function': { rows: jumpByApi(comesIn), writes: true },
  'jump by the API of who made it': { rows: jumpByApi([]), writes: true },

  'people and definitions': { rows: { any: { allowed: signers, otherwise: 'forbidden' } } },
  definition: {
    rows: { any: { allowed: signers, otherwise: 'forbidden' }, missing: { hidden: signers, otherwise: 'forbidden' } },
  },

  queue: { rows: { any: { allowed: agents, 'sign in': visitors, otherwise: 'forbidden' } } },
  'queue of a form': {
    rows: {
      any: { allowed: agents, 'sign in': visitors, otherwise: 'forbidden' },
      missing: { hidden: agents, 'sign in': visitors, otherwise: 'forbidden' },
    },
  },
  "agents' page of a request": { rows: deskRequest('sign in') },
  'button of a request, by an agent': { rows: deskRequest('forbidden'), writes: true },
} as const satisfies Record<string, Kind>;
export type KindName = keyof typeof kinds;

function without(rows: Kind['rows'], relation: Relation): Kind['rows'] {
  return Object.fromEntries(Object.entries(rows).filter(([name]) => name !== relation));
}

/** What is expected of a cell. */
export function verdictFor(kind: Kind, relation: Relation, who: Who | Derived, method: string): Verdict {
  const row = kind.rows[relation === 'vanished' ? 'crossed' : relation]!;
  const of = (one: Who): Verdict =>
    ((Object.keys(row) as (keyof Row)[]).find((verdict) => verdict !== 'otherwise' && row[verdict]?.includes(one)) as
      | Verdict
      | undefined) ?? row.otherwise;
  if (!isDerived(who)) return of(who);
  const { as } = derived[who];
  if (as === null) return 'refused';
  if (who.endsWith('from another site') && method !== 'GET' && !kind.nobodyAsked) return 'without effect';
  // A reading spends its nonce too; one without is a reading all the same.
  if (who === 'replayed nonce' && (method === 'GET' || !(kind.writes || kind.nobodyAsked))) return 'refused';
  if (!kind.writes || kind.nobodyAsked) return of(as);
  if (who === 'replayed nonce' || who === 'no nonce') return of(as) === 'closed' ? 'closed' : 'refused';
  return of(as);
}

const isDerived = (who: string): who is Derived => Object.hasOwn(derived, who);

/** Whose personal data is whose: each group is a set of strings found nowhere else. */
export type Group =
  | 'bookings here'
  | 'bookings elsewhere'
  | 'request of the owner'
  | 'request of the citizen'
  | 'request of the session'
  | 'request of another form'
  | 'note for agents'
  | 'draft'
  | 'person: owner'
  | 'person: citizen'
  | 'person: agents'
  | 'mails'
  | 'secrets';

const bookings: readonly Group[] = ['bookings here', 'bookings elsewhere'];
const requests: readonly Group[] = [
  'request of the owner',
  'request of the citizen',
  'request of the session',
  'note for agents',
  'person: owner',
  'person: citizen',
];
const persons: readonly Group[] = ['person: owner', 'person: citizen', 'person: agents'];

/** What each may ever be shown, wherever he asks. Each sees his own name. */
export const mayKnow: Record<Who, readonly Group[]> = {
  anonymous: [],
  "owner's session": ['request of the session', 'draft'],
  owner: ['request of the owner', 'person: owner'],
  citizen: ['request of the citizen', 'person: citizen'],
  viewer: ['bookings here', 'person: agents'],
  editor: ['bookings here', 'person: agents'],
  'agent of another agenda': ['bookings elsewhere', 'request of another form', 'note for agents', 'person: agents'],
  'agent of the function': [...requests, 'person: agents'],
  'agent of the status': [...requests, 'request of another form', 'person: agents'],
  administrator: [...bookings, ...requests, ...persons, 'request of another form', 'mails'],
  service: [...bookings, ...requests, ...persons, 'request of another form'],
  'service for the owner': [...bookings, ...persons, 'request of the owner'],
  'service for a citizen': [...bookings, ...persons, 'request of the citizen'],
  'service for an agent': [...bookings, ...requests, ...persons],
  'service for nobody': [...bookings, ...persons],
  client: [...bookings, ...requests, 'person: agents'],
  'client without role': bookings,
  'client that signs': [...bookings, ...requests, ...persons],
};
