import type { FastifyInstance } from 'fastify';
import { isMigrated } from '../database/migrate.ts';
import type { Metrics } from '../metrics.ts';
import type { AnyTown } from '../town.ts';

/** `/healthz`: the process lives; `/readyz`: it can serve; `/metrics`: its figures. */
export function healthRoutes(server: FastifyInstance, town: AnyTown, metrics: Metrics): void {
  let stopping = false;
  server.addHook('preClose', async () => void (stopping = true));
  const config = { access: 'anyone' } as const;
  server.get('/healthz', { config }, async () => ({ err: 0 }));
  server.get('/readyz', { config }, async (_request, reply) => {
    const ready = !stopping && (await isMigrated(town.pool).catch(() => false));
    return reply
      .code(ready ? 200 : 503)
      .send(ready ? { err: 0 } : { err: 1, err_desc: stopping ? 'stopping' : 'the database is not ready' });
  });
  server.get('/metrics', { config }, async (_request, reply) =>
    reply.type(metrics.contentType).send(await metrics.text()),
  );
}
