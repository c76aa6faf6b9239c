import diagnostics from 'node:diagnostics_channel';
import type { FastifyInstance, RouteOptions } from 'fastify';
import type { Access } from '../../src/platform/server/access.ts';

export type Routed = { method: string; url: string; access: Access | undefined };

/** Notes every route of the servers that are made from now on: `HEAD` apart, which goes with `GET`. */
export function notingRoutes(): { routes: Routed[]; stop(): void } {
  const routes: Routed[] = [];
  const note = ({ method, url, config }: RouteOptions): void => {
    for (const one of [method].flat()) if (one !== 'HEAD') routes.push({ method: one, url, access: config?.access });
  };
  const listen = (message: unknown): void =>
    void (message as { fastify: FastifyInstance }).fastify.addHook('onRoute', note);
  diagnostics.subscribe('fastify.initialization', listen);
  return { routes, stop: () => void diagnostics.unsubscribe('fastify.initialization', listen) };
}
