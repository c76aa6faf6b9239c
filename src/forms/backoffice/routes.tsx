import { homeOf, queueAddress } from '../public/addresses.ts';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Forms } from '../forms.ts';
import { showQueue } from './queue-routes.tsx';
import { pressAsAgent, showAgentRequest, showConfirm, type Which } from './request-routes.tsx';

const agents = { config: { access: 'back office' } } as const;

type Params = { slug: string; number: string };

/** The pages of agents who answer requests. What one of them may read or do is held by the statement that reads and the engine that acts. */
export function backofficeRoutes(server: FastifyInstance, forms: Forms): void {
  server.get('/backoffice', agents, (request, reply) => showQueue(forms, request, reply, null));
  server.get('/backoffice/management', agents, (_request, reply) => reply.redirect(queueAddress(homeOf(forms)), 303));
  server.get<{ Params: Params }>('/backoffice/management/:slug', agents, async (request, reply) => {
    const { slug } = request.params;
    return (await forms.definitions.find('form', slug)) ? showQueue(forms, request, reply, slug) : reply.callNotFound();
  });
  server.get<{ Params: Params }>('/backoffice/management/:slug/:number', agents, (request, reply) => {
    const which = whichOf(request);
    return which ? showAgentRequest(forms, request, reply, which) : reply.callNotFound();
  });
  server.get<{ Params: Params }>('/backoffice/management/:slug/:number/confirm', agents, (request, reply) => {
    const which = whichOf(request);
    return which ? showConfirm(forms, request, reply, which) : reply.callNotFound();
  });
  server.post<{ Params: Params }>('/backoffice/management/:slug/:number', agents, (request, reply) => {
    const which = whichOf(request);
    return which ? pressAsAgent(forms, server, request, reply, which) : reply.callNotFound();
  });
}

function whichOf(request: FastifyRequest<{ Params: Params }>): Which | null {
  const { slug, number } = request.params;
  return /^[1-9]\d{0,8}$/.test(number) ? { slug, number: Number(number) } : null;
}
