import assert from 'node:assert/strict';
import { test } from 'node:test';
import { contextOf, type Environment } from './context.ts';
import { Decimal } from './decimal.ts';
import { TemplateError } from './errors.ts';
import { compileTemplate, isTemplate, namesOf, renderLeniently, renderStrictly } from './template.ts';
import { lazy, type Lazy, Safe } from './values.ts';
import { plainJson } from './payload.ts';

const environment: Environment = {
  now: Temporal.ZonedDateTime.from('2024-01-21T09:45:00[Europe/Paris]'),
  language: 'fr',
  timeZone: 'Europe/Paris',
};
const rendered = (source: string, names: object = {}, autoescape = true): string =>
  renderStrictly(source, contextOf(names), environment, { autoescape });

const cases = [
  { name: 'the longest key wins', source: '{{ a_b_c }}', names: { a: { b_c: 1 }, a_b: { c: 2 } }, output: '2' },
  {
    name: 'underscores go through lists by index',
    source: '{{ l_1_n }}',
    names: { l: [{ n: 1 }, { n: 2 }] },
    output: '2',
  },
  { name: 'dots and underscores name the same', source: '{{ a.b.c }}', names: { a_b: { c: 3 } }, output: '3' },
  { name: 'a key in other letters is out of reach of names', source: '{{ été }}', names: { été: 1 }, output: '' },
  {
    name: 'a loop’s names end with it',
    source: '{% for x in l %}{{ x }}{% endfor %}{{ x }}',
    names: { l: [1, 2], x: 'y' },
    output: '12y',
  },
  {
    name: 'a name set in a loop lasts until its end',
    source: '{% for x in l %}{{ f }}{% firstof x as f %}{% endfor %}|{{ f }}',
    names: { l: [1, 2] },
    output: '1|',
  },
  {
    name: 'a name set at the top is seen below',
    source: '{% firstof "a" as f %}{% if f == "a" %}{{ f }}{% endif %}',
    names: {},
    output: 'a',
  },
  {
    name: 'pairs',
    source: '{% for k, v in d.items %}{{ k }}={{ v }} {% endfor %}',
    names: { d: { a: 1, b: 2 } },
    output: 'a=1 b=2',
  },
  {
    name: 'the loop around',
    source:
      '{% for x in l %}{% for y in l %}{{ forloop.parentloop.counter }}{{ forloop.counter }} {% endfor %}{% endfor %}',
    names: { l: [1, 2] },
    output: '11 12 21 22',
  },
  { name: 'reversed', source: '{% for x in l reversed %}{{ x }}{% endfor %}', names: { l: [1, 2] }, output: '21' },
  { name: 'braces that don’t close are text', source: '{{ a } {% if', names: {}, output: '{{ a } {% if' },
  { name: 'a comment', source: 'a{# {{ b #}c', names: {}, output: 'ac' },
] as const;

for (const { name, source, names, output } of cases)
  test(`rendering: ${name}`, () => assert.equal(rendered(source, names), output));

const escaping = [
  { source: '{{ h }}', output: '&lt;b&gt;' },
  { source: '{{ h|safe }}', output: '<b>' },
  { source: '{{ h|safe|upper }}', output: '&lt;B&gt;' },
  { source: '{{ h|safe|lower }}', output: '<b>' },
  { source: '{{ h|default:"<i>" }}', output: '&lt;b&gt;' },
  { source: '{{ vide|default:"<i>" }}', output: '<i>' },
  { source: '{{ h|escape|escape }}', output: '&lt;b&gt;' },
  { source: '{{ h|escape|force_escape }}', output: '&amp;lt;b&amp;gt;' },
  { source: '{% filter upper %}{{ h }}{% endfilter %}', output: '&LT;B&GT;' },
  { source: '{% with x=h %}{{ x }}{% endwith %}', output: '&lt;b&gt;' },
  { source: '{{ l|join:"<br>" }}', output: '&lt;b&gt;<br>a' },
  { source: '{% firstof h as x %}{{ x|upper }}', output: '&amp;LT;B&amp;GT;' },
] as const;
for (const { source, output } of escaping) {
  test(`escaping: ${source}`, () => assert.equal(rendered(source, { h: '<b>', vide: '', l: ['<b>', 'a'] }), output));
}

const errors = [
  { source: 'a\n{% if x %}b', line: 2, column: 4 },
  { source: '{{ a|nope }}', line: 1, column: 5 },
  { source: 'ab{{ a b }}', line: 1, column: 7 },
  { source: '{% for x of l %}{% endfor %}', line: 1, column: 4 },
  { source: '{{ _secret }}', line: 1, column: 4 },
  { source: '{% endif %}', line: 1, column: 4 },
  { source: '{% if a %}{% else %}{% elif b %}{% endif %}', line: 1, column: 14 },
] as const;
for (const { source, line, column } of errors) {
  test(`an error says where: ${JSON.stringify(source)}`, () => {
    assert.throws(
      () => compileTemplate(source),
      (error) => {
        assert.ok(error instanceof TemplateError);
        assert.deepEqual([error.line, error.column], [line, column]);
        assert.equal(error.caret.indexOf('^') + 1, column);
        assert.ok(error.explanation('fr').includes(`ligne ${line}, colonne ${column}`));
        assert.notEqual(error.wording.fr, error.wording.en);
        return true;
      },
    );
  });
}

test('lenient rendering gives the source back and records the error', () => {
  const recorded: TemplateError[] = [];
  const env = { ...environment, onError: (error: TemplateError) => void recorded.push(error) };
  assert.equal(renderLeniently('{{ a|nope }}', contextOf({}), env, { autoescape: true }), '{{ a|nope }}');
  assert.equal(
    renderLeniently('{% for x in 3 %}{% endfor %}', contextOf({}), env, { autoescape: true }),
    '{% for x in 3 %}{% endfor %}',
  );
  assert.deepEqual(
    recorded.map(({ kind }) => kind),
    ['syntax', 'value'],
  );
});

const values = [
  { source: '{{ l }}', value: ['a', 1] },
  { source: ' {{ n }} ', value: 3 },
  { source: '{{ n }}x', value: '3x' },
  { source: 'plain', value: 'plain' },
  { source: '{{ d|add:1 }}', value: '2.1' },
  { source: '{{ "x" }}', value: 'x' },
  { source: '{{ today }}', value: '2024-01-21' },
  { source: '{{ v }}', value: null },
] as const;
for (const { source, value } of values) {
  test(`complex data: ${source}`, () => {
    const names = { l: ['a', 1], n: 3, d: new Decimal(false, 11n, -1), v: null };
    assert.deepEqual(plainJson(compileTemplate(source).value(contextOf(names), environment)), value);
  });
}

test('whether a text is a template', () => {
  assert.deepEqual(['{{ a }}', '{% if %}', '[a]', '{a}'].map(isTemplate), [true, true, false, false]);
});

test('the names that a template reads', () => {
  const source =
    '{% for e in form_var_enfants %}{{ e.nom }}{{ form.var.x|add:form_var_y }}{% endfor %}{% if a == b or not c %}{% with d=e %}{{ d }}{% endwith %}{% endif %}{{ now }}';
  assert.deepEqual(namesOf(source), ['form_var_enfants', 'form_var_x', 'form_var_y', 'a', 'b', 'c', 'e']);
  assert.deepEqual(namesOf('{{ a|nope }}'), []);
});

/** A list field: prints its labels, loops over their letters, counts its members. */
const options: Lazy = {
  [lazy]: true,
  plain: () => 'Thé, Eau',
  text: () => 'Thé, Eau',
  get: (key) => (key === 'raw' ? ['the', 'eau'] : undefined),
  items: () => ['the', 'eau'],
  each: () => 'Thé, Eau'.split(''),
  contains: (other) => other === 'the' || other === 'Thé',
};
const faces = [
  { source: '{{ o }}', output: 'Thé, Eau' },
  { source: '{{ o|length }}', output: '2' },
  { source: '{{ o.0 }}', output: 'the' },
  { source: '{{ o_raw }}{{ o.raw }}', output: "['the', 'eau']['the', 'eau']" },
  { source: '{% for x in o %}{{ x }};{% endfor %}', output: 'T;h;é;,; ;E;a;u;' },
  { source: '{% if "the" in o %}oui{% endif %}', output: 'oui' },
  { source: '{{ o|join:"|" }}', output: 'T|h|é|,| |E|a|u' },
  { source: '{{ o|upper }}', output: 'THÉ, EAU' },
  { source: '{% if o is None %}oui{% else %}non{% endif %}', output: 'non' },
  { source: '{{ o.plain }}{{ o.get }}{{ o.text }}', output: '' },
] as const;
for (const { source, output } of faces) {
  test(`a value with faces: ${source}`, () => assert.equal(rendered(source, { o: options }, false), output));
}

test('payloads', () => {
  const value = {
    d: new Decimal(false, 1250n, -2),
    t: Temporal.PlainDateTime.from('2024-01-21T09:45'),
    s: new Safe('a'),
    o: options,
    u: undefined,
  };
  assert.deepEqual(plainJson(value), { d: '12.50', t: '2024-01-21T09:45:00', s: 'a', o: 'Thé, Eau', u: null });
});

test('only own properties of plain data exist', () => {
  for (const name of [
    'constructor',
    '__proto__',
    'toString',
    'prototype',
    'hasOwnProperty',
    'constructor.name',
    'constructor.prototype',
  ]) {
    for (const holder of ['d', 'l', 's', 'n', 'today', 'o', 'dec', 'd.inner']) {
      const source = name.startsWith('_')
        ? `{{ ${holder}|get:"${name}" }}`
        : `{{ ${holder}.${name} }}{{ ${holder}|get:"${name}"|default:"" }}`;
      const names = { d: { inner: {} }, l: [1], s: 'x', n: 1, o: options, dec: new Decimal(false, 1n, 0) };
      assert.ok(['', 'None'].includes(rendered(source, names)), source);
    }
  }
  assert.equal(rendered('{{ constructor }}{{ toString }}{{ hasOwnProperty }}', {}), '');
});
