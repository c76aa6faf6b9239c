import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { test } from 'node:test';
import { run as runConditions } from './conditions.ts';
import { run as runTemplates } from './templates.ts';

const folder = fileURLToPath(new URL('../../../shared/conformance/', import.meta.url));
const skip = existsSync(folder) ? false : 'the observed cases (../shared/conformance) are not here';

for (const [file, run] of [
  ['templates.json', runTemplates],
  ['conditions.json', runConditions],
] as const) {
  test(`the observed cases of ${file} hold`, { skip }, async () => {
    const { failures, passed } = await run(JSON.parse(readFileSync(folder + file, 'utf8')));
    assert.deepEqual(failures, []);
    assert.ok(passed > 100);
  });
}
