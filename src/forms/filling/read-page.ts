import type { Wording } from '../../templates/errors.ts';
import type { DataField } from '../definitions/types.ts';
import type { FieldRead, Posted } from '../fields/field-type.ts';
import { typedField } from '../fields/field-types.ts';
import type { Values } from '../requests/types.ts';
import type { Surroundings } from '../sources/rendering.ts';
import { computedValues } from './computed.ts';
import type { At, Moment } from './moment.ts';
import { type FormPage, type PageContent, valuesOf } from './pages.ts';
import { shownFields } from './visibility.ts';

/** What somebody typed, by field id: kept as it came, so that it comes back. */
export type Typed = Readonly<Record<string, Posted>>;

export type ReadField<N extends Surroundings = Surroundings> = (
  field: DataField,
  posted: Posted,
  moment: Moment<N>,
) => Promise<FieldRead>;

export type FieldFault = { field: DataField; message: Wording };

export type PageRead = {
  shown: readonly PageContent[];
  /** What the page keeps; of a refused field what was typed, for the conditions that look at it. */
  values: Values;
  faults: readonly FieldFault[];
  /** A data source gave no answer: nothing can be said of its field. */
  unavailable: boolean;
  /** What was typed shows a question that the page did not have. */
  opened: boolean;
};

/**
 * Reads a posted page. Every field that was on it is read in order, each seeing those before it; computed values follow what was read; then the
 * hidden fields are dropped, and those that only now show are read too. `stored`: what was kept of the page before.
 */
export async function readPage<N extends Surroundings>(
  page: FormPage,
  typed: Typed,
  wasShown: ReadonlySet<string>,
  before: Values,
  { at, read }: { at: At<N>; read: ReadField<N> },
  stored: Values = {},
): Promise<PageRead> {
  const answers = new Map<string, FieldRead>();
  const readOne = async (field: DataField): Promise<void> => {
    const moment = await at({ ...before, ...gathered(page, answers, typed) });
    answers.set(field.id, await read(field, typed[field.id] ?? '', moment));
  };
  const compute = async (): Promise<void> => {
    const known = { ...before, ...gathered(page, answers, typed) };
    const values = await computedValues(page.fields, known, stored, at);
    for (const field of page.fields)
      if (field.type === 'computed') answers.set(field.id, { kind: 'read', values: valuesOf([field], values) });
  };
  // Addresses of lists may see them: they are computed on what was typed, then again on what that turned out to be.
  await compute();
  for (const field of page.fields) if (holdsAnswer(field) && wasShown.has(field.id)) await readOne(field);
  await compute();
  const shown = await shownFields(page, before, gathered(page, answers, typed), at);
  for (const field of shown) if (holdsAnswer(field) && !answers.has(field.id)) await readOne(field);
  const fields = shown.filter(holdsAnswer);
  const ofShown = fields.map((field) => ({ field, answer: answers.get(field.id)! }));
  return {
    shown,
    values: valuesOf(shown, gathered(page, answers, typed)),
    faults: ofShown.flatMap(({ field, answer }) =>
      answer.kind === 'refused' ? [{ field, message: answer.message }] : [],
    ),
    unavailable: ofShown.some(({ answer }) => answer.kind === 'source unavailable'),
    opened: fields.some(({ id }) => !wasShown.has(id)),
  };
}

export function holdsAnswer(field: PageContent): field is DataField {
  return field.type !== 'computed' && field.type !== 'title' && field.type !== 'subtitle' && field.type !== 'comment';
}

/** What is known of the page: what was read, else what was typed. */
function gathered(page: FormPage, answers: ReadonlyMap<string, FieldRead>, typed: Typed): Values {
  const parts = page.fields.map((field): Values => {
    const answer = answers.get(field.id);
    if (answer?.kind === 'read') return answer.values;
    return holdsAnswer(field) ? typedField(field, typed[field.id]) : {};
  });
  return Object.assign({}, ...parts) as Values;
}
