import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { sql } from 'kysely';
import { checksOf } from '../../src/forms/checks.ts';
import type { Action, ErrorTarget } from '../../src/forms/definitions/types.ts';
import type { Forms } from '../../src/forms/forms.ts';
import { submitRequest } from '../../src/forms/requests/submit.ts';
import { takeUpPasses } from '../../src/forms/workflow/take-up.ts';
import { openLog } from '../../src/platform/log.ts';
import { openTown } from '../../src/platform/open-town.ts';
import { afterwards, comment, formsOf, jumpTo, save, status, workflow } from '../conformance/forms-site.ts';
import { freshDatabase, testSettings, testTown } from '../database.ts';
import { openAgendaStub } from '../faults/agenda-stub.ts';
import { bookingForm, call } from '../faults/booking-form.ts';
import { dieAt } from '../faults/dying-pool.ts';

type Step =
  | { kind: 'jump'; target: number; holds: boolean }
  | { kind: 'comment' }
  | { kind: 'call'; fails: boolean; on: ':pass' | ':stop' | number };

/** A program: statuses, each with its actions. Numbers of statuses beyond the last are those of a deleted one. */
type Program = readonly (readonly Step[])[];

const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ kind: fc.constant('jump' as const), target: fc.nat(5), holds: fc.boolean() }),
  fc.record({ kind: fc.constant('comment' as const) }),
  fc.record({
    kind: fc.constant('call' as const),
    fails: fc.boolean(),
    on: fc.oneof(fc.constantFrom(':pass' as const, ':stop' as const), fc.nat(5)),
  }),
);
const programs: fc.Arbitrary<Program> = fc.array(fc.array(step, { maxLength: 5 }), { minLength: 1, maxLength: 5 });

type Outcome = { status: string; history: { status: string | null; parts: string[] }[]; calls: number };

/** What a program does, told by the rules alone (spec/forms-workflows.md, section 2.3). */
function model(program: Program): Outcome {
  let at = 0;
  const history: Outcome['history'] = [{ status: 's0', parts: [] }];
  const said = (part: string): void => void history.at(-1)!.parts.push(part);
  let calls = 0;
  const list = (): number | null => {
    for (const one of program[at] ?? []) {
      if (one.kind === 'comment') said('message');
      if (one.kind === 'jump' && one.holds && one.target < program.length && one.target !== at) return one.target;
      if (one.kind !== 'call') continue;
      calls += 1;
      said('webservice response');
      if (!one.fails || one.on === ':pass') continue;
      return typeof one.on === 'number' && one.on < program.length && one.on !== at ? one.on : null;
    }
    return null;
  };
  for (let jumps = 0; jumps < 20; jumps++) {
    const target = list();
    if (target === null) break;
    at = target;
    history.push({ status: `s${at}`, parts: [] });
  }
  return { status: `s${at}`, history, calls };
}

function actionOf(one: Step, id: string): Action {
  if (one.kind === 'comment') return comment(id, 'dit');
  if (one.kind === 'jump') return jumpTo(`s${one.target}`, { id, condition: one.holds ? '1 == 1' : '1 == 2' });
  const target: ErrorTarget = typeof one.on === 'number' ? `s${one.on}` : one.on;
  return call(id.replace('-', '_'), `{{ agendas_url }}${one.fails ? 'refuses' : 'books'}`, {
    id,
    onApplicationError: target,
  });
}

const workflowOf = (program: Program) =>
  workflow(
    program.map((steps, index) =>
      status(
        `s${index}`,
        `Statut ${index}`,
        steps.map((one, place) => actionOf(one, `a${index}-${place}`)),
      ),
    ),
  );

async function submit(forms: Forms, fillId: string): Promise<number> {
  const form = (await forms.definitions.find('form', 'stage'))!;
  const asked = {
    form,
    values: { '1': 'Zoé' },
    accountId: null,
    sessionHashId: null,
    submission: {},
    event: 'frontoffice-created',
    fillId,
  } as const;
  return (await submitRequest(forms, asked)).requestId;
}

test('any workflow ends as its rules say, with crashes as without, each call having one effect', async () => {
  const stub = await openAgendaStub();
  const settings = testSettings({ AGENDAS_URL: stub.url });
  const connection = await freshDatabase();
  const survivor = await formsOf(await testTown({ connection, settings }));
  await save(survivor, bookingForm);
  const { db } = survivor.town;

  const run = async (program: Program, deaths: readonly number[]): Promise<Outcome> => {
    stub.effects.clear();
    await save(survivor, workflowOf(program));
    const form = (await survivor.definitions.find('form', 'stage'))!;
    const { rows } = await sql<{
      id: string;
    }>`insert into forms.fill (definition_id, version_id, session_hash_id, created_at, updated_at)
      values (${form.id}, ${form.versionId}, 'x', now(), now()) returning id`.execute(db);
    const fillId = rows[0]!.id;
    for (const at of deaths) {
      const open = await openTown({ connection, settings, log: openLog('silent') });
      const doomed = await formsOf(open);
      const life = dieAt(open.town.pool, { at, when: 'before' });
      life.arm();
      const act = async (): Promise<void> => {
        await submit(doomed, fillId);
        await takeUpPasses(doomed);
      };
      await act().catch((error: unknown) => {
        if (!life.isDead()) throw error;
      });
      await open.close();
    }
    const requestId = await submit(survivor, fillId);
    for (;;) {
      const { rows: running } =
        await sql`select from forms.pass where request_id = ${requestId} and state = 'running'`.execute(db);
      if (running.length === 0) break;
      await takeUpPasses(survivor);
    }
    const { status: last, history } = await afterwards(survivor, requestId);
    const effects = [...stub.effects.values()];
    assert.ok(
      effects.every((count) => count === 1),
      'a key had two effects',
    );
    for (const check of checksOf(survivor)) assert.equal(await check.run(), null, check.name);
    return {
      status: last,
      history: history.map((entry) => ({ status: entry.status, parts: entry.parts.map(({ type }) => type) })),
      calls: effects.length,
    };
  };

  stub.answerFor = (path) => (path === '/refuses' ? { status: 200, body: { err: 1, reason: 'sold out' } } : null);
  await fc.assert(
    fc.asyncProperty(programs, fc.array(fc.integer({ min: 1, max: 60 }), { maxLength: 2 }), async (program, deaths) => {
      assert.deepEqual(await run(program, deaths), model(program));
    }),
    { numRuns: Number(process.env['RUNS'] ?? 40) },
  );
});
