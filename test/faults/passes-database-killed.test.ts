import assert from 'node:assert/strict';
import { once } from 'node:events';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'node:test';
import { sql } from 'kysely';
import { checksOf } from '../../src/forms/checks.ts';
import { startEmbedded } from '../../src/platform/database/embedded.ts';
import { openLog } from '../../src/platform/log.ts';
import { openTown } from '../../src/platform/open-town.ts';
import { signUrl } from '../../src/signature/sign.ts';
import { freePort } from '../app.ts';
import { ready, start } from '../command.ts';
import { afterwards, formsOf } from '../conformance/forms-site.ts';
import { closeAtEnd, testSettings } from '../database.ts';
import { openAgendaStub } from './agenda-stub.ts';
import { saveBookingForm } from './booking-form.ts';

test('PostgreSQL is killed while the agenda holds its answer back: it starts again, and the pass ends', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'guichet-killed-'));
  // As root, the database server runs under another number, which has to enter.
  await chmod(folder, 0o755);
  closeAtEnd(() => rm(folder, { recursive: true, force: true }));
  const stub = await openAgendaStub();
  const port = await freePort();
  const url = `http://localhost:${port}/`;
  const serve = (): ReturnType<typeof start> =>
    start(['serve'], { DATA_DIR: folder, PORT: String(port), AGENDAS_URL: stub.url, LOG_LEVEL: 'silent' });
  const isOver = (): boolean => server.exitCode !== null || server.signalCode !== null;
  let server = serve();
  closeAtEnd(async () => {
    if (isOver()) return;
    server.kill('SIGTERM');
    await once(server, 'close');
  });
  await ready(server, url);

  const embedded = await startEmbedded(folder, openLog('silent'));
  closeAtEnd(() => embedded.leave());
  const connection = { ...embedded.connection, database: 'guichet' };
  const settings = testSettings({ AGENDAS_URL: stub.url });
  const before = await openTown({ connection, settings, log: openLog('silent') });
  await saveBookingForm(await formsOf(before));
  await sql`insert into accounts.service (orig, secret) values ('test.example.org', 'secret')`.execute(
    before.of<unknown>().db,
  );
  await before.close();

  const came = stub.hold('/fillslot');
  const address = signUrl(`${url}api/formdefs/stage/submit`, {
    secret: 'secret',
    orig: 'test.example.org',
    now: Temporal.Now.instant(),
  });
  const headers = { 'content-type': 'application/json' };
  const answer = fetch(address, { method: 'POST', headers, body: JSON.stringify({ data: { nom: 'Zoé' } }) }).catch(
    (error: unknown) => error,
  );
  await came;
  process.kill(embedded.pid()!, 'SIGKILL');
  stub.release();
  await answer;

  await embedded.revive();
  const after = await openTown({ connection, settings, log: openLog('silent') });
  closeAtEnd(() => after.close());
  const forms = await formsOf(after);
  for (;;) {
    // A server that didn't outlive its database is started again, as whoever watches over it would.
    if (isOver()) server = serve();
    const { rows } = await sql<{ state: string }>`select state from forms.pass`.execute(forms.town.db);
    if (rows.every(({ state }) => state !== 'running')) break;
    await new Promise((done) => setTimeout(done, 100));
  }
  const state = await afterwards(forms, 1);
  assert.deepEqual(
    state.history.map(({ status }) => status),
    ['depart', 'inscrit', 'fini'],
  );
  assert.deepEqual([...stub.effects.values()], [1, 1]);
  for (const check of checksOf(forms)) assert.equal(await check.run(), null, check.name);
});
