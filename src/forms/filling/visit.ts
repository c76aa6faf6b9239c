import type { Caller } from '../../accounts/caller.ts';
import { personOf } from '../../accounts/caller.ts';
import type { ListField } from '../definitions/types.ts';
import type { FieldEnv } from '../fields/field-type.ts';
import { readField } from '../fields/field-types.ts';
import { choicesOf } from '../fields/choices.ts';
import type { Forms } from '../forms.ts';
import type { LoggedError } from '../requests/logged-errors.ts';
import type { FormReference } from '../requests/request.ts';
import type { Values } from '../requests/types.ts';

import type { ItemsFound, Memo } from '../sources/source.ts';
import type { Names } from '../variables/names.ts';
import { fillingContext } from '../variables/request-context.ts';
import { momentOf, type At, type Moment } from './moment.ts';
import { pagesOf, type FormPage } from './pages.ts';
import type { ReadField } from './read-page.ts';

/** Somebody in front of a form, for the length of one HTTP request: what is fetched is fetched once. */
export type Visit = {
  form: FormReference;
  pages: readonly FormPage[];
  /** In which language its author wrote it: the site's. */
  writing: 'fr' | 'en';
  caller: Caller;
  sessionHashId: string;
  /** What an administrator should read of: sources that failed, conditions that can't be evaluated. */
  faults: readonly LoggedError[];
  at: At<Names>;
  read: ReadField<Names>;
  /** The entries of a list on a data source. */
  items(field: ListField, moment: Moment<Names>): Promise<ItemsFound>;
};

export function visitTo(forms: Forms, form: FormReference, caller: Caller, sessionHashId: string): Visit {
  const memo: Memo = new Map();
  const moments = new Map<string, Promise<Moment<Names>>>();
  const faults: LoggedError[] = [];
  const visitor = { sessionHashId, person: personOf(caller), inBackoffice: false };
  const at = (values: Values): Promise<Moment<Names>> => {
    const key = JSON.stringify(values);
    const known =
      moments.get(key) ??
      fillingContext(forms, { form, values, visitor }, (error) => void faults.push(error)).then((names) =>
        momentOf({ ...names, memo }),
      );
    moments.set(key, known);
    return known;
  };
  const envOf = ({ names }: Moment<Names>): FieldEnv => ({ ...names, timeoutMs: listTimeoutMs });
  return {
    form,
    pages: pagesOf(form.definition),
    writing: forms.town.settings.language,
    caller,
    sessionHashId,
    faults,
    at,
    async read(field, posted, moment) {
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
