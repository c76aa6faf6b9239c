import type { FastifyReply } from 'fastify';
import { HttpRefusal } from '../../platform/server/refusal.ts';
import type { Input } from './input.ts';

export type RefusalBody = { err: number; reason: string; err_class: string; err_desc: string; [key: string]: unknown };

/** A refusal of the trade: HTTP 200, told under each of the names that clients read. */
export function refusal(
  reason: string,
  err = 1,
  description = reason,
  more: Record<string, unknown> = {},
): RefusalBody {
  return { err, reason, err_class: reason, err_desc: description, ...more };
}

/** A payload that can't be read: HTTP 400, with messages by field. */
export function invalidPayload(input: Pick<Input, 'errors'>): { status: 400; body: RefusalBody } {
  const [name, messages] = Object.entries(input.errors)[0] ?? ['', []];
  return {
    status: 400,
    body: refusal('invalid payload', 1, `invalid payload: ${name}: ${messages[0] ?? ''}`, { errors: input.errors }),
  };
}

export function send(reply: FastifyReply, { status, body }: { status: number; body: unknown }): FastifyReply {
  return reply.code(status).send(body);
}

export const unknownAgenda = (): HttpRefusal => new HttpRefusal(404, 'not-found', 'unknown agenda');
export const unknownEvent = (): HttpRefusal => new HttpRefusal(404, 'not-found', 'unknown event');
export const unknownBooking = (): HttpRefusal => new HttpRefusal(404, 'not-found', 'unknown booking');
