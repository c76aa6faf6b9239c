import assert from 'node:assert/strict';
import test from 'node:test';
import { sql } from 'kysely';
import { checksOf } from '../../src/forms/checks.ts';
import type { Forms } from '../../src/forms/forms.ts';
import { submitRequest } from '../../src/forms/requests/submit.ts';
import { takeUpPasses } from '../../src/forms/workflow/take-up.ts';
import { openLog } from '../../src/platform/log.ts';
import { openTown, type OpenTown } from '../../src/platform/open-town.ts';
import { afterwards, formsOf } from '../conformance/forms-site.ts';
import { freshDatabase, testSettings, testTown, type TestConnection } from '../database.ts';
import { openAgendaStub, type AgendaStub } from './agenda-stub.ts';
import { saveBookingForm } from './booking-form.ts';
import { dieAt, type Death } from './dying-pool.ts';

const session = 'a'.repeat(40);

type House = { survivor: Forms; connection: TestConnection; stub: AgendaStub };

async function house(): Promise<House> {
  const stub = await openAgendaStub();
  const settings = testSettings({ AGENDAS_URL: stub.url });
  const connection = await freshDatabase();
  const survivor = await formsOf(await testTown({ connection, settings }));
  await saveBookingForm(survivor);
  return { survivor, connection, stub };
}

async function newFill(forms: Forms): Promise<string> {
  const { id, versionId } = (await forms.definitions.find('form', 'stage'))!;
  const { rows } = await sql<{
    id: string;
  }>`insert into forms.fill (definition_id, version_id, session_hash_id, created_at, updated_at)
    values (${id}, ${versionId}, ${session}, now(), now()) returning id`.execute(forms.town.db);
  return rows[0]!.id;
}

async function submit(forms: Forms, fillId: string): Promise<{ requestId: number }> {
  const form = (await forms.definitions.find('form', 'stage'))!;
  return submitRequest(forms, {
    form,
    values: { '1': 'Zoé' },
    accountId: null,
    sessionHashId: session,
    submission: {},
    event: 'frontoffice-created',
    fillId,
  });
}

/** A process that dies at its Nth statement while it makes a request. Gives whether it died, and how many statements it sent. */
async function doomed({ connection, stub }: House, fillId: string, death: Death): Promise<boolean> {
  const open: OpenTown = await openTown({
    connection,
    settings: testSettings({ AGENDAS_URL: stub.url }),
    log: openLog('silent'),
  });
  const forms = await formsOf(open);
  const life = dieAt(open.town.pool, death);
  life.arm();
  await submit(forms, fillId).catch((error: unknown) => {
    if (!life.isDead()) throw error;
  });
  await open.close();
  return life.isDead();
}

for (const when of ['before', 'after'] as const) {
  test(`a process dies ${when} its Nth statement, for every N: the request is made once, and ends`, async () => {
    const place = await house();
    let [requests, at] = [0, 1];
    for (; ; at++) {
      const fillId = await newFill(place.survivor);
      place.stub.effects.clear();
      const died = await doomed(place, fillId, { at, when });
      // The visitor presses again, on a server that lives: the same filling makes one request.
      const { requestId } = await submit(place.survivor, fillId);
      requests += 1;
      while (await isRunning(place.survivor, requestId)) await takeUpPasses(place.survivor);
      await holds(place, requestId, requests, `${when} statement ${at}`);
      if (!died) break;
    }
    assert.ok(at > 15, `only ${at} statements were tried`);
  });
}

async function isRunning(forms: Forms, requestId: number): Promise<boolean> {
  const { rows } = await sql`select from forms.pass where request_id = ${requestId} and state = 'running'`.execute(
    forms.town.db,
  );
  return rows.length > 0;
}

async function holds({ survivor, stub }: House, requestId: number, requests: number, where: string): Promise<void> {
  const state = await afterwards(survivor, requestId);
  assert.equal(state.status, 'fini', where);
  assert.deepEqual(
    state.history.map(({ status }) => status),
    ['depart', 'inscrit', 'fini'],
    where,
  );
  assert.deepEqual(
    state.history.flatMap(({ parts }) => parts.map(({ type }) => type)),
    ['webservice response', 'webservice response'],
    where,
  );
  assert.deepEqual([...stub.effects.values()], [1, 1], where);
  const { rows } = await sql<{ count: number }>`select count(*)::int as count from forms.request`.execute(
    survivor.town.db,
  );
  assert.equal(rows[0]!.count, requests, where);
  for (const check of checksOf(survivor)) assert.equal(await check.run(), null, `${where}: ${check.name}`);
}
