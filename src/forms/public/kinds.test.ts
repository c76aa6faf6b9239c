import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sql } from 'kysely';
import { testApp } from '../../../test/app.ts';
import { visitorOf, type Seen, type Visitor } from '../../../test/visitor.ts';
import { signUrl } from '../../signature/sign.ts';
import { importAccounts } from '../../accounts/accounts-site-file.ts';
import { ownSecret } from '../../accounts/services.ts';
import type { Database } from '../database.ts';
import { saveDefinition } from '../definitions/store.ts';
import {
  boolField,
  commentField,
  computedField,
  dateField,
  itemsField,
  numericField,
  pageField,
  sampleForm,
} from '../filling/samples.ts';
import type { Values } from '../requests/types.ts';

/** Each kind of question over HTTP, as a browser without script sends it. */
const app = await testApp();
const { db } = app.open.of<Database>();
const optional = { required: 'optional' } as const;
await db.transaction().execute(async (trx) => {
  const form = sampleForm(
    'cantine',
    [
      pageField('1', 'La cantine'),
      boolField('2', 'J’accepte le règlement'),
      numericField('3', 'Quotient familial', { restrictToIntegers: false, maxValue: '2000' }),
      dateField('4', 'Premier repas', { minimumDate: '{{ "2032-01-05" }}' }),
      itemsField('7', 'Quels jours ?', { ...optional, items: ['Lundi', 'Mardi', 'Jeudi'], maxChoices: 2 }),
      computedField('5', '{{ form_var_x3|multiply:2 }}'),
      computedField('6', '{{ form_var_x5|add:0 }}', { freezeOnInitialValue: true }),
      computedField('8', '{{ form_var_x7_raw }}'),
      pageField('9', 'Réduction', { condition: 'form_var_x5 > 20' }),
      commentField('10', 'Double {{ form_var_x5 }}, premier {{ form_var_x6 }}, jours {{ form_var_x8|length }}.'),
      boolField('11', 'Une aide ?', {
        ...optional,
        prefill: { type: 'string', value: '{{ form_var_x2 }}', locked: false },
      }),
    ],
    { workflowRoles: { _receiver: { slug: 'agents', name: 'Agents' } } },
  );
  await importAccounts(trx, { roles: [{ slug: 'agents' }], users: [{ email: 'ana@example.org', roles: ['agents'] }] });
  await saveDefinition(trx, form);
});

const answer = async (visitor: Visitor, page: Seen, fields: Record<string, string | readonly string[]>) =>
  visitor.follow(await visitor.post('/cantine/', { ...page.hidden, submit: 'next', ...fields }));
/** The words of a page, without its markup. */
const wordsOf = ({ text }: Seen): string =>
  text
    .replace(/^[\s\S]*<main/, '<main')
    .replace(/<aside[\s\S]*/, '')
    .replaceAll(/<[^>]*>/g, ' ')
    .replaceAll(/\s+/g, ' ');
const all = { f2: 'yes', f3: '12,50', f4: '2032-02-29', f7: ['Jeudi', 'Lundi'] };

test('each kind of question says what is wrong with its answer, and keeps it', async () => {
  const visitor = visitorOf(app.url);
  const first = await visitor.get('/cantine/');
  assert.match(first.text, /type="date"[^>]*min="2032-01-05"|min="2032-01-05"[^>]*type="date"/);
  assert.match(first.text, /inputMode="decimal"/i);
  assert.doesNotMatch(first.text, /x5|type="number"/, 'a computed value is never seen');
  const wrong = await answer(visitor, first, { f3: '2 000,01', f4: '2031-12-31', f7: ['Lundi', 'Mardi', 'Jeudi'] });
  assert.equal(wrong.status, 422);
  for (const said of [
    'cochez cette case pour continuer',
    'indiquez un nombre d’au plus 2000',
    'indiquez une date à partir du 05/01/2032',
    'Quels jours ? Choisissez-en 2 au plus',
  ])
    assert.match(wordsOf(wrong), new RegExp(said.replace('?', '\\?')));
  assert.match(wrong.text, /value="2 000,01"/);
  assert.equal(wrong.text.match(/type="checkbox"[^>]*checked/g)?.length, 3);
  const foreign = await answer(visitor, first, { ...all, f7: ['Dimanche'] });
  assert.equal(foreign.status, 422);
});

test('what is answered is kept as what it is; what is computed follows, and a frozen value stays', async () => {
  const visitor = visitorOf(app.url);
  const second = await answer(visitor, await visitor.get('/cantine/'), all);
  assert.match(wordsOf(second), /Double 25(?:[.,]0)?, premier 25(?:[.,]0)?, jours 2\./);
  assert.match(second.text, /name="f11"[^>]*checked|checked[^>]*name="f11"/, 'a box can be ticked beforehand');
  const back = await answer(visitor, second, { submit: 'previous' });
  assert.equal(back.text.match(/type="checkbox"[^>]*checked/g)?.length, 3);
  assert.match(back.text, /value="2032-02-29"/);
  const again = await answer(visitor, back, { f2: 'yes', f3: '15', f4: '29/02/2032' });
  assert.match(wordsOf(again), /Double 30, premier 25(?:[.,]0)?, jours 0\./);
  const summary = await answer(visitor, again, {});
  assert.match(wordsOf(summary), /Oui .* 15 .* 29\/02\/2032 .* Rien .* Non /);
  const request = await visitor.follow(await visitor.post('/cantine/', { ...summary.hidden, submit: 'confirm' }));
  assert.equal(request.status, 200);
  const { rows } = await sql<{ data: Values }>`select data from forms.request order by id desc limit 1`.execute(db);
  const { 2: accepted, 3: quotient, 4: date, 7: days, 8: computed, 11: help } = rows[0]!.data;
  assert.deepEqual([accepted, quotient, date, days, computed, help], [true, '15', '2032-02-29', null, null, false]);
});

test('a page that is hidden by a computed value is not gone through', async () => {
  const visitor = visitorOf(app.url);
  const summary = await answer(visitor, await visitor.get('/cantine/'), { ...all, f3: '10' });
  assert.match(wordsOf(summary), /Vérifiez avant de valider .* Lundi, Jeudi /);
});

async function signed(method: string, path: string, body?: object): Promise<Record<string, unknown>> {
  const secret = await ownSecret(db, 'signature');
  const url = signUrl(`${app.url}${path}`, { secret, orig: new URL(app.url).hostname, now: Temporal.Now.instant() });
  const sent =
    body === undefined ? {} : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } };
  return (await (await fetch(url, { method, ...sent })).json()) as Record<string, unknown>;
}

test('each kind is given and told by the API; what is not given is computed', async () => {
  const data = { x2: 'True', x3: 12.5, x4: '29/02/2032', x7_raw: ['Mardi', 'Lundi'] };
  const made = await signed('POST', 'api/formdefs/cantine/submit', { data });
  assert.equal(made['err'], 0);
  const { id } = made['data'] as { id: number };
  const { fields } = (await signed('GET', `api/forms/cantine/${id}/?email=ana@example.org`)) as { fields: Values };
  assert.deepEqual(
    { ...fields, x11: undefined },
    {
      x2: true,
      x3: '12.5',
      x4: '2032-02-29',
      x7: 'Mardi, Lundi',
      x7_raw: ['Mardi', 'Lundi'],
      x5: 25,
      x6: 25,
      x8: ['Mardi', 'Lundi'],
      x11: undefined,
    },
  );
  const given = await signed('POST', 'api/formdefs/cantine/submit', { data: { x5: { a: ['é\0'] } } });
  const told = (await signed(
    'GET',
    `api/forms/cantine/${(given['data'] as { id: number }).id}/?email=ana@example.org`,
  )) as {
    fields: Values;
  };
  assert.deepEqual(told.fields['x5'], { a: ['é'] });
});

const poisons = [
  '\0',
  '\u202e',
  '__proto__',
  '-1',
  '9'.repeat(400),
  '1e400',
  '31/02/2032',
  '{{ 7 }}',
  '<script>alert(1)',
];
for (const poison of poisons) {
  test(`no kind of question breaks on ${JSON.stringify(poison).slice(0, 20)}`, async () => {
    const visitor = visitorOf(app.url);
    const page = await visitor.get('/cantine/');
    for (const name of ['f2', 'f3', 'f4', 'f5', 'f7']) {
      for (const value of [poison, [poison, 'Lundi'], Array.from({ length: 900 }, (_, index) => poison + index)]) {
        const sent = await answer(visitor, page, { ...all, [name]: value });
        assert.ok(sent.status < 500, `${name}: ${sent.status}`);
        assert.ok(!sent.text.includes('<script>alert'), name);
      }
    }
  });
}
