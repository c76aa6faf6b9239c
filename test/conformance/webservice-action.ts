import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { isDeepStrictEqual } from 'node:util';
import { sql } from 'kysely';
import type { TemplateRow, WebserviceCallAction } from '../../src/forms/definitions/types.ts';
import type { Forms } from '../../src/forms/forms.ts';
import type { Values } from '../../src/forms/requests/types.ts';
import { beginPass } from '../../src/forms/workflow/pass.ts';
import { runPass } from '../../src/forms/workflow/run.ts';
import { standingOf } from '../../src/forms/workflow/access.ts';
import { openLog } from '../../src/platform/log.ts';
import { openTown } from '../../src/platform/open-town.ts';
import type { Outbound } from '../../src/platform/outbound.ts';
import { freshDatabase, testSettings } from '../database.ts';
import { afterwards, form, formsOf, jumpTo, makePerson, makeRole, save, status, workflow } from './forms-site.ts';
import { withoutWords } from './hooks.ts';
import type { Failure, Outcome } from './main.ts';

type ActionInWords = {
  url: string;
  method?: string | null;
  varname?: string | null;
  label?: string;
  qs_data?: Record<string, string>;
  post?: boolean;
  post_data?: Record<string, string>;
  response_type?: string;
  request_signature_key?: string;
  condition?: { value: string } | null;
} & Record<string, unknown>;
type Response = {
  status?: number;
  headers?: Record<string, string> | null;
  body?: string | null;
  body_encoding?: string;
  delay?: number;
  reset?: boolean;
};
type Seen = { method: string; path: string; headers: Record<string, string>; body: string };
type Case = {
  id: string;
  name: string;
  action: ActionInWords;
  second_action?: Partial<ActionInWords>;
  responses: Response[];
  timeout_s?: number;
  site_secret_for_host?: string;
  workflow_data_before?: Values;
  requests: { method: string; path: string; headers?: Record<string, string>; json?: unknown; body?: string }[];
  result: {
    status: string;
    workflow_data: Record<string, unknown>;
    history: { status: string | null }[];
    logged_errors?: number;
    exception?: string;
  };
};
type ActionsFile = { frozen_time?: string; cases: Case[] };

const frozen = '2024-01-21T09:45:00+01:00';

/** The form of the cases, and what was answered: told in their `about`, and by what they send. */
const fields = [
  { id: '1', type: 'string', label: 'Nom', varname: 'nom' },
  { id: '2', type: 'item', label: 'Évènement', varname: 'event' },
  { id: '3', type: 'numeric', label: 'Nombre', varname: 'nb' },
  { id: '4', type: 'bool', label: 'Accord', varname: 'accord' },
  { id: '5', type: 'date', label: 'Date', varname: 'date' },
  { id: '6', type: 'items', label: 'Options', varname: 'options' },
  { id: '7', type: 'file', label: 'Pièce', varname: 'piece' },
  {
    id: '8',
    type: 'block:enfant',
    label: 'Enfants',
    varname: 'enfants',
    block: {
      fields: [
        { id: '11', type: 'string', varname: 'prenom' },
        { id: '12', type: 'date', varname: 'naissance' },
      ],
    },
  },
  { id: '9', type: 'string', label: 'Vide', varname: 'vide' },
];
const answers: Values = {
  '1': "Zoé d'Arc",
  '2': 'e9',
  '2_display': 'Atelier du 1er',
  '2_structured': { id: 'e9', text: 'Atelier du 1er', places: 4 },
  '3': '2',
  '4': true,
  '5': '2024-02-29',
  '6': ['a', 'c'],
  '6_display': 'a, c',
  '7': { filename: 'pièce.txt', content_type: 'text/plain', content: Buffer.from('bonjour').toString('base64') },
  '8': {
    data: [
      { '11': 'Tom', '12': '2017-05-06' },
      { '11': 'Léa', '12': null },
    ],
    schema: { '11': 'string', '12': 'date' },
  },
  '8_display': 'Enfant, Enfant',
  '9': '',
};

export async function run(content: unknown): Promise<Outcome> {
  const file = content as ActionsFile;
  const failures: Failure[] = [];
  const stub = await openStub();
  const now = Temporal.Instant.from(file.frozen_time ?? frozen);
  const settings = testSettings({
    FORMS_URL: 'http://example.net/',
    AGENDAS_URL: 'http://agendas.example.net/',
    ALLOW_PRIVATE_TARGETS: `127.0.0.1:${stub.port}`,
  });
  const open = await openTown({
    settings,
    connection: await freshDatabase(false),
    log: openLog('silent'),
    clock: () => now,
  });
  const limits: { timeoutMs: number | null } = { timeoutMs: null };
  const forms = await formsOf(open, ledTo(stub.port, open.town.outbound, limits));
  await makeRole(forms, 'accueil', 'Accueil');
  const accountId = await makePerson(forms, { email: 'ana@exemple.fr', first: 'Ana', last: 'Dupré', nameId: 'f00d' });
  await save(forms, form('demande', 'Demande', fields, { _receiver: { slug: 'accueil', name: 'Accueil' } }));
  for (const one of file.cases) {
    limits.timeoutMs = one.timeout_s === undefined ? null : one.timeout_s * 1000;
    const why = await failureOf(one, forms, accountId, stub).catch((error: unknown) => [
      `threw ${error instanceof Error ? error.stack : String(error)}`,
    ]);
    if (why.length > 0) failures.push({ id: one.id, why: `${one.name} — ${why.join('; ')}` });
  }
  await open.close();
  await stub.close();
  return { passed: file.cases.length - failures.length, failures };
}

/** Every name leads to the stub, which sees the path and headers as they were sent. */
function ledTo(port: number, outbound: Outbound, limits: { timeoutMs: number | null }): Outbound {
  return {
    close: () => outbound.close(),
    call: (asked) => {
      const url = URL.parse(asked.url);
      if (!url || !url.protocol.startsWith('http')) return outbound.call(asked);
      const credentials = url.username === '' ? '' : `${url.username}:${url.password}@`;
      return outbound.call({
        ...asked,
        url: `http://${credentials}127.0.0.1:${port}${url.pathname}${url.search}`,
        timeoutMs: limits.timeoutMs ?? asked.timeoutMs,
      });
    },
  };
}

type Stub = { port: number; begin(responses: readonly Response[]): void; seen: Seen[]; close(): Promise<void> };

async function openStub(): Promise<Stub> {
  const seen: Seen[] = [];
  let queue: Response[] = [];
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const body = await bodyOf(request);
    seen.push({
      method: request.method ?? '',
      path: request.url ?? '',
      headers: request.headers as Record<string, string>,
      body,
    });
    const told = queue.shift() ?? { status: 500, body: 'nothing more is told' };
    if (told.delay) await new Promise((resolve) => setTimeout(resolve, told.delay! * 1000).unref());
    if (told.reset) return void request.socket.resetAndDestroy();
    const encoding = (told.body_encoding ?? 'utf8')
      .replace('latin-1', 'latin1')
      .replace('iso-8859-1', 'latin1') as BufferEncoding;
    response.writeHead(told.status ?? 200, told.headers ?? {});
    response.end(told.body == null ? undefined : Buffer.from(told.body, encoding));
  };
  const server: Server = createServer((request, response) => void answer(request, response));
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return {
    port: (server.address() as AddressInfo).port,
    seen,
    begin(responses) {
      seen.length = 0;
      queue = [...responses];
    },
    close: () =>
      new Promise((done) => {
        server.closeAllConnections();
        server.close(() => done());
      }),
  };
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const pieces: Buffer[] = [];
  for await (const piece of request) pieces.push(piece as Buffer);
  return Buffer.concat(pieces).toString('utf8');
}

const rows = (table: Record<string, string> | undefined): TemplateRow[] =>
  Object.entries(table ?? {}).map(([name, value]) => ({ name, value }));

function actionOf(id: string, told: ActionInWords): WebserviceCallAction {
  const target = (key: string, usual: string): string => (typeof told[key] === 'string' ? told[key] : usual);
  const flagged = (key: string, usual: boolean): boolean => (typeof told[key] === 'boolean' ? told[key] : usual);
  return {
    id,
    type: 'webservice_call',
    condition: told.condition?.value ?? null,
    kept: [],
    label: told.label ?? 'Appel',
    method: (told.method ?? null) as WebserviceCallAction['method'],
    url: told.url,
    qsData: rows(told.qs_data),
    post: told.post === true,
    postData: rows(told.post_data),
    responseType: (told.response_type ?? 'json') as 'json',
    varname: told.varname || null,
    requestSignatureKey: told.request_signature_key ?? null,
    storeAllResponses: flagged('store_all_responses', false),
    onApplicationError: target('action_on_app_error', ':pass'),
    on4xx: target('action_on_4xx', ':stop'),
    on5xx: target('action_on_5xx', ':stop'),
    onNetworkError: target('action_on_network_errors', ':stop'),
    onBadData: target('action_on_bad_data', ':pass'),
    notifyOnErrors: false,
    recordOnErrors: flagged('record_on_errors', true),
    recordErrors: flagged('record_errors', false),
    setMarker: flagged('set_marker_on_status', false),
  };
}

async function failureOf(one: Case, forms: Forms, accountId: number, stub: Stub): Promise<string[]> {
  stub.begin(one.responses);
  const { db } = forms.town;
  await sql`delete from accounts.service`.execute(db);
  if (one.site_secret_for_host)
    await sql`insert into accounts.service (orig, secret) values ('agenda.example', ${one.site_secret_for_host})`.execute(
      db,
    );
  // Secrets are kept for a few seconds: each case reads them anew.
  const fresh = await formsWithFreshSecrets(forms);
  const requestId = await startedRequest(one, fresh, accountId);
  const state = await afterwards(forms, requestId);
  const why: string[] = [];
  const differ = (what: string, wanted: unknown, given: unknown): void => {
    if (!isDeepStrictEqual(wanted, given))
      why.push(`${what}: ${JSON.stringify(given)} instead of ${JSON.stringify(wanted)}`);
  };
  differ('status', one.result.status, state.status);
  differ('workflow data', withoutWords(one.result.workflow_data ?? {}), withoutWords(state.workflowData));
  differ(
    'history',
    one.result.history.map((entry) => entry.status),
    state.history.map((entry) => entry.status),
  );
  differ('logged errors', (one.result.logged_errors ?? 0) > 0, state.loggedErrors > 0);
  differ('number of requests', one.requests.length, stub.seen.length);
  for (const [index, wanted] of one.requests.entries()) why.push(...requestDiffers(wanted, stub.seen[index]));
  return why;
}

async function formsWithFreshSecrets(forms: Forms): Promise<Forms> {
  const { openSecrets } = await import('../../src/accounts/services.ts');
  const { signedCallsOf } = await import('../../src/accounts/signed-calls.ts');
  const { town } = forms;
  return { ...forms, calls: signedCallsOf(town, openSecrets(town.db, town.settings), town.settings.formsUrl) };
}

/** A request with the number of its case, in the workflow that the case describes; its first pass is run. */
async function startedRequest(one: Case, forms: Forms, accountId: number): Promise<number> {
  const { db, clock, processId } = forms.town;
  const second = one.second_action ? [actionOf('2', { ...one.action, ...one.second_action })] : [];
  const items = [actionOf('1', one.action), ...second, jumpTo('suite')];
  const follow = workflow([status('st1', 'Départ', items), status('suite', 'Suite'), status('erreur', 'Erreur')]);
  await save(forms, follow);
  const found = (await forms.definitions.find('form', 'demande'))!;
  const version = (await forms.definitions.workflowOf(found.definition))!;
  const number = Number(/\d+/.exec(one.id)?.[0] ?? 1);
  const told = one.requests.map(({ json }) => json as { uuid?: string } | undefined).find((json) => json?.uuid)?.uuid;
  const now = clock();
  const { concernedRoles } = standingOf({ form: found, workflowRoles: {}, workflow: follow, status: 'st1' }, []);
  const { rows: made } = await sql<{ id: number }>`
    insert into forms.request (definition_id, number, uuid, version_id, workflow_version_id, account_id, status, data, workflow_data, submission, display_id,
      concerned_roles, received_at, updated_at)
    values (${found.id}, ${number}, coalesce(${told ?? null}::uuid, gen_random_uuid()), ${found.versionId}, ${version.versionId}, ${accountId}, 'st1',
      ${JSON.stringify(answers)}::json, ${JSON.stringify(one.workflow_data_before ?? {})}::json, '{"channel": "web"}'::json, ${`1-${number}`},
      ${[...concernedRoles]}::text[], ${now}, ${now}) returning id`.execute(db);
  const requestId = made[0]!.id;
  await sql`insert into forms.evolution (request_id, number, status, who, at) values (${requestId}, 1, 'st1', '_submitter', ${now})`.execute(
    db,
  );
  const cause = { event: 'frontoffice-created', who: '_submitter', globalAction: null, sessionHashId: null };
  const claim = await db
    .transaction()
    .execute((trx) =>
      beginPass(trx, processId, { requestId, cause, list: { kind: 'status', statusId: 'st1' }, at: now }),
    );
  await runPass(forms, claim);
  return requestId;
}

function requestDiffers(wanted: Case['requests'][number], given: Seen | undefined): string[] {
  if (!given) return [];
  const why: string[] = [];
  if (wanted.method !== given.method) why.push(`method ${given.method} instead of ${wanted.method}`);
  const path = masked(given.path);
  if (wanted.path !== path) why.push(`path ${path} instead of ${wanted.path}`);
  for (const [name, value] of Object.entries(wanted.headers ?? {})) {
    if (given.headers[name.toLowerCase()] !== value)
      why.push(`${name}: ${given.headers[name.toLowerCase()]} instead of ${value}`);
  }
  const json: unknown = given.body === '' ? undefined : JSON.parse(given.body);
  if (!isDeepStrictEqual(wanted.json, json))
    why.push(`body ${JSON.stringify(json)} instead of ${JSON.stringify(wanted.json)}`);
  return why;
}

const masked = (path: string): string =>
  path.replace(/nonce=[^&]*/, 'nonce=NONCE').replace(/signature=[^&]*/, 'signature=SIGNATURE');
