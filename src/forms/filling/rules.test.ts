import assert from 'node:assert/strict';
import { test } from 'node:test';
import { contextOf } from '../../templates/context.ts';
import type { ItemField, PageField, StringField } from '../definitions/types.ts';
import type { FieldRead } from '../fields/field-type.ts';
import type { Values } from '../requests/types.ts';
import { failedExits, isWorthLeaving } from './exit-conditions.ts';
import { mayStand, openPage, pageAfter, pageBefore, summary } from './fill.ts';
import { momentOf, type At } from './moment.ts';
import { pagesOf, valuesOf } from './pages.ts';
import { readPage, type ReadField } from './read-page.ts';
import { itemsField } from './samples.ts';
import { walk } from './visibility.ts';
import { isAdvertised, mayFill } from './who-may-fill.ts';

const base = { condition: null, cssClass: '', displayLocations: [], kept: [] };
const question = { required: 'required', hint: '', prefill: null, anonymise: 'final' } as const;

function page(id: string, label: string, condition: string | null = null): PageField {
  return { ...base, type: 'page', id, label, varname: null, condition, postConditions: [] };
}

function text(id: string, condition: string | null = null): StringField {
  return {
    ...base,
    ...question,
    type: 'string',
    id,
    label: id,
    varname: id,
    condition,
    maxLength: null,
    validation: null,
  };
}

function list(id: string): ItemField {
  return {
    ...base,
    ...question,
    type: 'item',
    id,
    label: id,
    varname: id,
    items: [],
    dataSource: null,
    displayMode: 'list',
    displayDisabledItems: false,
    useHintAsFirstOption: false,
    initialDateAlignment: null,
  };
}

/** `form_var_<id>` is the answer to the field of that id; the other names are those given. */
const atWith =
  (others: Readonly<Record<string, unknown>> = {}): At =>
  async (values) => {
    const form = Object.fromEntries(Object.entries(values).map(([key, value]) => [`form_var_${key}`, value]));
    const env = {
      now: Temporal.ZonedDateTime.from('2026-12-01T10:00[Europe/Paris]'),
      language: 'fr',
      timeZone: 'Europe/Paris',
    } as const;
    return momentOf({ context: contextOf({ ...others, ...form }), env });
  };
const at = atWith();

const required = { fr: 'Répondez à cette question.', en: 'Answer this question.' };

/** Reads a text as it is; « complet » is a choice that vanished, « panne » a source that is down. */
const read: ReadField = async ({ id }, posted): Promise<FieldRead> => {
  if (posted === '') return { kind: 'refused', message: required };
  if ([posted].flat().includes('complet'))
    return { kind: 'refused', message: { fr: 'Ce choix n’existe plus.', en: 'This choice is gone.' } };
  return posted === 'panne'
    ? { kind: 'source unavailable', summary: 'down' }
    : { kind: 'read', values: { [id]: posted } };
};

test('a form that is not parted is one page without a name', () => {
  const pages = pagesOf({ fields: [text('a'), text('b')] });
  assert.deepEqual(
    pages.map(({ id, label, fields }) => [id, label, fields.length]),
    [['0', '', 2]],
  );
});

test('fields belong to the page before them', () => {
  const pages = pagesOf({ fields: [page('1', 'Qui'), text('a'), page('2', 'Quoi'), text('b'), text('c')] });
  assert.deepEqual(
    pages.map(({ id, fields }) => [id, fields.map((field) => field.id)]),
    [
      ['1', ['a']],
      ['2', ['b', 'c']],
    ],
  );
});

test('values of a field are the raw one, the shown one and the structured one', () => {
  const values = { a: '1', a_display: 'Un', a_structured: { id: '1' }, b: '2', ab: '3' };
  assert.deepEqual(valuesOf([{ id: 'a' }], values), { a: '1', a_display: 'Un', a_structured: { id: '1' } });
});

const walks: readonly { name: string; values: Values; condition: string | null; pages: string[]; kept: Values }[] = [
  {
    name: 'no condition',
    values: { a: 'x', b: 'y', c: 'z' },
    condition: null,
    pages: ['1', '2', '3'],
    kept: { a: 'x', b: 'y', c: 'z' },
  },
  {
    name: 'a condition that holds',
    values: { a: 'oui', b: 'y', c: 'z' },
    condition: 'form_var_a == "oui"',
    pages: ['1', '2', '3'],
    kept: { a: 'oui', b: 'y', c: 'z' },
  },
  {
    name: 'a hidden page keeps nothing',
    values: { a: 'non', b: 'y', c: 'z' },
    condition: 'form_var_a == "oui"',
    pages: ['1', '3'],
    kept: { a: 'non', c: 'z' },
  },
  {
    name: 'a condition that fails shows the page',
    values: { a: 'x', b: 'y', c: 'z' },
    condition: 'form_var_a|',
    pages: ['1', '2', '3'],
    kept: { a: 'x', b: 'y', c: 'z' },
  },
  {
    name: 'a page does not see those after it',
    values: { a: 'x', b: 'y', c: 'oui' },
    condition: 'form_var_c == "oui"',
    pages: ['1', '3'],
    kept: { a: 'x', c: 'oui' },
  },
];
for (const { name, values, condition, pages, kept } of walks) {
  test(`going through the pages: ${name}`, async () => {
    const form = pagesOf({
      fields: [page('1', 'Un'), text('a'), page('2', 'Deux', condition), text('b'), page('3', 'Trois'), text('c')],
    });
    const walked = await walk(form, values, at);
    assert.deepEqual(
      walked.pages.map(({ id }) => id),
      pages,
    );
    assert.deepEqual(walked.values, kept);
  });
}

test('a hidden field is forgotten, and what depends on it too', async () => {
  const form = pagesOf({ fields: [text('a'), text('b', 'form_var_a == "oui"'), text('c', 'form_var_b == "y"')] });
  assert.deepEqual((await walk(form, { a: 'non', b: 'y', c: 'z' }, at)).values, { a: 'non' });
  assert.deepEqual((await walk(form, { a: 'oui', b: 'y', c: 'z' }, at)).values, { a: 'oui', b: 'y', c: 'z' });
});

const onePage = pagesOf({ fields: [text('a'), text('b', 'form_var_a == "oui"')] })[0]!;

const pagesRead = [
  {
    name: 'all is answered',
    typed: { a: 'oui', b: 'y' },
    shown: ['a', 'b'],
    values: { a: 'oui', b: 'y' },
    faults: [],
    opened: false,
  },
  {
    name: 'a blank answer is refused',
    typed: { a: '' },
    shown: ['a'],
    values: { a: null },
    faults: ['a'],
    opened: false,
  },
  {
    name: 'a hidden field is dropped, whatever was posted',
    typed: { a: 'non', b: 'y' },
    shown: ['a', 'b'],
    values: { a: 'non' },
    faults: [],
    opened: false,
  },
  {
    name: 'an answer opens a question that was not there',
    typed: { a: 'oui' },
    shown: ['a'],
    values: { a: 'oui', b: null },
    faults: ['b'],
    opened: true,
  },
  {
    name: 'a field that was posted without being shown counts as shown',
    typed: { a: 'oui', b: 'y' },
    shown: ['a', 'b'],
    values: { a: 'oui', b: 'y' },
    faults: [],
    opened: false,
  },
] as const;
for (const { name, typed, shown, values, faults, opened } of pagesRead) {
  test(`a posted page: ${name}`, async () => {
    const page = await readPage(onePage, typed, new Set(shown), {}, { at, read });
    assert.deepEqual(page.values, values);
    assert.deepEqual(
      page.faults.map(({ field }) => field.id),
      faults,
    );
    assert.equal(page.opened, opened);
  });
}

test('what was typed stands for a refused answer, so that exit conditions see it', async () => {
  const page = await readPage(
    pagesOf({ fields: [list('event')] })[0]!,
    { event: 'complet' },
    new Set(['event']),
    {},
    { at, read },
  );
  assert.deepEqual(page.values, { event: 'complet', event_display: 'complet' });
  assert.equal(isWorthLeaving(page), true);
});

const leavings = [
  { name: 'all holds', fields: [text('a')], typed: { a: 'x' }, worth: true },
  { name: 'a text is refused', fields: [text('a')], typed: { a: '' }, worth: false },
  { name: 'nothing is chosen', fields: [list('e')], typed: { e: '' }, worth: false },
  {
    name: 'one of several choices vanished',
    fields: [itemsField('e', 'e')],
    typed: { e: ['libre', 'complet'] },
    worth: true,
  },
  {
    name: 'a choice vanished, but a text is refused too',
    fields: [list('e'), text('a')],
    typed: { e: 'complet', a: '' },
    worth: false,
  },
  { name: 'a source is down', fields: [list('e')], typed: { e: 'panne' }, worth: false },
] as const;
for (const { name, fields, typed, worth } of leavings) {
  test(`exit conditions are looked at: ${name}: ${worth}`, async () => {
    const page = await readPage(pagesOf({ fields })[0]!, typed, new Set(Object.keys(typed)), {}, { at, read });
    assert.equal(isWorthLeaving(page), worth);
  });
}

test('every exit condition is evaluated, every message is collected, one that fails does not hold', async () => {
  const conditions = [
    { condition: 'form_var_a == "oui"', errorMessage: 'Dites oui.' },
    { condition: '', errorMessage: 'Jamais.' },
    { condition: 'form_var_a|', errorMessage: 'Impossible avec « {{ form_var_a }} ».' },
    { condition: 'form_var_a == "non"', errorMessage: 'Dites non.' },
  ];
  const moment = await at({ a: 'non' });
  assert.deepEqual(await failedExits(conditions, moment), ['Dites oui.', 'Impossible avec « non ».']);
});

test('where one stands', () => {
  const pages = pagesOf({ fields: [page('1', 'Un'), page('2', 'Deux'), page('3', 'Trois')] });
  assert.equal(openPage(pages, []), '1');
  assert.equal(openPage(pages, ['1', '3']), '2');
  assert.equal(openPage(pages, ['1', '2', '3']), summary);
  assert.equal(mayStand(pages, ['1'], '2'), true);
  assert.equal(mayStand(pages, ['2'], '2'), false);
  assert.equal(mayStand(pages, ['1', '2', '3'], 'elsewhere'), false);
  assert.equal(mayStand(pages, ['1', '2'], summary), false);
  assert.equal(pageAfter(pages, '1'), '2');
  assert.equal(pageAfter(pages, '3'), summary);
  assert.equal(pageBefore(pages, '1'), '1');
  assert.equal(pageBefore(pages, summary), '3');
});

const anonymous = { kind: 'anonymous' } as const;
const person = (roles: string[]) =>
  ({
    kind: 'person',
    person: {
      id: 1,
      email: 'a@example.org',
      firstName: '',
      lastName: '',
      nameId: 'x',
      admin: false,
      roles,
      backoffice: false,
    },
  }) as const;
const agents = [{ slug: 'agents', name: 'Agents' }];
const fillers = [
  { name: 'anybody where no role is asked', form: { userRoles: [], disabled: false }, caller: anonymous, may: 'yes' },
  { name: 'nobody where it is closed', form: { userRoles: [], disabled: true }, caller: anonymous, may: 'closed' },
  {
    name: 'an unknown visitor where a role is asked',
    form: { userRoles: agents, disabled: false },
    caller: anonymous,
    may: 'sign in',
  },
  { name: 'who has the role', form: { userRoles: agents, disabled: false }, caller: person(['agents']), may: 'yes' },
  { name: 'who has not', form: { userRoles: agents, disabled: false }, caller: person(['autres']), may: 'no' },
  {
    name: 'whoever is signed in',
    form: { userRoles: [{ slug: 'logged-users', name: '' }], disabled: false },
    caller: person([]),
    may: 'yes',
  },
] as const;
for (const { name, form, caller, may } of fillers) {
  test(`who may fill a form: ${name}: ${may}`, () => assert.equal(mayFill(form, caller), may));
}

test('a form for roles is named on the home of an unknown visitor only where it asks for it', () => {
  assert.equal(isAdvertised({ userRoles: agents, disabled: false, alwaysAdvertise: false }, anonymous), false);
  assert.equal(isAdvertised({ userRoles: agents, disabled: false, alwaysAdvertise: true }, anonymous), true);
});
