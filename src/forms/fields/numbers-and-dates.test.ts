import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { BoolField, DataField, DateField, NumericField } from '../definitions/types.ts';
import { isTicked } from './bool.ts';
import { displayField, fieldFromApi, readField, typedField } from './field-types.ts';
import { messages } from './messages.ts';
import { numberIn } from './numeric.ts';
import { base, env } from './testing.ts';

/** It is 21 January 2024 (testing.ts). */
const box = (more: Partial<BoolField> = {}): BoolField => ({ ...base, type: 'bool', required: 'optional', ...more });
const number = (more: Partial<NumericField> = {}): NumericField => ({
  ...base,
  type: 'numeric',
  restrictToIntegers: false,
  minValue: '0',
  maxValue: null,
  ...more,
});
const date = (more: Partial<DateField> = {}): DateField => ({
  ...base,
  type: 'date',
  minimumDate: null,
  maximumDate: null,
  minimumIsFuture: false,
  dateInThePast: false,
  dateCanBeToday: false,
  ...more,
});
const whole = number({ restrictToIntegers: true });
const soon = date({ minimumDate: '{{ today|add_days:2 }}', maximumDate: '{{ "2024-02-29" }}' });

/** What is posted, and what is kept; else the name of a message, or its French words. */
const reading: readonly (readonly [name: string, field: DataField, posted: unknown, gives: unknown])[] = [
  ['a box that is ticked', box(), 'yes', true],
  ['a box that is not', box(), '', false],
  ['a box that nothing was sent for', box(), undefined, false],
  ['a box that has to be ticked', box({ required: 'required' }), '', 'tick'],
  ['a box sent twice', box(), ['yes', 'yes'], 'unreadable'],
  ['a decimal with a comma', number(), ' 12,50 ', '12.50'],
  ['a decimal with a point', number(), '12.5', '12.5'],
  ['blanks between thousands', number(), '1\u202f234\u00a0567,10', '1234567.10'],
  ['blanks anywhere else', number(), '1 23', 'number'],
  ['more digits than a float holds', number(), '9007199254740993.01', '9007199254740993.01'],
  ['more digits than anybody counts', number(), '9'.repeat(29), 'number'],
  ['a power', number(), '1e3', 'number'],
  ['words', number(), 'douze', 'number'],
  ['nothing where a number is asked for', number(), ' ', 'required'],
  ['nothing where none is', number({ required: 'optional' }), '', null],
  ['below the least', number(), '-0,01', 'Indiquez un nombre d’au moins 0.'],
  ['minus nothing', number(), '-0', '0'],
  ['no least', number({ minValue: null }), '-3', '-3'],
  ['the greatest', number({ maxValue: '2.5' }), '2,50', '2.50'],
  ['above the greatest', number({ maxValue: '2.5' }), '2,51', 'Indiquez un nombre d’au plus 2,5.'],
  ['a whole number', whole, '007', '7'],
  ['a whole number with zeros after it', whole, '7,00', '7'],
  ['half a person', whole, '1,5', 'integer'],
  ['an ISO date', date(), '2024-02-29', '2024-02-29'],
  ['a date as the site writes it', date(), '29/2/2024', '2024-02-29'],
  ['a day that is not there', date(), '30/02/2024', 'date'],
  ['a year of nobody', date(), '0024-02-29', 'date'],
  ['no date', date(), 'demain', 'date'],
  ['the first day', soon, '2024-01-23', '2024-01-23'],
  ['before the first day', soon, '2024-01-22', 'Indiquez une date à partir du 23/01/2024.'],
  ['after the last day', soon, '2024-03-01', 'Indiquez une date jusqu’au 29/02/2024.'],
  [
    'today is not the future',
    date({ minimumIsFuture: true }),
    '2024-01-21',
    'Indiquez une date à partir du 22/01/2024.',
  ],
  ['today, where it may be', date({ minimumIsFuture: true, dateCanBeToday: true }), '2024-01-21', '2024-01-21'],
  ['today is not the past', date({ dateInThePast: true }), '21/01/2024', 'Indiquez une date jusqu’au 20/01/2024.'],
  ['today, where it may be the last', date({ dateInThePast: true, dateCanBeToday: true }), '21/01/2024', '2024-01-21'],
  ['a bound that can not be computed', date({ minimumDate: '{{ x|nofilter }}' }), '1990-01-01', '1990-01-01'],
  ['a bound that is no date', date({ minimumDate: '{{ "bientôt" }}' }), '1990-01-01', '1990-01-01'],
];
for (const [name, field, posted, gives] of reading) {
  test(`reading a field: ${name}`, async () => {
    const read = await readField(field, posted, env());
    if (read.kind === 'read') return assert.deepEqual(read.values, { '5': gives });
    const said = Object.hasOwn(messages, String(gives)) ? messages[gives as keyof typeof messages].fr : gives;
    return assert.equal(read.kind === 'refused' && read.message.fr, said);
  });
}

const shown: readonly (readonly [field: DataField, value: string | boolean | null, fr: string, en: string])[] = [
  [box(), true, 'Oui', 'Yes'],
  [box(), false, 'Non', 'No'],
  [box(), null, '', ''],
  [number(), '12.50', '12,50', '12.50'],
  [date(), '2024-02-29', '29/02/2024', '2024-02-29'],
  [date(), null, '', ''],
];
for (const [field, value, fr, en] of shown) {
  test(`what an answer shows: ${field.type} ${value}`, () => {
    assert.deepEqual([displayField(field, { '5': value }, 'fr'), displayField(field, { '5': value }, 'en')], [fr, en]);
  });
}

const given: readonly (readonly [field: DataField, value: unknown, gives: unknown])[] = [
  [box(), true, true],
  [box(), 'True', true],
  [box(), 'non', false],
  [box(), null, false],
  [number(), 12.5, '12.5'],
  [number(), '1e3', '1000'],
  [number(), 'douze', null],
  [date(), '2024-02-29T10:00:00', '2024-02-29'],
  [date(), 'hier', null],
];
for (const [field, value, gives] of given) {
  test(`a field given through the API: ${field.type} ${JSON.stringify(value)}`, async () => {
    assert.deepEqual(await fieldFromApi(field, { value }, env()), { '5': gives });
  });
}

test('conditions see what was typed as what it will be', () => {
  assert.deepEqual(typedField(box(), 'yes'), { '5': true });
  assert.deepEqual(typedField(number(), '1 000,5'), { '5': '1000.5' });
  assert.deepEqual(typedField(number(), 'douze'), { '5': 'douze' });
  assert.deepEqual(typedField(date(), '29/02/2024'), { '5': '2024-02-29' });
  assert.deepEqual(typedField(date(), undefined), { '5': null });
});

test('a number that was read reads the same again, and no text breaks the reading', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.stringMatching(/^[-+]?[0-9]{1,20}([.,][0-9]{1,20})?$/)), (text) => {
      const read = numberIn(text);
      assert.equal(read === null ? null : numberIn(read), read);
      assert.equal(typeof isTicked(text), 'boolean');
    }),
  );
});
