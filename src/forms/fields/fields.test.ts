import assert from 'node:assert/strict';
import { test } from 'node:test';
import type {
  DataField,
  EmailField,
  FieldValidation,
  ItemField,
  ItemsField,
  StringField,
  TextField,
} from '../definitions/types.ts';
import type { Values } from '../requests/types.ts';
import { displayField, fieldFromApi, isDataField, readField } from './field-types.ts';
import { messages } from './messages.ts';
import { base, env } from './testing.ts';

const line = (more: Partial<StringField> = {}): StringField => ({
  ...base,
  type: 'string',
  maxLength: null,
  validation: null,
  ...more,
});
const checked = (type: string, value = '', errorMessage: string | null = null): StringField =>
  line({ validation: { type, value, errorMessage } satisfies FieldValidation });
const email: EmailField = { ...base, type: 'email' };
const text: TextField = { ...base, type: 'text', rows: null, maxLength: 10, displayMode: 'plain' };
const list = (more: Partial<ItemField> = {}): ItemField => ({
  ...base,
  type: 'item',
  items: ['Matin', 'Soir'],
  dataSource: null,
  displayMode: 'list',
  displayDisabledItems: false,
  useHintAsFirstOption: true,
  initialDateAlignment: null,
  ...more,
});
const sourced = list({
  dataSource: {
    type: 'jsonvalue',
    value:
      '[{"id": "p", "text": "Piscine", "places": 4}, {"id": 3, "text": "Stade"}, {"id": "x", "text": "Plein", "disabled": true}]',
  },
});
const several = (more: Partial<ItemsField> = {}): ItemsField => ({
  ...base,
  type: 'items',
  items: ['Matin', 'Midi', 'Soir'],
  dataSource: null,
  displayMode: 'checkboxes',
  minChoices: 0,
  maxChoices: 0,
  displayDisabledItems: false,
  ...more,
});
const booked = several({
  dataSource: {
    type: 'jsonvalue',
    value:
      '[{"id": "p", "text": "Piscine", "places": 4}, {"id": "x", "text": "Plein", "disabled": true}, ' +
      '{"id": "m", "text": "Le mien", "disabled": true, "booked_for_external_user": "main-list"}]',
  },
});
const severalDown = several({ required: 'optional', dataSource: { type: 'jsonvalue', value: '[' } });
const noneOf = { '5': null, '5_display': null, '5_structured': null };
const down = list({ dataSource: { type: 'jsonvalue', value: '[' } });

const reading: {
  name: string;
  field: DataField;
  posted: unknown;
  /** Values, or the name of a message, or its French words. */
  gives: Values | string;
  backoffice?: boolean;
}[] = [
  { name: 'a line is trimmed, and stays one line', field: line(), posted: '  a\r\n b ', gives: { '5': 'a b' } },
  { name: 'blank where an answer is asked for', field: line(), posted: ' \u00A0 ', gives: 'required' },
  { name: 'absent where an answer is asked for', field: line(), posted: undefined, gives: 'required' },
  { name: 'blank where none is', field: line({ required: 'optional' }), posted: '', gives: { '5': null } },
  {
    name: 'blank, asked of citizens alone, from an agent',
    field: line({ required: 'frontoffice' }),
    posted: '',
    gives: { '5': null },
    backoffice: true,
  },
  {
    name: 'blank, asked of citizens alone, from a citizen',
    field: line({ required: 'frontoffice' }),
    posted: '',
    gives: 'required',
  },
  { name: 'posted twice', field: line(), posted: ['a', 'b'], gives: 'unreadable' },
  { name: 'a NUL', field: line(), posted: 'a\0b', gives: 'unreadable' },
  { name: 'half a letter', field: line(), posted: 'a\uD800', gives: 'unreadable' },
  {
    name: 'as long as may be, letters counted as people do',
    field: line({ maxLength: 2 }),
    posted: '😀é',
    gives: { '5': '😀é' },
  },
  { name: 'too long', field: line({ maxLength: 2 }), posted: 'abc', gives: '2 caractères au plus.' },
  {
    name: 'a long number is kept without its blanks',
    field: checked('siret-fr'),
    posted: '732 829 320 00074',
    gives: { '5': '73282932000074' },
  },
  {
    name: 'a wrong number',
    field: checked('siren-fr'),
    posted: '732829321',
    gives: 'Ce numéro SIREN n’est pas valable\u00A0: il a 9 chiffres.',
  },
  {
    name: 'a wrong number, in the words of the administrator',
    field: checked('siren-fr', '', 'Neuf chiffres'),
    posted: '1',
    gives: 'Neuf chiffres',
  },
  {
    name: 'a check of what is blank',
    field: { ...checked('siren-fr'), required: 'optional' },
    posted: '',
    gives: { '5': null },
  },
  { name: 'a pattern is that of the whole', field: checked('regex', '[0-9]*'), posted: '12a', gives: 'pattern' },
  {
    name: 'a pattern that can not be read holds nobody up',
    field: checked('regex', '(?=a)'),
    posted: 'b',
    gives: { '5': 'b' },
  },
  {
    name: 'a condition on the value and other names',
    field: checked('django', 'value|length > 2 and age < 10'),
    posted: 'abc',
    gives: { '5': 'abc' },
  },
  { name: 'a condition that does not hold', field: checked('django', 'value == "x"'), posted: 'y', gives: 'condition' },
  { name: 'a condition that fails', field: checked('django', 'value|nofilter'), posted: 'y', gives: 'condition' },
  { name: 'an address of mail', field: email, posted: ' ana@exemple.fr ', gives: { '5': 'ana@exemple.fr' } },
  { name: 'no address of mail', field: email, posted: 'ana', gives: 'email' },
  { name: 'a long text keeps its lines', field: text, posted: 'a\r\nb\r\n', gives: { '5': 'a\nb' } },
  { name: 'a text that is too long', field: text, posted: 'a'.repeat(11), gives: '10 caractères au plus.' },
  {
    name: 'one of the choices of a list',
    field: list(),
    posted: 'Soir',
    gives: { '5': 'Soir', '5_display': 'Soir', '5_structured': null },
  },
  { name: 'none of the choices', field: list(), posted: 'Nuit', gives: 'choice' },
  { name: 'no choice where one is asked for', field: list(), posted: '', gives: 'required' },
  {
    name: 'no choice where none is: an earlier one goes whole',
    field: list({ required: 'optional' }),
    posted: '',
    gives: { '5': null, '5_display': null, '5_structured': null },
  },
  {
    name: 'an item of a source is kept whole',
    field: sourced,
    posted: 'p',
    gives: { '5': 'p', '5_display': 'Piscine', '5_structured': { id: 'p', text: 'Piscine', places: 4 } },
  },
  {
    name: 'an item that has nothing more',
    field: sourced,
    posted: '3',
    gives: { '5': '3', '5_display': 'Stade', '5_structured': null },
  },
  { name: 'a label in place of an id', field: sourced, posted: 'Piscine', gives: 'choice' },
  { name: 'a disabled item', field: sourced, posted: 'x', gives: 'choice' },
  {
    name: 'several choices, in the order of the list, once each',
    field: several(),
    posted: ['Soir', 'Matin', 'Soir', ''],
    gives: { '5': ['Matin', 'Soir'], '5_display': 'Matin, Soir', '5_structured': null },
  },
  {
    name: 'one of several',
    field: several(),
    posted: 'Midi',
    gives: { '5': ['Midi'], '5_display': 'Midi', '5_structured': null },
  },
  { name: 'none of several where one is asked for', field: several(), posted: [], gives: 'required' },
  { name: 'none of several where none is', field: several({ required: 'optional' }), posted: [], gives: noneOf },
  { name: 'several, one of which is not offered', field: several(), posted: ['Soir', 'Nuit'], gives: 'choice' },
  {
    name: 'fewer than asked for',
    field: several({ minChoices: 2 }),
    posted: ['Soir'],
    gives: 'Choisissez-en au moins 2.',
  },
  {
    name: 'none, where it is two or none',
    field: several({ minChoices: 2, required: 'optional' }),
    posted: [],
    gives: noneOf,
  },
  {
    name: 'more than may be',
    field: several({ maxChoices: 1 }),
    posted: ['Soir', 'Midi'],
    gives: 'Choisissez-en 1 au plus.',
  },
  { name: 'several, one of which is no text', field: several(), posted: [{ a: 1 }], gives: 'unreadable' },
  { name: 'a full event among several', field: booked, posted: ['p', 'x'], gives: 'choice' },
  {
    name: 'an event that one has booked already, full since',
    field: booked,
    posted: ['p', 'm'],
    gives: {
      '5': ['p', 'm'],
      '5_display': 'Piscine, Le mien',
      '5_structured': [
        { id: 'p', text: 'Piscine', places: 4 },
        { id: 'm', text: 'Le mien', disabled: true, booked_for_external_user: 'main-list' },
      ],
    },
  },
  { name: 'nothing chosen of what could not be shown', field: severalDown, posted: [], gives: 'source unavailable' },
];
for (const { name, field, posted, gives, backoffice } of reading) {
  test(`reading a field: ${name}`, async () => {
    const read = await readField(field, posted, env(backoffice ? { backoffice } : {}));
    if (typeof gives !== 'string') return assert.deepEqual(read, { kind: 'read', values: gives });
    const said = Object.hasOwn(messages, gives) ? messages[gives as keyof typeof messages].fr : gives;
    return assert.equal(read.kind === 'refused' ? read.message.fr : read.kind, said);
  });
}

test('a source that gives no answer is nobody’s wrong choice', async () => {
  assert.equal((await readField(down, 'p', env())).kind, 'source unavailable');
});

test('what an answer shows', () => {
  const values: Values = { '5': 'p', '5_display': 'Piscine', '5_structured': { id: 'p', places: 4 } };
  assert.equal(displayField(sourced, values, 'fr'), 'Piscine');
  assert.equal(displayField(list(), { '5': 'Soir' }, 'fr'), 'Soir');
  assert.equal(displayField(sourced, {}, 'fr'), '');
  assert.deepEqual([displayField(line(), { '5': 'a' }, 'fr'), displayField(line(), { '5': null }, 'fr')], ['a', '']);
});

const given: {
  name: string;
  field: DataField;
  from: { value?: unknown; raw?: unknown; structured?: unknown };
  gives: Values;
}[] = [
  { name: 'a text', field: line(), from: { value: ' a ' }, gives: { '5': ' a ' } },
  { name: 'a number for a text', field: line(), from: { value: 12 }, gives: { '5': '12' } },
  { name: 'an object for a text', field: line(), from: { value: { a: 1 } }, gives: { '5': null } },
  { name: 'what a database can not hold', field: line(), from: { value: 'a\0\uD800' }, gives: { '5': 'a\uFFFD' } },
  { name: 'nothing', field: line(), from: {}, gives: { '5': null } },
  {
    name: 'the id of an item',
    field: sourced,
    from: { value: 'p' },
    gives: { '5': 'p', '5_display': 'Piscine', '5_structured': { id: 'p', text: 'Piscine', places: 4 } },
  },
  {
    name: 'its label',
    field: sourced,
    from: { value: 'Piscine' },
    gives: { '5': 'p', '5_display': 'Piscine', '5_structured': { id: 'p', text: 'Piscine', places: 4 } },
  },
  {
    name: 'a full one, which the agenda will refuse',
    field: sourced,
    from: { raw: 'x', value: 'Plein' },
    gives: { '5': 'x', '5_display': 'Plein', '5_structured': { id: 'x', text: 'Plein', disabled: true } },
  },
  {
    name: 'one that is not there',
    field: sourced,
    from: { raw: 'z' },
    gives: { '5': 'z', '5_display': 'z', '5_structured': null },
  },
  {
    name: 'one that is not there, with its label',
    field: list(),
    from: { raw: 'z', value: 'Zoo' },
    gives: { '5': 'z', '5_display': 'Zoo', '5_structured': null },
  },
  {
    name: 'all three parts: nobody is asked',
    field: down,
    from: { raw: 'z', value: 'Zoo', structured: { k: 1 } },
    gives: { '5': 'z', '5_display': 'Zoo', '5_structured': { k: 1 } },
  },
  {
    name: 'an id whose source is down',
    field: down,
    from: { value: 'z' },
    gives: { '5': 'z', '5_display': 'z', '5_structured': null },
  },
  {
    name: 'several ids, one of them unknown',
    field: booked,
    from: { raw: ['x', 'z'] },
    gives: {
      '5': ['x', 'z'],
      '5_display': 'Plein, z',
      '5_structured': [
        { id: 'x', text: 'Plein', disabled: true },
        { id: 'z', text: 'z' },
      ],
    },
  },
  {
    name: 'several, all three parts',
    field: severalDown,
    from: { raw: ['a'], value: 'A', structured: [{ k: 1 }] },
    gives: { '5': ['a'], '5_display': 'A', '5_structured': [{ k: 1 }] },
  },
  { name: 'none of several', field: booked, from: { raw: [], value: '' }, gives: noneOf },
];
for (const { name, field, from, gives } of given) {
  test(`a field given through the API: ${name}`, async () =>
    assert.deepEqual(await fieldFromApi(field, from, env()), gives));
}

test('titles, comments and pages hold no answer', () => {
  assert.equal(isDataField({ ...base, type: 'comment' }), false);
  assert.equal(isDataField(email), true);
});
