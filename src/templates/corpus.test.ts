import assert from 'node:assert/strict';
import { existsSync, globSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { test } from 'node:test';
import { TemplateError } from './errors.ts';
import { isTemplate, readTemplate } from './template.ts';

const corpus = fileURLToPath(new URL('../../../shared/corpus/imio', import.meta.url));
const skip = existsSync(corpus) ? false : 'the definitions of real town halls (../shared/corpus) are not here';

/** Filters that one hosting company adds to the language for itself. */
const LOCAL = /comprehensive_list|is_strong_authentication|unlazy_filter|get_feature_details|liste_type_rdv/;
const ENTITIES: Readonly<Record<string, string>> = {
  '&lt;': '<',
  '&gt;': '>',
  '&quot;': '"',
  '&apos;': "'",
  '&amp;': '&',
};

/** The texts of an export's elements. */
function textsOf(xml: string): string[] {
  const texts = Array.from(xml.matchAll(/>([^<]+)</g), ([, text = '']) => text);
  return texts.map((text) =>
    text
      .replace(/&#(\d+);/g, (_all, code: string) => String.fromCodePoint(Number(code)))
      .replace(/&(?:lt|gt|quot|apos|amp);/g, (entity) => ENTITIES[entity] ?? entity),
  );
}

test('every template of real town halls is read, and printed back', { skip }, () => {
  const wrong: string[] = [];
  let count = 0;
  for (const file of globSync('**/*.wcs', { cwd: corpus })) {
    for (const text of textsOf(readFileSync(`${corpus}/${file}`, 'utf8')).filter(isTemplate)) {
      count += 1;
      try {
        assert.equal(readTemplate(text).print(), text);
      } catch (error) {
        if (!(error instanceof TemplateError)) throw error;
        if (!LOCAL.test(error.message)) wrong.push(`${file}: ${error.explanation('en')}`);
      }
    }
  }
  assert.deepEqual(wrong, []);
  assert.ok(count > 500, `${count} templates`);
});
