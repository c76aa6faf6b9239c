import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { contextOf, type Environment } from './context.ts';
import { readTemplate } from './template.ts';

const environment: Environment = {
  now: Temporal.ZonedDateTime.from('2024-01-21T09:45:00[Europe/Paris]'),
  language: 'fr',
  timeZone: 'Europe/Paris',
};

const letters = fc.string({ unit: fc.constantFrom(' ', '\n', '\u00a0', '\t', 'a', 'é'), maxLength: 4 });
const piece = fc.record({ kind: fc.constantFrom('text', 'value', 'tag', 'comment'), letters });

test('a template gives what its pieces write, without the blanks around, wherever these come from', () => {
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 8 }), (pieces) => {
      const names = Object.fromEntries(pieces.map(({ letters: value }, index) => [`v${index}`, value]));
      const sources = {
        text: (index: number) => names[`v${index}`] ?? '',
        value: (index: number) => `{{ v${index} }}`,
        tag: (index: number) => `{% if 1 %}{{ v${index} }}{% else %}b{% endif %}`,
        comment: () => '{# c #}',
      } as const;
      const source = pieces.map(({ kind }, index) => sources[kind as 'text'](index)).join('');
      const written = pieces.map(({ kind, letters: value }) => (kind === 'comment' ? '' : value)).join('');
      const template = readTemplate(source);
      assert.equal(template.render(contextOf(names), environment, { autoescape: true }), written.trim());
      assert.equal(template.print(), source);
    }),
    { numRuns: 500 },
  );
});
