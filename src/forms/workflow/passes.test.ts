import assert from 'node:assert/strict';
import test from 'node:test';
import { sql } from 'kysely';
import type { Person } from '../../accounts/caller.ts';
import { testSettings, freshDatabase, testTown } from '../../../test/database.ts';
import {
  afterwards,
  formsOf,
  jumpTo,
  makePerson,
  makeRole,
  save,
  status,
  workflow,
} from '../../../test/conformance/forms-site.ts';
import { openAgendaStub, type AgendaStub } from '../../../test/faults/agenda-stub.ts';
import { bookingForm, call } from '../../../test/faults/booking-form.ts';
import { personById } from '../../accounts/people.ts';
import type { ChoiceAction, WorkflowDefinition } from '../definitions/types.ts';
import type { Forms } from '../forms.ts';
import { findRequest } from '../requests/read.ts';
import { submitRequest } from '../requests/submit.ts';
import { interactiveOf, press, type Viewer } from './interactive.ts';
import { takeUpPasses } from './take-up.ts';

const visitor = 'b'.repeat(40);
const citizen: Viewer = { caller: { kind: 'anonymous' }, sessionHashId: visitor, inBackoffice: false };

const button = (id: string, label: string, target: string, by: readonly string[]): ChoiceAction => ({
  id,
  type: 'choice',
  condition: null,
  kept: [],
  label,
  by,
  status: target,
  requireConfirmation: false,
  confirmationText: null,
  backofficeInfoText: null,
  ignoreFormErrors: false,
  setMarker: false,
  identifier: null,
});

type House = { forms: Forms; other: Forms; stub: AgendaStub };

/** Two processes on one database, whose agenda is a stub. */
async function house(definition: WorkflowDefinition): Promise<House> {
  const stub = await openAgendaStub();
  const settings = testSettings({ AGENDAS_URL: stub.url, ALLOW_PRIVATE_TARGETS: '127.0.0.1' });
  const connection = await freshDatabase();
  const forms = await formsOf(await testTown({ connection, settings }));
  const other = await formsOf(await testTown({ connection, settings }));
  await save(forms, definition);
  await save(forms, bookingForm);
  return { forms, other, stub };
}

async function submit(forms: Forms): Promise<number> {
  const form = (await forms.definitions.find('form', 'stage'))!;
  const made = await submitRequest(forms, {
    form,
    values: { '1': 'Zoé' },
    accountId: null,
    sessionHashId: visitor,
    submission: {},
    event: 'frontoffice-created',
  });
  return made.requestId;
}

const simple = workflow([
  status('depart', 'Départ', [call('reservation', '{{ agendas_url }}fillslot'), jumpTo('fini')]),
  status('panne', 'Panne'),
  status('complet', 'Complet'),
  status('fini', 'Fini'),
]);

const endLeases = (forms: Forms) =>
  sql`update forms.pass set lease_until = now() - interval '1 second' where state = 'running'`.execute(forms.town.db);

test('a process that hangs loses its pass: what it still does is not written', async () => {
  const { forms, other, stub } = await house(simple);
  const came = stub.hold('/fillslot');
  const hanging = submit(forms);
  await came;
  await endLeases(forms);
  const anew = stub.holdAnew('/fillslot');
  const taking = takeUpPasses(other);
  await anew.came;
  // The one that lost the pass gets its answer first.
  anew.releaseEarlier();
  const requestId = await hanging;
  assert.deepEqual((await afterwards(forms, requestId)).history[0]!.parts, []);
  stub.release();
  await taking;
  const state = await afterwards(forms, requestId);
  assert.deepEqual(
    state.history.map((entry) => [entry.status, entry.parts.length]),
    [
      ['depart', 1],
      ['fini', 0],
    ],
  );
  assert.deepEqual([...stub.effects.values()], [1]);
  const { rows } = await sql<{ fencing: number; state: string }>`select fencing, state from forms.pass`.execute(
    forms.town.db,
  );
  assert.deepEqual(rows, [{ fencing: 2, state: 'done' }]);
});

test('two processes that find the same pass: one takes it up', async () => {
  const { forms, other, stub } = await house(simple);
  const came = stub.hold('/fillslot');
  const hanging = submit(forms);
  await came;
  await endLeases(forms);
  // Connections first, then the race.
  await Promise.all(
    [forms, other].flatMap(({ town }) => Array.from({ length: 8 }, () => sql`select pg_sleep(0.05)`.execute(town.db))),
  );
  const taking = Array.from({ length: 12 }, (_, index) => takeUpPasses(index % 2 === 0 ? other : forms));
  while (stub.calls.length < 2) await new Promise((done) => setTimeout(done, 5));
  stub.release();
  await Promise.all([hanging, ...taking]);
  const { rows } = await sql<{ fencing: number }>`select fencing from forms.pass`.execute(forms.town.db);
  assert.deepEqual(rows, [{ fencing: 2 }]);
});

test('a pass that nobody brings further is given up, and says so; the request is free', async () => {
  const { forms, other, stub } = await house(simple);
  const came = stub.hold('/fillslot');
  const hanging = submit(forms);
  await came;
  await sql`update forms.pass set attempts = 5, lease_until = now() - interval '1 second'`.execute(forms.town.db);
  await takeUpPasses(other);
  stub.release();
  const requestId = await hanging;
  const { rows } = await sql`select state, failure from forms.pass`.execute(forms.town.db);
  assert.deepEqual(rows, [{ state: 'failed', failure: 'given up after 5 attempts without a step' }]);
  assert.equal((await findRequest(forms, 'stage', 1))!.passId, null);
  assert.equal((await afterwards(forms, requestId)).status, 'depart');
});

test('a call to another house, whose answer was lost, is a network error by the action’s own setting', async () => {
  const elsewhere = await openAgendaStub();
  const { forms, other, stub } = await house(
    workflow([
      status('depart', 'Départ', [call('reservation', `${elsewhere.url}fillslot`), jumpTo('fini')]),
      status('panne', 'Panne'),
      status('fini', 'Fini'),
    ]),
  );
  const came = elsewhere.hold('/fillslot');
  const hanging = submit(forms);
  await came;
  await endLeases(forms);
  await takeUpPasses(other);
  elsewhere.release();
  const state = await afterwards(forms, await hanging);
  assert.equal(state.status, 'panne');
  assert.ok('reservation_connection_error' in state.workflowData);
  assert.deepEqual([[...elsewhere.effects.values()], stub.calls], [[1], []]);
});

test('statuses that jump to each other stop after twenty, and the error is told', async () => {
  const { forms } = await house(workflow([status('a', 'A', [jumpTo('b')]), status('b', 'B', [jumpTo('a')])]));
  const state = await afterwards(forms, await submit(forms));
  assert.equal(state.history.length, 21);
  assert.equal(state.events.at(-1), 'aborted-too-many-jumps');
  assert.equal(state.loggedErrors, 1);
});

test('an error that differs by its digits alone is one error', async () => {
  const { forms } = await house(
    workflow([status('a', 'A', [call('x', 'ftp://exemple.fr/{{ form_number_raw }}', { onNetworkError: ':stop' })])]),
  );
  await submit(forms);
  await submit(forms);
  const { rows } = await sql<{ occurrences: number }>`select occurrences from forms.logged_error`.execute(
    forms.town.db,
  );
  assert.deepEqual(rows, [{ occurrences: 2 }]);
});

const pressed = workflow([
  status('depart', 'Départ', [
    button('annuler', 'Annuler pour {{ form_var_nom }}', 'annule', ['_submitter']),
    button('agent', 'Accepter', 'accepte', ['_receiver']),
  ]),
  status('annule', 'Annulé', [button('reprendre', 'Reprendre', 'depart', ['_submitter'])]),
  status('accepte', 'Accepté'),
]);

async function agentOf(forms: Forms): Promise<Viewer> {
  const role = await makeRole(forms, 'agents', 'Agents');
  const id = await makePerson(forms, { email: 'agent@exemple.fr', nameId: 'agent', roles: [role] });
  const person: Person = (await personById(forms.town.db, id))!;
  return { caller: { kind: 'person', person }, sessionHashId: null, inBackoffice: true };
}

test('buttons: each viewer sees their own, and presses them once', async () => {
  const { forms } = await house(pressed);
  const agent = await agentOf(forms);
  await submit(forms);
  const request = (await findRequest(forms, 'stage', 1))!;
  const [forCitizen, forAgent] = [
    await interactiveOf(forms, request, citizen),
    await interactiveOf(forms, request, agent),
  ];
  assert.deepEqual(
    forCitizen.buttons.map(({ id, label }) => [id, label]),
    [['buttonannuler', 'Annuler pour Zoé']],
  );
  assert.deepEqual(
    forAgent.buttons.map(({ label }) => label),
    ['Accepter'],
  );
  assert.equal((await press(forms, request, 'buttonagent', citizen, forCitizen.stamp)).kind, 'not allowed');
  const presses = await Promise.all([
    press(forms, request, 'buttonannuler', citizen, forCitizen.stamp),
    press(forms, request, 'buttonannuler', citizen, forCitizen.stamp),
  ]);
  assert.equal(presses.filter(({ kind }) => kind === 'done').length, 1);
  const late = await press(forms, request, 'buttonagent', agent, forAgent.stamp);
  assert.deepEqual(late.kind === 'stale' && late.who, '_submitter');
  const state = await afterwards(forms, request.id);
  assert.deepEqual(
    state.history.map(({ status, who }) => [status, who]),
    [
      ['depart', '_submitter'],
      ['annule', '_submitter'],
    ],
  );
});

test('while a pass is under way nothing can be pressed', async () => {
  const { forms, stub } = await house(
    workflow([
      status('depart', 'Départ', [
        button('annuler', 'Annuler', 'fini', ['_submitter']),
        call('reservation', '{{ agendas_url }}fillslot'),
      ]),
      status('fini', 'Fini'),
    ]),
  );
  const came = stub.hold('/fillslot');
  const under = submit(forms);
  await came;
  const request = (await findRequest(forms, 'stage', 1))!;
  const { busy, stamp } = await interactiveOf(forms, request, citizen);
  assert.ok(busy);
  assert.deepEqual(await press(forms, request, 'buttonannuler', citizen, stamp), { kind: 'busy' });
  stub.release();
  await under;
});
