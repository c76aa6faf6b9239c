import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { test } from 'node:test';
import { reference } from './reference.ts';

for (const language of ['fr', 'en'] as const) {
  test(`docs/templates.${language}.md is what the tables say (GUICHET_WRITE=1 writes it)`, () => {
    const file = new URL(`../../docs/templates.${language}.md`, import.meta.url);
    if (process.env['GUICHET_WRITE'] === '1') writeFileSync(file, reference(language));
    assert.equal(readFileSync(file, 'utf8'), reference(language));
  });
}
