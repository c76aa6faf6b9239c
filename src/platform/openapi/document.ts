import type { TObject, TSchema } from 'typebox';
import type { Call, PublishedPart } from './call.ts';

export type Json = string | number | boolean | null | Json[] | { [key: string]: Json };
export type JsonObject = { [key: string]: Json };

/** An OpenAPI 3.1 document, as far as we write it. */
export type OpenApi = {
  openapi: '3.1.0';
  info: JsonObject;
  servers: Json[];
  tags: JsonObject[];
  paths: Record<string, JsonObject>;
  components: { schemas: JsonObject; responses: JsonObject; securitySchemes: JsonObject };
};

/** The description of one part, at one address. */
export function openApi(part: PublishedPart, server: JsonObject): OpenApi {
  const schemas: JsonObject = {};
  const paths: Record<string, JsonObject> = {};
  for (const call of part.calls) {
    const path = call.path.replaceAll(/:(\w+)/g, '{$1}');
    (paths[path] ??= {})[call.method.toLowerCase()] = operation(call, part, schemas);
  }
  const responses = refusals(part, schemas);
  return {
    openapi: '3.1.0',
    info: { title: part.title.en, description: part.introduction.en, version: '1', license: { name: 'EUPL-1.2' } },
    servers: [server],
    tags: Object.values(part.groups).map(({ en }) => ({ name: en })),
    paths,
    components: { schemas: sorted(schemas), responses, securitySchemes },
  };
}

/** Several parts as one document, each path with its own server. */
export function together(title: string, documents: readonly OpenApi[]): OpenApi {
  const paths: Record<string, JsonObject> = {};
  const schemas: JsonObject = {};
  const responses: JsonObject = {};
  for (const document of documents) {
    Object.assign(responses, document.components.responses);
    for (const [path, operations] of Object.entries(document.paths)) {
      const servers = [...((paths[path]?.['servers'] as Json[] | undefined) ?? []), ...document.servers];
      paths[path] = { ...operations, ...paths[path], servers };
    }
    for (const [name, schema] of Object.entries(document.components.schemas)) keepSchema(schemas, name, schema);
  }
  const [first] = documents as [OpenApi];
  return {
    ...first,
    info: {
      ...first.info,
      title,
      description: documents.map(({ info }) => info['description'] as string).join('\n\n'),
    },
    servers: documents.flatMap(({ servers }) => servers),
    tags: documents.flatMap(({ tags }) => tags),
    paths,
    components: { schemas: sorted(schemas), responses: sorted(responses), securitySchemes },
  };
}

const securitySchemes: JsonObject = {
  signature: {
    type: 'apiKey',
    in: 'query',
    name: 'signature',
    description:
      'The query signed with a shared secret: orig, algo, timestamp, nonce, and the signature as the last one.',
  },
  basic: { type: 'http', scheme: 'basic', description: 'An API client: its identifier and its key.' },
};

function security({ access }: Call): Json[] {
  if (access === 'anyone') return [{}];
  return access === 'signed call' ? [{ signature: [] }] : [{ signature: [] }, { basic: [] }];
}

function operation(call: Call, part: PublishedPart, schemas: JsonObject): JsonObject {
  const name = (text: string): string => wordsOf(part, text);
  const path = [...call.path.matchAll(/:(\w+)/g)].map(([, one]) => one!);
  const inPath = path.map((one) => ({
    name: one,
    in: 'path',
    required: true,
    description: name(one),
    schema: { type: 'string' },
  }));
  const inQuery = Object.entries(call.query ?? {}).map(([one, schema]) => ({
    name: one,
    in: 'query',
    required: !isOptional(schema),
    description: name(one),
    schema: referring(schema, schemas),
    ...('items' in schema ? { explode: false } : {}),
  }));
  const key = {
    name: 'Idempotency-Key',
    in: 'header',
    required: false,
    description: name('Idempotency-Key'),
    schema: { type: 'string', maxLength: 255 },
  };
  return {
    operationId: call.operationId ?? operationId(call),
    tags: [part.groups[call.group]!.en],
    summary: call.says.en,
    security: security(call),
    parameters: [...inPath, ...inQuery, ...(call.keyed ? [key] : [])],
    ...(call.body ? { requestBody: requestBody(call.body, part, schemas) } : {}),
    responses: responses(call, part, schemas),
  };
}

/** `GET /api/agenda/:agenda/datetimes/` → `getAgendaDatetimes`; what is asked for by its name at the end, `getBookingByBooking`. */
function operationId({ method, path }: Call): string {
  const words = path.split('/').filter((word) => word !== '' && word !== 'api' && !word.startsWith(':'));
  const last = /:(\w+)\/?$/.exec(path)?.[1];
  const named = [...words, ...(last === undefined ? [] : ['by', last])].flatMap((word) => word.split(/[^a-z0-9]+/i));
  return method.toLowerCase() + named.map((word) => word.slice(0, 1).toUpperCase() + word.slice(1)).join('');
}

function requestBody(body: TObject, part: PublishedPart, schemas: JsonObject): JsonObject {
  const told = Object.fromEntries(
    Object.entries(body.properties).map(([name, schema]) => [
      name,
      { description: wordsOf(part, name), ...(referring(schema, schemas) as JsonObject) },
    ]),
  );
  const schema = { ...(referring(body, schemas) as JsonObject), properties: told };
  return {
    required: Object.values(body.properties).some((property) => !isOptional(property)),
    content: { 'application/json': { schema } },
  };
}

function responses(call: Call, part: PublishedPart, schemas: JsonObject): JsonObject {
  const { answer } = call;
  const given = isMedia(answer) ? { type: 'string' } : referring(answer, schemas);
  const schema = call.refusedWith200 ? { anyOf: [given, referring(part.refusal, schemas)] } : given;
  const refusal = (status: string): JsonObject => ({ $ref: `#/components/responses/${responseName(part, status)}` });
  return {
    200: {
      description: call.refusedWith200 ? 'Done, or refused: then `err` is not 0.' : 'Done.',
      content: { [isMedia(answer) ? answer.mediaType : 'application/json']: { schema } },
    },
    ...Object.fromEntries(call.refusals.map((status) => [String(status), refusal(String(status))])),
    default: refusal('default'),
  };
}

export function isMedia(answer: Call['answer']): answer is { mediaType: string } {
  return 'mediaType' in answer;
}

const told: Readonly<Record<string, string>> = {
  400: 'What was sent could not be read.',
  403: 'The caller may not.',
  404: 'There is no such thing.',
  409: 'The same call is under way; ask again after `Retry-After`.',
  422: 'The Idempotency-Key stands for another request.',
  default: 'Refused, or a fault.',
};

function responseName({ refusal }: PublishedPart, status: string): string {
  return `${String((refusal as { title?: string }).title)}${status}`;
}

/** Answers to what is refused, the same for every call of a part. */
function refusals(part: PublishedPart, schemas: JsonObject): JsonObject {
  const content = { 'application/json': { schema: referring(part.refusal, schemas) } };
  return Object.fromEntries(
    Object.entries(told).map(([status, description]) => [responseName(part, status), { description, content }]),
  );
}

export function wordsOf(part: PublishedPart, name: string): string {
  const words = part.words[name];
  if (!words) throw new Error(`No words tell what "${name}" means.`);
  return words.en;
}

/** A mark of TypeBox that its JSON doesn't show. */
export function isOptional(schema: TSchema): boolean {
  return '~optional' in schema;
}

/** Plain JSON of a schema; one with a title stands once, under that name, and is referred to. */
function referring(schema: TSchema, schemas: JsonObject): Json {
  return walk(JSON.parse(JSON.stringify(schema)) as Json, schemas);
}

function walk(value: Json, schemas: JsonObject): Json {
  if (Array.isArray(value)) return value.map((one) => walk(one, schemas));
  if (typeof value !== 'object' || value === null) return value;
  const { title, ...rest } = value;
  const walked = Object.fromEntries(Object.entries(rest).map(([key, one]) => [key, walk(one, schemas)]));
  if (typeof title !== 'string') return title === undefined ? walked : { title: walk(title, schemas), ...walked };
  keepSchema(schemas, title, walked);
  return { $ref: `#/components/schemas/${title}` };
}

function keepSchema(schemas: JsonObject, name: string, schema: Json): void {
  const kept = schemas[name];
  if (kept !== undefined && JSON.stringify(kept) !== JSON.stringify(schema))
    throw new Error(`Two schemas have the name "${name}".`);
  schemas[name] = schema;
}

function sorted(object: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(object).toSorted(([a], [b]) => (a < b ? -1 : 1)));
}
