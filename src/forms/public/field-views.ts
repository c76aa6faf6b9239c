import type { Person } from '../../accounts/caller.ts';
import type { Telling } from '../../pages/dates.ts';
import type { SlotDay } from '../../pages/slot-picker.tsx';
import type { FieldFault, Typed } from '../filling/read-page.ts';
import type { Times } from './times.ts';

/** What a page knows of each of its fields. */

/** What every question has. */
export type Question = {
  id: string;
  name: string;
  label: string;
  hint: string;
  optional: boolean;
  error: string | null;
};

export type TextView = Question & {
  kind: 'text';
  value: string;
  input: 'text' | 'email' | 'tel' | 'url' | 'date';
  autocomplete: string | null;
  figures: 'numeric' | 'decimal' | null;
  /** Of a date: the first and the last that may be given, in ISO notation. */
  least: string | null;
  most: string | null;
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
export type TickView = Question & { kind: 'tick'; ticked: boolean };
/** Any of several. */
export type BoxesView = Question & { kind: 'boxes'; values: readonly string[]; options: ListView['options'] };
export type SlotsView = Question & {
  kind: 'slots';
  several: boolean;
  days: readonly SlotDay[];
  firstFree: { href: string; label: string } | null;
  more: number | null;
};
export type TimesView = Question & { kind: 'times'; value: string } & Times;
/** A list that can't be shown: what was chosen is kept. */
export type DownView = Question & { kind: 'down'; values: readonly string[] };
export type TextOnlyView = { kind: 'title' | 'subtitle' | 'comment'; id: string; text: string };
export type FieldView =
  | TextView
  | TickView
  | AreaView
  | ListView
  | BoxesView
  | SlotsView
  | TimesView
  | DownView
  | TextOnlyView;

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
