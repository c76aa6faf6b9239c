import type { FastifyInstance, FastifyPluginCallback } from 'fastify';
import { guard } from './accounts/guard.ts';
import { openSecrets, ownSecret } from './accounts/services.ts';
import { openSessions } from './accounts/sessions.ts';
import { signedCallsOf } from './accounts/signed-calls.ts';
import { openAgendas } from './agendas/part.ts';
import type { Database as AgendasDatabase } from './agendas/database.ts';
import type { Database as FormsDatabase } from './forms/database.ts';
import { openForms } from './forms/part.ts';
import { openMetrics } from './platform/metrics.ts';
import type { OpenTown } from './platform/open-town.ts';
import type { Part } from './platform/part.ts';
import { healthRoutes } from './platform/server/health.ts';
import { openServer } from './platform/server/server.ts';
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

  const metrics = openMetrics();
  const server = await openServer(town, metrics, errorPageOf(town));
  healthRoutes(server, town, metrics);
  await openSessions(server, db, settings, await ownSecret(db, 'sessions'));
  guard(server, town, db, secrets);
  mount(server, settings.formsUrl, settings.agendasUrl, [
    [settings.formsUrl, (scope) => peopleRoutes(scope, town, db)],
    ...(settings.formsUrl.host === settings.agendasUrl.host
      ? []
      : [[settings.agendasUrl, (scope: FastifyInstance) => peopleRoutes(scope, town, db)] as const]),
    ...(serving.has('agendas')
      ? [[settings.agendasUrl, (scope: FastifyInstance) => agendas.routes(scope)] as const]
      : []),
    ...(serving.has('forms') ? [[settings.formsUrl, (scope: FastifyInstance) => forms.routes(scope)] as const] : []),
  ]);

  if (serving.has('jobs')) {
    for (const job of [...housekeeping(db), ...agendas.jobs, ...forms.jobs]) jobs.add(job);
    jobs.start();
  }
  return {
    server,
    parts: { agendas, forms },
    async close() {
      await server.close();
      await jobs.stop();
      await Promise.all([agendas.close(), forms.close()]);
      await open.close();
    },
  };
}

type Mounted = readonly [base: URL, routes: (scope: FastifyInstance) => void | Promise<void>];

/** Each part under the path of its public address; on two hosts, each answers on its own alone. */
function mount(server: FastifyInstance, formsUrl: URL, agendasUrl: URL, parts: readonly Mounted[]): void {
  const apart = formsUrl.hostname !== agendasUrl.hostname;
  for (const [base, routes] of parts) {
    const plugin: FastifyPluginCallback = (scope, _options, done) => {
      if (apart)
        scope.addHook('onRoute', (route) => void (route.constraints = { ...route.constraints, host: base.host }));
      Promise.resolve(routes(scope)).then(() => done(), done);
    };
    server.register(plugin, { prefix: base.pathname.replace(/\/$/, '') });
  }
}
