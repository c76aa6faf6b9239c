import assert from 'node:assert/strict';
import type { LightMyRequestResponse } from 'fastify';
import pino from 'pino';
import { sql } from 'kysely';
import { importAccounts } from '../../src/accounts/accounts-site-file.ts';
import type { SharedTables } from '../../src/accounts/tables.ts';
import { furnish, orig, secret } from '../../src/agendas/testing.ts';
import { submitRequest } from '../../src/forms/requests/submit.ts';
import { signatureOf, signUrl } from '../../src/signature/sign.ts';
import { testApp } from '../app.ts';
import { comment, form, formsOf, jumpTo, save, status, workflow } from '../conformance/forms-site.ts';
import { derived, type Derived, type Group, type Relation, type Who } from './policy.ts';

/** Strings that stand nowhere else: whoever is shown one has been shown that field. */
export const canaries = new Map<string, Group>();
export function canary(group: Group, field: string): string {
  const text = `zz${group}x${field}zz`.toLowerCase().replaceAll(/[^a-z0-9]/g, '');
  canaries.set(text, group);
  return text;
}

export type Call = {
  method: string;
  url: string;
  body?: Readonly<Record<string, unknown>>;
  isForm: boolean;
  tokenless?: boolean;
};
export type Params = Readonly<Record<string, string>>;

const password = 'cheval-pile-agrafe';
const agents = {
  viewer: ['voir'],
  editor: ['tenir'],
  'agent of another agenda': ['ailleurs'],
  'agent of the function': ['traiter'],
  'agent of the status': ['visa'],
} as const;
const mailOf = (who: string): string => `${who.replaceAll(/\W/g, '')}@example.org`;

const accounts = {
  roles: ['voir', 'tenir', 'ailleurs', 'traiter', 'visa'].map((slug) => ({
    slug,
    name: `Rôle ${slug}`,
    backoffice: true,
  })),
  users: [
    ...Object.entries(agents).map(([who, roles]) => ({
      email: mailOf(who),
      first_name: canary('person: agents', who),
      roles: [...roles],
      password,
      name_id: who,
    })),
    {
      email: mailOf('administrator'),
      first_name: canary('person: agents', 'administrator'),
      admin: true,
      password,
      name_id: 'administrator',
    },
    {
      email: `${canary('person: owner', 'email')}@example.org`,
      first_name: canary('person: owner', 'first'),
      last_name: canary('person: owner', 'last'),
      password,
      name_id: 'owner-name-id',
    },
    // Roles that are lost once somebody has signed in with them.
    {
      email: `${canary('person: citizen', 'email')}@example.org`,
      first_name: canary('person: citizen', 'first'),
      roles: ['tenir', 'traiter'],
      password,
      name_id: 'citizen-name-id',
    },
    { email: 'closed@example.org', first_name: 'Closed', roles: ['tenir', 'traiter'], password },
  ],
  services: [{ orig, secret }],
  api_clients: [
    { identifier: 'client', key: canary('secrets', 'client'), roles: ['traiter'] },
    { identifier: 'client-nu', key: canary('secrets', 'bare'), roles: [] },
  ],
};

const soon = (days: number, time: string): string =>
  `${Temporal.Now.plainDateISO('Europe/Paris').add({ days }).toString()} ${time}`;
const rights = { view_role: 'voir', edit_role: 'tenir', minimal_booking_delay: 0, maximal_booking_delay: 56 };
const away = { ...rights, view_role: 'ailleurs', edit_role: 'ailleurs' };
const week = [1, 2, 3, 4, 5, 6, 7].map((weekday) => ({ weekday, start_time: '09:00', end_time: '17:00' }));
const event = (slug: string) => ({
  slug,
  label: slug,
  start_datetime: soon(10, '10:00'),
  duration: 60,
  places: 10_000,
  waiting_list_places: 10_000,
});
const desk = (slug: string, group: Group) => ({
  slug,
  label: slug,
  opening_hours: week,
  exceptions: [{ label: canary(group, 'exception'), start_datetime: soon(9, '09:00'), end_datetime: soon(9, '12:00') }],
});
const agendas = {
  agendas: [
    { slug: 'ici', label: 'Ici', kind: 'events', ...rights, events: [event('cours'), event('attente')] },
    { slug: 'ailleurs', label: 'Ailleurs', kind: 'events', ...away, events: [event('cours-b'), event('attente')] },
    {
      slug: 'guichet',
      label: 'Guichet',
      kind: 'meetings',
      ...rights,
      meeting_types: [{ slug: 'passeport', label: 'Passeport', duration: 30 }],
      desks: [desk('a', 'bookings here')],
    },
    {
      slug: 'guichet-b',
      label: 'Guichet B',
      kind: 'meetings',
      ...away,
      meeting_types: [{ slug: 'passeport', label: 'Passeport', duration: 30 }],
      desks: [desk('b', 'bookings elsewhere')],
    },
    {
      slug: 'salle',
      label: 'Salle',
      kind: 'meetings',
      free_range: true,
      slot_minutes: 30,
      ...rights,
      free_range_resources: [{ slug: 'grande', label: 'Grande' }],
      opening_hours: week,
    },
    {
      slug: 'salle-b',
      label: 'Salle B',
      kind: 'meetings',
      free_range: true,
      slot_minutes: 30,
      ...away,
      free_range_resources: [{ slug: 'grande', label: 'Grande' }],
      opening_hours: week,
    },
  ],
};

const button = (id: string, by: string) => ({
  ...jumpTo('depart'),
  id,
  type: 'choice' as const,
  label: id,
  by: [by],
  requireConfirmation: false,
  confirmationText: null,
  backofficeInfoText: null,
  ignoreFormErrors: false,
});
const waiting = (trigger: string, by: readonly string[]) =>
  jumpTo('depart', { id: `j-${trigger}`, mode: 'trigger', trigger, by });
const hook = (identifier: string, roles: readonly string[], items = [comment(`c-${identifier}`, 'appelé')]) => ({
  id: `g-${identifier}`,
  name: identifier,
  items,
  triggers: [{ type: 'webservice' as const, id: `t-${identifier}`, identifier, roles, kept: [] }],
  kept: [],
});
const note = { ...comment('note', canary('note for agents', 'text')), to: ['_receiver'] };
const flow = workflow(
  [
    status('depart', 'Départ', [
      note,
      button('agir', '_receiver'),
      button('retirer', '_submitter'),
      button('viser', 'visa'),
      waiting('libre', []),
      waiting('agent', ['_receiver']),
      waiting('auteur', ['_submitter']),
    ]),
    status('fini', 'Fini'),
  ],
  [
    hook('ouvert', []),
    hook('signe', ['_signed_calls']),
    hook('connus', ['logged-users']),
    hook('fonction', ['_receiver']),
    hook('demandeur', ['_submitter']),
  ],
);
const fields = [
  {
    id: '1',
    type: 'string',
    label: 'Nom',
    varname: 'nom',
    condition: null,
    cssClass: '',
    displayLocations: ['summary', 'validation', 'listings'],
    kept: [],
    required: 'optional',
    hint: '',
    prefill: null,
    anonymise: 'final',
    maxLength: null,
    validation: null,
  },
];

/** A town with an instance of everything, each personal field a canary; asked without a network by every kind of caller. */
export async function openTown() {
  const logged: string[] = [];
  const log = pino({ level: 'trace', base: null }, { write: (line: string) => void logged.push(line) });
  const app = await testApp({ LOG_LEVEL: 'trace' }, { serving: new Set(['forms', 'agendas'] as const), log });
  await importAccounts(app.open.of<SharedTables>().db, accounts);
  await furnish(app.open, agendas);
  const forms = await formsOf(app.open);
  const { db } = forms.town;
  await save(forms, flow);
  const receiver = { _receiver: { slug: 'traiter', name: 'Rôle traiter' } };
  const digest = { digestTemplate: '{{ form_var_nom }}' };
  await save(forms, form('demande', 'Demande', fields, receiver, digest));
  await save(forms, form('autre', 'Autre', fields, { _receiver: { slug: 'ailleurs', name: 'Rôle ailleurs' } }, digest));
  await save(
    forms,
    form('reservee', 'Réservée', fields, receiver, { userRoles: [{ slug: 'traiter', name: 'Rôle traiter' }] }),
  );
  await save(forms, form('fermee', 'Fermée', fields, receiver, { disabled: true }));

  const { host } = new URL(app.url);
  const now = (): Temporal.Instant => Temporal.Now.instant();
  const sessions = new Map<string, { cookie: string; token: string }>();
  const cookieOf = (answer: LightMyRequestResponse): string =>
    answer.cookies.map(({ name, value }) => `${name}=${value}`).join('; ');
  const tokenIn = (text: string): string => /name="_csrf" value="([^"]*)"/.exec(text)?.[1] ?? '';
  const inject = (method: string, url: string, headers: Record<string, string>, payload?: string) =>
    app.server.inject({
      method: method as 'GET',
      url,
      headers: { host, ...headers },
      ...(payload === undefined ? {} : { payload }),
    });
  const page = { accept: 'text/html' };
  const posted = { ...page, 'content-type': 'application/x-www-form-urlencoded' };
  const formOf = (values: Record<string, string>): string => new URLSearchParams(values).toString();

  async function signIn(name: string, email: string): Promise<void> {
    const first = await inject('GET', '/login/', page);
    const entered = await inject(
      'POST',
      '/login/',
      { ...posted, cookie: cookieOf(first) },
      formOf({ _csrf: tokenIn(first.body), email, password }),
    );
    assert.equal(entered.statusCode, 303, entered.body);
    const cookie = cookieOf(entered);
    const shown = await inject('GET', '/mentions-legales/', { ...page, cookie });
    sessions.set(name, { cookie, token: tokenIn(shown.body) });
  }
  const ownMail = accounts.users.find(({ name_id: id }) => 'owner-name-id' === id)!.email;
  const citizenMail = accounts.users.find(({ name_id: id }) => 'citizen-name-id' === id)!.email;
  for (const who of [...Object.keys(agents), 'administrator']) await signIn(who, mailOf(who));
  await signIn('owner', ownMail);
  await signIn('role lost meanwhile', citizenMail);
  await sql`delete from accounts.account_role ar using accounts.account a where a.id = ar.account_id and a.email = ${citizenMail}`.execute(
    db,
  );
  await signIn('citizen', citizenMail);
  await signIn('account closed meanwhile', 'closed@example.org');
  await sql`update accounts.account set active = false where email = 'closed@example.org'`.execute(db);
  await signIn('signed out', mailOf('editor'));
  const left = sessions.get('signed out')!;
  await inject('POST', '/logout/', { ...posted, cookie: left.cookie }, formOf({ _csrf: left.token }));
  sessions.set('account closed meanwhile', { ...sessions.get('account closed meanwhile')!, token: '' });

  // Somebody without an account fills a form in up to its summary.
  const begun = await inject('GET', '/demande/', page);
  const visit = { cookie: cookieOf(begun), token: tokenIn(begun.body) };
  sessions.set("owner's session", visit);
  const fillIn = /name="fill" value="([^"]*)"/.exec(begun.body)?.[1] ?? '';
  const pageIn = /name="page" value="([^"]*)"/.exec(begun.body)?.[1] ?? '';
  const typed = formOf({ _csrf: visit.token, fill: fillIn, page: pageIn, f1: canary('draft', 'nom'), submit: 'next' });
  const next = await inject('POST', '/demande/', { ...posted, cookie: visit.cookie }, typed);
  assert.equal(next.statusCode, 303, next.body);
  const draft = String(next.headers.location).split('?')[1]!;
  const { rows: kept } = await sql<{ hash: string }>`select session_hash_id as hash from forms.fill`.execute(db);

  const idOf = async (email: string): Promise<number> =>
    (await sql<{ id: number }>`select id from accounts.account where email = ${email}`.execute(db)).rows[0]!.id;
  const submit = async (slug: string, group: Group, accountId: number | null): Promise<string> => {
    const found = (await forms.definitions.find('form', slug))!;
    const submission = { channel: 'web', context: { comments: canary(group, 'context') } };
    const { number } = await submitRequest(forms, {
      form: found,
      values: { 1: canary(group, 'nom') },
      accountId,
      sessionHashId: accountId === null ? kept[0]!.hash : null,
      submission,
      event: 'frontoffice-created',
    });
    return String(number);
  };
  const [owner, citizen] = [await idOf(ownMail), await idOf(citizenMail)];
  const numbers = {
    own: await submit('demande', 'request of the owner', owner),
    "another's": await submit('demande', 'request of the citizen', citizen),
    "a session's": await submit('demande', 'request of the session', null),
    finished: await submit('demande', 'request of the owner', owner),
    anonymised: await submit('demande', 'request of the owner', owner),
    'of another form': await submit('autre', 'request of another form', await idOf(mailOf('administrator'))),
    missing: '999',
  };
  await sql`update forms.request set status = 'fini', endpoint = true, action_roles = '{}' where number = ${Number(numbers.finished)} and definition_id = (select id from forms.definition where slug = 'demande' and kind = 'form')`.execute(
    db,
  );
  await sql`update forms.request set data = '{}', submission = '{}', digest = '', account_id = ${owner}, anonymised_at = now() where number = ${Number(numbers.anonymised)}
    and definition_id = (select id from forms.definition where slug = 'demande' and kind = 'form')`.execute(db);

  const token = '0123456789abcdef0123456789abcdef';
  await sql`with r as (insert into platform.mail_recipient (digest, token) values (decode('00', 'hex'), ${token}) returning id)
    insert into platform.mail (recipient_id, address, topic, about, subject, body, created_at, due_at, useful_until)
    select id, ${`${canary('mails', 'address')}@example.org`}, 'reminder', 'booking 0', ${canary('mails', 'subject')}, ${JSON.stringify([canary('mails', 'body')])}, now(), now(), now() from r`.execute(
    db,
  );
  await sql`insert into platform.nonce (orig, nonce) values (${orig}, 'spent')`.execute(db);

  const service = async (method: string, path: string, body: object): Promise<Record<string, unknown>> => {
    const url = signUrl(`http://${host}/agendas/api/${path}`, { secret, orig, now: now() }).slice(
      `http://${host}`.length,
    );
    const answer = await inject(
      method,
      url,
      { accept: 'application/json', 'content-type': 'application/json' },
      JSON.stringify(body),
    );
    const told = JSON.parse(answer.body) as Record<string, unknown>;
    assert.equal(told['err'], 0, answer.body);
    return told;
  };
  const personal = (group: Group) => ({
    label: canary(group, 'label'),
    user_external_id: 'asked-for',
    user_display_label: canary(group, 'display'),
    user_first_name: canary(group, 'first'),
    user_last_name: canary(group, 'last'),
    user_email: `${canary(group, 'email')}@example.org`,
    user_phone_number: canary(group, 'phone'),
    form_url: `http://127.0.0.1:9/${canary(group, 'form')}`,
    backoffice_url: `http://127.0.0.1:9/${canary(group, 'backoffice')}`,
    cancel_callback_url: `http://127.0.0.1:9/${canary(group, 'callback')}`,
    allergies: canary(group, 'extra'),
  });
  /** A booking that waits, with a call that failed; and somebody enrolled. */
  async function book(
    agenda: string,
    slot: string,
    group: Group,
    waits: boolean,
  ): Promise<{ booking: string; callback: string }> {
    const { booking_id: booking } = await service('POST', `agenda/${agenda}/fillslot/${waits ? 'attente' : slot}/`, {
      ...personal(group),
      ...(waits ? { force_waiting_list: true } : {}),
    });
    const { rows } = await sql<{
      id: number;
    }>`insert into agendas.callback (booking_id, kind, url, host, failed_at, due_at) values (${booking}, 'absence', 'http://127.0.0.1:9/', '127.0.0.1:9', now(), now() - interval '1 hour') returning id::int`.execute(
      db,
    );
    return { booking: String(booking), callback: String(rows[0]!.id) };
  }
  async function enrol(agenda: string, group: Group): Promise<string> {
    const { user_external_id, user_first_name, user_last_name, user_email, allergies } = personal(group);
    const { id } = await service('POST', `agenda/${agenda}/subscription/`, {
      user_external_id,
      user_first_name,
      user_last_name,
      user_email,
      allergies,
      date_start: '2026-01-01',
      date_end: '2028-01-01',
    });
    return String(id);
  }

  type Places = Record<'here' | 'elsewhere' | 'cancelled', { booking: string; callback: string; id: string }>;
  let places: Places;
  async function renew(waits = false): Promise<void> {
    const gone = await book('ici', 'cours', 'bookings here', waits);
    await service('POST', `booking/${gone.booking}/cancel/`, {});
    places = {
      here: { ...(await book('ici', 'cours', 'bookings here', waits)), id: await enrol('ici', 'bookings here') },
      elsewhere: {
        ...(await book('ailleurs', 'cours-b', 'bookings elsewhere', waits)),
        id: await enrol('ailleurs', 'bookings elsewhere'),
      },
      cancelled: { ...gone, id: '' },
    };
  }
  await renew(false);

  /** What stands in an address for each relation; a name that isn't here is one that nobody thought of. */
  function paramsOf(relation: Relation, room: 'agendas' | 'forms' | 'root'): Params | null {
    if (room === 'agendas') {
      const date = soon(10, '').trim();
      const here = { agenda: 'ici', event: 'cours', slot: 'cours', type: 'passeport', date, ...places.here };
      const there = {
        agenda: 'ailleurs',
        event: 'cours-b',
        slot: 'cours-b',
        type: 'passeport',
        date,
        ...places.elsewhere,
      };
      const missing = { booking: '999999', callback: '999999', id: '999999' };
      switch (relation) {
        case 'any':
        case 'here':
          return here;
        case 'elsewhere':
          return there;
        case 'cancelled':
          return { ...here, ...places.cancelled };
        case 'crossed':
          return { ...there, agenda: 'ici' };
        case 'vanished':
          return { ...here, ...missing, event: 'absent', slot: 'absent' };
        case 'missing':
          return { ...here, agenda: 'absent', ...missing };
        default:
          return null;
      }
    }
    if (room === 'root')
      return relation === 'missing'
        ? { language: 'xx', '*': 'rien', token: 'f'.repeat(32), mail: '999' }
        : { language: 'fr', '*': 'rien', token, mail: '1' };
    const slugs: Partial<Record<Relation, string>> = {
      'for a role': 'reservee',
      disabled: 'fermee',
      'of another form': 'autre',
    };
    const slug = slugs[relation] ?? 'demande';
    const number = numbers[relation as keyof typeof numbers] ?? numbers.own;
    const type = 'forms';
    return { slug, first: slug, number, second: number, type };
  }

  /** The number of the last act on a request, which a button carries. */
  async function stampOf({ slug = '', number = '' }: Params): Promise<string> {
    const { rows } = await sql<{
      acts: number;
    }>`select r.acts from forms.request r join forms.definition d on d.id = r.definition_id where d.slug = ${slug} and d.kind = 'form' and r.number = ${Number(number)}`.execute(
      db,
    );
    return String(rows[0]?.acts ?? 0);
  }

  function signed(
    url: string,
    {
      query = '',
      key = secret,
      as = orig,
      nonce,
      without = false,
    }: { query?: string; key?: string; as?: string; nonce?: string; without?: boolean },
  ): string {
    const full = query === '' ? url : `${url}${url.includes('?') ? '&' : '?'}${query}`;
    if (!without)
      return signUrl(full, { secret: key, orig: as, now: now(), ...(nonce === undefined ? {} : { nonce }) });
    const [path = '', asked = ''] = full.split('?');
    const text = `${asked === '' ? '' : `${asked}&`}orig=${as}&algo=sha256&timestamp=${now().toString().slice(0, 19)}Z`;
    return `${path}?${text}&signature=${encodeURIComponent(signatureOf(text, key, 'sha256'))}`;
  }
  const basic = (pair: string) => ({ authorization: `Basic ${Buffer.from(pair).toString('base64')}` });
  const keyOf = (index: number): string => accounts.api_clients[index]!.key;

  /** How each caller makes itself known: headers, or a query that is signed. */
  function dressed(who: Who | Derived, url: string): { url: string; headers: Record<string, string> } {
    const isElsewhere = who.endsWith('from another site');
    const session = sessions.get(isElsewhere ? derived[who as Derived].as! : who);
    if (session)
      return {
        url,
        headers: {
          cookie: session.cookie,
          ...(isElsewhere ? { origin: 'https://other.example', 'sec-fetch-site': 'cross-site' } : {}),
        },
      };
    switch (who) {
      case 'service':
        return { url: signed(url, {}), headers: {} };
      case 'service for the owner':
        return { url: signed(url, { query: 'NameID=owner-name-id' }), headers: {} };
      case 'service for a citizen':
        return { url: signed(url, { query: 'NameID=citizen-name-id' }), headers: {} };
      case 'service for an agent':
        return { url: signed(url, { query: `email=${mailOf('agent of the function')}` }), headers: {} };
      case 'service for nobody':
        return { url: signed(url, { query: 'NameID=' }), headers: {} };
      case 'client that signs':
        return { url: signed(url, { as: 'client', key: keyOf(0) }), headers: {} };
      case 'wrong signature':
        return { url: signed(url, { key: 'guessed' }), headers: {} };
      case 'unknown NameID':
        return { url: signed(url, { query: 'NameID=nobody-at-all' }), headers: {} };
      case 'replayed nonce':
        return { url: signed(url, { nonce: 'spent' }), headers: {} };
      case 'no nonce':
        return { url: signed(url, { without: true }), headers: {} };
      case 'client':
        return { url, headers: basic(`client:${keyOf(0)}`) };
      case 'client without role':
        return { url, headers: basic(`client-nu:${keyOf(1)}`) };
      case 'wrong key':
        return { url, headers: basic('client:guessed') };
      default:
        return { url, headers: {} };
    }
  }

  async function ask(
    who: Who | Derived,
    { method, url, body, isForm, tokenless = false }: Call,
  ): Promise<LightMyRequestResponse> {
    const { url: address, headers } = dressed(who, url);
    const accept = isForm ? 'text/html' : 'application/json';
    if (body === undefined || method === 'GET') return inject(method, address, { accept, ...headers });
    const fieldsOf = (): string => {
      const token = tokenless ? '' : (sessions.get(who)?.token ?? '');
      return formOf({ _csrf: token, ...(body as Record<string, string>) });
    };
    const type = isForm ? 'application/x-www-form-urlencoded' : 'application/json';
    return inject(
      method,
      address,
      { accept, 'content-type': type, ...headers },
      isForm ? fieldsOf() : JSON.stringify(body),
    );
  }

  return {
    app,
    db,
    logged,
    ask,
    paramsOf,
    stampOf,
    renew,
    draft,
    close: () => app.close(),
  };
}
