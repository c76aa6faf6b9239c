import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import type { LightMyRequestResponse } from 'fastify';
import { sql } from 'kysely';
import { furnish, orig, secret, type Json } from '../../src/agendas/testing.ts';
import { fillEmptySite } from '../../src/cli/first-start.ts';
import { signUrl } from '../../src/signature/sign.ts';
import { testApp } from '../app.ts';

export type Caller = 'signed' | 'client' | 'session' | 'anonymous';

export type Asked = {
  method: string;
  /** Path and query, from the root. */
  url: string;
  /** JSON, or a form's fields. */
  body?: unknown;
  as?: 'json' | 'form';
  headers?: Readonly<Record<string, string>>;
};

export type House = Awaited<ReturnType<typeof openHouse>>;

/** The demo town with a desk beside, asked without a network by each kind of caller. */
export async function openHouse() {
  const app = await testApp({}, { serving: new Set(['forms', 'agendas'] as const) });
  const said = await fillEmptySite(app.open, app.open.town.settings);
  const password = /admin@\S+\s+(\S+)/.exec(said)?.[1] ?? '';
  const { db } = app.open.of<unknown>();
  await furnish(app.open, {
    agendas: [
      {
        slug: 'mairie',
        label: 'Mairie',
        kind: 'meetings',
        meeting_types: [{ slug: 'passeport', label: 'Passeport', duration: 20 }],
        desks: [
          {
            slug: 'a',
            label: 'A',
            opening_hours: [1, 2, 5].map((weekday) => ({ weekday, start_time: '09:00', end_time: '12:00' })),
          },
        ],
      },
    ],
  });
  await sql`insert into accounts.api_client (identifier, key) values ('appli', 'clé')`.execute(db);
  await sql`insert into accounts.api_client_role select c.id, r.id from accounts.api_client c, accounts.role r`.execute(
    db,
  );
  const host = new URL(app.url).host;
  let session = { cookie: '', token: '' };

  const ask = async (
    { method, url, body, as = 'json', headers = {} }: Asked,
    caller: Caller,
  ): Promise<LightMyRequestResponse> => {
    const signed =
      caller === 'signed'
        ? signUrl(`http://${host}${url}`, { secret, orig, now: Temporal.Now.instant() }).slice(`http://${host}`.length)
        : url;
    const form = as === 'form';
    return app.server.inject({
      method: method as 'GET',
      url: signed,
      headers: {
        host,
        accept: url.includes('/api/') ? 'application/json' : 'text/html',
        ...(caller === 'client' ? { authorization: `Basic ${Buffer.from('appli:clé').toString('base64')}` } : {}),
        ...(caller === 'session' ? { cookie: session.cookie } : {}),
        ...(body === undefined
          ? {}
          : { 'content-type': form ? 'application/x-www-form-urlencoded' : 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { payload: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
  };
  const cookieOf = (answer: LightMyRequestResponse): string =>
    answer.cookies.map(({ name, value }) => `${name}=${value}`).join('; ');
  const tokenIn = (text: string): string => /name="_csrf" value="([^"]*)"/.exec(text)?.[1] ?? '';
  const signIn = async (): Promise<void> => {
    const page = await ask({ method: 'GET', url: '/login/' }, 'anonymous');
    const fields = new URLSearchParams({ _csrf: tokenIn(page.body), email: 'admin@saint-aubin.example', password });
    const answer = await ask(
      { method: 'POST', url: '/login/', body: fields.toString(), as: 'form', headers: { cookie: cookieOf(page) } },
      'anonymous',
    );
    session = { cookie: cookieOf(answer) || cookieOf(page), token: '' };
    const after = await ask({ method: 'GET', url: '/mentions-legales/' }, 'session');
    session.token = tokenIn(after.body);
  };
  await signIn();
  // A request stands, with its booking.
  const data = { prenom: 'Léa', nom: 'Roux', courriel: 'roux@example.org', event: 'cirque-jeudi' };
  const submitted = await ask(
    { method: 'POST', url: '/api/formdefs/inscription-a-un-stage/submit', body: { data } },
    'signed',
  );
  assert.equal(submitted.statusCode, 200, submitted.body);
  const request = await ask({ method: 'GET', url: '/api/forms/inscription-a-un-stage/1/' }, 'client');
  assert.equal(request.statusCode, 200, request.body);
  return { app, db, host, ask, signIn, token: () => session.token };
}

export type Route = { method: string; pattern: string };

/** Every method and pattern that the server answers. */
export function routesOf({ app }: Pick<House, 'app'>): Route[] {
  const above: string[] = [];
  return app.server
    .printRoutes({ commonPrefix: false })
    .split('\n')
    .flatMap((line) => {
      const found = /^((?:│ {3}| {4})*)[├└]── (.*) \(([A-Z, ]+)\)$/.exec(line);
      if (!found) return [];
      const [, depth = '', segment = '', methods = ''] = found;
      above.length = depth.length / 4;
      above.push(segment.replaceAll(/\|:\w+/g, ''));
      return methods.split(', ').map((method) => ({ method, pattern: above.join('') }));
    })
    .filter(({ method }) => !['HEAD', 'OPTIONS'].includes(method));
}

/** The names that the routes below these folders read from queries and bodies, as the source says them. */
export function namesReadIn(...folders: readonly string[]): string[] {
  const names = new Set<string>();
  for (const folder of folders) {
    const root = new URL(`../../src/${folder}/`, import.meta.url);
    for (const file of readdirSync(root).filter((name) => /(?<!\.test)\.tsx?$/.test(name))) {
      const text = readFileSync(new URL(file, root), 'utf8');
      for (const [, name = ''] of text.matchAll(
        /\.(?:text|texts|has|integer|boolean|list|choice|date|plainDate|take|datetime)\(\s*'([\w-]+)'/g,
      ))
        names.add(name);
      for (const [, name = ''] of text.matchAll(/\bshort\('(\w+)'\)/g)) names.add(name);
    }
  }
  return [...names].toSorted();
}

/** What may not change when a call is refused: all business tables but what one is filling and the errors noted for administrators. */
export async function digest(db: House['db']): Promise<string> {
  const { rows } = await sql<{ name: string }>`select schemaname || '.' || quote_ident(tablename) as name from pg_tables
    where schemaname in ('agendas', 'forms', 'accounts') and tablename not in ('fill', 'logged_error', 'session', 'attempt') order by 1`.execute(
    db,
  );
  const parts = rows.map(
    ({ name }) => `select '${name}' as name, (select string_agg(t::text, '|' order by t::text) from ${name} t) as rows`,
  );
  const { rows: all } = await sql.raw(parts.join(' union all ')).execute(db);
  return createHash('sha256').update(JSON.stringify(all)).digest('hex');
}

/** Refused by status, or in the body of a service's answer. */
export function isRefusal(answer: LightMyRequestResponse): boolean {
  if (answer.statusCode >= 400) return true;
  if (!String(answer.headers['content-type']).includes('json')) return false;
  const body: Json = JSON.parse(answer.body);
  return typeof body.err === 'number' && body.err !== 0;
}
