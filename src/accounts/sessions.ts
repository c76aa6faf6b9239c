import cookie from '@fastify/cookie';
import csrf from '@fastify/csrf-protection';
import session, { type FastifySessionOptions, type SessionStore } from '@fastify/session';
import { createHash, randomBytes } from 'node:crypto';
import type { FastifyInstance, FastifyRequest, onRequestHookHandler, Session } from 'fastify';
import fp from 'fastify-plugin';
import { sql, type QueryExecutorProvider } from 'kysely';
import { isForPrograms } from '../platform/server/server.ts';
import type { Settings } from '../platform/settings.ts';

declare module 'fastify' {
  interface Session {
    /** 40 hexadecimal digits that name the visitor, also in the agendas' locks; kept when the cookie's number is renewed. */
    hashId?: string;
    accountId?: number;
    flash?: { level: 'ok' | 'wait' | 'bad' | 'note'; text: string };
  }
}

const days = 14;

/** Cookies, sessions in `accounts.session`, and the token that forms carry. */
export async function openSessions(
  server: FastifyInstance,
  db: QueryExecutorProvider,
  settings: Settings,
  key: string,
): Promise<void> {
  await server.register(cookie);
  await server.register(whereSessionsAre, {
    secret: key,
    cookieName: 'guichet',
    saveUninitialized: false,
    rolling: false,
    cookie: {
      path: '/',
      httpOnly: true,
      sameSite: 'lax',
      secure: settings.formsUrl.protocol === 'https:',
      maxAge: days * 86_400_000,
    },
    store: storeIn(db),
  });
  await server.register(csrf, { sessionPlugin: '@fastify/session', getToken: tokenOf });
}

/**
 * The plugin makes, signs and hashes a session for whoever comes (a sixth of the time of a booking). A program that calls the API without a cookie has none, and is
 * given none.
 */
const whereSessionsAre = fp<FastifySessionOptions>((server, options, done) => {
  const addHook = (name: 'onRequest', hook: onRequestHookHandler): void =>
    void server.addHook(
      name,
      name === 'onRequest'
        ? function (request, reply, next) {
            if (request.headers.cookie === undefined && isForPrograms(request)) next();
            else hook.call(this, request, reply, next);
          }
        : hook,
    );
  session(Object.assign(Object.create(server) as FastifyInstance, { addHook }), options, done);
});

function tokenOf(request: FastifyRequest): string | undefined {
  const body = request.body;
  const token = body && typeof body === 'object' && '_csrf' in body ? body._csrf : undefined;
  return typeof token === 'string' ? token : undefined;
}

/** The cookie's number is kept as its digest: who reads the table can't take a session over. */
const digest = (id: string): string => createHash('sha256').update(id).digest('hex');

function storeIn(db: QueryExecutorProvider): SessionStore {
  const done = (work: Promise<unknown>, callback: (error?: unknown) => void): void =>
    void work.then(() => callback(), callback);
  return {
    get(id, callback) {
      sql<{ content: Session }>`select content from accounts.session where id = ${digest(id)} and expires_at > now()`
        .execute(db)
        .then(({ rows }) => callback(null, rows[0]?.content ?? null), callback);
    },
    set(id, content, callback) {
      const { hashId, accountId = null } = content;
      done(
        sql`insert into accounts.session (id, hash_id, account_id, content, expires_at)
          values (${digest(id)}, ${hashId ?? randomHash()}, ${accountId}, ${JSON.stringify(content)}::jsonb, now() + ${sql.lit(`${days} days`)}::interval)
          on conflict (id) do update set hash_id = excluded.hash_id, account_id = excluded.account_id, content = excluded.content, expires_at = excluded.expires_at`.execute(
          db,
        ),
        callback,
      );
    },
    destroy(id, callback) {
      done(sql`delete from accounts.session where id = ${digest(id)}`.execute(db), callback);
    },
  };
}

const randomHash = (): string => randomBytes(20).toString('hex');

/** The visitor's name in locks and owned requests; from the first call on there is a session. */
export function hashIdOf(request: FastifyRequest): string {
  const kept = request.session.get('hashId');
  if (kept !== undefined) return kept;
  const fresh = randomHash();
  request.session.set('hashId', fresh);
  return fresh;
}

export async function forgetSessions(db: QueryExecutorProvider): Promise<void> {
  await sql`delete from accounts.session where expires_at < now()`.execute(db);
}
