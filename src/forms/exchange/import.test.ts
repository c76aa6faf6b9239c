import assert from 'node:assert/strict';
import { test } from 'node:test';
import { testTown } from '../../../test/database.ts';
import { inTransaction } from '../../platform/database/transaction.ts';
import type { Database } from '../database.ts';
import { openDefinitions } from '../definitions/definitions.ts';
import { allDefinitions, definitionVersion, findDefinition, listDefinitions } from '../definitions/store.ts';
import { exportForms, importForms } from '../site-file.ts';
import { importDefinition } from './import.ts';

const { db } = (await testTown()).of<Database>();

const importing = (xml: string) => inTransaction(db, (trx) => importDefinition(trx, xml, 'essai.wcs'));

const form = (slug: string, more = '') => `<formdef><name>Prêt ${slug}</name><url_name>${slug}</url_name><fields>
  <field><type>string</type><id>1</id><label>Nom</label></field>
  <field><type>item</type><id>2</id><label>Salle</label><data_source><type>salles</type></data_source></field></fields>${more}</formdef>`;

test('the same definition again changes nothing; another body is a new version, and the earlier one stays', async () => {
  assert.deepEqual(await importing(form('a')), {
    kind: 'created',
    what: 'form',
    slug: 'a',
    notes: ["the data source `salles` isn't there yet"],
  });
  const first = await findDefinition(db, 'form', 'a');
  assert.equal((await importing(form('a'))).kind, 'unchanged');
  assert.equal((await importing(form('a', '<confirmation>false</confirmation>'))).kind, 'updated');
  const second = await findDefinition(db, 'form', 'a');
  assert.ok(first && second);
  assert.equal(second.id, first.id);
  assert.deepEqual([first.definition.confirmation, second.definition.confirmation], [true, false]);
  assert.deepEqual(await definitionVersion(db, first.versionId), first.definition);
  assert.deepEqual(
    (await allDefinitions(db)).filter(({ slug }) => slug === 'a'),
    [second.definition],
  );
});

test('what a definition names and is not there yet is told, and so is what can not be read', async () => {
  const outcome = await importing(
    form(
      'b',
      `<workflow slug="suivi">Suivi</workflow><user-roles><role slug="agents">Agents</role></user-roles>
       <description>{{ webservice.places.err }}{{ data_source.lieux }}</description>
       <digest_templates><template key="default">{{ form_var_nom|inconnu }}</template></digest_templates><publication_date>2030-01-01</publication_date>`,
    ),
  );
  assert.ok(outcome.kind === 'created');
  for (const part of [
    'workflow `suivi`',
    'data source `salles`',
    'role `agents`',
    'web service of `webservice.places_err`',
    'data source of `data_source.lieux`',
    "digestTemplate can't be read",
    '`publication_date` is kept, and not used yet',
  ]) {
    assert.ok(
      outcome.notes.some((note) => note.includes(part)),
      `${part} in ${outcome.notes.join(' / ')}`,
    );
  }
});

test('a definition that is refused leaves nothing behind', async () => {
  const outcome = await importing(form('c').replace('<type>string</type>', '<type>map</type>'));
  assert.deepEqual(outcome, { kind: 'refused', reasons: ['field type `map` is not known yet'] });
  assert.equal(await findDefinition(db, 'form', 'c'), null);
});

test('two imports of one slug at once make two versions, one after the other', async () => {
  const kinds = await Promise.all(
    ['1', '2', '3', '4'].map((word) => importing(form('d', `<description>${word}</description>`))),
  );
  assert.deepEqual(kinds.map(({ kind }) => kind).toSorted(), ['created', 'updated', 'updated', 'updated']);
  const rows = await db
    .selectFrom('forms.definition_version')
    .innerJoin('forms.definition', 'forms.definition.id', 'definition_id')
    .select('number')
    .where('slug', '=', 'd')
    .execute();
  assert.deepEqual(
    rows.map(({ number }) => number).toSorted((a, b) => a - b),
    [1, 2, 3, 4],
  );
});

test('definitions that are kept in memory follow a new version, and a form without a workflow has the built-in one', async () => {
  const definitions = openDefinitions(db, 1);
  await importing(form('e'));
  const before = await definitions.find('form', 'e');
  await importing(form('e', '<workflow slug="w">W</workflow>'));
  const after = await definitions.find('form', 'e');
  assert.ok(before && after);
  assert.deepEqual([before.definition.workflow, after.definition.workflow], [null, 'w']);
  assert.deepEqual(await definitions.form(before.versionId), before.definition);
  assert.equal((await definitions.workflowOf(before.definition))?.definition.slug, '_default');
  assert.equal(await definitions.workflowOf(after.definition), null);
  assert.equal((await definitions.workflow(null)).statuses[0]?.id, 'just_submitted');
  await assert.rejects(definitions.workflow(before.versionId), /is a form, not a workflow/);
  assert.ok(
    (await listDefinitions(db, 'form')).some(({ slug, versionId }) => slug === 'e' && versionId === after.versionId),
  );
});

test('variables of the site come in, are brought up to date, and go out by name', async () => {
  assert.deepEqual(
    await inTransaction(db, (trx) => importForms(trx, { variables: { portal_url: 'https://a/', agendas_url: 'x' } })),
    ['variables: 2'],
  );
  await inTransaction(db, (trx) => importForms(trx, { variables: { agendas_url: 'https://b/\0' } }));
  assert.deepEqual(await inTransaction(db, (trx) => importForms(trx, {})), []);
  assert.deepEqual(await exportForms(db), { variables: { agendas_url: 'https://b/', portal_url: 'https://a/' } });
});
