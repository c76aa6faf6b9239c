import assert from 'node:assert/strict';
import { test } from 'node:test';
import { testApp } from '../../../test/app.ts';
import { visitorOf } from '../../../test/visitor.ts';
import type { Database } from '../database.ts';
import { saveDefinition } from '../definitions/store.ts';
import { sampleForm, stringField } from '../filling/samples.ts';

const app = await testApp({ FORMS_URL: 'http://localhost/demarches/', AGENDAS_URL: 'http://localhost/agendas/' });
const address = app.server.server.address();
const base = `http://localhost:${typeof address === 'object' && address ? address.port : 0}/`;
const { db } = app.open.of<Database>();
await db
  .transaction()
  .execute((trx) =>
    saveDefinition(trx, sampleForm('badge', [stringField('1', 'Votre nom')], { name: 'Demander un badge' })),
  );

test('every page of the forms stands below the path of FORMS_URL', async () => {
  const visitor = visitorOf(base);
  assert.match((await visitor.get('/demarches/')).text, /href="\/demarches\/badge\/"/);
  const first = await visitor.get('/demarches/badge/');
  assert.match(first.text, /action="\/demarches\/badge\/#erreurs"/);
  const summary = await visitor.follow(
    await visitor.post('/demarches/badge/', { ...first.hidden, f1: 'Léa', submit: 'next' }),
  );
  const sent = await visitor.post('/demarches/badge/', { ...summary.hidden, submit: 'confirm' });
  assert.equal(sent.location, '/demarches/badge/1/');
  const request = await visitor.follow(sent);
  assert.equal(request.status, 200);
  assert.doesNotMatch(request.text, /(href|action)="\/(badge|backoffice)/);
  assert.equal((await visitor.get('/demarches/backoffice/')).location, '/login/?next=%2Fdemarches%2Fbackoffice%2F');
});
