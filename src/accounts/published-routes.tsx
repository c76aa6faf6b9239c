import type { FastifyInstance } from 'fastify';
import { ApiPage } from '../pages/api-page.tsx';
import type { PublishedPart } from '../platform/openapi/call.ts';
import { openApi } from '../platform/openapi/document.ts';
import type { AnyTown } from '../platform/town.ts';
import { frameOf } from './frame.ts';
import { sendPage } from './send-page.ts';

/** A part's description below its own address: for programs, and as a page. */
export function publishedRoutes(server: FastifyInstance, town: AnyTown, part: PublishedPart, base: URL): void {
  const config = { access: 'anyone' } as const;
  const document = JSON.stringify(openApi(part, { url: base.href.replace(/\/$/, '') }));
  server.get('/api/openapi.json', { config }, (_request, reply) =>
    reply.type('application/json; charset=utf-8').header('access-control-allow-origin', '*').send(document),
  );
  server.get('/api/', { config }, (request, reply) =>
    sendPage(reply, ApiPage({ frame: frameOf(town, request, reply), part, base: base.href })),
  );
}
