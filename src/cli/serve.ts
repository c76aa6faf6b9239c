import { openApp, type PartName } from '../app.ts';
import { agendaSources } from '../forms/sources/agenda-sources.ts';
import { openLog } from '../platform/log.ts';
import { connect, type Command } from './command.ts';
import { fillEmptySite } from './first-start.ts';

const names: readonly PartName[] = ['forms', 'agendas', 'jobs'];

/** Serves until SIGTERM or SIGINT, then ends what is under way and stops. */
export const commandServe: Command = async (words, settings) => {
  const unknown = words.find((word) => !names.some((name) => name === word));
  if (unknown !== undefined) {
    process.stderr.write(`serve: "${unknown}" is not a part; it takes forms, agendas, jobs.\n`);
    return 2;
  }
  const log = openLog(settings.logLevel);
  const stop = Promise.withResolvers<number>();
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => stop.resolve(0));

  const connected = await connect(settings, log);
  const serving = new Set(
    words.length > 0 ? words.filter((word): word is PartName => names.some((name) => name === word)) : names,
  );
  const app = await openApp(connected.open, serving);
  const watch = connected.embedded
    ? setInterval(
        () =>
          void connected.embedded?.revive().catch((error: unknown) => log.error({ err: error }, 'embedded PostgreSQL')),
        1_000,
      )
    : null;
  const first = await fillEmptySite(connected.open, settings);
  await app.server.listen({ port: settings.port, host: settings.host });
  connected.open.jobs.wake(agendaSources);
  process.stdout.write(`${first}${addresses(settings.formsUrl.href, settings.agendasUrl.href)}`);

  const code = await stop.promise;
  log.info('stopping');
  if (watch) clearInterval(watch);
  // Whatever hangs must not hold the machine: ten seconds, then the end.
  setTimeout(() => process.exit(1), 10_000).unref();
  await app.close();
  await connected.embedded?.leave();
  return code;
};

function addresses(forms: string, agendas: string): string {
  return `
  Démarches :    ${forms}
  Traitement :   ${forms}backoffice/
  Agendas :      ${agendas}manage/

`;
}
