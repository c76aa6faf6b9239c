import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { appearanceCookie, languageCookie, languageUrl, localPath, preferences } from './preferences.ts';

const paths: readonly [string | undefined, string][] = [
  ['/inscription/?page=2', '/inscription/?page=2'],
  ['/', '/'],
  [undefined, '/home/'],
  ['', '/home/'],
  ['//evil.example/', '/home/'],
  ['/\\evil.example/', '/home/'],
  ['/\t/evil.example/', '/home/'],
  ['https://evil.example/', '/home/'],
  ['javascript:alert(1)', '/home/'],
  ['/a\r\nSet-Cookie: x', '/home/'],
];
for (const [next, expected] of paths) {
  test(`where one goes next: ${JSON.stringify(next)}`, () => assert.equal(localPath(next, '/home/'), expected));
}

test('whatever is asked, one stays on this site', () => {
  const piece = fc.constantFrom('/', '\\', 'evil.example', '\t', '\n', ':', '@', '.', '?', '#', 'a', 'https:', ' ');
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 8 }), (pieces) => {
      const path = localPath(pieces.join(''), '/');
      assert.equal(new URL(path, 'https://town.example/x/').origin, 'https://town.example');
    }),
  );
});

test('cookies say the language and the appearance, and nothing they say is believed blindly', () => {
  const read = (language: string, appearance: string) =>
    preferences({ [languageCookie]: language, [appearanceCookie]: appearance }, undefined);
  assert.deepEqual(read('en', 'dark'), { language: 'en', appearance: 'dark' });
  assert.deepEqual(read('"><script>', 'neon'), { language: 'fr', appearance: 'auto' });
});

test('the other language comes back to the same page', () => {
  assert.equal(languageUrl('en', '/x/?a=b&c'), '/langue/en/?next=%2Fx%2F%3Fa%3Db%26c');
});
