import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Forms } from '../forms.ts';
import { openDepartures } from './departures.ts';
import { postForm, showForm } from './fill-routes.tsx';
import { showHome } from './home-routes.tsx';
import { pressButton, showRequest } from './request-routes.tsx';

const open = { config: { access: 'told by the handler' } } as const;

/** First words of addresses that are never a form's. */
export const rootWords: ReadonlySet<string> = new Set([
  'accessibilite',
  'courriels',
  'actions',
  'agendas',
  'api',
  'apparence',
  'assets',
  'backoffice',
  'code',
  'donnees-personnelles',
  'favicon.ico',
  'healthz',
  'i18n',
  'langue',
  'login',
  'logout',
  'manage',
  'mentions-legales',
  'metrics',
  'r',
  'readyz',
  'robots.txt',
  'static',
  'theme.css',
  'user',
]);

type Params = { first: string; second: string };

/** The pages of citizens: home, filling, one's request. */
export function publicRoutes(server: FastifyInstance, forms: Forms): void {
  const reserved = reservedWords(forms);
  const departures = openDepartures(forms);
  server.get('/', { config: { access: 'anyone' } }, (request, reply) => showHome(forms, departures, request, reply));

  server.get<{ Params: Params }>('/:first', open, (request, reply) => {
    const { first } = request.params;
    return reserved.has(first) ? reply.callNotFound() : showForm(forms, server, request, reply, first);
  });
  server.post<{ Params: Params }>('/:first', open, (request, reply) => {
    const { first } = request.params;
    return reserved.has(first) ? reply.callNotFound() : postForm(forms, server, request, reply, first);
  });

  server.get<{ Params: Params }>('/:first/:second', open, async (request, reply) => {
    const { first, second } = request.params;
    if (reserved.has(first)) return reply.callNotFound();
    const number = numberIn(second);
    return number === null
      ? inCategory(forms, server, request, reply, request.params)
      : showRequest(forms, request, reply, first, number);
  });
  server.post<{ Params: Params }>('/:first/:second', open, async (request, reply) => {
    const { first, second } = request.params;
    const number = numberIn(second);
    return reserved.has(first) || number === null
      ? reply.callNotFound()
      : pressButton(forms, server, request, reply, first, number);
  });
}

/** `/CATEGORY/SLUG/` is the same form. */
async function inCategory(
  forms: Forms,
  server: FastifyInstance,
  request: FastifyRequest,
  reply: FastifyReply,
  { first, second }: Params,
) {
  const found = await forms.definitions.find('form', second);
  if (found?.definition.category?.slug !== first) return reply.callNotFound();
  return showForm(forms, server, request, reply, second);
}

function numberIn(text: string): number | null {
  return /^[1-9]\d{0,8}$/.test(text) ? Number(text) : null;
}

function reservedWords({ town }: Forms): ReadonlySet<string> {
  const agendas = town.settings.agendasUrl.pathname.split('/').find((part) => part !== '');
  return agendas === undefined ? rootWords : new Set([...rootWords, agendas]);
}
