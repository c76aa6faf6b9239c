import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { QueryExecutorProvider } from 'kysely';
import { timingSafeEqual, createHash } from 'node:crypto';
import { openReadNonces } from '../platform/nonces.ts';
import type { Access } from '../platform/server/access.ts';
import { forbidden, HttpRefusal } from '../platform/server/refusal.ts';
import { faultBody, faultOf, wantsPage, type Fault } from '../platform/server/server.ts';
import type { AnyTown } from '../platform/town.ts';
import { verifyQuery } from '../signature/verify.ts';
import type { ApiClient, Caller, Person } from './caller.ts';
import { clientByIdentifier, personByEmail, personById, personByNameId } from './people.ts';
import { signIn } from './sign-in.ts';
import type { Secrets } from './services.ts';

/** Finds who calls, and holds what the matched route says of who may. */
export function guard(server: FastifyInstance, town: AnyTown, db: QueryExecutorProvider, secrets: Secrets): void {
  server.decorateRequest('caller');
  server.decorateRequest('isFirst', null);
  const nonces = openReadNonces(db);
  server.addHook('onRequest', async (request, reply) => {
    request.caller = await findCaller(request, town, db, secrets);
    const { caller } = request;
    if (caller.kind === 'signed' && caller.nonce !== null && isReading(request)) {
      request.isFirst = nonces.spend(caller.orig, caller.nonce);
      // Whoever left before the answer waits for nothing.
      request.isFirst.catch(() => {});
    }
    const access = request.routeOptions.config.access ?? 'anyone';
    if (access !== 'anyone' && isVisit(request) && isFromElsewhere(request, town)) throw forbidden();
    if (isAllowed(access, request.caller)) return;
    if (wantsPage(request) && request.method === 'GET' && request.caller.kind === 'anonymous') {
      return reply.redirect(`/login/?next=${encodeURIComponent(request.url)}`, 303);
    }
    throw forbidden(request.caller.kind === 'anonymous' ? 'User not authenticated.' : 'Access denied.');
  });
  // A reading is done while its nonce is looked at; nobody is told of it before. What is sent may be a refusal already, which can't be left by throwing.
  server.addHook('onSend', async (request, reply, payload) => {
    const fault = await faultOfReplay(request);
    if (!fault) return payload;
    if (fault.retryAfterSeconds !== null) reply.header('retry-after', fault.retryAfterSeconds);
    reply.code(fault.status).type('application/json; charset=utf-8');
    return JSON.stringify(faultBody(fault));
  });
}

async function faultOfReplay(request: FastifyRequest): Promise<Fault | null> {
  const { isFirst } = request;
  request.isFirst = null;
  try {
    return isFirst === null || (await isFirst) ? null : faultOf(forbidden('Nonce already used.'), request);
  } catch (error) {
    return faultOf(error as Error, request);
  }
}

/** What writes nothing: a write spends its nonce in its own transaction (see spend.ts). */
function isReading({ method, routeOptions }: FastifyRequest): boolean {
  return method === 'GET' || method === 'HEAD' || routeOptions.config.reads === true;
}

export function isAllowed(access: Access, caller: Caller): boolean {
  switch (access) {
    case 'anyone':
    case 'told by the handler':
      return true;
    case 'caller':
      return caller.kind !== 'anonymous';
    case 'signed in':
      return caller.kind === 'person';
    case 'back office':
      return caller.kind === 'person' && caller.person.backoffice;
    case 'administrator':
      return caller.kind === 'person' && caller.person.admin;
    case 'signed call':
      return caller.kind === 'signed';
  }
}

/** Whoever is known by a cookie alone: signed in, or the visitor that a session names. */
function isVisit({ caller, session }: FastifyRequest): boolean {
  return caller.kind === 'person' || (caller.kind === 'anonymous' && session?.get('hashId') !== undefined);
}

/**
 * A call that writes, made by a page of another origin. `SameSite` keeps cookies from other sites only: a neighbour below the same domain has them sent, and the API asks
 * for no token.
 */
function isFromElsewhere({ method, headers: { origin }, host }: FastifyRequest, { settings }: AnyTown): boolean {
  if (origin === undefined || method === 'GET' || method === 'HEAD') return false;
  return ![settings.formsUrl.host, settings.agendasUrl.host, host].includes(URL.parse(origin)?.host ?? '');
}

async function findCaller(
  request: FastifyRequest,
  town: AnyTown,
  db: QueryExecutorProvider,
  secrets: Secrets,
): Promise<Caller> {
  const query = request.url.split('?')[1] ?? '';
  if (query.includes('signature=')) {
    const signed = await signedCaller(query, town, db, secrets);
    if (signed) return signed;
  }
  const basic = /^Basic\s+([A-Za-z0-9+/=]+)$/i.exec(request.headers.authorization ?? '')?.[1];
  if (basic) return basicCaller(Buffer.from(basic, 'base64').toString('utf8'), db, request.ip, town.clock());
  const accountId = request.session?.get('accountId');
  const person = accountId === undefined ? null : await personById(db, accountId);
  return person ? { kind: 'person', person } : { kind: 'anonymous' };
}

async function signedCaller(
  query: string,
  town: AnyTown,
  db: QueryExecutorProvider,
  secrets: Secrets,
): Promise<Caller | null> {
  let client: ApiClient | null = null;
  const verify = (fresh: boolean) =>
    verifyQuery(query, town.clock(), async (orig) => {
      const found = await secrets.incoming(orig, fresh);
      const api = found.length > 0 ? null : await clientByIdentifier(db, orig);
      if (api) client = { id: api.id, identifier: api.identifier, roles: api.roles };
      return api ? [api.key] : found;
    });
  let verified = await verify(false);
  // A secret may have been given a moment ago.
  if (verified.kind === 'refused') verified = await verify(true);
  if (verified.kind === 'unsigned') return null;
  if (verified.kind === 'refused') throw forbidden(verified.reason);
  const person = await namedPerson(verified.parameters, db);
  return { kind: 'signed', orig: verified.orig, nonce: verified.nonce, person, client };
}

async function namedPerson(
  signed: ReadonlyMap<string, readonly string[]>,
  db: QueryExecutorProvider,
): Promise<Person | 'nobody' | null> {
  const [email, nameId] = [signed.get('email')?.[0], signed.get('NameID')?.[0]];
  if (email === undefined && nameId === undefined) return null;
  if (!email && !nameId) return 'nobody';
  const person = email ? await personByEmail(db, email) : await personByNameId(db, nameId ?? '');
  if (!person) throw email ? forbidden('Unknown email.') : new HttpRefusal(403, 'unknown-name-id', 'Unknown NameID.');
  return person;
}

/** Local accounts first, then API clients; wrong credentials are nobody's. */
async function basicCaller(
  pair: string,
  db: QueryExecutorProvider,
  address: string,
  now: Temporal.Instant,
): Promise<Caller> {
  const colon = pair.indexOf(':');
  const [name, key] = [pair.slice(0, colon), pair.slice(colon + 1)];
  if (colon === -1 || name.includes('\0')) return { kind: 'anonymous' };
  const client = await clientByIdentifier(db, name);
  if (client) {
    const { id, identifier, roles } = client;
    return isSame(client.key, key) ? { kind: 'client', client: { id, identifier, roles } } : { kind: 'anonymous' };
  }
  if (!name.includes('@')) return { kind: 'anonymous' };
  // Guesses are counted as they are at the page of sign-in.
  const signed = await signIn(db, { email: name, password: key, address, now });
  return signed.kind === 'signed in' ? { kind: 'person', person: signed.person } : { kind: 'anonymous' };
}

function isSame(a: string, b: string): boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(a), digest(b));
}
