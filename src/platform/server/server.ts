import { randomBytes } from 'node:crypto';
import formbody from '@fastify/formbody';
import fastify, {
  type FastifyBaseLogger,
  type FastifyError,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
} from 'fastify';
import helmet, { type HelmetOptions } from 'helmet';
import { isUnavailable } from '../database/transaction.ts';
import type { Metrics } from '../metrics.ts';
import type { AnyTown } from '../town.ts';
import './access.ts';
import { methodsKnown } from './methods.ts';
import { HttpRefusal, InvalidPayload } from './refusal.ts';

/** A fault as a caller may know it: never a cause, which only the log has. */
export type Fault = {
  status: number;
  code: string;
  message: string;
  retryAfterSeconds: number | null;
  /** Of a payload that can't be read: messages by field. */
  errors?: InvalidPayload['errors'];
};

export type FaultPage = (request: FastifyRequest, fault: Fault) => Promise<string> | string;

/** The largest body of a request without files. */
export const bodyLimit = 1_048_576;

const healthRoutes = new Set(['/healthz', '/readyz', '/metrics']);

/** The door: bounded in size and time, with one shape of errors for programs and one for people. */
export async function openServer(town: AnyTown, metrics: Metrics, faultPage: FaultPage): Promise<FastifyInstance> {
  const { formsUrl, agendasUrl } = town.settings;
  const loggerInstance: FastifyBaseLogger = town.log.child({}, { serializers: { req: withoutAddress } });
  const server = fastify({
    loggerInstance,
    logController: new fastify.LogController({ disableRequestLogging: true }),
    genReqId: requestNumbers(),
    bodyLimit,
    // Fastify sets no limit for slow bodies by itself.
    requestTimeout: 30_000,
    connectionTimeout: 60_000,
    keepAliveTimeout: 5_000,
    maxRequestsPerSocket: 1_000,
    http: { connectionsCheckingInterval: 5_000, maxHeaderSize: 16_384 },
    forceCloseConnections: 'idle',
    return503OnClosing: true,
    routerOptions: { ignoreTrailingSlash: true, ignoreDuplicateSlashes: true, maxParamLength: 400 },
    ajv: { customOptions: { allErrors: true } },
  });

  const hosts = new Set([
    formsUrl.hostname,
    agendasUrl.hostname,
    'localhost',
    '127.0.0.1',
    '[::1]',
    town.settings.host,
  ]);
  server.addHook('onRequest', async (request) => {
    // A whole address in place of a path would miss the session and the guard, which go by paths.
    if (!request.url.startsWith('/')) throw new HttpRefusal(400, 'invalid-request', 'The address is not a path.');
    if (/%00/.test(request.url)) throw new HttpRefusal(400, 'invalid-request', 'The address holds a NUL.');
    if (healthRoutes.has(request.routeOptions.url ?? '')) return;
    const sent = request.raw.rawHeaders.filter(
      (name, index) => index % 2 === 0 && name.toLowerCase() === 'host',
    ).length;
    if (sent !== 1 || !hosts.has(request.hostname.toLowerCase()))
      throw new HttpRefusal(400, 'invalid-host', 'Unknown host.');
  });
  const known = methodsKnown();
  server.addHook('onRoute', (route) => {
    known.add(route);
    if (!route.config?.access) throw new Error(`${String(route.method)} ${route.url} does not say who may call it.`);
  });
  server.addHook('onResponse', async (request, reply) => {
    const route = request.routeOptions.url ?? 'none';
    metrics.answered(request.method, route, reply.statusCode, reply.elapsedTime / 1000);
    request.log.debug(
      { method: request.method, route, status: reply.statusCode, ms: Math.round(reply.elapsedTime) },
      'answered',
    );
  });
  acceptBodies(server);
  await server.register(formbody, { bodyLimit });
  const headers = headersOf({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"],
        scriptSrc: ["'self'"],
        styleSrc: ["'self'"],
        imgSrc: [
          "'self'",
          'data:',
          ...(town.settings.town.logoUrl ? [new URL(town.settings.town.logoUrl).origin] : []),
        ],
        fontSrc: ["'self'"],
        connectSrc: ["'self'"],
        formAction: ["'self'", formsUrl.origin, agendasUrl.origin],
        frameAncestors: ["'none'"],
        baseUri: ["'none'"],
      },
    },
    hsts: formsUrl.protocol === 'https:' ? { maxAge: 31_536_000 } : false,
    referrerPolicy: { policy: 'same-origin' },
    crossOriginEmbedderPolicy: false,
  });
  server.addHook('onRequest', (_request, reply, done) => {
    reply.headers(headers);
    done();
  });
  server.setErrorHandler<FastifyError>((error, request, reply) =>
    answerFault(faultOf(error, request), request, reply, faultPage),
  );
  server.setNotFoundHandler({ preHandler: [] }, (request, reply) => {
    const methods = isForPrograms(request) ? known.of(request) : [];
    const fault =
      methods.length > 0
        ? { status: 405, code: 'method-not-allowed', message: 'Method not allowed.' }
        : { status: 404, code: 'not-found', message: 'Not found.' };
    if (methods.length > 0) reply.header('allow', methods.join(', '));
    return answerFault({ ...fault, retryAfterSeconds: null }, request, reply, faultPage);
  });
  return server;
}

/** Helmet's headers, which are the same for every answer: asked for once, not at each request (a twelfth of the time of a booking). */
function headersOf(options: HelmetOptions): Record<string, string> {
  const headers: Record<string, string> = {};
  const response = {
    setHeader: (name: string, value: string) => void (headers[name.toLowerCase()] = value),
    removeHeader: (name: string) => void delete headers[name.toLowerCase()],
  };
  helmet(options)({} as FastifyRequest['raw'], response as unknown as FastifyReply['raw'], (error) => {
    if (error) throw error;
  });
  return headers;
}

/** Names for the lines of the log: of the process, then one after the other. */
function requestNumbers(): () => string {
  const process_ = randomBytes(4).toString('hex');
  let number = 0;
  return () => `${process_}-${(++number).toString(36)}`;
}

function withoutAddress(request: FastifyRequest): object {
  return { method: request.method, route: request.routeOptions?.url };
}

/** Programs send JSON with or without saying so (`text/plain` is what some say for them), or nothing at all; what is neither JSON nor a form stays as bytes. */
function acceptBodies(server: FastifyInstance): void {
  server.removeContentTypeParser(['application/json', 'text/plain']);
  server.addContentTypeParser('application/json', { parseAs: 'buffer' }, (_request, body, done) =>
    parseJson(body as Buffer, done),
  );
  server.addContentTypeParser('*', { parseAs: 'buffer' }, (request, body, done) => {
    const bytes = body as Buffer;
    if (bytes.length === 0) done(null, undefined);
    else if (/^(text\/plain\b|$)/i.test(request.headers['content-type'] ?? '')) parseJson(bytes, done);
    else done(null, bytes);
  });
}

function parseJson(body: Buffer, done: (error: Error | null, value?: unknown) => void): void {
  if (body.length === 0) return done(null, undefined);
  try {
    const value: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body), withoutPrototype);
    done(null, value);
  } catch {
    done(new InvalidPayload({ non_field_errors: ['Invalid JSON: the body could not be read.'] }));
  }
}

/** A key that would reach a prototype is dropped. */
function withoutPrototype(this: unknown, key: string, value: unknown): unknown {
  return key === '__proto__' ? undefined : value;
}

/** What the caller is told of an error; the log is told the rest. */
export function faultOf(error: FastifyError | HttpRefusal | Error, request: FastifyRequest): Fault {
  if (error instanceof HttpRefusal) {
    return {
      status: error.status,
      code: error.code,
      message: error.message,
      retryAfterSeconds: error.retryAfterSeconds,
      ...(error instanceof InvalidPayload ? { errors: error.errors } : {}),
    };
  }
  if (isUnavailable(error)) {
    request.log.error({ err: error, route: request.routeOptions.url }, 'the database is out of reach');
    return {
      status: 503,
      code: 'unavailable',
      message: 'The service is not available for a moment; ask again.',
      retryAfterSeconds: 2,
    };
  }
  const status = 'statusCode' in error && typeof error.statusCode === 'number' ? error.statusCode : 500;
  if (status >= 400 && status < 500) {
    return {
      status,
      code: status === 413 ? 'too-large' : 'invalid-request',
      message: error.message,
      retryAfterSeconds: null,
    };
  }
  request.log.error({ err: error, route: request.routeOptions.url }, 'a request failed');
  return {
    status: 500,
    code: 'fault',
    message: 'The server failed; the cause is in its log.',
    retryAfterSeconds: null,
  };
}

async function answerFault(
  fault: Fault,
  request: FastifyRequest,
  reply: FastifyReply,
  faultPage: FaultPage,
): Promise<unknown> {
  reply.code(fault.status);
  if (fault.retryAfterSeconds !== null) reply.header('retry-after', fault.retryAfterSeconds);
  if (wantsPage(request)) return reply.type('text/html; charset=utf-8').send(await faultPage(request, fault));
  return reply.send(faultBody(fault));
}

export function faultBody({ message, code, errors }: Fault): Record<string, unknown> {
  if (!errors) return { err: 1, err_class: message, err_code: code, err_desc: message, reason: message };
  const told = { err: 1, err_class: 'invalid payload', err_code: code, reason: 'invalid payload' };
  return { ...told, err_desc: `invalid payload: ${Object.keys(errors)[0]}: ${message}`, errors };
}

/** People's browsers ask for pages; everything below `/api/` is for programs. */
export function wantsPage(request: FastifyRequest): boolean {
  return !isForPrograms(request) && (request.headers.accept ?? '').includes('text/html');
}

export function isForPrograms({ url }: FastifyRequest): boolean {
  return /(^|\/)api\//.test(url.split('?')[0] ?? '');
}
