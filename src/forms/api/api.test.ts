import assert from 'node:assert/strict';
import test from 'node:test';
import { sql } from 'kysely';
import { testApp, type TestApp } from '../../../test/app.ts';
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
} from '../../../test/conformance/forms-site.ts';
import { signUrl } from '../../signature/sign.ts';
import type { Forms } from '../forms.ts';

const follow = workflow(
  [
    status('depart', 'Départ', [
      jumpTo('fini', { id: 'w', mode: 'trigger', trigger: 'suite', condition: 'form_var_nom != "Non"' }),
    ]),
    status('annule', 'Annulé', [comment('c', '<p>annulé</p>')]),
    status('fini', 'Fini'),
  ],
  [
    {
      id: 'g',
      name: 'Annulation',
      items: [jumpTo('annule')],
      triggers: [{ type: 'webservice', id: 't', identifier: 'annulation', roles: ['_signed_calls'], kept: [] }],
      kept: [],
    },
  ],
);
const fields = [
  { id: '1', type: 'string', label: 'Nom', varname: 'nom', kept: [] },
  { id: '2', type: 'item', label: 'Stage', varname: 'stage', items: ['Voile', 'Judo'], dataSource: null, kept: [] },
];

type House = { app: TestApp; forms: Forms };

async function house(): Promise<House> {
  const app = await testApp();
  const forms = await formsOf(app.open);
  await save(forms, follow);
  await save(
    forms,
    form(
      'stage',
      'Stage',
      fields,
      { _receiver: { slug: 'agents', name: 'Agents' } },
      { digestTemplate: '{{ form_var_nom }}' },
    ),
  );
  const role = await makeRole(forms, 'agents', 'Agents');
  await makePerson(forms, { email: 'agent@exemple.fr', nameId: 'agent', roles: [role] });
  await makePerson(forms, { email: 'zoe@exemple.fr', first: 'Zoé', nameId: 'zoe' });
  await sql`insert into accounts.service (orig, secret) values ('agenda.exemple.fr', 'secret')`.execute(forms.town.db);
  return { app, forms };
}

type Asked = { signed?: boolean; query?: string; headers?: Record<string, string>; body?: unknown };

async function call(
  { app }: House,
  method: string,
  path: string,
  { signed = true, query = '', headers = {}, body }: Asked = {},
) {
  const address = `${app.url}${path}${query}`;
  const url = signed
    ? signUrl(address, { secret: 'secret', orig: 'agenda.exemple.fr', now: Temporal.Now.instant() })
    : address;
  const answer = await fetch(url, {
    method,
    redirect: 'manual',
    headers: { ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  const text = await answer.text();
  return {
    status: answer.status,
    json: text.startsWith('{') || text.startsWith('[') ? (JSON.parse(text) as Record<string, unknown>) : {},
    text,
  };
}

const submit = (place: House, headers: Record<string, string> = {}) =>
  call(place, 'POST', 'api/formdefs/stage/submit', {
    body: { data: { nom: 'Zoé', stage: 'Voile' }, user: { email: 'zoe@exemple.fr' } },
    headers,
  });

async function rowsOf({ forms }: House, table: 'pass' | 'request' | 'evolution'): Promise<number> {
  const { rows } = await sql<{ count: number }>`select count(*)::int as count from ${sql.id('forms', table)}`.execute(
    forms.town.db,
  );
  return rows[0]!.count;
}

test('a program submits a form, reads the request, lists requests', async () => {
  const place = await house();
  const made = await submit(place);
  assert.deepEqual(made.json, {
    err: 0,
    data: {
      id: 1,
      url: `${place.app.url}stage/1/`,
      backoffice_url: `${place.app.url}backoffice/management/stage/1/`,
      api_url: `${place.app.url}api/forms/stage/1/`,
    },
  });
  const one = await call(place, 'GET', 'api/forms/stage/1/', { query: '?email=agent@exemple.fr' });
  const {
    fields: told,
    text,
    workflow: where,
    user,
  } = one.json as { fields: object; text: string; workflow: { status: { id: string } }; user: { email: string } };
  assert.deepEqual(told, { nom: 'Zoé', stage_raw: 'Voile', stage: 'Voile' });
  assert.match(text, /^Stage - n°\d+-1 \(Zoé\)$/);
  assert.deepEqual([where.status.id, user.email], ['depart', 'zoe@exemple.fr']);
  assert.deepEqual(Object.keys(one.json['actions'] as object), ['global-action:annulation', 'jump:suite']);
  const list = await call(place, 'GET', 'api/forms/stage/list', { query: '?response_type=dict&filter-nom=Zo%C3%A9' });
  assert.deepEqual([list.json['count'], (list.json['data'] as { id: string }[])[0]!.id], [1, '1']);
});

test('who may read', async (t) => {
  const place = await house();
  await submit(place);
  const cases: readonly { name: string; path: string; asked: Asked; status: number }[] = [
    { name: 'nobody', path: 'api/forms/stage/1/', asked: { signed: false }, status: 403 },
    { name: 'a bare signature', path: 'api/forms/stage/1/', asked: {}, status: 403 },
    { name: 'an agent', path: 'api/forms/stage/1/', asked: { query: '?email=agent@exemple.fr' }, status: 200 },
    { name: 'who made it', path: 'api/forms/stage/1/', asked: { query: '?NameID=zoe' }, status: 200 },
    {
      name: 'a request that is not there',
      path: 'api/forms/stage/7/',
      asked: { query: '?email=agent@exemple.fr' },
      status: 404,
    },
    { name: 'nobody, where there is no request', path: 'api/forms/stage/7/', asked: { signed: false }, status: 403 },
    {
      name: 'a number beyond numbers',
      path: 'api/forms/stage/99999999999/',
      asked: { query: '?email=agent@exemple.fr' },
      status: 404,
    },
    { name: 'a form that is not there', path: 'api/forms/autre/list', asked: {}, status: 404 },
    { name: 'the list, unsigned', path: 'api/forms/stage/list', asked: { signed: false }, status: 403 },
    { name: 'an unknown filter', path: 'api/forms/stage/list', asked: { query: '?filter-rien=1' }, status: 400 },
    { name: 'a limit of words', path: 'api/forms/stage/list', asked: { query: '?limit=beaucoup' }, status: 400 },
    {
      name: 'an order of another column',
      path: 'api/forms/stage/list',
      asked: { query: '?order_by=password' },
      status: 400,
    },
  ];
  for (const { name, path, asked, status: wanted } of cases) {
    await t.test(name, async () => assert.equal((await call(place, 'GET', path, asked)).status, wanted));
  }
});

test('a hook with a key acts once, however often it is called', async () => {
  const place = await house();
  await submit(place);
  const headers = { 'idempotency-key': 'rappel-1' };
  const hook = (body?: unknown) =>
    call(place, 'POST', 'api/forms/stage/1/hooks/annulation/', { headers, ...(body === undefined ? {} : { body }) });
  const answers = await Promise.all(Array.from({ length: 8 }, () => hook()));
  assert.deepEqual(new Set(answers.map(({ status: code, text }) => `${code} ${text}`)), new Set(['200 {"err":0}']));
  assert.equal((await hook()).status, 200);
  assert.equal(await rowsOf(place, 'pass'), 2);
  assert.equal(await rowsOf(place, 'evolution'), 2);
  assert.equal((await hook({ motif: 'autre' })).status, 422);
});

test('a hook without a key acts each time; a nonce serves once', async () => {
  const place = await house();
  await submit(place);
  const url = signUrl(`${place.app.url}stage/1/hooks/annulation`, {
    secret: 'secret',
    orig: 'agenda.exemple.fr',
    now: Temporal.Now.instant(),
  });
  assert.equal((await fetch(url, { method: 'POST' })).status, 200);
  assert.equal((await fetch(url, { method: 'POST' })).status, 403);
  assert.equal((await call(place, 'POST', 'api/forms/stage/1/hooks/annulation')).status, 200);
  assert.equal(await rowsOf(place, 'evolution'), 3);
});

test('a jump that waits for a call: with its key the first answer is given again', async () => {
  const place = await house();
  await submit(place);
  const asked: Asked = {
    headers: { 'idempotency-key': 'k' },
    body: { motif: 'x', _markers_stack: [{ status_id: 'annule' }] },
  };
  const jump = () => call(place, 'POST', 'stage/1/jump/trigger/suite/', asked);
  assert.deepEqual((await jump()).json, { err: 0, url: null });
  assert.deepEqual((await jump()).json, { err: 0, url: null });
  assert.equal((await call(place, 'POST', 'stage/1/jump/trigger/suite/', { body: {} })).status, 404);
  const { rows } = await sql<{
    workflow_data: Record<string, unknown>;
  }>`select workflow_data from forms.request`.execute(place.forms.town.db);
  assert.deepEqual(
    Object.keys(rows[0]!.workflow_data).toSorted((a, b) => a.localeCompare(b)),
    ['_source_ip', 'motif'],
  );
});

test('a submission with a key is made once', async () => {
  const place = await house();
  const first = await submit(place, { 'idempotency-key': 'un' });
  const again = await submit(place, { 'idempotency-key': 'un' });
  assert.deepEqual(again.json, first.json);
  assert.equal(await rowsOf(place, 'request'), 1);
});

test('numbers have no holes, however many come at once', async () => {
  const place = await house();
  await Promise.all(Array.from({ length: 20 }, () => submit(place)));
  const { rows } = await sql<{ number: number }>`select number from forms.request order by number`.execute(
    place.forms.town.db,
  );
  assert.deepEqual(
    rows.map(({ number }) => number),
    Array.from({ length: 20 }, (_, index) => index + 1),
  );
});

test('a definition is exported for who signs', async () => {
  const place = await house();
  const exported = await call(place, 'GET', 'api/export-import/workflows/suivi/');
  assert.match(exported.text, /<workflow/);
  assert.equal((await call(place, 'GET', 'api/export-import/workflows/suivi/', { signed: false })).status, 403);
  assert.equal((await call(place, 'GET', 'api/export-import/rien/')).status, 404);
});

test('what is wrong with a call is told, and nothing changes', async (t) => {
  const place = await house();
  await submit(place);
  const cases: readonly { name: string; path: string; asked: Asked; status: number }[] = [
    { name: 'a body that isn’t JSON', path: 'api/formdefs/stage/submit', asked: { body: '{' }, status: 400 },
    { name: 'a body that is a list', path: 'api/formdefs/stage/submit', asked: { body: [] }, status: 400 },
    {
      name: 'an unsigned submission',
      path: 'api/formdefs/stage/submit',
      asked: { signed: false, body: {} },
      status: 403,
    },
    { name: 'an unknown form', path: 'api/formdefs/autre/submit', asked: { body: {} }, status: 404 },
    {
      name: 'a hook with broken JSON',
      path: 'api/forms/stage/1/hooks/annulation/',
      asked: { body: '{"a":' },
      status: 400,
    },
    {
      name: 'an unsigned hook',
      path: 'api/forms/stage/1/hooks/annulation/',
      asked: { signed: false, body: {} },
      status: 403,
    },
    { name: 'a hook of no request', path: 'api/forms/stage/9/hooks/annulation/', asked: { body: {} }, status: 404 },
    {
      name: 'a hook of a request that is a word',
      path: 'api/forms/stage/un/hooks/annulation/',
      asked: { body: {} },
      status: 404,
    },
  ];
  for (const { name, path, asked, status: wanted } of cases) {
    await t.test(name, async () => {
      const answer = await call(place, 'POST', path, asked);
      assert.deepEqual([answer.status, answer.json['err']], [wanted, 1], answer.text);
    });
  }
  assert.deepEqual([await rowsOf(place, 'request'), await rowsOf(place, 'evolution')], [1, 1]);
});

test('what callers send holds any character', async () => {
  const place = await house();
  const poison = 'a\u0000b \ud800 é';
  const made = await call(place, 'POST', 'api/formdefs/stage/submit', { body: { data: { nom: poison } } });
  assert.equal(made.status, 200, made.text);
  const hook = await call(place, 'POST', 'api/forms/stage/1/hooks/annulation/', { body: { [poison]: poison } });
  assert.equal(hook.status, 200, hook.text);
});
