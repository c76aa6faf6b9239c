import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { signQuery, signUrl } from './sign.ts';
import { verifyQuery } from './verify.ts';

const now = Temporal.Instant.from('2024-01-21T09:45:00Z');
const secret = 'shared-secret';
const nonce = '0123456789abcdef0123456789abcdef';
const known = (orig: string): string[] => (orig === 'forms.example.org' ? [secret, 'older'] : []);

test('the vector of the specification', () => {
  assert.equal(
    signQuery('orig=forms.example.org', { secret, now, nonce }),
    `orig=forms.example.org&algo=sha256&timestamp=2024-01-21T09%3A45%3A00Z&nonce=${nonce}&signature=dCKRvuMODc8qc2rBxaK9oQhlJEhWXJlmBQxkqt5Slmo%3D`,
  );
});

test('an address is signed before its fragment, its own query kept to the letter', () => {
  const signed = signUrl('https://a.example/x/?q=%C3%A9&vide=#here', { secret, now, nonce, orig: 'forms.example.org' });
  assert.match(
    signed,
    /^https:\/\/a\.example\/x\/\?q=%C3%A9&vide=&orig=forms\.example\.org&algo=.*&signature=[^&]*#here$/,
  );
});

const good = signQuery('a=1&orig=forms.example.org', { secret, now, nonce });
const refusals = [
  {
    name: 'another secret',
    query: signQuery('orig=forms.example.org', { secret: 'x', now }),
    reason: /Invalid signature/,
  },
  { name: 'an unknown caller', query: signQuery('orig=other', { secret, now }), reason: /Invalid orig/ },
  {
    name: 'a caller named twice',
    query: signQuery('orig=forms.example.org&orig=forms.example.org', { secret, now }),
    reason: /Missing\/multiple orig/,
  },
  { name: 'an empty signature', query: good.replace(/signature=.*/, 'signature='), reason: /Invalid signature/ },
  { name: 'a value changed', query: good.replace('a=1', 'a=2'), reason: /Invalid signature/ },
  {
    name: '31 seconds old',
    query: signQuery('orig=forms.example.org', { secret, now: now.subtract({ seconds: 31 }) }),
    reason: /31 seconds in the past/,
  },
  {
    name: '31 seconds ahead',
    query: signQuery('orig=forms.example.org', { secret, now: now.add({ seconds: 31 }) }),
    reason: /31 seconds in the future/,
  },
] as const;
for (const { name, query, reason } of refusals) {
  test(`refused: ${name}`, async () => {
    const verified = await verifyQuery(query, now, known);
    assert.equal(verified.kind, 'refused');
    assert.match(verified.kind === 'refused' ? verified.reason : '', reason);
  });
}

test('what follows the signature is tolerated and read for nothing', async () => {
  const verified = await verifyQuery(`${good}&email=boss%40example.org`, now, known);
  assert.equal(verified.kind, 'signed');
  assert.equal(verified.kind === 'signed' && verified.parameters.has('email'), false);
});

test('the previous secret of a caller still holds', async () => {
  assert.equal(
    (await verifyQuery(signQuery('orig=forms.example.org', { secret: 'older', now }), now, known)).kind,
    'signed',
  );
});

test('accepted if and only if equal to what was signed', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.nat({ max: good.indexOf('&signature=') - 1 }),
      fc.string({ minLength: 1, maxLength: 1 }),
      async (at, letter) => {
        const changed = good.slice(0, at) + letter + good.slice(at + 1);
        const verified = await verifyQuery(changed, now, known);
        assert.equal(verified.kind === 'signed', changed === good);
      },
    ),
  );
});

test('any query survives being signed and verified', async () => {
  await fc.assert(
    fc.asyncProperty(fc.webQueryParameters(), async (query) => {
      fc.pre(!/(^|&)(orig|algo|timestamp|nonce|signature)=/i.test(query));
      const signed = signQuery(query, { secret, now, orig: 'forms.example.org' });
      assert.equal((await verifyQuery(signed, now, known)).kind, 'signed');
    }),
  );
});
