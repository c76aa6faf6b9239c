import assert from 'node:assert/strict';
import { createServer } from 'node:net';
import { openApp, type App, type PartName } from '../src/app.ts';
import { openLog } from '../src/platform/log.ts';
import { openTown, type OpenTown, type TownOptions } from '../src/platform/open-town.ts';
import { closeAtEnd, freshDatabase, testSettings } from './database.ts';
import { holdToDescription, violations } from './openapi/held.ts';

export type TestApp = App & { open: OpenTown; url: string; agendasUrl: string };

export async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((done) => probe.listen(0, '127.0.0.1', done));
  const address = probe.address();
  await new Promise((done) => probe.close(done));
  if (!address || typeof address === 'string') throw new Error('no port');
  return address.port;
}

closeAtEnd(async () => assert.deepEqual(violations(), [], 'answers and parameters are as the API is described'));

/** The whole application, listening on loopback, on a fresh database; closed when the tests of the file have ended. */
export async function testApp(
  changed: Readonly<Record<string, string>> = {},
  options: Partial<TownOptions> & { serving?: ReadonlySet<PartName>; cleanup?: boolean } = {},
): Promise<TestApp> {
  const port = await freePort();
  const settings = testSettings({ PORT: String(port), ...changed });
  const cleanup = options.cleanup ?? true;
  const connection = options.connection ?? (await freshDatabase(cleanup));
  const open = await openTown({ log: openLog(settings.logLevel), ...options, settings, connection });
  if (process.env['NODE_TEST_CONTEXT']) holdToDescription();
  const app = await openApp(open, options.serving ?? new Set<PartName>(['forms', 'agendas', 'jobs']));
  if (cleanup) closeAtEnd(() => app.close());
  await app.server.listen({ port, host: '127.0.0.1' });
  return { ...app, open, url: settings.formsUrl.href, agendasUrl: settings.agendasUrl.href };
}
