import type { Caller } from '../../accounts/caller.ts';
import { personOf } from '../../accounts/caller.ts';
import type { DataField, ItemField } from '../definitions/types.ts';
import type { FieldEnv } from '../fields/field-type.ts';
import { readField } from '../fields/field-types.ts';
import { choicesOf } from '../fields/item.ts';
import type { Forms } from '../forms.ts';
import type { FormReference } from '../requests/request.ts';
import type { Values } from '../requests/types.ts';

import type { ItemsFound, Memo } from '../sources/source.ts';
import { fillingContext } from '../variables/request-context.ts';
import { momentOf, type At, type Moment } from './moment.ts';
import { pagesOf, type FormPage } from './pages.ts';
import type { ReadField } from './read-page.ts';

/** Somebody in front of a form, for the length of one HTTP request: what is fetched is fetched once. */
export type Visit = {
  form: FormReference;
  pages: readonly FormPage[];
  caller: Caller;
  sessionHashId: string;
  at: At;
  read: ReadField;
  /** The entries of a list on a data source. */
  items(field: ItemField, moment: Moment): Promise<ItemsFound>;
};

export function visitTo(forms: Forms, form: FormReference, caller: Caller, sessionHashId: string): Visit {
  const memo: Memo = new Map();
  const moments = new Map<string, Promise<Moment>>();
  const visitor = { sessionHashId, person: personOf(caller), inBackoffice: false };
  const at = (values: Values): Promise<Moment> => {
    const key = JSON.stringify(values);
    const known =
      moments.get(key) ??
      fillingContext(forms, { form, values, visitor }).then((names) => momentOf({ ...names, memo }));
    moments.set(key, known);
    return known;
  };
  const envOf = ({ names }: Moment): FieldEnv => ({
    ...names,
    calls: forms.calls,
    outbound: forms.town.outbound,
    definitions: forms.definitions,
    answers: forms.answers,
    timeoutMs: listTimeoutMs,
  });
  return {
    form,
    pages: pagesOf(form.definition),
    caller,
    sessionHashId,
    at,
    async read(field: DataField, posted, moment) {
      const read = await readField(field, posted, envOf(moment));
      if (read.kind !== 'refused' || posted !== '' || field.type !== 'item') return read;
      // Nothing was chosen where nothing could be shown: that isn't the reader's fault.
      const choices = await choicesOf(field, envOf(moment));
      return choices.kind === 'error' ? { kind: 'source unavailable', summary: choices.summary } : read;
    },
    items: (field, moment) => choicesOf(field, envOf(moment)),
  };
}

/** Somebody looks at the page meanwhile: a source that is that slow counts as down. */
const listTimeoutMs = 10_000;
