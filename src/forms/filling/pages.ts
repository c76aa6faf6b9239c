import type {
  ConditionText,
  Field,
  FormDefinition,
  PageField,
  PostCondition,
  TemplateText,
} from '../definitions/types.ts';
import type { Values } from '../requests/types.ts';

/** What stands on a page: questions, and what is only shown. */
export type PageContent = Exclude<Field, PageField>;

export type FormPage = {
  /** That of its page field; '0' where the form isn't parted, or for what stands before the first page. */
  id: string;
  /** '' for the only page of a form that isn't parted. */
  label: TemplateText;
  condition: ConditionText;
  postConditions: readonly PostCondition[];
  fields: readonly PageContent[];
};

/** A form as the pages that one goes through. */
export function pagesOf(form: Pick<FormDefinition, 'fields'>): readonly FormPage[] {
  const pages: (FormPage & { fields: PageContent[] })[] = [];
  for (const field of form.fields) {
    if (field.type === 'page') {
      const { id, label, condition, postConditions } = field;
      pages.push({ id, label, condition, postConditions, fields: [] });
      continue;
    }
    if (pages.length === 0) pages.push({ id: '0', label: '', condition: null, postConditions: [], fields: [] });
    pages.at(-1)?.fields.push(field);
  }
  return pages.length === 0 ? [{ id: '0', label: '', condition: null, postConditions: [], fields: [] }] : pages;
}

/** Those of the values that belong to these fields: raw, shown and structured. */
export function valuesOf(fields: readonly Pick<PageContent, 'id'>[], values: Values): Values {
  const keys = fields.flatMap(({ id }) => [id, `${id}_display`, `${id}_structured`]);
  return Object.fromEntries(keys.flatMap((key) => (Object.hasOwn(values, key) ? [[key, values[key] ?? null]] : [])));
}
