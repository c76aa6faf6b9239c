import type { Values } from '../requests/types.ts';
import { isBlank, type At } from './moment.ts';
import { type FormPage, type PageContent, valuesOf } from './pages.ts';

export type Walk = {
  /** The pages that one goes through, hidden ones left out. */
  pages: readonly FormPage[];
  /** What is kept: the values of the fields that are shown, on pages that are shown. */
  values: Values;
};

/**
 * Goes through the pages in order. A page's condition sees what the pages before it keep; one that fails shows the page
 * (spec/forms-workflows.md, section 1.4).
 */
export async function walk(pages: readonly FormPage[], values: Values, at: At): Promise<Walk> {
  const visible: FormPage[] = [];
  let known: Values = {};
  for (const page of pages) {
    if (!isBlank(page.condition) && !(await (await at(known)).holds(page.condition, true))) continue;
    visible.push(page);
    known = { ...known, ...valuesOf(await shownFields(page, known, values, at), values) };
  }
  return { pages: visible, values: known };
}

/** The fields of a page that are shown, in order: a condition sees the other fields of its page, hidden ones being forgotten. */
export async function shownFields(
  page: FormPage,
  before: Values,
  own: Values,
  at: At,
): Promise<readonly PageContent[]> {
  let fields = page.fields;
  for (const field of page.fields) {
    if (isBlank(field.condition)) continue;
    const moment = await at({ ...before, ...valuesOf(fields, own) });
    if (!(await moment.holds(field.condition, true))) fields = fields.filter((one) => one !== field);
  }
  return fields;
}
