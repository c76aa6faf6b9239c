import type { TemplateError } from '../../templates/errors.ts';
import type { Context } from '../../templates/context.ts';
import { contextOf } from '../../templates/context.ts';
import { Pending } from '../../templates/values.ts';
import { localNow } from '../../platform/town.ts';
import type { Forms } from '../forms.ts';
import type { Role } from '../requests/facts.ts';
import type { LoggedError } from '../requests/logged-errors.ts';
import { holidaysOf } from '../../time/holidays.ts';
import { dataSources } from '../sources/data-sources.ts';
import type { SourceEnv } from '../sources/source.ts';
import { webServices } from '../sources/web-service.ts';
import { peopleFilters } from './user-face.ts';

/** The names that a template sees, what surrounds its evaluation, and what was fetched for it: a new one for each page or action. */
export type Names = SourceEnv;

/** Names out of a dictionary and what stands behind it; web services and data sources are fetched once in the life of the result. */
export function namesOver(
  forms: Forms,
  base: object,
  behind: Context,
  callerUrl: string,
  sink: (error: LoggedError) => void,
  roles: readonly Role[] = [],
): Names {
  const { town } = forms;
  const fetches: { webservice?: Pending; data_source?: Pending } = {};
  const context: Context = {
    get(name) {
      if (/^webservice(_|$)/.test(name)) fetches.webservice ??= new Pending(webServices(names));
      if (/^data_source(_|$)/.test(name)) fetches.data_source ??= new Pending(dataSources(names));
      return own.get(name);
    },
  };
  const own = contextOf(base, contextOf(fetches, behind));
  const names: Names = {
    calls: forms.calls,
    outbound: town.outbound,
    definitions: forms.definitions,
    context,
    env: {
      now: localNow(town),
      language: town.settings.language,
      timeZone: town.settings.timeZone,
      onError: (error) => sink(ofTemplate(error)),
      ports: { holidays: (year) => holidaysOf(year, town.settings.holidays), filters: peopleFilters(roles) },
    },
    memo: new Map(),
    answers: forms.answers,
    callerUrl,
    record: (error) => sink({ kind: error.kind, summary: error.summary, context: { ...error.context } }),
  };
  return names;
}

export function ofTemplate(error: TemplateError, place: Readonly<Record<string, unknown>> = {}): LoggedError {
  const { wording, line, column, excerpt } = error;
  return { kind: 'template', summary: wording.fr, context: { ...place, line, column, excerpt } };
}
