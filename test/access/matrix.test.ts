import assert from 'node:assert/strict';
import diagnostics from 'node:diagnostics_channel';
import test from 'node:test';
import type { FastifyInstance, LightMyRequestResponse, RouteOptions } from 'fastify';
import { sql } from 'kysely';
import {
  base,
  derived,
  kinds,
  mayKnow,
  verdictFor,
  type Derived,
  type Kind,
  type Relation,
  type Verdict,
  type Who,
} from './policy.ts';
import { routes, type Asked } from './routes.ts';
import { canaries, openTown, type Call, type Params } from './town.ts';

/*
 * Every route, asked by every kind of caller, for an instance in every relation to him: what the specification allows and nothing else; nothing is written where
 * it is refused; what is hidden answers as what isn't there; nobody is shown a string of somebody else's, and the log holds none.
 */
const declared = new Set<string>();
const noteRoute = ({ method, url }: RouteOptions): void =>
  [method].flat().forEach((one) => declared.add(`${one} ${url}`));
const onServer = (message: unknown): void =>
  void (message as { fastify: FastifyInstance }).fastify.addHook('onRoute', noteRoute);
diagnostics.subscribe('fastify.initialization', onServer);
const town = await openTown();
diagnostics.unsubscribe('fastify.initialization', onServer);
const { db } = town;

type Caller = Who | Derived;
const callers: readonly Caller[] = [...base, ...(Object.keys(derived) as Derived[])];
type Cell = { who: Caller; relation: Relation; verdict: Verdict; call: Call };

const listOf = (lines: Asked | readonly Asked[]): readonly Asked[] => ('kind' in lines ? [lines] : lines);
const patternOf = (route: string): string => route.slice(route.indexOf(' ') + 1);
const methodOf = (route: string): string => route.slice(0, route.indexOf(' '));
const isApi = (pattern: string): boolean => /\/api\/|\/hooks\/|\/jump\//.test(pattern);
const roomOf = (pattern: string) =>
  pattern.startsWith('/agendas/') ? 'agendas' : /:(slug|first|type)\b/.test(pattern) ? 'forms' : 'root';

function paramsFor(pattern: string, relation: Relation, { at = {} }: Asked): Params {
  let params = town.paramsOf(relation, roomOf(pattern))!;
  assert.ok(params, `${pattern} has no instance in the relation « ${relation} »`);
  if (relation === 'missing' && !/:(number|second)\b/.test(pattern))
    params = { ...params, slug: 'absent', first: 'absent', ...(pattern.includes(':slug') ? {} : { type: 'absent' }) };
  if (pattern === '/assets/*') params = { ...params, '*': relation === 'missing' ? 'rien' : asset };
  for (const [name, value] of Object.entries(at)) {
    const [of, key] = name.includes('.') ? name.split('.') : [null, name];
    if (of === null || of === relation) params = { ...params, [key]: value };
  }
  return params;
}

const put = (text: string, params: Params): string =>
  text.replaceAll(/\{(\w+)\}/g, (whole, name: string) => params[name] ?? whole);

async function callOf(route: string, relation: Relation, asked: Asked): Promise<Call> {
  const pattern = patternOf(route);
  const params = paramsFor(pattern, relation, asked);
  const path = pattern.replaceAll(/:(\w+)|\*/g, (found, name: string | undefined) => {
    const value = params[name ?? found];
    assert.notEqual(value, undefined, `${route}: nobody has thought of what « ${found} » may be`);
    return value!;
  });
  const query = relation === 'draft' ? town.draft : asked.query;
  const url = `${path.endsWith('/') || pattern.includes('*') || /\.\w+$/.test(pattern) ? path : `${path}/`}${query === undefined ? '' : `?${query}`}`;
  const method = methodOf(route);
  const range = Temporal.Now.plainDateISO('Europe/Paris').add({ days: 12 }).toString();
  const stamp =
    asked.body && Object.values(asked.body).includes('{stamp}')
      ? await town.stampOf({ ...params, slug: params['slug'] ?? '' })
      : '';
  const known = { ...params, stamp, range: `${range} 10:00`, rangeEnd: `${range} 11:00` };
  const filled = Object.entries(asked.body ?? {}).map(([name, value]) => [
    put(name, known),
    typeof value === 'string' ? put(value, known) : value,
  ]);
  const writes = method !== 'GET';
  return {
    method,
    url,
    isForm: !isApi(pattern),
    ...(writes ? { body: Object.fromEntries(filled) as Record<string, unknown> } : {}),
    ...(asked.tokenless ? { tokenless: true } : {}),
  };
}

/** All that may not change by a call that is refused. Sessions hold tokens and sentences for the next page; failed sign-ins are counted. */
async function digest(): Promise<Record<string, string>> {
  const { rows } = await sql<{ name: string }>`select schemaname || '.' || quote_ident(tablename) as name from pg_tables
    where (schemaname in ('agendas', 'forms', 'accounts') and tablename not in ('logged_error', 'session', 'attempt')) or (schemaname = 'platform' and tablename like 'mail%') order by 1`.execute(
    db,
  );
  const parts = rows.map(
    ({ name }) =>
      `select '${name}' as name, md5(coalesce((select string_agg(t::text, '|' order by t::text) from ${name} t), '')) as rows`,
  );
  const { rows: all } = await sql.raw<{ name: string; rows: string }>(parts.join(' union all ')).execute(db);
  return Object.fromEntries(all.map(({ name, rows: text }) => [name, text]));
}

/** Tables that aren't as they were. */
const changed = (before: Record<string, string>, now: Record<string, string>): string[] =>
  Object.keys(now).filter((name) => now[name] !== before[name]);

const leadsToSignIn = ({ headers }: LightMyRequestResponse): boolean => String(headers.location).startsWith('/login/');

/** Why an answer isn't what was expected; null where it is. */
function wrong(verdict: Verdict, answer: LightMyRequestResponse): string | null {
  const { statusCode: status } = answer;
  const held: Record<Verdict, boolean> = {
    allowed: (status < 400 && !leadsToSignIn(answer)) || status === 422,
    hidden: status === 404,
    closed: status === 404,
    forbidden: status === 403,
    refused: status === 403 || status === 404,
    'sign in': status === 303 && leadsToSignIn(answer),
    'without effect': status < 500,
  };
  return held[verdict]
    ? null
    : `${verdict} expected, ${status} ${answer.headers.location ?? ''} ${answer.body.replaceAll(/\s+/g, ' ').slice(0, 160)}`;
}

/** An answer without what the call itself put there: its address, the page's token. */
function likeness({ statusCode, headers, body }: LightMyRequestResponse, { url }: Call): string {
  const path = url.split('?')[0]!;
  const bare = body
    .replaceAll(encodeURIComponent(path), '·')
    .replaceAll(path, '·')
    .replaceAll(/(name="_csrf" value=")[^"]*/g, '$1');
  return [
    statusCode,
    headers['content-type'],
    headers['cache-control'],
    bare.replaceAll(/\?(?:[^"&]|&amp;)*signature(?:[^"])*/g, '·'),
  ].join('\n');
}

const known = (who: Caller): readonly string[] => {
  const as = Object.hasOwn(derived, who) ? derived[who as Derived].as : (who as Who);
  return as === null ? [] : mayKnow[as];
};

/** Strings of somebody else's in an answer. */
function shown(who: Caller, { body, headers }: LightMyRequestResponse): string[] {
  const text = `${body}\n${JSON.stringify(headers)}`.toLowerCase();
  const own = who === 'role lost meanwhile' ? ['person: citizen'] : [];
  return [...canaries]
    .filter(([string, group]) => text.includes(string) && ![...known(who), ...own].includes(group))
    .map(([string]) => string);
}

/** `ACCESS=all` crosses everything. */
const whole = process.env['ACCESS'] === 'all';
const few: ReadonlySet<Caller> = new Set([
  'anonymous',
  'owner',
  'citizen',
  'agent of the function',
  'administrator',
  'service',
  'service for an agent',
  'client',
]);
let asked = 0;
async function answerTo(cell: Cell): Promise<{ answer: LightMyRequestResponse; failures: string[] }> {
  asked++;
  const answer = await town.ask(cell.who, cell.call);
  const told = `${cell.who} · ${cell.relation} · ${cell.call.method} ${cell.call.url}`;
  const unlike = wrong(cell.verdict, answer);
  const failures = [
    ...(unlike === null ? [] : [`${told}: ${unlike}`]),
    ...shown(cell.who, answer).map((string) => `${told}: shows ${string}`),
  ];
  return { answer, failures };
}

async function cellsOf(route: string, line: Asked): Promise<Cell[]> {
  const kind: Kind = kinds[line.kind];
  const cells: Cell[] = [];
  for (const relation of [
    ...(kind.rows.crossed ? (['vanished'] as const) : []),
    ...(Object.keys(kind.rows) as Relation[]),
  ]) {
    const params = /:\w+|\*/.test(patternOf(route));
    if (!params && relation === 'missing') continue;
    const call = await callOf(route, relation, line);
    const rank = Object.keys(kind.rows).indexOf(relation);
    for (const who of callers) {
      const isDerived = Object.hasOwn(derived, who);
      // Who stands where another stands is tried on one instance of each kind; a rule that another line crosses, by a few.
      if (!whole && isDerived && rank > 0) continue;
      if (!whole && line.thin && ((rank > 0 && relation !== 'missing') || isDerived || !few.has(who))) continue;
      cells.push({ who, relation, verdict: verdictFor(kind, relation, who, methodOf(route)), call });
    }
  }
  return cells;
}

const isMissing = ({ relation }: Cell): boolean => relation === 'missing' || relation === 'vanished';
const likeMissing = new Map<string, string>();
const asset =
  /\/assets\/([^"]+)/.exec(
    (await town.ask('anonymous', { method: 'GET', url: '/mentions-legales/', isForm: true })).body,
  )?.[1] ?? '';

test('no route escapes', () => {
  const named = new Set(Object.keys(routes));
  const found = [...declared].filter((route) => methodOf(route) !== 'HEAD');
  assert.deepEqual(
    found.filter((route) => !named.has(route)),
    [],
    'routes of which the policy says nothing',
  );
  assert.deepEqual(
    [...named].filter((route) => !declared.has(route)),
    [],
    'the policy tells of routes that there are not',
  );
});

/** What the last call left, where nothing was written since. */
let settled: Record<string, string> | null = null;

for (const [route, lines] of Object.entries(routes)) {
  test(`access: ${route}`, async () => {
    for (const line of listOf(lines)) {
      const kind: Kind = kinds[line.kind];
      if (kind.writes) await town.renew(/accept/.test(route));
      const cells = await cellsOf(route, line);
      const acts = ({ verdict }: Cell): boolean => kind.writes === true && verdict === 'allowed';
      const failures: string[] = [];
      const before = kind.writes || settled === null ? await digest() : settled;
      likeMissing.clear();
      const still = cells.filter((cell) => !acts(cell)).toSorted((a, b) => Number(isMissing(b)) - Number(isMissing(a)));
      for (const cell of still) {
        const { answer, failures: found } = await answerTo(cell);
        failures.push(...found);
        const like = likeness(answer, cell.call);
        const missing = `${cell.who} ${cell.relation === 'crossed' || cell.relation === 'vanished' ? 'vanished' : 'missing'}`;
        if (isMissing(cell)) likeMissing.set(missing, like);
        else if (cell.verdict === 'hidden' && likeMissing.has(missing) && likeMissing.get(missing) !== like)
          failures.push(`${cell.who} · ${cell.relation} · ${cell.call.url}: is told apart from what isn't there`);
      }
      const then = await digest();
      const written = changed(before, then);
      if (written.length > 0)
        failures.push(`${route} (${line.kind}): something was written by a call that may not write: ${written.join()}`);
      const acting = cells.filter(acts);
      settled = acting.length === 0 ? then : null;
      for (const cell of acting) {
        const call = await callOf(route, cell.relation, line);
        failures.push(...(await answerTo({ ...cell, call })).failures);
        if (methodOf(route) === 'DELETE') await town.renew();
      }
      if (acting.length > 0 && line.changes !== false && changed(then, await digest()).length === 0)
        failures.push(`${route} (${line.kind}): nothing was written by calls that may write`);
      assert.equal(failures.length, 0, `${failures.length} of ${cells.length}\n${failures.slice(0, 40).join('\n')}`);
    }
  });
}

test('no other method is answered, and HEAD as GET', async () => {
  const failures: string[] = [];
  const patterns = [...new Set(Object.keys(routes).map(patternOf))];
  await town.renew();
  const before = await digest();
  for (const pattern of patterns) {
    const [first] = Object.entries(routes).find(([route]) => patternOf(route) === pattern)!;
    const line = listOf(routes[first]!)[0]!;
    const relation = Object.keys(kinds[line.kind].rows)[0] as Relation;
    for (const method of ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']) {
      if (declared.has(`${method} ${pattern}`) && method !== 'HEAD') continue;
      const { body: _none, ...call } = await callOf(first, relation, line);
      for (const who of ['anonymous', 'administrator', 'service'] as const) {
        asked++;
        const answer = await town.ask(who, { ...call, method });
        const get = declared.has(`GET ${pattern}`) ? await town.ask(who, { ...call, method: 'GET' }) : null;
        const told = `${who} ${method} ${call.url}: ${answer.statusCode}`;
        if (method !== 'HEAD' || !declared.has(`HEAD ${pattern}`)) {
          if (answer.statusCode !== 404 && answer.statusCode !== 405) failures.push(told);
        } else if (answer.body !== '' || answer.statusCode < 300 !== get!.statusCode < 300)
          failures.push(`${told}, GET ${get?.statusCode}`);
      }
    }
  }
  assert.deepEqual(failures, []);
  assert.deepEqual(changed(before, await digest()), []);
});

test('the actions that a request tells of are those that its reader may call', async () => {
  const failures: string[] = [];
  const { slug = '', number = '' } = town.paramsOf('own', 'forms')!;
  const api = `/api/forms/${slug}/${number}/`;
  const hooks = ['ouvert', 'signe', 'connus', 'fonction', 'demandeur'].map((name) => [
    `global-action:${name}`,
    `hooks/${name}/`,
  ]);
  const jumps = ['libre', 'agent', 'auteur'].map((name) => [`jump:${name}`, `jump/trigger/${name}/`]);
  for (const who of base) {
    const answer = await town.ask(who, { method: 'GET', url: api, isForm: false });
    if (answer.statusCode !== 200) continue;
    const { actions } = JSON.parse(answer.body) as { actions: Record<string, string> };
    for (const [key = '', path = ''] of [...hooks, ...jumps]) {
      const { statusCode } = await town.ask(who, { method: 'POST', url: api + path, body: {}, isForm: false });
      if (Object.hasOwn(actions, key) !== (statusCode === 200))
        failures.push(`${who} · ${key}: ${actions[key]}, ${statusCode}`);
    }
  }
  assert.deepEqual(failures, []);
});

test('the log holds nothing of anybody', () => {
  assert.ok(town.logged.length > 1_000, 'the log was read');
  const text = town.logged.join('\n').toLowerCase();
  assert.deepEqual(
    [...canaries.keys()].filter((string) => text.includes(string)),
    [],
  );
  assert.ok(!text.includes('asked-for'), 'nor what a query names');
});

test('many cells', (t) => {
  t.diagnostic(`${asked} calls`);
  assert.ok(asked > 5_000, String(asked));
});
