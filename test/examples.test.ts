import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import test from 'node:test';
import { publishedAgendas } from '../src/agendas/api/description/published.ts';
import { furnish } from '../src/agendas/testing.ts';
import type { Call } from '../src/platform/openapi/call.ts';
import { signQuery, signUrl } from '../src/signature/sign.ts';
import { testApp } from './app.ts';
import { difference, examplesOf, Numbers, type Example } from './examples.ts';
import { now, orig, secret, site } from './examples-town.ts';
import { readBy } from './openapi/held.ts';

const file = new URL('../docs/agendas-api.md', import.meta.url);
const document = await readFile(file, 'utf8');
const examples = examplesOf(document);
const base = 'https://agendas.example.org/';
const { host } = new URL(base);

function isOf({ method, path }: Example, call: Call): boolean {
  const pattern = call.path.split(/:\w+/).map(RegExp.escape).join('[^/?]+');
  return method === call.method && new RegExp(`^${pattern}(\\?.*)?$`).test(path);
}

/** The most particular: `/api/bookings/ics/` is no booking. */
function callOf(example: Example): Call | undefined {
  return publishedAgendas.calls
    .filter((call) => isOf(example, call))
    .toSorted((a, b) => (a.path.match(/:/g) ?? []).length - (b.path.match(/:/g) ?? []).length)[0];
}

test('each call has an example, and each example is one of a call', () => {
  const shown = new Set(examples.map(callOf));
  const hidden = publishedAgendas.calls.filter((call) => !shown.has(call));
  assert.deepEqual(
    hidden.map(({ method, path }) => `${method} ${path}`),
    [],
  );
  assert.ok(!shown.has(undefined));
  assert.equal(examples.length, document.match(/^```http$/gm)?.length, 'every request is followed by its answer');
});

test('the example of a signature is right', () => {
  const [, query, signed] = /^query +(.*)\n[^]*?^signed +(.*)$/m.exec(document)!;
  const nonce = /nonce=([0-9a-f]+)/.exec(signed!)![1]!;
  assert.equal(signQuery(query!, { secret, orig, nonce, now }), signed);
});

/** What may stand in the address or in the body: where the examples don't have it. */
const elsewhere = [
  ['POST', '/api/agenda/salles/free-range/fillslot/?resource=none', {}],
  ['POST', '/api/agendas/events/fillslots/', { agendas: 'none', slots: '', user_external_id: 'nobody' }],
  ['POST', '/api/booking/1/resize/?count=1', {}],
  ['POST', '/api/agendas/recurring-events/fillslots/', { agendas: 'none', slots: '', user_external_id: 'nobody' }],
] as const;

test('the examples of docs/agendas-api.md, one after the other', async (t) => {
  // Without jobs: what is owed stays owed, and the examples find it.
  const app = await testApp({ AGENDAS_URL: base }, { clock: () => now, serving: new Set(['agendas'] as const) });
  await furnish(app.open, site);
  const send = async ({ method, path, headers, body }: Example, isOpen: boolean): Promise<unknown> => {
    const url = isOpen ? path : signUrl(path, { secret, orig, now });
    const payload = body === null ? {} : { payload: body };
    const answer = await app.server.inject({ method: method as 'GET', url, headers: { ...headers, host }, ...payload });
    return answer.headers['content-type']?.startsWith('application/json')
      ? answer.json<unknown>()
      : answer.body.replaceAll('\r\n', '\n');
  };
  const numbers = new Numbers();
  const changes: { at: Example['at']; text: string }[] = [];
  for (const example of examples) {
    await t.test(`${example.method} ${example.path} (line ${example.line})`, async () => {
      const { path, body } = example;
      const asked = {
        ...example,
        path: numbers.actually(path),
        body: body === null ? null : numbers.actually(body),
      };
      const actual = await send(asked, callOf(example)?.access === 'anyone');
      const told: unknown = example.language === 'json' ? JSON.parse(example.answer || 'null') : example.answer;
      const wrong = difference(told, actual, numbers);
      if (wrong !== null && process.env['UPDATE_EXAMPLES'])
        changes.push({
          at: example.at,
          text: typeof actual === 'string' ? `${actual.trimEnd()}\n` : `${JSON.stringify(actual, null, 2)}\n`,
        });
      else assert.equal(wrong, null);
    });
  }
  for (const [method, path, body] of elsewhere)
    await send(
      { ...examples[0]!, method, path, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) },
      false,
    );
  if (changes.length > 0)
    await writeFile(
      file,
      changes
        .toReversed()
        .reduce((text, { at, text: answer }) => text.slice(0, at.start) + answer + text.slice(at.end), document),
    );
});

/** Of the address, and read together with the person of the body: that is noted as the body's. The examples have both in the address, and their answers show them read. */
const readWithTheBody = ['subscribed', 'agendas'].map(
  (name) => `POST /api/agendas/recurring-events/fillslots/: query ${name}`,
);

test('every parameter that is described was read by the code behind the examples', () => {
  const unread = publishedAgendas.calls.flatMap((call) => {
    const read = readBy(call);
    const names = [
      ...Object.keys(call.query ?? {}).map((name) => `query ${name}`),
      ...Object.keys(call.body?.properties ?? {}).map((name) => `body ${name}`),
    ];
    return names.filter((name) => !read.has(name)).map((name) => `${call.method} ${call.path}: ${name}`);
  });
  assert.deepEqual(unread, readWithTheBody);
});
