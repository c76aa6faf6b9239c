import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { contextOf } from '../../templates/context.ts';
import { lazy } from '../../templates/values.ts';
import { addressOf, withParameters } from './address.ts';
import { payloadOf } from './payload.ts';
import { buildCall, sendCall, type CallDescription } from './request.ts';

const env = {
  now: Temporal.ZonedDateTime.from('2024-01-21T09:45:00[Europe/Paris]'),
  language: 'fr',
  timeZone: 'Europe/Paris',
} as const;
const request = { [lazy]: true as const, plain: () => new Map(), text: () => 'demande', get: () => undefined };
const names = {
  agendas_url: 'https://agendas.exemple.fr/',
  nom: "Zoé d'Arc",
  ids: ['a', 'c'],
  nb: 2,
  oui: true,
  rien: null,
  item: { id: 'e9', places: 4 },
  form: request,
};

async function built(description: Partial<CallDescription>, whole?: { a: number }) {
  const failed: string[] = [];
  const outcome = await buildCall(
    { method: null, url: '{{ agendas_url }}api/', qsData: [], postData: [], requestSignatureKey: null, ...description },
    { context: contextOf(names), env, failed: (what) => void failed.push(what), ...(whole ? { whole } : {}) },
  );
  return { outcome, failed };
}

const rows = (table: Record<string, string>) => Object.entries(table).map(([name, value]) => ({ name, value }));

const addresses = [
  ['https://a.fr/api', 'https://a.fr/api'],
  ['https://a.fr//api', 'https://a.fr/api'],
  ['https://a.fr///api', 'https://a.fr//api'],
  ['https://a.fr', 'https://a.fr/'],
  ["https://a.fr/Zoé d'Arc/?x=é#f", "https://a.fr/Zo%C3%A9%20d'Arc/?x=%C3%A9"],
  ['ftp://a.fr/', 'invalid'],
  ['javascript:alert(1)', 'invalid'],
  ['/api', 'invalid'],
  ['http://', 'invalid'],
] as const;
for (const [given, url] of addresses) {
  test(`the address of ${given}`, () => {
    const address = addressOf(given);
    assert.equal(address.kind === 'address' ? address.url : address.kind, url);
  });
}

const queries = [
  { name: 'nothing added, nothing changed', url: 'https://a.fr/?b=&c=1+2', added: {}, query: 'b=&c=1+2' },
  {
    name: 'added to those that are there, duplicates kept',
    url: 'https://a.fr/?a=1&a=2',
    added: { a: 3 },
    query: 'a=1&a=2&a=3',
  },
  { name: 'one without a value is lost', url: 'https://a.fr/?b=&c=1', added: { d: 'x' }, query: 'c=1&d=x' },
  { name: 'a list is repeated', url: 'https://a.fr/', added: { ids: ['a', 'b c'] }, query: 'ids=a&ids=b+c' },
  { name: 'an empty list adds nothing', url: 'https://a.fr/', added: { ids: [] }, query: undefined },
  { name: 'null is empty', url: 'https://a.fr/', added: { a: null, b: undefined }, query: 'a=&b=' },
  { name: 'texts as forms write them', url: 'https://a.fr/', added: { a: "é'&=~*" }, query: 'a=%C3%A9%27%26%3D~%2A' },
  { name: 'booleans and numbers as they print', url: 'https://a.fr/', added: { a: true, b: 2 }, query: 'a=True&b=2' },
];
for (const { name, url, added, query } of queries) {
  test(`parameters: ${name}`, () => {
    const values = Object.entries(added).map(([name, value]) => ({ name, value: value as unknown }));
    assert.equal(withParameters(url, values, 'fr').split('?')[1], query);
  });
}

const payloads: { name: string; table: Record<string, unknown>; body: unknown }[] = [
  {
    name: 'nested',
    table: { 'a/b': '1', 'a/c/0/d': 'x', 'a/c/1/d': 'y', 'liste/0': 'un', 'liste/1': 'deux', 'ch//slash': 'z' },
    body: { a: { b: '1', c: [{ d: 'x' }, { d: 'y' }] }, liste: ['un', 'deux'], 'ch/slash': 'z' },
  },
  {
    name: 'a list at the top, in any order',
    table: { '1/nom': 'b', '0/nom': 'a' },
    body: [{ nom: 'a' }, { nom: 'b' }],
  },
  { name: 'a list and an object', table: { 'a/0': '1', 'a/b': '2' }, body: 'unstructured' },
  { name: 'a list with a hole', table: { 'a/1': '1' }, body: 'unstructured' },
  { name: 'a value with children', table: { a: '1', 'a/b': '2' }, body: 'unstructured' },
  { name: 'children, then a value', table: { 'a/b': '2', a: '1' }, body: 'unstructured' },
  { name: 'a number among names', table: { '0': '1', b: '2' }, body: 'unstructured' },
  { name: 'a request', table: { a: request }, body: 'unserialisable' },
  { name: 'nothing', table: {}, body: {} },
];
for (const { name, table, body } of payloads) {
  test(`the body of a table: ${name}`, () => {
    const payload = payloadOf(Object.entries(table).map(([name, value]) => ({ name, value })));
    assert.deepEqual(payload.kind === 'payload' ? JSON.parse(JSON.stringify(payload.body)) : payload.kind, body);
  });
}

test('a key named like a prototype is a key like another', () => {
  const payload = payloadOf([{ name: '__proto__/constructor', value: 'x' }]);
  assert.equal(payload.kind === 'payload' && JSON.stringify(payload.body), '{"__proto__":{"constructor":"x"}}');
  assert.equal(({} as { constructor: unknown }).constructor, Object);
});

test('unflattening gives back what was flattened', () => {
  const { tree } = fc.letrec((tie) => ({
    tree: fc.oneof(
      { maxDepth: 4 },
      tie('leaf'),
      fc.array(tie('tree'), { minLength: 1, maxLength: 3 }),
      fc.dictionary(fc.stringMatching(/^[a-z]([a-z/]*[a-z])?$/), tie('tree'), { minKeys: 1, maxKeys: 3 }),
    ),
    leaf: fc.oneof(fc.string(), fc.boolean(), fc.integer(), fc.constant(null)),
  }));
  const flat = (value: unknown, path: string): { name: string; value: unknown }[] =>
    typeof value === 'object' && value !== null
      ? Object.entries(value).flatMap(([key, inner]: [string, unknown]) =>
          flat(inner, `${path === '' ? '' : `${path}/`}${key.replaceAll('/', '//')}`),
        )
      : [{ name: path, value }];
  fc.assert(
    fc.property(fc.dictionary(fc.stringMatching(/^[a-z]+$/), tree, { minKeys: 1, maxKeys: 4 }), (body) => {
      // Slashes side by side can't be told from an escaped one.
      fc.pre(!JSON.stringify(body).includes('//'));
      const payload = payloadOf(flat(body, ''));
      assert.deepEqual(
        payload.kind === 'payload' ? JSON.parse(JSON.stringify(payload.body)) : payload,
        JSON.parse(JSON.stringify(body)),
      );
    }),
  );
});

test('values keep their types where a template is one expression, and are text otherwise', async () => {
  const table = {
    nom: '{{ nom }}',
    ids: ' {{ ids }} ',
    nb: '{{ nb }}',
    mixte: 'n={{ nb }}',
    oui: '{{ oui }}',
    texte: 'true',
    rien: '{{ rien }}',
    item: '{{ item }}',
    inconnu: '{{ inconnu }}',
    jour: '{{ today }}',
    vide: '',
  };
  const { outcome } = await built({ postData: rows(table) });
  assert.ok(outcome.kind === 'call');
  const body = {
    nom: "Zoé d'Arc",
    ids: ['a', 'c'],
    nb: 2,
    mixte: 'n=2',
    oui: true,
    texte: 'true',
    rien: null,
    item: { id: 'e9', places: 4 },
    inconnu: '',
    jour: '2024-01-21',
    vide: '',
  };
  assert.deepEqual(JSON.parse(outcome.call.body ?? ''), body);
  assert.equal(outcome.call.method, 'POST');
  assert.equal(outcome.call.headers['content-type'], 'application/json');
});

const calls: {
  name: string;
  description: Partial<CallDescription>;
  whole?: { a: number };
  call: object;
  failed?: string[];
}[] = [
  {
    name: 'a GET by default',
    description: {},
    call: { method: 'GET', url: 'https://agendas.exemple.fr/api/', body: null },
  },
  {
    name: 'a GET sends no body',
    description: { method: 'GET', postData: rows({ a: '1' }) },
    call: { method: 'GET', body: null },
  },
  {
    name: 'a DELETE without a table has none either',
    description: { method: 'DELETE' },
    call: { method: 'DELETE', body: null },
  },
  { name: 'the whole request', description: {}, whole: { a: 1 }, call: { method: 'POST', body: '{"a":1}' } },
  {
    name: 'the whole request and a table beside it',
    description: { postData: rows({ b: '2' }) },
    whole: { a: 1 },
    call: { body: '{"a":1,"extra":{"b":"2"}}' },
  },
  {
    name: 'rows whose template fails are left out',
    description: {
      postData: rows({ bon: 'x', faux: '{{ nom|nofilter }}', faux2: '{% if %}' }),
      qsData: rows({ q: '{{ nom|nofilter }}' }),
    },
    call: { body: '{"bon":"x"}', url: 'https://agendas.exemple.fr/api/' },
    failed: ['q', 'faux', 'faux2'],
  },
  {
    name: 'an address put together with one slash too many',
    description: { url: ' {{ agendas_url }}/api/?count={{ nb }} ' },
    call: { url: 'https://agendas.exemple.fr/api/?count=2' },
  },
  {
    name: 'a key of its own',
    description: { requestSignatureKey: '{{ nom }}' },
    call: { signing: { kind: 'key', secret: "Zoé d'Arc" } },
  },
  {
    name: 'a key that is empty: not signed',
    description: { requestSignatureKey: '{{ inconnu }}' },
    call: { signing: { kind: 'none' } },
  },
];
for (const { name, description, whole, call, failed = [] } of calls) {
  test(`a call: ${name}`, async () => {
    const { outcome, failed: said } = await built(description, whole);
    assert.ok(outcome.kind === 'call', JSON.stringify(outcome));
    assert.partialDeepStrictEqual(outcome.call, call);
    assert.deepEqual(said, failed);
  });
}

const uncalled = [
  { name: 'an empty address', description: { url: ' ' }, kind: 'nothing' },
  { name: 'an address of unknown names', description: { url: '{{ inconnu }}' }, kind: 'nothing' },
  { name: 'an address whose template fails', description: { url: '{{ nom|nofilter }}' }, kind: 'invalid address' },
  { name: 'an address of another scheme', description: { url: 'ftp://a.fr/' }, kind: 'invalid address' },
  {
    name: 'names that contradict each other',
    description: { postData: rows({ 'a/0': '1', 'a/b': '2' }) },
    kind: 'unstructured payload',
  },
  {
    name: 'a whole request as a value',
    description: { postData: rows({ f: '{{ form }}' }) },
    kind: 'unserialisable payload',
  },
];
for (const { name, description, kind } of uncalled) {
  test(`no call: ${name}`, async () => assert.equal((await built(description)).outcome.kind, kind));
}

test('a key of its own signs without a name; without one, who is known for the host signs', async () => {
  const sent: string[] = [];
  const send = async ({ url }: { url: string }) => ({
    status: 200,
    headers: {},
    body: Buffer.from(String(sent.push(url))),
  });
  const sending = {
    calls: {
      call: (request: { url: string }) => send({ url: `known:${request.url}` }),
      sign: async (url: string) => url,
    },
    outbound: { call: send },
    now: env.now.toInstant(),
  };
  for (const requestSignatureKey of ['secret', null, '{{ inconnu }}']) {
    const { outcome } = await built({ requestSignatureKey });
    if (outcome.kind === 'call') await sendCall(outcome.call, sending);
  }
  assert.match(
    sent[0]!,
    /^https:\/\/agendas\.exemple\.fr\/api\/\?algo=sha256&timestamp=2024-01-21T08%3A45%3A00Z&nonce=[0-9a-f]+&signature=/,
  );
  assert.deepEqual(sent.slice(1), ['known:https://agendas.exemple.fr/api/', 'https://agendas.exemple.fr/api/']);
});
