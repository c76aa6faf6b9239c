import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { lettersOf, shapeOf, type Shape } from './letters.ts';

const text = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.string({ unit: fc.constantFrom('a', 'Z', '_', '0', '9', '"', "'", '\\', ' ', 'é', '\ud800', '.') }),
);

function shapeByPattern(source: string): Shape {
  if (/^[A-Za-z][A-Za-z0-9_]*$/.test(source)) return 'name';
  if (/^[0-9]+$/.test(source)) return 'digits';
  return /^(?:"[^"\\]*"|'[^'\\]*')$/.test(source) ? 'quoted' : 'other';
}

test('letters are those of the string, lone surrogates included', () => {
  fc.assert(
    fc.property(text, (source) => {
      assert.deepEqual(
        [...lettersOf(source)],
        source.split('').map((letter) => letter.charCodeAt(0)),
      );
    }),
  );
});

test('a shape is told as patterns would, wherever it stands', () => {
  fc.assert(
    fc.property(text, text, text, (before, source, after) => {
      const letters = lettersOf(before + source + after);
      assert.equal(shapeOf(letters, before.length, before.length + source.length), shapeByPattern(source));
    }),
  );
});
