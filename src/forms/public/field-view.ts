import type { Telling } from '../../pages/dates.ts';
import type { Person } from '../../accounts/caller.ts';
import type { SlotDay } from '../../pages/slot-picker.tsx';
import type { DataField, EmailField, ItemField, StringField, TextField } from '../definitions/types.ts';
import type { FieldFault, Typed } from '../filling/read-page.ts';
import { holdsAnswer } from '../filling/read-page.ts';
import type { Moment } from '../filling/moment.ts';
import type { PageContent } from '../filling/pages.ts';
import { prefilled } from '../filling/prefill.ts';
import type { Visit } from '../filling/visit.ts';
import type { Names } from '../variables/names.ts';
import type { Item } from '../sources/source.ts';
import { areSlots, slotsOf } from './slots.ts';
import { areTimes, timesOf, type Times } from './times.ts';
import { texts } from './texts.ts';

/** What every question has. */
type Question = { id: string; name: string; label: string; hint: string; optional: boolean; error: string | null };

export type TextView = Question & {
  kind: 'text';
  value: string;
  input: 'text' | 'email' | 'tel' | 'url';
  autocomplete: string | null;
  figures: boolean;
  code: boolean;
  maxLength: number | null;
  readOnly: boolean;
};
export type AreaView = Question & { kind: 'area'; value: string; rows: number; readOnly: boolean };
export type ListView = Question & {
  kind: 'select' | 'radio';
  value: string;
  placeholder: string;
  options: readonly { value: string; label: string; disabled: boolean }[];
};
export type SlotsView = Question & {
  kind: 'slots';
  days: readonly SlotDay[];
  firstFree: { href: string; label: string } | null;
  more: number | null;
};
export type TimesView = Question & { kind: 'times'; value: string } & Times;
/** A list that can't be shown: what was chosen is kept. */
export type DownView = Question & { kind: 'down'; value: string };
export type TextOnlyView = { kind: 'title' | 'subtitle' | 'comment'; id: string; text: string };
export type FieldView = TextView | AreaView | ListView | SlotsView | TimesView | DownView | TextOnlyView;

export type Showing = {
  typed: Typed;
  faults: readonly FieldFault[];
  /** Entries of a list of dates that stand on the page. */
  most: number;
  /** The first day of appointments that is asked for; '' is for the page to choose. */
  from: string;
  person: Person | null;
  telling: Telling;
};

/** A field as the page shows it: labels rendered, what was typed or is known put in, lists fetched. */
export async function viewOf(
  field: PageContent,
  visit: Visit,
  moment: Moment<Names>,
  showing: Showing,
): Promise<FieldView> {
  if (!holdsAnswer(field)) {
    const text = field.type === 'comment' ? await moment.html(field.label) : await moment.text(field.label);
    return { kind: field.type, id: field.id, text };
  }
  const question = await questionOf(field, moment, showing);
  const value = await valueOf(field, moment, showing);
  switch (field.type) {
    case 'string':
    case 'email':
      return textView(field, question, value);
    case 'text':
      return { ...question, kind: 'area', value, rows: rowsOf(field), readOnly: field.prefill?.locked === true };
    case 'item':
      return listView(field, question, value, visit, moment, showing);
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

async function valueOf({ id, prefill }: DataField, moment: Moment<Names>, { typed, person }: Showing): Promise<string> {
  const before = typed[id];
  if (!prefill || (before !== undefined && !prefill.locked)) return before ?? '';
  return prefilled(prefill, moment, person);
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
  const ofAccount = field.prefill?.type === 'user' ? (known[field.prefill.value] ?? null) : null;
  return {
    ...question,
    kind: 'text',
    value,
    input: field.type === 'email' ? 'email' : isPhone ? 'tel' : validation === 'url' ? 'url' : 'text',
    autocomplete:
      field.type === 'email' ? 'email' : isPhone ? 'tel' : validation === 'zipcode-fr' ? 'postal-code' : ofAccount,
    figures: figures.has(validation),
    code: validation === 'iban',
    maxLength: field.type === 'string' ? field.maxLength : null,
    readOnly: field.prefill?.locked === true,
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
  if (found.kind === 'error') return { ...question, kind: 'down', value };
  const items = found.items.filter(({ disabled }) => !disabled || field.displayDisabledItems);
  const placeholder =
    field.useHintAsFirstOption && question.hint !== '' ? question.hint : texts[telling.language].choosePlaceholder;
  if (field.displayMode === 'timetable' || areSlots(items)) {
    const anchor = `jour-${field.id}`;
    if (areTimes(items)) {
      const align = field.initialDateAlignment === null ? '' : await moment.text(field.initialDateAlignment);
      return { ...question, kind: 'times', value, ...timesOf(items, { anchor, chosen: value, from, align, telling }) };
    }
    const { days, firstFree, hidden } = slotsOf(items, { anchor, chosen: value, most, telling });
    return { ...question, kind: 'slots', days, firstFree, more: hidden > 0 ? most + step : null };
  }
  const options = items.map(({ id, text, disabled }: Item) => ({ value: id, label: text, disabled }));
  return { ...question, kind: field.displayMode === 'radio' ? 'radio' : 'select', value, placeholder, options };
}

/** Entries that stand on the page at once (look: up to 60 all do), and how many more each press adds. */
export const step = 60;
