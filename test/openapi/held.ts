import { AsyncLocalStorage } from 'node:async_hooks';
import diagnostics from 'node:diagnostics_channel';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { TProperties, TSchema } from 'typebox';
import { Compile } from 'typebox/compile';
import { publishedAgendas } from '../../src/agendas/api/description/published.ts';
import { Readings } from '../../src/agendas/api/description/readings.ts';
import { Input } from '../../src/agendas/api/input.ts';
import { publishedForms } from '../../src/forms/api/description/published.ts';
import type { Call, PublishedPart } from '../../src/platform/openapi/call.ts';
import { isMedia, type Json } from '../../src/platform/openapi/document.ts';

/** What didn't hold, in the order in which it was seen; each once. */
const found = new Set<string>();
/** What the code has read, by `METHOD path`: names of the query and of the body. */
const readOf = new Map<string, Set<string>>();

export const violations = (): string[] => [...found];
export const readBy = (call: Call): ReadonlySet<string> => readOf.get(nameOf(call)) ?? new Set();

let isHeld = false;

/**
 * From now on every answer of a described call, of every server of this process, is held against its schema, closed: a key that isn't described is a violation, too. What the
 * agendas read of a query or a body is held against the described parameters, bounds included.
 */
export function holdToDescription(): void {
  if (isHeld) return;
  isHeld = true;
  noteReadings();
  diagnostics.subscribe('fastify.initialization', (message) => {
    const server = (message as { fastify: FastifyInstance }).fastify;
    server.addHook('preHandler', (request, _reply, done) => {
      const call = callOf(request);
      if (!call) return done();
      if (publishedForms.calls.includes(call)) request.query = watched(request.query, call);
      return under.run({ call, request }, done);
    });
    server.addHook('onSend', async (request, reply, payload) => {
      const call = callOf(request);
      if (call) holdAnswer(call, reply, payload);
    });
  });
}

const nameOf = ({ method, path }: Pick<Call, 'method' | 'path'>): string => `${method} ${path}`;
const bare = (path: string): string => path.replace(/(?<=.)\/$/, '');

const calls = new Map<string, { call: Call; part: PublishedPart }>();
for (const part of [publishedForms, publishedAgendas])
  for (const call of part.calls)
    for (const path of new Set([call.path, bare(call.path)])) calls.set(`${call.method} ${path}`, { call, part });
// Where both parts have one, a route says by its last slash whose it is.
for (const call of publishedForms.calls) calls.set(nameOf(call), { call, part: publishedForms });

/** Routes of both parts differ below `/api/`, whatever stands before. */
function callOf({ method, routeOptions: { url = '' } }: FastifyRequest): Call | null {
  const at = url.indexOf('/api/');
  if (at === -1) return null;
  const path = url.slice(at);
  return (calls.get(`${method} ${path}`) ?? calls.get(`${method} ${bare(path)}`))?.call ?? null;
}

/** Answers that any call may get: a body that isn't JSON, a bad signature, a database out of reach. */
const anyCall = new Set([400, 401, 403, 413, 415, 429, 500, 503]);

function holdAnswer(call: Call, reply: FastifyReply, payload: unknown): void {
  const status = reply.statusCode;
  const type = String(reply.getHeader('content-type'));
  if (status >= 300 && status < 400) return;
  if (status !== 200 && !call.refusals.includes(status) && !anyCall.has(status))
    found.add(`${nameOf(call)}: status ${status} is not described`);
  if (status === 200 && isMedia(call.answer)) {
    if (!type.startsWith(call.answer.mediaType)) found.add(`${nameOf(call)}: ${type}`);
    return;
  }
  // Answers written as strings for speed come this way like any other.
  const text = Buffer.isBuffer(payload) ? payload.toString() : payload;
  if (typeof text !== 'string') return void found.add(`${nameOf(call)}: the answer is not a text`);
  const body: unknown = JSON.parse(text);
  const isRefusal = status !== 200 || (call.refusedWith200 === true && (body as { err?: unknown }).err !== 0);
  const wrong = checkerOf(call, isRefusal)(body);
  if (wrong !== null) found.add(`${nameOf(call)} ${status}: ${wrong}`);
}

const checkers = new Map<string, (body: unknown) => string | null>();

function checkerOf(call: Call, isRefusal: boolean): (body: unknown) => string | null {
  const name = `${nameOf(call)} ${isRefusal}`;
  const known = checkers.get(name);
  if (known) return known;
  const { part } = calls.get(nameOf(call))!;
  const schema = isRefusal || isMedia(call.answer) ? part.refusal : call.answer;
  const validator = Compile(closed(JSON.parse(JSON.stringify(schema)) as Json) as TSchema);
  const check = (body: unknown): string | null => {
    if (validator.Check(body)) return null;
    const errors = [...validator.Errors(body)].map(
      (error) => `${error.instancePath} ${error.message} ${JSON.stringify(error.params)}`,
    );
    return errors.slice(0, 5).join('; ');
  };
  checkers.set(name, check);
  return check;
}

/** The same schema, taking no key that it doesn't name. */
function closed(schema: Json): Json {
  if (Array.isArray(schema)) return schema.map(closed);
  if (typeof schema !== 'object' || schema === null) return schema;
  const inner = Object.fromEntries(Object.entries(schema).map(([key, value]) => [key, closed(value)]));
  return 'properties' in inner && !('additionalProperties' in inner)
    ? { ...inner, additionalProperties: false }
    : inner;
}

/** The forms read a query by its names: one that is looked for, wasn't sent and isn't described is a parameter that nobody was told of. */
function watched(query: unknown, call: Call): unknown {
  return new Proxy(query as Record<string, unknown>, {
    get(sent, name) {
      if (typeof name === 'string' && !Object.hasOwn(sent, name)) {
        if (call.query && name in call.query)
          readOf.set(nameOf(call), (readOf.get(nameOf(call)) ?? new Set()).add(`query ${name}`));
        else if (!(name in Object.prototype)) found.add(`${nameOf(call)} reads query ${name}, which is not described`);
      }
      return Reflect.get(sent, name) as unknown;
    },
  });
}

type Under = { call: Call; request: FastifyRequest };
const under = new AsyncLocalStorage<Under>();
const readers = ['text', 'integer', 'boolean', 'list', 'shape', 'choice', 'date', 'plainDate'] as const;

/** Each reader of `Input` notes what it is asked for, then does what it does. */
function noteReadings(): void {
  const input = Input.prototype as unknown as Record<string, (this: Input, ...args: unknown[]) => unknown>;
  for (const reader of readers) {
    const read = input[reader]!;
    input[reader] = function (this: Input, ...args) {
      const store = under.getStore();
      if (store) holdReading(store, this, reader, args);
      return read.apply(this, args);
    };
  }
}

function holdReading({ call, request }: Under, input: Input, reader: string, args: readonly unknown[]): void {
  const name = String(args[0]);
  const inQuery = input.values === request.query;
  const readings = new Readings();
  (readings as unknown as Record<string, (...args: unknown[]) => unknown>)[reader]!(...args);
  const described: TProperties = (inQuery ? call.query : call.body?.properties) ?? {};
  const asked = JSON.stringify(readings.properties[name]);
  const place = `${inQuery ? 'query' : 'body'} ${name}`;
  if (JSON.stringify(described[name]) !== asked)
    found.add(`${nameOf(call)} reads ${place} as ${asked}, described as ${JSON.stringify(described[name])}`);
  const kept = readOf.get(nameOf(call)) ?? new Set();
  readOf.set(nameOf(call), kept.add(place));
}
