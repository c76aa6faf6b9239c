import type { FastifyInstance, FastifyRequest } from 'fastify';
import { sql } from 'kysely';
import { isAdministrator, rolesOf, type Caller } from '../../accounts/caller.ts';
import { badRequest, forbidden, notFound } from '../../platform/server/refusal.ts';
import type { Forms } from '../forms.ts';
import { addressesOf, factsOf, type Role } from '../requests/facts.ts';
import { localText, requestJson } from '../requests/json.ts';
import { findRequest } from '../requests/read.ts';
import type { FullRequest } from '../requests/request.ts';
import type { Part } from '../requests/types.ts';
import { requestById } from '../requests/statements.ts';
import { isOneOf, mayRead, type Asker } from '../workflow/access.ts';
import { flag, includedBy } from './included.ts';
import { whyStranger } from './who-may-trigger.ts';

const config = { access: 'told by the handler' } as const;

/** `GET /api/forms/SLUG/list` and `GET /api/forms/SLUG/N/` (spec/forms-workflows.md, sections 6.5 and 6.6). */
export function requestRoutes(server: FastifyInstance, forms: Forms): void {
  server.get<{ Params: { slug: string } }>('/api/forms/:slug/list', { config }, (request) =>
    list(forms, request, request.params.slug),
  );
  server.get<{ Params: { slug: string; number: string } }>('/api/forms/:slug/:number', { config }, (request) =>
    one(forms, request, request.params.slug, request.params.number),
  );
}

function askerOf(request: FastifyRequest): Asker {
  return { caller: request.caller, sessionHashId: request.session?.get('hashId') ?? null };
}

/** For a bare signature a request has no reader: somebody is named, or an API client holds a role. */
function refuseNobody(caller: Caller): void {
  const named =
    caller.kind === 'person' ||
    caller.kind === 'client' ||
    (caller.kind === 'signed' && (caller.client !== null || (caller.person !== null && caller.person !== 'nobody')));
  if (!named) throw forbidden('User not authenticated.');
}

async function one(forms: Forms, request: FastifyRequest, slug: string, number: string): Promise<object> {
  // Nobody learns from the answer whether there is such a request.
  refuseNobody(request.caller);
  const kept = /^\d{1,9}$/.test(number) ? await findRequest(forms, slug, Number(number)) : null;
  if (!kept) throw notFound();
  const facts = await factsOf(forms, kept);
  const asker = askerOf(request);
  if (!mayRead(kept, asker, facts.roles)) throw forbidden('Unsufficient roles.');
  const actions = actionsOf(forms, kept, asker, facts.roles);
  return requestJson(
    toldTo(kept, asker, facts.roles),
    facts,
    forms.town.settings,
    includedBy(request.query as Record<string, unknown>, 'everything'),
    actions,
  );
}

/** Whom the request concerns reads all of its history; its author the messages that are for him too. */
function toldTo(request: FullRequest, asker: Asker, roles: readonly Role[]): FullRequest {
  const nobody = { ...request, accountId: null, sessionHashId: null };
  if (mayRead(nobody, asker, roles)) return request;
  const isTold = (part: Part): boolean =>
    part.type === 'message' && (part.to.length === 0 || isOneOf(part.to, request, asker, roles));
  const history = request.history.map((entry) => ({ ...entry, parts: entry.parts.filter(isTold) }));
  return { ...request, history };
}

/** Addresses that this caller may call: hooks, and jumps of the present status. */
function actionsOf(forms: Forms, request: FullRequest, asker: Asker, roles: readonly Role[]): Record<string, string> {
  const { api } = addressesOf(forms.town.settings.formsUrl, request);
  const signed = asker.caller.kind === 'signed';
  const hooks = request.workflow.globalActions.flatMap(({ triggers }) =>
    triggers.flatMap((trigger) => (trigger.type === 'webservice' ? [trigger] : [])),
  );
  const open = hooks.filter(
    ({ roles: keys }) =>
      keys.length === 0 ||
      (signed && keys.some((key) => key === '_signed_calls' || key === 'logged-users')) ||
      isOneOf(keys, request, asker, roles),
  );
  const status = request.workflow.statuses.find(({ id }) => id === request.status);
  const waiting = whyStranger(request, asker.caller, roles) === null ? (status?.items ?? []) : [];
  const jumps = waiting.flatMap((item) =>
    item.type === 'jump' && item.mode === 'trigger' && item.trigger ? [{ ...item, trigger: item.trigger }] : [],
  );
  return Object.fromEntries([
    ...open.map(({ identifier }) => [`global-action:${identifier}`, `${api}hooks/${identifier}/`]),
    ...jumps
      .filter(({ by }) => (by.length === 0 ? signed : isOneOf(by, request, asker, roles)))
      .map(({ trigger }) => [`jump:${trigger}`, `${api}jump/trigger/${encodeURIComponent(trigger)}/`]),
  ]);
}

type Query = Readonly<Record<string, unknown>>;

const knownParameters = new Set([
  'filter',
  'filter-operator',
  'limit',
  'offset',
  'order_by',
  'q',
  'full',
  'response_type',
  'orig',
  'algo',
  'timestamp',
  'nonce',
  'signature',
  'email',
  'NameID',
]);

function bounded(query: Query, name: string, otherwise: number, most: number): number {
  const value = query[name];
  if (value === undefined || value === '') return otherwise;
  if (typeof value !== 'string' || !/^\d{1,9}$/.test(value) || Number(value) > most)
    throw badRequest(`Invalid value for ${name}.`);
  return Number(value);
}

async function list(forms: Forms, request: FastifyRequest, slug: string): Promise<unknown> {
  const form = await forms.definitions.find('form', slug);
  if (!form) throw notFound();
  const query = request.query as Query;
  const { caller } = request;
  if (caller.kind === 'anonymous') throw forbidden('User not authenticated.');
  const conditions = [
    sql`r.definition_id = ${form.id}`,
    seenBy(caller),
    ...statusFilter(query, caller),
    ...answerFilters(query, form.definition.fields),
    ...search(query),
  ];
  const limit = bounded(query, 'limit', 1000, 10_000);
  const offset = bounded(query, 'offset', 0, 1_000_000_000);
  const where = sql.join(conditions, sql` and `);
  const { rows } = await sql<{
    id: number;
    number: number;
    received_at: Temporal.Instant;
    updated_at: Temporal.Instant;
  }>`
    select r.id, r.number, r.received_at, r.updated_at from forms.request r where ${where} order by ${orderBy(query)} limit ${limit} offset ${offset}`.execute(
    forms.town.db,
  );
  const full = flag(query['full']) === true;
  const extended = full || Object.keys(query).some((key) => key.startsWith('include-'));
  const told = extended
    ? await Promise.all(rows.map((row) => whole(forms, row.id, query, full)))
    : rows.map(({ number, received_at, updated_at }) => ({
        id: String(number),
        url: `${forms.town.settings.formsUrl.href}${slug}/${number}/`,
        receipt_time: localText(received_at, forms.town.settings),
        last_update_time: localText(updated_at, forms.town.settings),
      }));
  if (query['response_type'] !== 'dict') return told;
  const { rows: counted } = await sql<{
    count: number;
  }>`select count(*)::int as count from forms.request r where ${where}`.execute(forms.town.db);
  return { err: 0, data: told, count: counted[0]?.count ?? 0 };
}

async function whole(forms: Forms, id: number, query: Query, full: boolean): Promise<object> {
  const kept = (await requestById(forms, id))!;
  const included = includedBy(query, full ? 'everything' : 'nothing');
  return requestJson(kept, await factsOf(forms, kept), forms.town.settings, { ...included, 'files-content': false });
}

/** A signature alone sees all of a form; people and API clients what concerns them. */
function seenBy(caller: Caller) {
  if (isAdministrator(caller)) return sql`true`;
  if (caller.kind === 'signed' && caller.client === null && caller.person === null) return sql`true`;
  const held = [...rolesOf(caller)];
  return sql`(r.concerned_roles && ${held}::text[] or r.action_roles && ${held}::text[])`;
}

function statusFilter(query: Query, caller: Caller) {
  const { filter } = query;
  if (filter === undefined || filter === '' || filter === 'all') return [];
  if (typeof filter !== 'string') throw badRequest('Invalid filter.');
  const condition =
    filter === 'pending'
      ? sql`not r.endpoint`
      : filter === 'done'
        ? sql`r.endpoint`
        : filter === 'waiting'
          ? sql`(not r.endpoint and r.action_roles && ${[...rolesOf(caller)]}::text[])`
          : sql`r.status = ${filter}`;
  return query['filter-operator'] === 'ne' ? [sql`not (${condition})`] : [condition];
}

/** `filter-<varname>=value`: equal to what is kept of the field. What isn't known is refused, never left out. */
function answerFilters(query: Query, fields: readonly { id: string; varname: string | null }[]) {
  return Object.entries(query).flatMap(([key, value]) => {
    if (knownParameters.has(key) || key.startsWith('include-')) return [];
    const name = /^filter-(.+)$/.exec(key)?.[1];
    if (name === undefined) throw badRequest(`Unknown parameter "${key}".`);
    if (name === 'number' || name === 'internal-id' || name === 'identifier')
      return [sql`r.number::text = ${String(value)}`];
    const field = fields.find(({ varname }) => varname === name);
    if (!field) throw badRequest(`Unknown filter "${name}".`);
    return [sql`r.data ->> ${field.id} = ${String(value)}`];
  });
}

function search(query: Query) {
  const { q } = query;
  if (typeof q !== 'string' || q.trim() === '') return [];
  const like = `%${q.trim().replace(/[\\%_]/g, (sign) => `\\${sign}`)}%`;
  return [sql`(r.display_id ilike ${like} or r.digest ilike ${like})`];
}

export const orders = {
  receipt_time: sql`r.received_at, r.id`,
  '-receipt_time': sql`r.received_at desc, r.id desc`,
  last_update_time: sql`r.updated_at, r.id`,
  '-last_update_time': sql`r.updated_at desc, r.id desc`,
  id: sql`r.number`,
  '-id': sql`r.number desc`,
} as const;

function orderBy(query: Query) {
  const { order_by: asked } = query;
  if (asked === undefined || asked === '') return orders['-receipt_time'];
  if (typeof asked === 'string' && Object.hasOwn(orders, asked)) return orders[asked as keyof typeof orders];
  throw badRequest('Invalid order_by.');
}
