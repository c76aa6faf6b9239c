import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { exportDefinition } from './export.ts';
import { readExported } from './read.ts';

/** Definitions exported from town halls' production; they stand beside the project and are never copied into it. */
const corpus = join(import.meta.dirname, '../../../../shared/corpus/imio');
const files = existsSync(corpus)
  ? readdirSync(corpus, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
  : [];

const known = {
  field: /^(page|string|email|text|item|items|bool|numeric|date|computed|title|subtitle|comment)$/,
  action: /^(webservice_call|jump|choice|displaymsg|register-comment)$/,
  trigger: /^(webservice|manual)$/,
  // Any word but these is the slug of a named source.
  source: /^(?!(carddef|wcs|geojson|jsonp)$)/,
  root: /^(formdef|workflow|datasource|wscall)$/,
};

/** What a file should be refused for, found by looking at its letters alone. */
function unknownIn(xml: string): Set<string> {
  const root = /<([a-z_-]+)[ >]/.exec(xml.replace(/<\?.*?\?>/s, ''))![1]!;
  if (!known.root.test(root)) return new Set([`definition type \`${root}\` is not known yet`]);
  const fields = xml.replace(/<(condition|prefill|validation|data_source|options|custom_views)>.*?<\/\1>/gs, '');
  const all = (pattern: RegExp) => [...xml.matchAll(pattern)].map((match) => match[1]!);
  const named = (what: string, types: readonly string[], of: RegExp) =>
    types.filter((type) => !of.test(type)).map((type) => `${what} \`${type}\` is not known yet`);
  const jumps = [...xml.matchAll(/<item\b[^>]*\btype="jump"[^>]*>(.*?)<\/item>\s*(?=<item [^>]*type|<\/items>)/gs)];
  const timed = jumps.filter(
    ([, inner]) => /<mode>timeout</.test(inner!) || (!inner!.includes('<mode>') && /<timeout>[^<]/.test(inner!)),
  );
  return new Set([
    ...named(
      'field type',
      [...fields.matchAll(/<type\b[^>]*>([^<]*)<\/type>/g)].map((match) => match[1]!),
      known.field,
    ),
    ...named('action', root === 'workflow' ? all(/<item\b[^>]*\btype="([^"]*)"/g) : [], known.action),
    ...named('trigger', all(/<trigger\b[^>]*\btype="([^"]*)"/g), known.trigger),
    ...(timed.length > 0 ? ['mode of a jump `timeout` is not known yet'] : []),
    ...named(
      'data source type',
      all(/<data_source>\s*<type>([^<]*)<\/type>/g).map((type) => type.replace(/:.*/, '')),
      known.source,
    ),
  ]);
}

test('the corpus lies beside the project', { skip: files.length === 0 && 'there is no ../shared/corpus here' }, () => {
  assert.ok(files.length > 100);
});

for (const { name, parentPath } of files) {
  test(`a town hall's ${name} comes in whole, or is refused by the name of each type that isn't known`, () => {
    const xml = readFileSync(join(parentPath, name), 'utf8');
    const outcome = readExported(xml);
    const unknown = unknownIn(xml);
    if (unknown.size > 0) return assert.deepEqual(outcome.kind === 'refused' && new Set(outcome.reasons), unknown);
    assert.equal(outcome.kind, 'read', JSON.stringify(outcome));
    if (outcome.kind !== 'read') return undefined;
    assert.deepEqual(
      readExported(exportDefinition(outcome.definition)),
      outcome,
      'importing the export is the identity',
    );
    return undefined;
  });
}
