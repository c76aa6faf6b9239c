import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

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
