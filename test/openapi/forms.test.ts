import assert from 'node:assert/strict';
import test from 'node:test';
import { sql } from 'kysely';
import { publishedForms } from '../../src/forms/api/description/published.ts';
import { signUrl } from '../../src/signature/sign.ts';
import { testApp } from '../app.ts';
import {
  comment,
  form,
  formsOf,
  jumpTo,
  makePerson,
  makeRole,
  save,
  status,
  workflow,
} from '../conformance/forms-site.ts';
import { readBy } from './held.ts';

const steps = workflow(
  [status('depart', 'Départ', [jumpTo('fini', { mode: 'trigger', trigger: 'suite' })]), status('fini', 'Fini')],
  [
    {
      id: 'g',
      name: 'Note',
      items: [comment('c', 'noté')],
      triggers: [{ type: 'webservice', id: 't', identifier: 'note', roles: ['_signed_calls'], kept: [] }],
      kept: [],
    },
  ],
);
const fields = [{ id: '1', type: 'string', label: 'Nom', varname: 'nom', kept: [] }];
const person = 'email=agent%40exemple.fr';
const api = '/api/forms/stage/1/';
/** In this order: a request is made, read, noted, moved on. What is held of each answer stands in held.ts. */
const asked: [method: string, path: string, body?: object][] = [
  ['GET', '/api/formdefs'],
  ['GET', '/api/formdefs/stage/schema'],
  ['POST', '/api/formdefs/stage/submit', { data: { nom: 'Zoé' }, context: { channel: 'phone' } }],
  ['GET', '/api/forms/stage/list'],
  ['GET', '/api/forms/stage/list?full=on&response_type=dict&filter=pending&filter-nom=Zo%C3%A9'],
  ['GET', `${api}?${person}`],
  ['POST', `${api}hooks/note/?${person}`, { texte: 'lu' }],
  ['PUT', `${api}hooks/note/?${person}`],
  ['POST', `${api}jump/trigger/suite/?${person}`],
  ['GET', '/api/users'],
  ['GET', '/api/export-import'],
  ['GET', '/api/export-import/forms'],
  ['GET', '/api/export-import/workflows/suivi'],
  ['GET', '/api/openapi.json'],
  ['GET', '/api/'],
];

test('each call of the forms answers as it is described, and reads what is described', async (t) => {
  const { open, server } = await testApp();
  const forms = await formsOf(open);
  await save(forms, steps);
  await save(forms, form('stage', 'Stage', fields, { _receiver: { slug: 'agents', name: 'Agents' } }));
  const role = await makeRole(forms, 'agents', 'Agents');
  await makePerson(forms, { email: 'agent@exemple.fr', nameId: 'agent', roles: [role] });
  await sql`insert into accounts.service (orig, secret) values ('agenda.exemple.fr', 'secret')`.execute(forms.town.db);
  const { host } = open.town.settings.formsUrl;
  for (const [method, path, body] of asked) {
    await t.test(`${method} ${path}`, async () => {
      const url = signUrl(path, { secret: 'secret', orig: 'agenda.exemple.fr', now: Temporal.Now.instant() });
      const sent = body === undefined ? {} : { payload: body };
      const answer = await server.inject({ method: method as 'GET', url, headers: { host }, ...sent });
      assert.equal(answer.statusCode, 200, answer.body);
    });
  }
  await t.test('parameters', () => {
    const unread = publishedForms.calls
      // The second jump meets a status that waits for nothing more.
      .filter(({ method, path }) => !(method === 'PUT' && path.includes('jump')))
      .flatMap((call) =>
        Object.keys(call.query ?? {})
          .filter((name) => !readBy(call).has(`query ${name}`) && !asked.some(([, path]) => path.includes(`${name}=`)))
          .map((name) => `${call.method} ${call.path}: ${name}`),
      );
    assert.deepEqual(unread, []);
  });
});
