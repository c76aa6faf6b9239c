import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import test from 'node:test';
import fc from 'fast-check';
import { orig, secret } from '../../src/agendas/testing.ts';
import { signQuery, signUrl } from '../../src/signature/sign.ts';
import { digest, openHouse } from './house.ts';

/* A signed address is accepted if and only if it is what the model signs, to the byte; whatever else is 403 with its reason, and nothing is written. */
const house = await openHouse();
const path = '/agendas/api/agenda/stages-ete/fillslot/multisport-mercredi/';
const now = (): Temporal.Instant => Temporal.Now.instant();
const query = (more = ''): string => signQuery(more, { secret, orig, now: now() });
const post = (signed: string) =>
  house.ask({ method: 'POST', url: `${path}?${signed}`, body: { label: 'x' } }, 'anonymous');
const without = (name: string): string => unsigned().replace(new RegExp(`(^|&)${name}=[^&]*`), '');
const unsigned = (): string => query().replace(/&signature=.*$/, '');
/** The model: an HMAC over the bytes before `&signature=`. */
const sign = (message: string): string =>
  `${message}&signature=${encodeURIComponent(createHmac('sha256', secret).update(message).digest('base64'))}`;
const ago = (seconds: number): string =>
  sign(unsigned().replace(/timestamp=[^&]*/, `timestamp=${now().subtract({ seconds }).toString().slice(0, 19)}Z`));
const at = (text: string): string => sign(unsigned().replace(/timestamp=[^&]*/, `timestamp=${text}`));

const cases: readonly { name: string; query: () => string; status: number; reason?: RegExp }[] = [
  { name: 'as it should be', query, status: 200 },
  { name: 'our own model of it', query: () => sign(unsigned()), status: 200 },
  { name: 'cut', query: () => query().slice(0, -8), status: 403, reason: /signature/ },
  { name: 'empty', query: () => `${unsigned()}&signature=`, status: 403, reason: /signature/ },
  { name: 'two signatures', query: () => `${query()}&signature=abc`, status: 200 },
  { name: 'a wrong one before the right', query: () => `signature=abc&${query()}`, status: 403 },
  { name: 'under another name', query: () => query().replace('signature=', 'Signature='), status: 403 },
  { name: 'encoded once more', query: () => query().replaceAll('%', '%25'), status: 403 },
  { name: 'orig twice', query: () => sign(`${unsigned()}&orig=${orig}`), status: 403, reason: /orig/ },
  { name: 'no orig', query: () => sign(without('orig').replace(/^&/, '')), status: 403, reason: /orig/ },
  {
    name: 'orig of nobody',
    query: () => sign(unsigned().replace(/orig=[^&]*/, 'orig=nobody.example')),
    status: 403,
    reason: /orig/,
  },
  { name: 'orig empty', query: () => sign(unsigned().replace(/orig=[^&]*/, 'orig=')), status: 403, reason: /orig/ },
  {
    name: 'orig is a prototype',
    query: () => sign(unsigned().replace(/orig=[^&]*/, 'orig=__proto__')),
    status: 403,
    reason: /orig/,
  },
  { name: 'no algo', query: () => sign(without('algo')), status: 403, reason: /algo/ },
  ...['none', 'toString', '__proto__', 'SHA256', 'shake256', ''].map((algo) => ({
    name: `algo ${algo}`,
    query: () => sign(unsigned().replace('algo=sha256', `algo=${algo}`)),
    status: 403,
    reason: /algo/,
  })),
  { name: 'no timestamp', query: () => sign(without('timestamp')), status: 403, reason: /timestamp/ },
  { name: '25 seconds ago', query: () => ago(25), status: 200 },
  { name: '40 seconds ago', query: () => ago(40), status: 403, reason: /seconds in the past/ },
  { name: 'in 25 seconds', query: () => ago(-25), status: 200 },
  { name: 'in 40 seconds', query: () => ago(-40), status: 403, reason: /seconds in the future/ },
  ...[
    '2026-06-01T24:00:00Z',
    '0000-01-01T00:00:00Z',
    '2026-02-30T00:00:00Z',
    '294277-01-01T00:00:00Z',
    '-271821-04-20T00:00:00Z',
    'now',
    '9'.repeat(40),
  ].map((text) => ({
    name: `time ${text}`,
    query: () => at(text),
    status: 403,
    reason: /timestamp|seconds/,
  })),
  { name: 'no nonce', query: () => sign(without('nonce')), status: 403, reason: /nonce/i },
  {
    name: 'an empty nonce',
    query: () => sign(unsigned().replace(/nonce=[^&]*/, 'nonce=')),
    status: 403,
    reason: /nonce/i,
  },
  {
    name: 'a nonce of 10,000 signs',
    query: () => sign(unsigned().replace(/nonce=[^&]*/, `nonce=${'n'.repeat(10_000)}`)),
    status: 200,
  },
  {
    name: 'a nonce whose first 128 signs were spent',
    query: () => sign(unsigned().replace(/nonce=[^&]*/, `nonce=${'n'.repeat(128)}!`)),
    status: 403,
    reason: /[Nn]once/,
  },
  {
    name: 'a nonce with half a sign',
    query: () => sign(unsigned().replace(/nonce=[^&]*/, 'nonce=%ED%A0%80')),
    status: 200,
  },
  { name: 'a nonce with a NUL', query: () => sign(unsigned().replace(/nonce=[^&]*/, 'nonce=a%00')), status: 400 },
  { name: 'something added after it', query: () => `${query()}&count=2`, status: 200 },
];

for (const { name, query: made, status, reason } of cases) {
  test(`a signed address: ${name}`, async () => {
    const before = await digest(house.db);
    const answer = await post(made());
    assert.equal(answer.statusCode, status, answer.body);
    if (reason) assert.match(answer.body, reason);
    if (status !== 200) assert.equal(await digest(house.db), before);
  });
}

test('a person named after the signature is nobody: only what is signed says who asks', async () => {
  const asked = (more: string) =>
    house
      .ask({ method: 'GET', url: `/agendas/api/bookings/?${more}` }, 'anonymous')
      .then(({ statusCode }) => statusCode);
  assert.deepEqual(
    [await asked(query('user_external_id=u')), await asked(`${query('user_external_id=u')}&NameID=nobody`)],
    [200, 200],
  );
  assert.equal(await asked(query('user_external_id=u&NameID=nobody')), 403);
});

test('a person named with a NUL, well signed, is nobody under any address', async () => {
  for (const url of ['/healthz', '/readyz', '/metrics', '/agendas/api/agenda/'])
    for (const name of ['email', 'NameID']) {
      const answer = await house.ask({ method: 'GET', url: `${url}?${query(`${name}=a%00b`)}` }, 'anonymous');
      assert.equal(answer.statusCode, 400, `${url} ${name}`);
    }
});

test('accepted if and only if every byte is as the model signs it', async () => {
  let nonces = 0;
  const valid = (): string => {
    const nonce = String(++nonces).padStart(32, '0');
    return signUrl(`http://${house.host}${path}?count=1`, { secret, orig, now: now(), nonce }).split('?')[1]!;
  };
  const before = await digest(house.db);
  const change = fc.record({
    at: fc.nat(valid().indexOf('&signature=') - 1),
    to: fc.constantFrom('', 'a', '0', '&', '=', '%', '+', 'é', '\u0001'),
    kind: fc.constantFrom('put', 'insert'),
  });
  await fc.assert(
    fc.asyncProperty(change, async ({ at: where, to, kind }) => {
      const query_ = valid();
      const changed = query_.slice(0, where) + to + query_.slice(kind === 'put' ? where + 1 : where);
      if (changed === query_) return;
      const answer = await post(encodeURI(changed).replaceAll('%25', '%'));
      assert.ok([400, 403].includes(answer.statusCode), `${answer.statusCode} for ${changed}`);
    }),
    { numRuns: Number(process.env['SIGNED_RUNS'] ?? 300) },
  );
  assert.equal(await digest(house.db), before, 'nothing was written');
  const unchanged = valid();
  assert.equal((await post(unchanged)).statusCode, 200, 'and what was changed is good');
  assert.equal((await post(unchanged)).statusCode, 403, 'once');
});
