import type { FastifyReply } from 'fastify';
import type { VNode } from 'preact';
import { renderPage } from '../pages/layout.tsx';

/** Pages hold people's answers: no cache between keeps them, and a browser asks again. */
export function sendPage(reply: FastifyReply, page: VNode, status = 200): FastifyReply {
  return reply
    .code(status)
    .type('text/html; charset=utf-8')
    .header('cache-control', 'private, no-cache')
    .send(renderPage(page));
}
