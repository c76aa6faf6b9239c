import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { assets, scriptUrl, stylesheetUrl, textFontUrl, themeUrl } from './assets.ts';

const css = assets().get(stylesheetUrl())?.body.toString() ?? '';

test('the stylesheet names its layers first and only files that are served', () => {
  assert.match(css, /^@layer reset,tokens,base,layout,parts,desk,print;/);
  const called = [...css.matchAll(/url\(["']?([^"')]+)/g)].map(([, address]) => address ?? '');
  assert.equal(called.length, 4);
  for (const address of called) assert.ok(assets().has(address), address);
});

test('what a page calls is there, and small', () => {
  assert.equal(assets().get(textFontUrl())?.type, 'font/woff2');
  const script = assets().get(scriptUrl());
  assert.equal(script?.type, 'text/javascript; charset=utf-8');
  assert.ok(script.body.length < 10_000, `the script has ${script.body.length} bytes`);
  assert.ok(css.length < 50_000, `the stylesheet has ${css.length} bytes`);
});

test('a newer browser only is not asked for', () => {
  assert.doesNotMatch(css, /light-dark\(|color-mix\(|oklch\(/);
});

test('dark by the machine and dark by the reader are the same', () => {
  const tokens = readFileSync(new URL('style/tokens.css', import.meta.url), 'utf8');
  const blocks = [...tokens.matchAll(/:root(?::not\(\[data-theme='light'\]\)|\[data-theme='dark'\]) \{([^}]*)\}/g)];
  assert.equal(blocks.length, 2);
  assert.equal(blocks[0]?.[1], blocks[1]?.[1]);
});

test('a theme has another address for another colour', () => {
  assert.notEqual(themeUrl('#0e5b6b'), themeUrl('#ffd100'));
  assert.equal(themeUrl('#0e5b6b'), themeUrl('#0E5B6B'));
});
