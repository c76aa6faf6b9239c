import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { compileCondition } from './condition.ts';
import { contextOf, type Environment } from './context.ts';
import { TemplateError } from './errors.ts';
import { compileTemplate, readTemplate } from './template.ts';
import { TABLES } from './tables.ts';
import { Decimal, Float, Foreign, lazy, type Lazy, Safe } from './values.ts';

/**
 * Random templates over every filter and tag, by every kind of value. How many runs: GUICHET_FUZZ (a number of templates),
 * otherwise as many as a test can bear. A failure prints its seed; fast-check replays it.
 */
const RUNS = Number(process.env['GUICHET_FUZZ'] ?? 4000);

const LIMITS = { steps: 20_000, output: 20_000, depth: 5 };
const environment: Environment = {
  now: Temporal.ZonedDateTime.from('2024-01-21T09:45:00[Europe/Paris]'),
  language: 'fr',
  timeZone: 'Europe/Paris',
  limits: LIMITS,
  ports: { holidays: () => new Set<number>() },
};

/** Plain data that lets itself be read by its own keys alone: any other access is a fault of ours. */
function guarded(own: Record<string, unknown>): object {
  return new Proxy(own, {
    get(target, key) {
      if (key !== lazy && !Object.hasOwn(target, key)) throw new Error(`read outside plain data: ${String(key)}`);
      return Reflect.get(target, key) as unknown;
    },
  });
}

const rows: Lazy = {
  [lazy]: true,
  plain: () => 'Tom, Léa',
  text: () => 'Tom, Léa',
  get: (key) => (key === 'raw' ? [1, 2] : undefined),
  items: () => [{ nom: 'Tom' }, { nom: 'Léa' }],
};

const hostile: Record<string, unknown> = {
  vide: '',
  mot: 'l\'été <b>&"',
  long: 'ab '.repeat(3000),
  lettres: 'é\u0301😀\ud800\u0000\u2028',
  zero: 0,
  grand: 1e308,
  enorme: 10n ** 400n,
  negatif: -3.75,
  nan: Number.NaN,
  infini: Number.POSITIVE_INFINITY,
  flottant: new Float(2),
  decimal: new Decimal(true, 10n ** 30n, -300),
  vrai: true,
  nul: null,
  liste: [1, 'a', null, [2, [3]], { k: 1 }],
  grande: Array.from({ length: 2000 }, (_none, index) => index),
  dico: guarded({ a: 1, b: guarded({ c: [1, 2] }), 'n°': 3 }),
  sur: new Safe('<i>'),
  jour: Temporal.PlainDate.from('9999-12-31'),
  moment: new Foreign(Temporal.PlainDateTime.from('0001-01-01T00:00')),
  heure: Temporal.PlainTime.from('23:59'),
  date: '2024-02-30',
  nombre: '1e400',
  chiffres: '9'.repeat(100_000),
  rangees: rows,
  modele: '{{ modele|as_template }}{{ mot|as_template }}',
  fonction: () => 'never called',
};

const name = fc.constantFrom(
  ...Object.keys(hostile),
  'absent',
  'dico.b.c',
  'liste.3.1.0',
  'dico_b_c',
  'jour.year',
  'constructor',
  'forloop.counter',
  'liste.constructor',
);
const literal = fc.constantFrom(
  '0',
  '-1',
  '3',
  '1e9',
  '99999999999999999999',
  '2.5',
  '"a"',
  '""',
  '"1:3"',
  '"%s"',
  '"99999d"',
  '"d/m/Y"',
  "'x'",
  '"{{ mot }}"',
  '_("Yes")',
  '"__proto__"',
);
const argument = fc.oneof(literal, name);
const filter = fc
  .tuple(fc.constantFrom(...TABLES.filters.values()), argument, fc.boolean())
  .map(([row, value, given]) =>
    row.argument === 'required' || (row.argument && given) ? `|${row.name}:${value}` : `|${row.name}`,
  );
const expression = fc
  .tuple(argument, fc.array(filter, { maxLength: 4 }))
  .map(([head, filters]) => head + filters.join(''));
const operator = fc.constantFrom(
  '==',
  '!=',
  '<',
  '<=',
  '>',
  '>=',
  'in',
  'not in',
  'is',
  'is not',
  'and',
  'or',
  'and not',
);
const condition = fc
  .tuple(expression, fc.array(fc.tuple(operator, expression), { maxLength: 3 }))
  .map(([first, others]) => [first, ...others.flat()].join(' '));

const { template } = fc.letrec<{ template: string; piece: string }>((tie) => ({
  template: fc.array(tie('piece'), { maxLength: 4 }).map((pieces) => pieces.join('')),
  piece: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    expression.map((text) => `{{ ${text} }}`),
    fc.constantFrom(
      'texte ',
      '{{',
      '%}',
      '{# note #}',
      '{% cycle "a" "b" %}',
      '{% now "d/m" %}',
      '{% lorem 3 w %}',
      '{{ }}',
    ),
    fc
      .tuple(condition, tie('template'), tie('template'))
      .map(([test, yes, no]) => `{% if ${test} %}${yes}{% else %}${no}{% endif %}`),
    fc
      .tuple(expression, tie('template'))
      .map(([list, body]) => `{% for x in ${list} %}${body}{{ x }}{{ forloop.counter }}{% empty %}-{% endfor %}`),
    fc.tuple(expression, tie('template')).map(([list, body]) => `{% for k, v in ${list} %}${body}{% endfor %}`),
    fc.tuple(expression, tie('template')).map(([value, body]) => `{% with x=${value} %}${body}{% endwith %}`),
    fc.tuple(expression, name).map(([value, other]) => `{% firstof ${value} ${other} as y %}{{ y }}`),
    fc.tuple(filter, tie('template')).map(([use, body]) => `{% filter ${use.slice(1)} %}${body}{% endfilter %}`),
    fc.tuple(name, tie('template')).map(([value, body]) => `{% ifchanged ${value} %}${body}{% endifchanged %}`),
    fc.tuple(expression, expression, expression).map(([a, b, c]) => `{% widthratio ${a} ${b} ${c} %}`),
    fc.tuple(name).map(([list]) => `{% regroup ${list} by k as g %}{% for x in g %}{{ x.grouper }}{% endfor %}`),
    tie('template').map((body) => `{% spaceless %}${body}{% endspaceless %}`),
    tie('template').map((body) => `{% autoescape off %}${body}{% endautoescape %}`),
  ),
}));

const context = contextOf(hostile);

function ownErrorsOnly(act: () => void): void {
  try {
    act();
  } catch (error) {
    if (!(error instanceof TemplateError)) throw error;
    if (error.cause instanceof Error) throw error.cause;
  }
}

test('no template makes the evaluator throw anything but its own errors, pass its bounds or see outside its context', () => {
  fc.assert(
    fc.property(template, fc.boolean(), (source, autoescape) => {
      ownErrorsOnly(() => {
        const text = readTemplate(source).render(context, environment, { autoescape });
        assert.ok(text.length <= LIMITS.output);
        assert.ok(!text.includes('never called'));
      });
      ownErrorsOnly(() => void readTemplate(source).value(context, environment));
    }),
    { numRuns: RUNS },
  );
});

test('no condition makes the evaluator throw anything but its own errors', () => {
  fc.assert(
    fc.property(condition, (source) => {
      ownErrorsOnly(() => {
        const made = compileCondition(source);
        made.explain(context, environment);
        assert.equal(typeof made.evaluate(context, environment), 'boolean');
      });
    }),
    { numRuns: RUNS },
  );
});

test('every filter bears every value', () => {
  for (const row of TABLES.filters.values()) {
    for (const value of Object.keys(hostile)) {
      const given = row.argument ? ['', ':3', ':""', ':"a"', ':nul', `:${value}`, ':1e9'] : [''];
      for (const argument of given) {
        if (row.argument === 'required' && argument === '') continue;
        const source = `{{ ${value}|${row.name}${argument} }}`;
        ownErrorsOnly(() => {
          assert.ok(
            compileTemplate(source).render(context, environment, { autoescape: true }).length <= LIMITS.output,
            source,
          );
        });
      }
    }
  }
});

test('a template printed is the template read', () => {
  fc.assert(
    fc.property(template, (source) => {
      ownErrorsOnly(() => assert.equal(readTemplate(source).print(), source));
    }),
    { numRuns: RUNS },
  );
});

const ENTITIES: Readonly<Record<string, string>> = {
  '&amp;': '&',
  '&lt;': '<',
  '&gt;': '>',
  '&quot;': '"',
  '&#x27;': "'",
};

test('escaping neither adds nor loses text', () => {
  const names = fc.record({ a: fc.string({ unit: 'grapheme' }), b: fc.array(fc.string(), { maxLength: 3 }) });
  const safe = fc.constantFrom(
    '{{ a }}',
    '{{ b }}',
    '{{ b|join:"," }}',
    '{% for x in b %}{{ x }};{% endfor %}',
    '{% firstof a "z" %}',
    '{{ a|upper }}',
    '{% with c=a %}{{ c }}{% endwith %}',
  );
  fc.assert(
    fc.property(names, fc.array(safe, { maxLength: 4 }), (values, pieces) => {
      const made = compileTemplate(pieces.join('|'));
      const escaped = made.render(contextOf(values), environment, { autoescape: true });
      assert.ok(!/[<>"']/.test(escaped));
      const back = escaped.replace(/&(?:amp|lt|gt|quot|#x27);/g, (entity) => ENTITIES[entity] ?? '');
      assert.equal(back, made.render(contextOf(values), environment, { autoescape: false }));
    }),
    { numRuns: 500 },
  );
});

const bombs = [
  { name: 'a million braces', source: '{{'.repeat(500_000) },
  { name: 'a million closed braces', source: '{{ a }}'.repeat(140_000) },
  { name: 'blocks within blocks', source: '{% if a %}'.repeat(20_000) },
  { name: 'an endless expression', source: `{{ a${'|upper'.repeat(100_000)} }}` },
  { name: 'a deep condition', source: `{% if ${'not '.repeat(100_000)}a %}{% endif %}` },
  { name: 'a wide condition', source: `{% if ${'a and '.repeat(100_000)}a %}{% endif %}` },
  { name: 'loops within loops', source: `${'{% for x in grande %}'.repeat(5)}x${'{% endfor %}'.repeat(5)}` },
  { name: 'empty loops within loops', source: `${'{% for x in grande %}'.repeat(5)}${'{% endfor %}'.repeat(5)}` },
  { name: 'a text repeated', source: '{{ long|repeat:100000 }}' },
  { name: 'a wide text', source: '{{ mot|ljust:999999999 }}{{ mot|center:999999999 }}' },
  { name: 'a wide format', source: '{{ zero|stringformat:"999999d" }}' },
  { name: 'a template that calls itself', source: '{{ modele|as_template }}' },
  {
    name: 'a list doubled',
    source: `{{ grande${'|add:grande'.repeat(20)}|length }}{{ grande|repeat:10|repeat:10|repeat:10|length }}`,
  },
  {
    name: 'a text doubled',
    source: `{% with a=long|concat:long %}{% with a=a|concat:a %}{% with a=a|concat:a %}{% with a=a|concat:a %}{{ a|concat:a|length }}{% endwith %}{% endwith %}{% endwith %}{% endwith %}`,
  },
  {
    name: 'lists doubled again and again',
    source: `${'{% with grande=grande|add:grande %}'.repeat(60)}{{ grande|length }}${'{% endwith %}'.repeat(60)}`,
  },
  {
    name: 'texts doubled again and again',
    source: `${'{% with mot=mot|concat:mot %}'.repeat(60)}{{ mot|upper|length }}${'{% endwith %}'.repeat(60)}`,
  },
  {
    name: 'values that hold each other',
    source: `${'{% regroup l by a as g %}{% with l=g|getlistdict:"list:a,list:b" %}'.repeat(40)}{{ l }}{{ l|json_dumps }}${'{% endwith %}'.repeat(40)}`,
  },
  { name: 'unclosed quotes', source: `{% if ${'"a '.repeat(50_000)} %}` },
  { name: 'tags that don’t close', source: '{{ angle|striptags }}{{ angle|truncatewords_html:3 }}{{ angle|urlize }}' },
  { name: 'nothing but blanks between tags', source: `{% spaceless %}>${' '.repeat(200_000)}x{% endspaceless %}` },
  {
    name: 'all the days',
    source: '{{ "0001-01-01"|iterate_days_until:"9999-12-31"|length }}{{ "0001-01-01"|age_in_working_days }}',
  },
] as const;
for (const { name: what, source } of bombs) {
  test(`bounded: ${what}`, () => {
    const names = contextOf({ angle: '<'.repeat(100_000), l: [{ a: 1 }] }, context);
    ownErrorsOnly(() => {
      assert.ok(readTemplate(source).render(names, environment, { autoescape: true }).length <= 1 << 20);
    });
  });
}
