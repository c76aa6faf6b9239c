import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { html, isAddress, isLink, subjectLine } from './message.ts';

const addresses = [
  ['ana@example.org', true],
  ["o'hara+rappel@mairie.example.org", true],
  ['zoé@exemple.fr', true],
  ['', false],
  ['ana', false],
  ['ana@localhost', false],
  ['a@example.org,b@example.org', false],
  ['a@example.org b@example.org', false],
  ['Ana <a@example.org>', false],
  ['a@example.org\r\nBcc: b@example.org', false],
  ['a@example.org\u0085', false],
  ['"a b"@example.org', false],
  ['a@b@example.org', false],
  [`${'a'.repeat(65)}@example.org`, false],
] as const;
for (const [text, fits] of addresses) {
  test(`${fits ? 'one address' : 'not one address'}: ${JSON.stringify(text)}`, () =>
    assert.equal(isAddress(text), fits));
}

const links = [
  ['https://demarches.example.org/stage/12/', true],
  ['javascript:alert(1)', false],
  ['file:///etc/passwd', false],
  ['/stage/12/', false],
  ['https://example.org/\nx', false],
] as const;
for (const [text, fits] of links) {
  test(`${fits ? 'a link' : 'no link'}: ${JSON.stringify(text)}`, () => assert.equal(isLink(text), fits));
}

test('a subject is one line, whatever stands in it', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) =>
      assert.doesNotMatch(subjectLine(`${text}\r\nBcc: x`), /[\r\n\0\u0085\u2028]/),
    ),
  );
  assert.equal(subjectLine('Rappel\r\nBcc: x@example.org'), 'Rappel Bcc: x@example.org');
});

test('no text becomes markup', () => {
  const page = html(['<script>alert(1)</script>\n& "x"', { href: 'https://example.org/?a="><b>', label: '<i>' }], 'fr');
  assert.doesNotMatch(page, /<script|<b>|<i>/);
  assert.match(page, /&lt;script&gt;alert\(1\)&lt;\/script&gt;<br>&amp; &quot;x&quot;/);
});
