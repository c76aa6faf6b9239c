import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { HttpRefusal } from '../platform/server/refusal.ts';

/**
 * Whether a posted form carries the token that its page was given. False for a page of another visit (signed in or out meanwhile) as
 * for a forged one: nothing may be done then, but what was typed may be shown again.
 */
export function isGenuine(server: FastifyInstance, request: FastifyRequest): boolean {
  let genuine = false;
  // The plugin answers by itself where the token is wrong; here only its judgement is wanted.
  const silent = { send: () => silent } as unknown as FastifyReply;
  server.csrfProtection(request, silent, () => void (genuine = true));
  return genuine;
}

/** For routes that have nothing to show again: a wrong token is a page of error. */
export function requireToken(server: FastifyInstance): (request: FastifyRequest) => Promise<void> {
  return async (request) => {
    if (!isGenuine(server, request))
      throw new HttpRefusal(403, 'stale-form', 'This page had been open for too long. Nothing was done.');
  };
}
