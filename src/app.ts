import type { FastifyInstance, FastifyPluginCallback } from 'fastify';
import { guard } from './accounts/guard.ts';
import { openSecrets, ownSecret } from './accounts/services.ts';
import { openSessions } from './accounts/sessions.ts';
import { signedCallsOf } from './accounts/signed-calls.ts';
import { openAgendas } from './agendas/part.ts';
import type { Database as AgendasDatabase } from './agendas/database.ts';
import type { Database as FormsDatabase } from './forms/database.ts';
import { openForms } from './forms/part.ts';
import { openMailBox } from './platform/mail/outbox.ts';
import { openMetrics } from './platform/metrics.ts';
import type { OpenTown } from './platform/open-town.ts';
import type { Part } from './platform/part.ts';
import { healthRoutes } from './platform/server/health.ts';
import { openServer } from './platform/server/server.ts';
import { mailRoutes } from './accounts/mails-routes.tsx';
import { peopleRoutes } from './accounts/routes.tsx';
import { errorPageOf } from './accounts/frame.ts';
import { housekeeping } from './accounts/housekeeping.ts';

export type PartName = 'forms' | 'agendas' | 'jobs';

export type App = {
  server: FastifyInstance;
  parts: { agendas: Part; forms: Part };
  /** Stops taking work, ends what is under way, lets go of everything. */
  close(): Promise<void>;
};

/** The composition root: a town → the two parts → the server and the jobs. */
export async function openApp(open: OpenTown, serving: ReadonlySet<PartName>): Promise<App> {
  const { town, jobs } = open;
  const { settings } = town;
  const agendasTown = open.of<AgendasDatabase>();
  const formsTown = open.of<FormsDatabase>();
  const { db } = formsTown;
  const secrets = openSecrets(db, settings);
  const agendas = openAgendas(agendasTown, { calls: signedCallsOf(town, secrets, settings.agendasUrl) });
  const forms = openForms(formsTown, { calls: signedCallsOf(town, secrets, settings.formsUrl) });

  const mails = openMailBox(town, open.of<unknown>().db);

  const metrics = openMetrics();
  const server = await openServer(town, metrics, errorPageOf(town));
  healthRoutes(server, town, metrics);
  await openSessions(server, db, settings, await ownSecret(db, 'sessions'));
  guard(server, town, db, secrets);
  const { formsUrl, agendasUrl } = settings;
  const apart = formsUrl.hostname !== agendasUrl.hostname;
  // People's own pages, and what every page loads, stand at the root of each host.
  for (const base of apart ? [formsUrl, agendasUrl] : [formsUrl]) {
    mount(server, new URL('/', base), apart, (scope) => peopleRoutes(scope, town, db));
  }
  if (serving.has('agendas')) mount(server, agendasUrl, apart, (scope) => agendas.routes(scope));
  if (serving.has('forms')) {
    mount(server, formsUrl, apart, (scope) => {
      mailRoutes(scope, town, db);
      return forms.routes(scope);
    });
  }

  if (serving.has('jobs')) {
    for (const job of [...housekeeping(db), mails.job, ...agendas.jobs, ...forms.jobs]) jobs.add(job);
    jobs.start();
  }
  return {
    server,
    parts: { agendas, forms },
    async close() {
      await server.close();
      await jobs.stop();
      await Promise.all([agendas.close(), forms.close()]);
      mails.close();
      await open.close();
    },
  };
}

/** Routes below the path of a public address; where the parts stand on two hosts, on that host alone. */
function mount(
  server: FastifyInstance,
  base: URL,
  apart: boolean,
  routes: (scope: FastifyInstance) => void | Promise<void>,
): void {
  const plugin: FastifyPluginCallback = (scope, _options, done) => {
    if (apart)
      scope.addHook('onRoute', (route) => void (route.constraints = { ...route.constraints, host: base.host }));
    Promise.resolve(routes(scope)).then(() => done(), done);
  };
  server.register(plugin, { prefix: base.pathname.replace(/\/$/, '') });
}
