import { createHash } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { Signer } from '@fastify/cookie';
import { sql } from 'kysely';
import { ownSecret } from '../../src/accounts/services.ts';
import type { Action, GlobalAction } from '../../src/forms/definitions/types.ts';
import type { Forms } from '../../src/forms/forms.ts';
import { submitRequest } from '../../src/forms/requests/submit.ts';
import { beginPass } from '../../src/forms/workflow/pass.ts';
import { signQuery } from '../../src/signature/sign.ts';
import { testApp, type TestApp } from '../app.ts';
import {
  afterwards,
  comment,
  form,
  formsOf,
  jumpTo,
  makePerson,
  makeRole,
  save,
  status,
  workflow,
} from './forms-site.ts';
import type { Failure, Outcome } from './main.ts';

type Call = {
  method: string;
  path: string;
  auth: string;
  accept?: string | null;
  content_type?: string | null;
  body?: string | null;
  headers?: Record<string, string>;
  extra_query?: string;
};
type Answer = { status: number; json?: { err?: unknown; err_class?: string; err_code?: string } };
type Case = {
  id: string;
  name: string;
  request: Call;
  status_before: string;
  before?: { busy?: boolean };
  times?: number;
  response?: Answer;
  responses?: Answer[];
  after: {
    status: string;
    workflow_data: Record<string, unknown> | null;
    history: { status: string | null }[];
    workflow_events: string[];
  };
};
type HooksFile = {
  frozen_time?: string;
  cases: Case[];
  site: {
    'api-secrets': Record<string, string>;
    users: Record<string, string[]>;
    name_ids: Record<string, string>;
    api_accesses: Record<string, string[]>;
    form: { slug: string; receiver_function: string };
    global_actions: { hook: string; roles: string | string[]; does: string }[];
    jump_triggers_in_st1: { name: string; by: string[]; target: string; condition: { value: string } | null }[];
    status: [string, string][];
    annule_entry: string;
  };
};

const frozen = '2024-01-21T09:45:00+01:00';

export async function run(content: unknown): Promise<Outcome> {
  const file = content as HooksFile;
  const site = await openSite(file);
  const failures: Failure[] = [];
  for (const one of file.cases) {
    const why = await failureOf(one, file, site).catch((error: unknown) => [
      `threw ${error instanceof Error ? error.stack : String(error)}`,
    ]);
    if (why.length > 0) failures.push({ id: one.id, why: `${one.name} — ${why.join('; ')}` });
  }
  await site.app.close();
  return { passed: file.cases.length - failures.length, failures };
}

type Site = { app: TestApp; forms: Forms; people: ReadonlyMap<string, number>; cookies: Signer };

async function openSite(file: HooksFile): Promise<Site> {
  const { site } = file;
  const app = await testApp(
    {
      FORMS_URL: 'http://example.net/',
      AGENDAS_URL: 'http://agendas.example.net/',
      SIGNATURE_NONCE: 'optional',
      ALLOW_PRIVATE_TARGETS: '127.0.0.1:1',
    },
    { clock: () => Temporal.Instant.from(file.frozen_time ?? frozen), cleanup: false, serving: new Set(['forms']) },
  );
  const forms = await formsOf(app.open);
  const { db } = forms.town;
  const roles = new Map<string, number>();
  const roleIds = async (names: readonly string[]): Promise<number[]> => {
    for (const name of names) if (!roles.has(name)) roles.set(name, await makeRole(forms, name.toLowerCase(), name));
    return names.map((name) => roles.get(name)!);
  };
  for (const [orig, secret] of Object.entries(site['api-secrets']))
    await sql`insert into accounts.service (orig, secret) values (${orig}, ${secret})`.execute(db);
  const people = new Map<string, number>();
  for (const [email, names] of Object.entries(site.users)) {
    const nameId = site.name_ids[email] ?? `nid-of-${email}`;
    people.set(email, await makePerson(forms, { email, nameId, roles: await roleIds(names) }));
  }
  for (const [identifier, names] of Object.entries(site.api_accesses)) {
    const { rows } = await sql<{
      id: number;
    }>`insert into accounts.api_client (identifier, key) values (${identifier}, ${`cle-${identifier}`}) returning id`.execute(
      db,
    );
    for (const role of await roleIds(names))
      await sql`insert into accounts.api_client_role (api_client_id, role_id) values (${rows[0]!.id}, ${role})`.execute(
        db,
      );
  }
  await save(forms, workflowOf(site));
  const receiver = {
    _receiver: { slug: site.form.receiver_function.toLowerCase(), name: site.form.receiver_function },
  };
  await save(
    forms,
    form(site.form.slug, 'Demande', [{ id: '1', type: 'string', label: 'Nom', varname: 'nom' }], receiver),
  );
  return { app, forms, people, cookies: new Signer(await ownSecret(db, 'sessions'), 'sha256') };
}

function workflowOf(site: HooksFile['site']) {
  const waiting = site.jump_triggers_in_st1.map(({ name, by, target, condition }) =>
    jumpTo(target, { id: `wait-${name}`, mode: 'trigger', trigger: name, by, condition: condition?.value ?? null }),
  );
  const statuses = site.status.map(([id, name]) =>
    status(
      id,
      name,
      id === 'st1'
        ? waiting
        : id === 'annule'
          ? [comment('entry', `<p>${site.annule_entry.replace('registers the comment: ', '')}</p>`)]
          : [],
    ),
  );
  return workflow(statuses, site.global_actions.map(globalActionOf));
}

function globalActionOf({ hook, roles, does }: HooksFile['site']['global_actions'][number]): GlobalAction {
  const trigger = {
    type: 'webservice',
    id: `trigger-${hook}`,
    identifier: hook,
    roles: typeof roles === 'string' ? [] : roles,
    kept: [],
  } as const;
  return { id: hook, name: hook, items: actionsOf(does), triggers: [trigger], kept: [] };
}

/** What an action does, told in words. */
function actionsOf(does: string): Action[] {
  const conditional = /^jump to (\w+) if (.+)$/.exec(does);
  if (conditional) return [jumpTo(conditional[1]!, { condition: conditional[2]! })];
  if (does.startsWith('registers the comment: '))
    return [comment('said', does.slice('registers the comment: '.length))];
  if (does.startsWith('webservice call')) return [closedPort, jumpTo(/jump to (\w+)/.exec(does)![1]!)];
  return does.split(', ').flatMap((piece, index): Action[] => {
    const target = /^jump to (\w+)$/.exec(piece)?.[1];
    if (target) return [jumpTo(target)];
    const said = /^comment (.+)$/.exec(piece)?.[1];
    return said ? [comment(`said-${index}`, `<p>${said}</p>`)] : [];
  });
}

const closedPort: Action = {
  id: 'ws',
  type: 'webservice_call',
  condition: null,
  kept: [],
  label: 'Appel',
  method: 'POST',
  url: 'http://127.0.0.1:1/x',
  qsData: [],
  post: false,
  postData: [],
  responseType: 'json',
  varname: 'ws',
  requestSignatureKey: null,
  storeAllResponses: false,
  onApplicationError: ':pass',
  on4xx: ':stop',
  on5xx: ':stop',
  onNetworkError: ':stop',
  onBadData: ':pass',
  notifyOnErrors: false,
  recordOnErrors: true,
  recordErrors: false,
  setMarker: false,
};

async function failureOf(one: Case, file: HooksFile, site: Site): Promise<string[]> {
  const { db, clock, processId } = site.forms.town;
  await sql`delete from platform.nonce`.execute(db);
  const found = (await site.forms.definitions.find('form', file.site.form.slug))!;
  const made = await submitRequest(site.forms, {
    form: found,
    values: { '1': 'Zoé' },
    accountId: site.people.get('usager@exemple.fr') ?? null,
    sessionHashId: null,
    submission: { channel: 'web' },
    event: 'frontoffice-created',
  });
  await sql`delete from forms.trace where request_id = ${made.requestId}`.execute(db);
  const isDraft = one.status_before === 'draft';
  if (one.status_before !== 'st1' && !isDraft) await moveTo(site.forms, made.requestId, one.status_before);
  if (one.before?.busy) {
    const cause = { event: 'button', who: null, globalAction: null, sessionHashId: null };
    const list = { kind: 'status', statusId: 'st1' } as const;
    await db
      .transaction()
      .execute((trx) => beginPass(trx, processId, { requestId: made.requestId, cause, list, at: clock() }));
  }
  const why: string[] = [];
  const expected = one.responses ?? (one.response ? [one.response] : []);
  // What one is still filling in is no request: its number is nobody's.
  const number = isDraft ? 900_000 : made.number;
  for (let turn = 0; turn < (one.times ?? 1); turn++)
    why.push(...(await answerDiffers(one, expected[turn] ?? expected[0], number, site)));
  return isDraft ? why : [...why, ...(await stateDiffers(one, made.requestId, site.forms))];
}

async function moveTo(forms: Forms, requestId: number, statusId: string): Promise<void> {
  await sql`update forms.request set status = ${statusId} where id = ${requestId}`.execute(forms.town.db);
  await sql`insert into forms.evolution (request_id, number, status, at) values (${requestId}, 2, ${statusId}, ${forms.town.clock()})`.execute(
    forms.town.db,
  );
}

async function answerDiffers(one: Case, expected: Answer | undefined, number: number, site: Site): Promise<string[]> {
  const { request } = one;
  const query = queryOf(request, site.forms);
  const headers: Record<string, string> = {
    host: 'example.net',
    ...request.headers,
    ...(await credentials(request.auth, site)),
  };
  if (request.accept) headers['accept'] = request.accept;
  if (request.content_type) headers['content-type'] = request.content_type;
  const payload =
    request.body == null ? null : Buffer.from(request.body, one.name.includes('latin-1') ? 'latin1' : 'utf8');
  const answer = await site.app.server.inject({
    method: request.method as 'POST',
    url: `${request.path.replace('ID', String(number))}${query}`,
    headers,
    ...(payload ? { payload } : {}),
  });
  const why: string[] = [];
  if (!expected) return ['no answer is told'];
  if (answer.statusCode !== expected.status)
    why.push(`HTTP ${answer.statusCode} instead of ${expected.status}: ${answer.body.slice(0, 200)}`);
  if (!expected.json || request.method === 'HEAD') return why;
  let given: Record<string, unknown> = {};
  try {
    given = JSON.parse(answer.body) as Record<string, unknown>;
  } catch {
    return [...why, `no JSON: ${answer.body.slice(0, 100)}`];
  }
  for (const key of ['err', 'err_class', 'err_code'] as const) {
    if (given[key] !== expected.json[key])
      why.push(`${key} is ${JSON.stringify(given[key])} instead of ${JSON.stringify(expected.json[key])}`);
  }
  return why;
}

type Signed = { orig: string; ts?: string; key?: string; nonce?: string | null; algo?: string };

function queryOf({ auth, extra_query: extra = '' }: Call, forms: Forms): string {
  if (!auth.startsWith('signed')) return extra === '' ? '' : `?${extra}`;
  const orig = /orig ([^\s{),]+)/.exec(auth)?.[1] ?? 'agenda.exemple.fr';
  const told = /(\{.*\})/.exec(auth)?.[1];
  const signed: Signed = { orig, ...(told ? (JSON.parse(told) as object) : {}) };
  const person = /with (email|NameID)=([^\s),]*)/.exec(auth);
  const parts = [extra, person ? `${person[1]}=${encodeURIComponent(person[2]!)}` : ''].filter(Boolean).join('&');
  const now = signed.ts ? Temporal.Instant.from(signed.ts) : forms.town.clock();
  const { nonce, algo } = signed;
  return `?${signQuery(parts, { secret: signed.key ?? 'cle-1', now, orig: signed.orig, ...(nonce ? { nonce } : {}), ...(algo ? { algo } : {}) })}`;
}

async function credentials(auth: string, { forms, people, cookies }: Site): Promise<Record<string, string>> {
  const basic = /^HTTP basic (.+)$/.exec(auth)?.[1];
  if (basic) return { authorization: `Basic ${Buffer.from(basic).toString('base64')}` };
  const email = /^web session of (.+)$/.exec(auth)?.[1];
  if (!email) return {};
  const accountId = people.get(email) ?? null;
  const id = `session-of-${email}`;
  const hash = createHash('sha1').update(id).digest('hex');
  const content = JSON.stringify({ cookie: { originalMaxAge: 3_600_000 }, hashId: hash, accountId });
  await sql`insert into accounts.session (id, hash_id, account_id, content, expires_at)
    values (${createHash('sha256').update(id).digest('hex')}, ${hash}, ${accountId}, ${content}::jsonb, now() + interval '1 day') on conflict do nothing`.execute(
    forms.town.db,
  );
  return { cookie: `guichet=${encodeURIComponent(cookies.sign(id))}` };
}

async function stateDiffers({ after }: Case, requestId: number, forms: Forms): Promise<string[]> {
  const state = await afterwards(forms, requestId);
  const why: string[] = [];
  const differ = (what: string, wanted: unknown, given: unknown): void => {
    if (!isDeepStrictEqual(wanted, given))
      why.push(`${what}: ${JSON.stringify(given)} instead of ${JSON.stringify(wanted)}`);
  };
  differ('status', after.status, state.status);
  differ('workflow data', withoutWords(after.workflow_data ?? {}), withoutWords(state.workflowData));
  differ(
    'history',
    after.history.map((entry) => entry.status),
    state.history.map((entry) => entry.status),
  );
  differ('events', after.workflow_events, state.events);
  return why;
}

/** The texts of errors are ours: their keys alone are compared. */
export function withoutWords(values: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(values).map(([key, value]) => [key, /_(connection|payload)_error$/.test(key) ? true : value]),
  );
}
