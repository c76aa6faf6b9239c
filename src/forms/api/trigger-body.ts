import type { FastifyInstance, FastifyRequest } from 'fastify';
import { badRequest } from '../../platform/server/refusal.ts';
import type { Json } from '../requests/types.ts';

export type TriggerBody =
  | { kind: 'json'; content: Json }
  /** A body of another type: nothing of it is kept. */
  | { kind: 'other' }
  | { kind: 'file'; filename: string; contentType: string; content: string };

/** Bodies of calls from outside come as bytes, whatever they say they are; within this scope alone. */
export function takeBytes(scope: FastifyInstance): void {
  scope.removeAllContentTypeParsers();
  scope.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
}

/** What a call from outside brought (spec/forms-workflows.md, section 2.6.3). Throws 400 where it isn't the JSON that it says. */
export function triggerBody(request: FastifyRequest): TriggerBody {
  const bytes = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
  const type = request.headers['content-type'] ?? '';
  if (request.method === 'PUT') {
    const filename = request.headers['filename'];
    return {
      kind: 'file',
      filename: typeof filename === 'string' && filename !== '' ? filename.slice(0, 200) : 'file.bin',
      contentType: type || 'application/octet-stream',
      content: bytes.toString('base64'),
    };
  }
  if (type.split(';')[0]?.trim().toLowerCase() !== 'application/json') return { kind: 'other' };
  return { kind: 'json', content: bytes.length === 0 ? {} : jsonOf(bytes) };
}

function jsonOf(bytes: Buffer): Json {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes), withoutPrototype) as Json;
  } catch (error) {
    throw badRequest(`Invalid json payload (${error instanceof Error ? error.message.slice(0, 200) : 'unreadable'}).`);
  }
}

/** A key that would reach a prototype is dropped. */
function withoutPrototype(this: unknown, key: string, value: unknown): unknown {
  return key === '__proto__' ? undefined : value;
}
