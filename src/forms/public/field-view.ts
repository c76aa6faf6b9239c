import { isTicked } from '../fields/bool.ts';
import { boundsOf, dateIn } from '../fields/date.ts';
import type { DataField, DateField, EmailField, ItemField, StringField, TextField } from '../definitions/types.ts';
import { holdsAnswer } from '../filling/read-page.ts';
import type { Moment } from '../filling/moment.ts';
import type { PageContent } from '../filling/pages.ts';
import { prefilled } from '../filling/prefill.ts';
import type { Visit } from '../filling/visit.ts';
import type { Names } from '../variables/names.ts';
import type { Item } from '../sources/source.ts';
import { boxesView } from './boxes-view.ts';
import type { Posted } from '../fields/field-type.ts';
import type {
  DownView,
  FieldView,
  ListView,
  Question,
  Showing,
  SlotsView,
  TextView,
  TimesView,
} from './field-views.ts';
import { areSlots, slotsOf, step } from './slots.ts';
import { areTimes, timesOf } from './times.ts';
import { texts } from './texts.ts';

type SeenField = Exclude<PageContent, { type: 'computed' }>;

export function isSeen(field: PageContent): field is SeenField {
  return field.type !== 'computed';
}

/** A field as the page shows it: labels rendered, what was typed or is known put in, lists fetched. */
export async function viewOf(
  field: SeenField,
  visit: Visit,
  moment: Moment<Names>,
  showing: Showing,
): Promise<FieldView> {
  if (!holdsAnswer(field)) {
    const text = field.type === 'comment' ? await moment.html(field.label) : await moment.text(field.label);
    return { kind: field.type, id: field.id, text };
  }
  const question = await questionOf(field, moment, showing);
  const given = await givenFor(field, moment, showing);
  const value = typeof given === 'string' ? given : '';
  switch (field.type) {
    case 'string':
    case 'email':
      return textView(field, question, value);
    case 'numeric':
      return { ...plainView(field, question, value), figures: field.restrictToIntegers ? 'numeric' : 'decimal' };
    case 'date':
      return dateView(field, question, value, moment);
    case 'bool':
      return { ...question, kind: 'tick', ticked: isTicked(value) };
    case 'text':
      return { ...question, kind: 'area', value, rows: rowsOf(field), readOnly: field.prefill?.locked === true };
    case 'item':
      return listView(field, question, value, visit, moment, showing);
    case 'items':
      return boxesView(field, question, given, await visit.items(field, moment), showing);
  }
}

async function questionOf(field: DataField, moment: Moment<Names>, { faults, telling }: Showing): Promise<Question> {
  const fault = faults.find((one) => one.field.id === field.id);
  return {
    id: field.id,
    name: `f${field.id}`,
    label: await moment.text(field.label),
    hint: await moment.text(field.hint),
    optional: field.required === 'optional',
    error: fault ? fault.message[telling.language] : null,
  };
}

/** What was typed, else what stands there before anybody types; undefined where nothing does. */
async function givenFor(
  { id, type, prefill }: DataField,
  moment: Moment<Names>,
  { typed, person }: Showing,
): Promise<Posted | undefined> {
  const before = typed[id];
  if (!prefill || (before !== undefined && !prefill.locked)) return before;
  return prefilled({ type, prefill }, moment, person);
}

const figures = new Set(['digits', 'zipcode-fr', 'siren-fr', 'siret-fr', 'nrn-be']);
const phones = new Set(['phone', 'phone-fr', 'mobile-local']);
const known: Readonly<Record<string, string>> = {
  email: 'email',
  phone: 'tel',
  first_name: 'given-name',
  prenom: 'given-name',
  last_name: 'family-name',
  nom: 'family-name',
  name: 'name',
};

function textView(field: StringField | EmailField, question: Question, value: string): TextView {
  const validation = field.type === 'string' ? (field.validation?.type ?? '') : '';
  const isPhone = phones.has(validation);
  const ofAccount = field.prefill?.type === 'user' ? (known[field.prefill.value.replace(/^_/, '')] ?? null) : null;
  return {
    ...plainView(field, question, value),
    input: field.type === 'email' ? 'email' : isPhone ? 'tel' : validation === 'url' ? 'url' : 'text',
    autocomplete:
      field.type === 'email' ? 'email' : isPhone ? 'tel' : validation === 'zipcode-fr' ? 'postal-code' : ofAccount,
    figures: figures.has(validation) ? 'numeric' : null,
    code: validation === 'iban',
    maxLength: field.type === 'string' ? field.maxLength : null,
  };
}

function plainView({ prefill }: DataField, question: Question, value: string): TextView {
  return {
    ...question,
    kind: 'text',
    value,
    input: 'text',
    autocomplete: null,
    figures: null,
    least: null,
    most: null,
    code: false,
    maxLength: null,
    readOnly: prefill?.locked === true,
  };
}

/** The browser's own calendar takes and gives ISO dates. */
async function dateView(
  field: DateField,
  question: Question,
  value: string,
  { names }: Moment<Names>,
): Promise<TextView> {
  const { first, last } = await boundsOf(field, names);
  return {
    ...plainView(field, question, dateIn(value)?.toString() ?? value),
    input: 'date',
    least: first?.toString() ?? null,
    most: last?.toString() ?? null,
  };
}

function rowsOf({ rows }: TextField): number {
  return Math.min(Math.max(rows ?? 4, 2), 20);
}

async function listView(
  field: ItemField,
  question: Question,
  value: string,
  visit: Visit,
  moment: Moment<Names>,
  { most, from, telling }: Showing,
): Promise<ListView | SlotsView | TimesView | DownView> {
  const found = await visit.items(field, moment);
  if (found.kind === 'error') return { ...question, kind: 'down', values: value === '' ? [] : [value] };
  const items = found.items.filter(({ disabled }) => !disabled || field.displayDisabledItems);
  const placeholder =
    field.useHintAsFirstOption && question.hint !== '' ? question.hint : texts[telling.language].choosePlaceholder;
  if (field.displayMode === 'timetable' || areSlots(items)) {
    const anchor = `jour-${field.id}`;
    if (areTimes(items)) {
      const align = field.initialDateAlignment === null ? '' : await moment.text(field.initialDateAlignment);
      return { ...question, kind: 'times', value, ...timesOf(items, { anchor, chosen: value, from, align, telling }) };
    }
    const { days, firstFree, hidden } = slotsOf(items, { anchor, chosen: [value], most, telling });
    return { ...question, kind: 'slots', several: false, days, firstFree, more: hidden > 0 ? most + step : null };
  }
  const options = items.map(({ id, text, disabled }: Item) => ({ value: id, label: text, disabled }));
  return { ...question, kind: field.displayMode === 'radio' ? 'radio' : 'select', value, placeholder, options };
}
