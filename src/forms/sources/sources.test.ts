import assert from 'node:assert/strict';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { after, test } from 'node:test';
import { testSettings, testTown } from '../../../test/database.ts';
import { openSecrets } from '../../accounts/services.ts';
import { signedCallsOf } from '../../accounts/signed-calls.ts';
import { inTransaction } from '../../platform/database/transaction.ts';
import { localNow } from '../../platform/town.ts';
import { verifyQuery } from '../../signature/verify.ts';
import { contextOf } from '../../templates/context.ts';
import { compileCondition } from '../../templates/condition.ts';
import { Pending } from '../../templates/values.ts';
import { conditionWaiting } from '../../templates/waiting.ts';
import { openDefinitions } from '../definitions/definitions.ts';
import { saveDefinition } from '../definitions/store.ts';
import type { DataSourceDefinition, WebServiceDefinition } from '../definitions/types.ts';
import type { Database } from '../database.ts';
import { openAnswers } from './answers.ts';
import { dataSources } from './data-sources.ts';
import { findItem, itemsOf, searchItems } from './items.ts';
import type { SourceEnv, SourceError } from './source.ts';
import { webServiceOf, webServices } from './web-service.ts';

type Handler = (request: IncomingMessage, response: ServerResponse) => void;

/** A foreign service on loopback: answers what the test says, remembers what it was asked. */
const asked: string[] = [];
let answer: Handler = json({ data: [] });
const foreign = createServer((request, response) => {
  asked.push(`${request.method} ${request.url}`);
  answer(request, response);
});
await new Promise<void>((done) => foreign.listen(0, '127.0.0.1', done));
after(() => foreign.closeAllConnections() ?? foreign.close());
const address = foreign.address();
const port = typeof address === 'object' && address ? address.port : 0;
const host = `http://127.0.0.1:${port}`;

function json(body: unknown, status = 200): Handler {
  return (_request, response) =>
    response
      .writeHead(status, { 'content-type': 'application/json' })
      .end(typeof body === 'string' ? body : JSON.stringify(body));
}

const open = await testTown({ settings: testSettings({ ALLOW_PRIVATE_TARGETS: `127.0.0.1:${port}` }) });
const { db } = open.of<Database>();
const { town } = open;
const definitions = openDefinitions(db);
const calls = signedCallsOf(town, openSecrets(db, town.settings), town.settings.formsUrl);

/** Names, a new memory, and the list of what was recorded: one page or action. */
function page(names: object = {}, more: Partial<SourceEnv> = {}): SourceEnv & { recorded: SourceError[] } {
  asked.length = 0;
  const recorded: SourceError[] = [];
  const env = { now: localNow(town), language: town.settings.language, timeZone: town.settings.timeZone };
  const context = contextOf({ host, ...names });
  return {
    calls,
    outbound: town.outbound,
    definitions,
    context,
    env,
    memo: new Map(),
    answers: openAnswers(),
    recorded,
    record: (error) => void recorded.push(error),
    ...more,
  };
}

const inline = { type: 'json', value: '{{ host }}/datetimes/' };

async function saveSource(slug: string, more: Partial<DataSourceDefinition>): Promise<{ type: string; value: string }> {
  await inTransaction(db, (trx) =>
    saveDefinition(trx, {
      kind: 'data source',
      slug,
      name: slug,
      source: inline,
      qsData: [],
      cacheSeconds: 0,
      queryParameter: null,
      idParameter: null,
      dataAttribute: 'data',
      idAttribute: 'id',
      textAttribute: 'text',
      notifyOnErrors: false,
      recordOnErrors: true,
      external: null,
      externalType: null,
      kept: [],
      ...more,
    }),
  );
  return { type: slug, value: '' };
}

async function saveService(slug: string, more: Partial<WebServiceDefinition>): Promise<void> {
  await inTransaction(db, (trx) =>
    saveDefinition(trx, {
      kind: 'web service',
      slug,
      name: slug,
      method: 'GET',
      url: '{{ host }}/service/',
      qsData: [],
      postData: [],
      postFormdata: false,
      requestSignatureKey: null,
      timeoutSeconds: null,
      cacheSeconds: 0,
      notifyOnErrors: false,
      recordOnErrors: true,
      kept: [],
      ...more,
    }),
  );
}

test('entries become items: ids as texts, labels, disabled ones, and whatever else they bear', async () => {
  answer = json({
    data: [
      { id: 'a', text: 'Atelier', disabled: true, api: { fillslot_url: 'x' } },
      { id: 7, text: null },
      { id: '', text: 'sans id' },
      { text: 'sans id' },
      { id: 'b', text: 3 },
      'rien',
    ],
    meta: { no_bookable_datetimes: true },
  });
  const found = await itemsOf(inline, page());
  assert.ok(found.kind === 'items');
  assert.deepEqual(
    found.items.map(({ id, text, disabled }) => [id, text, disabled]),
    [
      ['a', 'Atelier', true],
      ['7', '7', false],
    ],
  );
  assert.deepEqual(found.items[0]!.entry, { id: 'a', text: 'Atelier', disabled: true, api: { fillslot_url: 'x' } });
  assert.deepEqual(found.meta, { no_bookable_datetimes: true });
});

test('an address is asked once a page, and again on the next', async () => {
  answer = json({ data: [{ id: 'a', text: 'A' }] });
  const env = page();
  await Promise.all([itemsOf(inline, env), itemsOf(inline, env), findItem(inline, 'a', env)]);
  assert.deepEqual(asked, ['GET /datetimes/']);
  await itemsOf(inline, page());
  assert.deepEqual(asked, ['GET /datetimes/']);
});

test('a chosen item is found by its id, else by its text, disabled ones too', async () => {
  answer = json({
    data: [
      { id: 'a', text: 'b' },
      { id: 'b', text: 'c', disabled: true },
    ],
  });
  const env = page();
  const ids = await Promise.all(['a', 'b', 'c', 'd'].map((id) => findItem(inline, id, env)));
  assert.deepEqual(
    ids.map((found) => (found.kind === 'item' ? found.item.id : found.kind)),
    ['a', 'b', 'b', 'unknown'],
  );
});

const broken: { name: string; answers: Handler; summary: RegExp }[] = [
  {
    name: 'an error of the agenda',
    answers: json({ err: 1, err_desc: 'agenda inconnu', err_class: 'x' }),
    summary: /err: 1, err_desc: agenda inconnu, err_class: x/,
  },
  { name: 'an error told as text', answers: json({ err: '1', data: [] }), summary: /err: 1/ },
  { name: 'a list', answers: json([]), summary: /not an object/ },
  { name: 'no list', answers: json({ data: { a: 1 } }), summary: /no list at "data"/ },
  { name: 'a page', answers: (_request, response) => response.end('<html>'), summary: /not JSON/ },
  { name: 'depth', answers: json(`${'['.repeat(10_000)}${']'.repeat(10_000)}`), summary: /not JSON/ },
  { name: 'a fault', answers: json({ data: [{ id: 'a' }] }, 500), summary: /status is 500/ },
  {
    name: 'a redirect',
    answers: (_request, response) => response.writeHead(302, { location: '/ailleurs' }).end(),
    summary: /status is 302/,
  },
  { name: 'silence', answers: () => {}, summary: /no whole answer within 0.2 s/ },
  { name: 'half an answer', answers: (request) => request.socket.destroy(), summary: /./ },
  {
    name: 'a flood',
    answers: (_request, response) => response.end('x'.repeat(11 * 1_048_576)),
    summary: /larger than/,
  },
];
for (const { name, answers, summary } of broken) {
  test(`a source that answers nonsense has no items, and says why, once: ${name}`, async () => {
    answer = answers;
    const env = page({}, { timeoutMs: 200 });
    const found = await itemsOf(inline, env);
    await itemsOf(inline, env);
    assert.match(found.kind === 'error' ? found.summary : '', summary);
    assert.equal(env.recorded.length, 1);
  });
}

test('a source that nothing answers for, or whose address is none', async () => {
  const cases = [
    { value: 'http://127.0.0.1:1/', summary: /./ },
    { value: 'http://10.0.0.1/', summary: /not a public address/ },
    { value: 'ftp://a.fr/', summary: /invalid scheme/ },
    { value: 'bonjour', summary: /invalid URL/ },
    { value: '{{ host|nofilter }}', summary: /can't be computed/ },
  ];
  for (const { value, summary } of cases) {
    const found = await itemsOf({ type: 'json', value }, page({}, { timeoutMs: 500 }));
    assert.match(found.kind === 'error' ? found.summary : 'found', summary, value);
  }
  assert.deepEqual(await itemsOf({ type: 'json', value: '{{ unknown }}' }, page()), {
    kind: 'items',
    items: [],
    meta: null,
  });
  assert.equal((await itemsOf({ type: 'inconnue', value: '' }, page())).kind, 'error');
});

test('what a database can not hold is taken out of an answer', async () => {
  answer = json('{"data": [{"id": "a\\u0000b", "text": "\\ud800é", "x\\u0000": "\\u0000"}]}');
  const found = await itemsOf(inline, page());
  assert.deepEqual(found.kind === 'items' && found.items[0]!.entry, { id: 'ab', text: '\uFFFDé', x: '' });
});

test('a named source: paths, parameters whose template fails left out, one item asked for by its id, a search by what is typed', async () => {
  answer = json({ result: { rows: [{ code: 'p', label: { fr: 'Piscine' } }] } });
  const source = await saveSource('lieux', {
    dataAttribute: 'result.rows',
    idAttribute: 'code',
    textAttribute: 'label.fr',
    idParameter: 'id',
    queryParameter: 'q',
    qsData: [
      { name: 'lock_code', value: '{{ session_hash_id }}' },
      { name: 'bad', value: '{{ host|nofilter }}' },
      { name: 'many', value: '{{ many }}' },
    ],
  });
  const env = page({ session_hash_id: 'f00d', many: ['a', 'b c'] });
  const found = await itemsOf(source, env);
  assert.deepEqual(found.kind === 'items' && found.items, [
    {
      id: 'p',
      text: 'Piscine',
      disabled: false,
      entry: { code: 'p', label: { fr: 'Piscine' }, id: 'p', text: 'Piscine' },
    },
  ]);
  assert.equal((await findItem(source, 'p', env)).kind, 'item');
  assert.equal((await searchItems(source, 'pisc & co', env)).kind, 'items');
  const base = 'GET /datetimes/?lock_code=f00d&many=a&many=b+c';
  assert.deepEqual(asked, [base, `${base}&id=p`, `${base}&q=pisc+%26+co`]);
  assert.match(env.recorded[0]!.summary, /nofilter/);
});

test('answers are kept as long as a source says, faults are not', async () => {
  answer = json({ data: [{ id: 'a', text: 'A' }] }, 500);
  const source = await saveSource('gardee', { cacheSeconds: 60 });
  let seconds = 0;
  const answers = openAnswers(10, () => seconds * 1_000);
  assert.equal((await itemsOf(source, page({}, { answers }))).kind, 'error');
  answer = json({ data: [{ id: 'a', text: 'A' }] });
  assert.equal((await itemsOf(source, page({}, { answers }))).kind, 'items');
  answer = json({}, 500);
  assert.equal((await itemsOf(source, page({}, { answers }))).kind, 'items');
  assert.deepEqual(asked, []);
  seconds = 61;
  assert.equal((await itemsOf(source, page({}, { answers }))).kind, 'error');
});

test('a JSON value, written or computed; filtered here where the source does not search', async () => {
  const value = '[{"id": 1, "text": "Église"}, {"id": "{{ host }}", "text": "Mairie"}]';
  const found = await itemsOf({ type: 'jsonvalue', value }, page());
  assert.deepEqual(found.kind === 'items' && found.items.map(({ id, text }) => [id, text]), [
    ['1', 'Église'],
    [host, 'Mairie'],
  ]);
  const searched = await searchItems({ type: 'jsonvalue', value }, 'eglise', page());
  assert.deepEqual(searched.kind === 'items' && searched.items.map(({ id }) => id), ['1']);
  const rows = [{ id: 'a', text: 'A' }];
  assert.equal((await itemsOf({ type: 'jsonvalue', value: '{{ rows }}' }, page({ rows }))).kind, 'items');
  for (const bad of [
    '',
    '{}',
    '[1]',
    '[{"id": "a"}]',
    '[{"text": "a"}]',
    '[{"id": "", "text": "a"}]',
    '[',
    '{{ x|nofilter }}',
  ]) {
    assert.equal((await itemsOf({ type: 'jsonvalue', value: bad }, page())).kind, 'error', bad);
  }
});

test('a call to a host whose secret is known is signed in our name', async () => {
  await db.insertInto('accounts.service').values({ orig: '127.0.0.1', secret: 'chut' }).execute();
  answer = json({ data: [] });
  const fresh = { ...page(), calls: signedCallsOf(town, openSecrets(db, town.settings), town.settings.formsUrl) };
  await itemsOf({ type: 'json', value: '{{ host }}/x/?a=1' }, fresh);
  await db.deleteFrom('accounts.service').execute();
  const query = asked[0]!.split('?')[1]!;
  assert.match(query, /^a=1&orig=localhost&algo=sha256&/);
  assert.equal((await verifyQuery(query, town.clock(), () => ['chut'])).kind, 'signed');
});

test('a named web service: a GET once a page, a POST each time, JSON whatever the status, nothing of anything else', async () => {
  await saveService('statut', { url: '{{ host }}/statut/{{ event }}/' });
  await saveService('preblocage', {
    method: 'POST',
    postData: [{ name: 'lock_code', value: '{{ session_hash_id }}' }],
  });
  answer = json({ err: 1, reason: 'sold out' }, 404);
  const env = page({ event: 'e9', session_hash_id: 'f00d' });
  assert.deepEqual(await webServiceOf('statut', env), { err: 1, reason: 'sold out' });
  await webServiceOf('statut', env);
  await webServiceOf('preblocage', env);
  await webServiceOf('preblocage', env);
  assert.deepEqual(asked, ['GET /statut/e9/', 'POST /service/', 'POST /service/']);
  assert.deepEqual(
    env.recorded.map(({ kind }) => kind),
    ['web service', 'web service', 'web service'],
  );
  answer = (_request, response) => response.end('nenni');
  assert.equal(await webServiceOf('statut', page({ event: 'e9' })), undefined);
  answer = (request) => request.socket.destroy();
  assert.equal(await webServiceOf('statut', page({ event: 'e9' })), undefined);
  assert.equal(await webServiceOf('inconnu', page()), undefined);
});

test('a service is called when a condition reaches it, and once, though the evaluation begins again', async () => {
  await saveService('preblocage', { method: 'POST' });
  await saveSource('salles', {});
  answer = json({
    err: 0,
    data: [
      { id: 'a', text: 'A' },
      { id: 'b', text: 'B', disabled: true },
    ],
  });
  const env = page();
  const under = contextOf({
    vrai: true,
    webservice: new Pending(webServices(env)),
    data_source: new Pending(dataSources(env)),
  });
  const holding = (text: string) => conditionWaiting(compileCondition(text), under, env.env);
  assert.equal(await holding('vrai or webservice.preblocage.err == 0'), true);
  assert.deepEqual(asked, []);
  assert.equal(
    await holding(
      'webservice.preblocage.err == 0 and webservice.preblocage.data|length == 2 and data_source.salles|length == 1',
    ),
    true,
  );
  assert.equal(await holding('webservice_preblocage_err == 0'), true);
  assert.equal(await holding('webservice.nulle_part.err == 0'), false);
  assert.deepEqual(asked, ['POST /service/', 'GET /datetimes/']);
});
