import assert from 'node:assert/strict';
import { test } from 'node:test';
import { contextOf } from '../../templates/context.ts';
import type { TemplateError } from '../../templates/errors.ts';
import type { ComputedField } from '../definitions/types.ts';
import type { Values } from '../requests/types.ts';
import { computedValues } from './computed.ts';
import { momentOf, type At } from './moment.ts';
import { computedField, stringField } from './samples.ts';

/** The names are those of the fields' ids: `form_var_x1`. */
function atWith(errors: TemplateError[]): At {
  const env = {
    now: Temporal.ZonedDateTime.from('2026-12-01T10:00[Europe/Paris]'),
    language: 'fr',
    timeZone: 'Europe/Paris',
    onError: (error: TemplateError) => void errors.push(error),
  } as const;
  return async (values) => {
    const names = Object.entries(values).map(([id, value]) => [`form_var_x${id}`, value]);
    return momentOf({ context: contextOf(Object.fromEntries(names) as object), env });
  };
}

const cases: readonly {
  name: string;
  fields: readonly ComputedField[];
  stored?: Values;
  gives: Values;
  errors?: number;
}[] = [
  {
    name: 'each sees those before it',
    fields: [computedField('2', '{{ form_var_x1|add:1 }}'), computedField('3', '{{ form_var_x2|multiply:2 }}')],
    gives: { '2': 5, '2_display': '5', '3': 10, '3_display': '10' },
  },
  {
    name: 'a number is known by its digits',
    fields: [computedField('2', '{{ "12.5"|decimal|multiply:2 }}')],
    gives: { '2': 25, '2_display': '25.0' },
  },
  { name: 'a text', fields: [computedField('2', 'n° {{ form_var_x1 }}')], gives: { '2': 'n° 4' } },
  { name: 'a list', fields: [computedField('2', '{{ "a,b"|split:"," }}')], gives: { '2': ['a', 'b'] } },
  {
    name: 'a number that JSON has not exactly',
    fields: [computedField('2', '{{ "12345678901234567890.1"|decimal|add:1 }}')],
    gives: { '2': '12345678901234567891.1', '2_display': '12345678901234567891.1' },
  },
  {
    name: 'a frozen one that has a value',
    fields: [computedField('2', '{{ form_var_x1 }}', { freezeOnInitialValue: true })],
    stored: { '2': 'premier' },
    gives: { '2': 'premier' },
  },
  {
    name: 'a frozen one that has none yet',
    fields: [computedField('2', '{{ form_var_x1 }}', { freezeOnInitialValue: true })],
    stored: { '2': null },
    gives: { '2': '4' },
  },
  { name: 'one that is not frozen', fields: [computedField('2', 'b')], stored: { '2': 'a' }, gives: { '2': 'b' } },
  {
    name: 'a hidden one is not evaluated',
    fields: [computedField('2', '{{ x|nofilter }}', { condition: 'form_var_x1 == "5"' })],
    gives: { '2': null },
  },
  { name: 'one that fails', fields: [computedField('2', '{{ x|nofilter }}')], gives: { '2': null }, errors: 1 },
  { name: 'as long as may be', fields: [computedField('2', 'a'.repeat(99_998))], gives: { '2': 'a'.repeat(99_998) } },
  { name: 'too long', fields: [computedField('2', 'a'.repeat(99_999))], gives: { '2': null }, errors: 1 },
  { name: 'what a database can not hold', fields: [computedField('2', 'a\0b')], gives: { '2': 'ab' } },
];
for (const { name, fields, stored = {}, gives, errors = 0 } of cases) {
  test(`computed values: ${name}`, async () => {
    const found: TemplateError[] = [];
    const page = [stringField('1', 'Un'), ...fields];
    const shown = Object.fromEntries(fields.map(({ id }) => [`${id}_display`, null]));
    assert.deepEqual(await computedValues(page, { '1': '4' }, stored, atWith(found)), { ...shown, ...gives });
    assert.equal(found.length, errors);
  });
}
