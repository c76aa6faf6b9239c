import assert from 'node:assert/strict';
import { test } from 'node:test';
import { contextOf, type Environment } from './context.ts';
import { renderLeniently } from './template.ts';
import { FILTER_GROUPS, TAG_GROUPS } from './tables.ts';

const environment: Environment = {
  now: Temporal.ZonedDateTime.from('2024-01-21T09:45:00[Europe/Paris]'),
  language: 'fr',
  timeZone: 'Europe/Paris',
  ports: { holidays: () => new Set<number>() },
};

for (const [, kind, rows] of [...FILTER_GROUPS, ...TAG_GROUPS]) {
  test(`the examples of the reference hold: ${kind}`, () => {
    for (const { name, example, fr, en } of rows) {
      const [template, output, names = {}] = example;
      assert.ok(template.includes(name), `the example of ${name} shows it`);
      assert.ok(fr.length > 3 && en.length > 3, `${name} is documented in both languages`);
      assert.equal(renderLeniently(template, contextOf(names), environment, { autoescape: false }), output, name);
    }
  });
}
