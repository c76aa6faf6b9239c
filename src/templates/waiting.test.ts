import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { compileCondition } from './condition.ts';
import { contextOf, type Context, type Environment } from './context.ts';
import { compileTemplate } from './template.ts';
import { Pending } from './values.ts';
import { conditionWaiting, renderWaiting, valueWaiting } from './waiting.ts';

const environment: Environment = {
  now: Temporal.ZonedDateTime.from('2024-01-21T09:45:00[Europe/Paris]'),
  language: 'fr',
  timeZone: 'Europe/Paris',
};

/** A context whose values must all be fetched, and how often each was. */
function remote(names: Record<string, unknown>): { context: Context; asked: Map<string, number> } {
  const asked = new Map<string, number>();
  const context = {
    get(name: string): unknown {
      if (!Object.hasOwn(names, name)) return undefined;
      asked.set(name, (asked.get(name) ?? 0) + 1);
      return new Pending(Promise.resolve(names[name]));
    },
  };
  return { context, asked };
}

test('a value is fetched only if reached, and once', async () => {
  const { context, asked } = remote({ a: 1, b: 2, c: 3 });
  const template = compileTemplate('{{ a }}{{ a }}{% if a == 1 %}{{ b }}{% else %}{{ c }}{% endif %}');
  assert.equal(await renderWaiting(template, context, environment, { autoescape: true }), '112');
  assert.deepEqual(
    [...asked],
    [
      ['a', 1],
      ['b', 1],
    ],
  );
});

test('conditions and values wait too, within lists and behind dots', async () => {
  const inner = { deep: new Pending(Promise.resolve({ err: 0 })), list: [new Pending(Promise.resolve('x'))] };
  const context = contextOf({ inner });
  assert.equal(await conditionWaiting(compileCondition('inner.deep.err == 0'), context, environment), true);
  assert.deepEqual(await valueWaiting(compileTemplate('{{ inner_deep }}'), context, environment), { err: 0 });
  const loop = compileTemplate('{% for x in inner.list %}{{ x }}{% endfor %}');
  assert.equal(await renderWaiting(loop, context, environment, { autoescape: true }), 'x');
});

test('what a fetch fails with comes out, with the template’s place', async () => {
  const context: Context = { get: () => new Pending(Promise.reject(new Error('no answer'))) };
  const failed = new Map<string, Pending>();
  const once: Context = { get: (name) => failed.getOrInsertComputed(name, () => context.get(name) as Pending) };
  await assert.rejects(renderWaiting(compileTemplate('{{ a }}'), once, environment, { autoescape: true }), /no answer/);
});

test('waiting for values gives what having them gives', async () => {
  const names = fc.record({
    a: fc.oneof(fc.string(), fc.integer(), fc.boolean(), fc.constant(null)),
    b: fc.array(fc.string(), { maxLength: 3 }),
    c: fc.record({ d: fc.integer(), e: fc.string() }),
  });
  const piece = fc.constantFrom(
    '{{ a }}',
    '{{ b|join:"," }}',
    '{{ c.d }}',
    '{{ c.e|upper }}',
    '{% for x in b %}{{ x }}{{ a }}{% endfor %}',
    '{% if a %}{{ c.e }}{% else %}{{ b|length }}{% endif %}',
    '{% with z=c.d %}{{ z|add:1 }}{% endwith %}',
    '{% if c.d > 0 and a or b %}+{% endif %}',
    '{% firstof a c.e %}',
  );
  await fc.assert(
    fc.asyncProperty(names, fc.array(piece, { maxLength: 6 }), async (values, pieces) => {
      const template = compileTemplate(pieces.join(' '));
      const now = template.render(contextOf(values), environment, { autoescape: true });
      const later = await renderWaiting(template, remote(values).context, environment, { autoescape: true });
      assert.equal(later, now);
    }),
    { numRuns: 150 },
  );
});
