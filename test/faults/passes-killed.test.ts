import assert from 'node:assert/strict';
import { once } from 'node:events';
import test from 'node:test';
import pg from 'pg';
import { sql } from 'kysely';
import { checksOf } from '../../src/forms/checks.ts';
import type { Forms } from '../../src/forms/forms.ts';
import { signUrl } from '../../src/signature/sign.ts';
import { freePort } from '../app.ts';
import { databaseUrl, ready, start } from '../command.ts';
import { afterwards, formsOf } from '../conformance/forms-site.ts';
import { closeAtEnd, freshDatabase, testTown, type TestConnection } from '../database.ts';
import { openAgendaStub, type AgendaStub } from './agenda-stub.ts';
import { saveBookingForm } from './booking-form.ts';

type House = { forms: Forms; connection: TestConnection; stub: AgendaStub };
type Server = Awaited<ReturnType<typeof serve>>;

async function house(): Promise<House> {
  const connection = await freshDatabase();
  const open = await testTown({ connection });
  const forms = await formsOf(open);
  await saveBookingForm(forms);
  await sql`insert into accounts.service (orig, secret) values ('test.example.org', 'secret')`.execute(forms.town.db);
  return { forms, connection, stub: await openAgendaStub() };
}

/** A server in a process of its own; the stub is its agenda. */
async function serve({ connection, stub }: House, parts: readonly string[] = ['forms', 'jobs']) {
  const port = await freePort();
  const url = `http://localhost:${port}/`;
  const child = start(['serve', ...parts], {
    DATABASE_URL: databaseUrl(connection),
    PORT: String(port),
    AGENDAS_URL: stub.url,
  });
  const kill = async (): Promise<void> => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.kill('SIGKILL');
    await once(child, 'close');
  };
  closeAtEnd(kill);
  await ready(child, url);
  return { url, kill };
}

/** Sends a request in; whoever kills the server leaves it without an answer. */
function submit({ url }: Server): Promise<unknown> {
  const address = signUrl(`${url}api/formdefs/stage/submit`, {
    secret: 'secret',
    orig: 'test.example.org',
    now: Temporal.Now.instant(),
  });
  const body = JSON.stringify({ data: { nom: 'Zoé' } });
  return fetch(address, { method: 'POST', headers: { 'content-type': 'application/json' }, body }).catch(
    (error: unknown) => error,
  );
}

async function ended({ forms }: House): Promise<void> {
  for (;;) {
    const { rows } = await sql<{ state: string }>`select state from forms.pass`.execute(forms.town.db);
    if (rows.length > 0 && rows.every(({ state }) => state !== 'running')) return;
    await new Promise((done) => setTimeout(done, 50));
  }
}

/** What holds wherever the process died: the request stands where it would have, each call had one effect, nothing is stuck. */
async function holds({ forms, stub }: House): Promise<void> {
  const state = await afterwards(forms, 1);
  assert.equal(state.status, 'fini');
  assert.deepEqual(
    state.history.map(({ status }) => status),
    ['depart', 'inscrit', 'fini'],
  );
  assert.deepEqual(
    state.history.map(({ parts }) => parts.map(({ type }) => type)),
    [['webservice response'], ['webservice response'], []],
  );
  assert.deepEqual([...stub.effects.values()], [1, 1]);
  assert.equal(state.workflowData['reservation_status'], 200);
  for (const check of checksOf(forms)) assert.equal(await check.run(), null, check.name);
}

const stops: readonly { name: string; path: string }[] = [
  { name: 'before the call', path: '/frein_appel' },
  { name: 'while the agenda holds the answer back', path: '/fillslot' },
  { name: 'before the jump', path: '/frein_saut' },
  { name: 'in the second status, while the agenda holds the answer back', path: '/confirm' },
];

for (const { name, path } of stops) {
  test(`a server is killed ${name}: the next start ends the pass`, async () => {
    const place = await house();
    const first = await serve(place);
    const came = place.stub.hold(path);
    const lost = submit(first);
    await came;
    await first.kill();
    place.stub.release();
    assert.ok((await lost) instanceof Error, 'the caller got no answer');
    await serve(place);
    await ended(place);
    await holds(place);
  });
}

test('a server is killed after the answer and before it is written', async () => {
  const place = await house();
  const first = await serve(place);
  const came = place.stub.hold('/fillslot');
  const lost = submit(first);
  await came;
  // Whoever writes waits for this row: the answer is read, and not written.
  const client = new pg.Client({ ...place.connection });
  await client.connect();
  await client.query('begin');
  await client.query('select from forms.pass for update');
  place.stub.release();
  for (;;) {
    const { rows } = await place.forms.town.pool.query(
      `select from pg_stat_activity where wait_event_type = 'Lock' and query like '%update forms.pass set position%'`,
    );
    if (rows.length > 0) break;
    await new Promise((done) => setTimeout(done, 20));
  }
  await first.kill();
  await client.query('rollback');
  await client.end();
  await lost;
  await serve(place);
  await ended(place);
  await holds(place);
});

test('a server dies and another lives: it takes the pass up', async () => {
  const place = await house();
  const first = await serve(place);
  await serve(place, ['jobs']);
  const came = place.stub.hold('/fillslot');
  const lost = submit(first);
  await came;
  await first.kill();
  place.stub.release();
  await lost;
  await ended(place);
  await holds(place);
});
