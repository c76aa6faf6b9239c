import assert from 'node:assert/strict';
import test from 'node:test';
import { formsOf, form, makePerson, makeRole, save, status, workflow } from '../../../test/conformance/forms-site.ts';
import { freshDatabase, testSettings, testTown } from '../../../test/database.ts';
import { openAgendaStub } from '../../../test/faults/agenda-stub.ts';
import type { WebServiceDefinition } from '../definitions/types.ts';
import type { Forms } from '../forms.ts';
import { findRequest } from '../requests/read.ts';
import { submitRequest } from '../requests/submit.ts';
import type { Values } from '../requests/types.ts';
import { holds, renderedText, renderedValue } from '../sources/rendering.ts';
import { fillingContext, requestContext, type Visitor } from './request-context.ts';

const fields = [
  { id: '1', type: 'page', label: 'Vous', varname: 'vous', kept: [] },
  { id: '2', type: 'string', label: 'Nom', varname: 'nom', kept: [] },
  { id: '3', type: 'item', label: 'Stage', varname: 'stage', kept: [] },
  { id: '4', type: 'date', label: 'Jour', varname: 'jour', kept: [] },
  { id: '5', type: 'string', label: 'Nom encore', varname: 'nom', kept: [] },
  { id: '6', type: 'items', label: 'Options', varname: 'options', kept: [] },
  { id: '7', type: 'numeric', label: 'Places', varname: 'places', kept: [] },
];
const answers: Values = {
  '2': null,
  '3': 'e9',
  '3_display': 'Voile',
  '3_structured': { id: 'e9', text: 'Voile', api: { fillslot_url: 'http://agendas.example.org/fillslot/e9/' } },
  '4': '2026-07-08',
  '5': 'Zoé',
  '6': ['a', 'c'],
  '6_display': 'Repas, Car',
  '7': '2',
};
const workflowData: Values = {
  reservation_response: {
    err: 0,
    booking_id: 14,
    in_waiting_list: true,
    api: { cancel_url: 'http://agendas.example.org/cancel/' },
  },
  nom: 'caché par rien',
  form_var_nom: 'pirate',
  _markers_stack: [{ status_id: 'depart' }],
};
const visitor: Visitor = { sessionHashId: 'c'.repeat(40), person: null, inBackoffice: false };

const service = (slug: string, method: 'GET' | 'POST'): WebServiceDefinition => ({
  kind: 'web service',
  slug,
  name: slug,
  method,
  url: `{{ agendas_url }}${slug}?jour={{ form_var_jour|date:"Y-m-d" }}`,
  qsData: [],
  postData: [],
  postFormdata: false,
  requestSignatureKey: null,
  timeoutSeconds: null,
  cacheSeconds: 0,
  notifyOnErrors: false,
  recordOnErrors: true,
  kept: [],
});

async function house(): Promise<{ forms: Forms; calls: string[] }> {
  const stub = await openAgendaStub();
  const settings = testSettings({ AGENDAS_URL: stub.url, FORMS_URL: 'http://demarches.example.org/' });
  const forms = await formsOf(await testTown({ connection: await freshDatabase(), settings }));
  await makeRole(forms, 'agents', 'Agents');
  await save(forms, workflow([status('depart', 'Départ')]));
  await save(forms, form('stage', 'Stage', fields, { _receiver: { slug: 'agents', name: 'Agents' } }));
  for (const definition of [service('preblocage', 'POST'), service('lit', 'GET')]) await save(forms, definition);
  return { forms, calls: stub.calls };
}

const base = 'http://demarches.example.org/';
const cases: readonly (readonly [template: string, text: string])[] = [
  ['{{ form_var_nom }}', 'Zoé'],
  ['{{ form_var_stage }}/{{ form_var_stage_raw }}', 'Voile/e9'],
  ['{{ form_var_stage_api_fillslot_url }}', 'http://agendas.example.org/fillslot/e9/'],
  ['{{ form.var.stage.api.fillslot_url }}', 'http://agendas.example.org/fillslot/e9/'],
  ['{{ form_var_jour }} {{ form_var_jour_year }}', '08/07/2026 2026'],
  ['{{ form_var_options }}', 'Repas, Car'],
  ['{{ form_var_inconnu }}', ''],
  ['{{ form_api_url }}hooks/annulation/', `${base}api/forms/stage/1/hooks/annulation/`],
  ['{{ form_url }}', `${base}stage/1/`],
  ['{{ form_backoffice_url }}', `${base}backoffice/management/stage/1/`],
  ['{{ form_number_raw }}', '1'],
  ['{{ form_status }}', 'Départ'],
  ['{{ form_user_email }} {{ form_user_nameid }}', 'zoe@exemple.fr zoe'],
  ['{{ form_role_receiver_name }}', 'Agents'],
  ['{{ reservation_response_booking_id }}', '14'],
  ['{{ form_workflow_data_reservation_response_api_cancel_url }}', 'http://agendas.example.org/cancel/'],
  ['{{ nom }}', 'caché par rien'],
  ['{{ form_workflow_data__markers_stack }}', ''],
  ['{{ session_hash_id }}', 'c'.repeat(40)],
];
const conditions: readonly (readonly [condition: string, holds: boolean])[] = [
  ['form_workflow_data_reservation_response_in_waiting_list == True', true],
  ['reservation_app_error_code != 0', true],
  ['form_var_jour > "2026-07-01"', true],
  ['form_var_places > 1', true],
  ['"a" in form_var_options', true],
  ['form_var_stage == "Voile"', true],
  ['form_var_nom == "pirate"', false],
];

test('the names of a request', async (t) => {
  const { forms } = await house();
  const found = (await forms.definitions.find('form', 'stage'))!;
  const accountId = await makePerson(forms, { email: 'zoe@exemple.fr', nameId: 'zoe' });
  await submitRequest(forms, {
    form: found,
    values: answers,
    accountId,
    sessionHashId: null,
    submission: {},
    event: 'api-created',
    workflowData,
  });
  const names = await requestContext(forms, (await findRequest(forms, 'stage', 1))!, visitor);
  for (const [template, text] of cases)
    await t.test(template, async () => assert.equal(await renderedText(template, names), text));
  for (const [condition, result] of conditions)
    await t.test(condition, async () => assert.equal(await holds(condition, names), result));
  await t.test('a single expression keeps its type', async () =>
    assert.deepEqual(await renderedValue('{{ form_var_options_raw }}', names), ['a', 'c']),
  );
});

test('while one fills in: answers so far, and web services called once for a page', async () => {
  const { forms, calls } = await house();
  const found = (await forms.definitions.find('form', 'stage'))!;
  const names = await fillingContext(forms, { form: found, values: answers, visitor });
  assert.equal(await renderedText('{{ form_var_stage_raw }} {{ form_number }}{{ form_url }}', names), 'e9');
  assert.ok(await holds('webservice.preblocage.err == 0 and webservice.preblocage.booking_id', names));
  assert.ok(await holds('webservice_lit_err == 0', names));
  assert.equal(await holds('webservice.inconnu.err == 0', names), false);
  assert.deepEqual(calls, ['/preblocage', '/lit']);
  const next = await fillingContext(forms, { form: found, values: answers, visitor });
  assert.ok(await holds('webservice.preblocage.err == 0', next));
  assert.deepEqual(calls, ['/preblocage', '/lit', '/preblocage']);
});
