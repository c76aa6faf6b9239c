import type { Person } from '../../accounts/caller.ts';
import { contextOf, type Context } from '../../templates/context.ts';
import type { Forms } from '../forms.ts';
import { addressesOf, factsOf, rolesOfTown, variablesOfTown, type Facts } from '../requests/facts.ts';
import type { LoggedError } from '../requests/logged-errors.ts';
import type { FormReference, FullRequest } from '../requests/request.ts';
import type { Submission, Values } from '../requests/types.ts';
import { fillingFace, requestFace } from './form-face.ts';
import { namesOver, type Names } from './names.ts';
import { userFace } from './user-face.ts';
import { flattened } from './workflow-data.ts';

/** Who looks at the evaluation's result: names of the session. */
export type Visitor = { sessionHashId: string | null; person: Person | null; inBackoffice: boolean };

/** Where errors of an evaluation go; `logErrors` (requests/logged-errors.ts) writes them. */
export type Sink = (error: LoggedError) => void;

const nowhere: Sink = () => {};

/** The names of a request (spec/forms-workflows.md, section 4.4). `more`: names of one action, such as `mass_action_index`. */
export async function requestContext(
  forms: Forms,
  request: FullRequest,
  visitor: Visitor | null,
  sink: Sink = nowhere,
  more: { facts?: Facts; names?: object } = {},
): Promise<Names> {
  const { settings } = forms.town;
  const facts = more.facts ?? (await factsOf(forms, request));
  const form = { form: requestFace(request, { settings, facts }), ...ofCategory(request.form), ...more.names };
  const behind = contextOf(flattened(request.workflowData), siteNames(forms, facts.variables, visitor));
  return namesOver(forms, form, behind, addressesOf(settings.formsUrl, request).backoffice, sink, facts.roles);
}

export type Filling = {
  form: FormReference;
  /** The values of the pages so far, and those of the current one. */
  values: Values;
  visitor: Visitor;
  submission?: Submission;
};

/** The names while somebody fills a form: there is no request yet. Web services and data sources are fetched once in the life of the result. */
export async function fillingContext(forms: Forms, filling: Filling, sink: Sink = nowhere): Promise<Names> {
  const { settings } = forms.town;
  const { form, visitor, values, submission = {} } = filling;
  const [roles, variables] = await Promise.all([rolesOfTown(forms), variablesOfTown(forms)]);
  const facts: Facts = {
    submitter: visitor.inBackoffice ? null : visitor.person,
    agent: visitor.inBackoffice ? visitor.person : null,
    roles,
    variables,
  };
  const base = { form: fillingFace(form, values, submission, { settings, facts }), ...ofCategory(form) };
  const callerUrl = `${settings.formsUrl.href}backoffice/forms/${form.id}/`;
  return namesOver(forms, base, siteNames(forms, variables, visitor), callerUrl, sink, roles);
}

function ofCategory({ definition }: FormReference): object {
  const { category } = definition;
  return category
    ? {
        category_name: category.name,
        category_slug: category.slug,
        category_id: category.slug,
        category_description: null,
      }
    : { category_name: null, category_slug: null, category_id: null, category_description: null };
}

function siteNames({ town }: Forms, variables: Readonly<Record<string, string>>, visitor: Visitor | null): Context {
  const { settings } = town;
  const site = settings.formsUrl.href.replace(/\/$/, '');
  const session = visitor && {
    ...(visitor.sessionHashId === null ? {} : { session_hash_id: visitor.sessionHashId }),
    ...(visitor.person ? { session_user: userFace(visitor.person) } : {}),
  };
  return contextOf({
    site_name: settings.town.name,
    site_url: site,
    site_url_backoffice: `${site}/backoffice`,
    site_lang: settings.language,
    agendas_url: settings.agendasUrl.href,
    is_in_backoffice: visitor?.inBackoffice ?? false,
    ...ofVariables(variables),
    ...session,
  });
}

/** Variables of the site: `…__json` are read as JSON and lose the suffix; `true` and `false` are also themselves. */
function ofVariables(variables: Readonly<Record<string, string>>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(variables).map(([name, value]) => {
      if (!name.endsWith('__json')) return [name, value];
      try {
        return [name.slice(0, -'__json'.length), JSON.parse(value) as unknown];
      } catch {
        return [name, value];
      }
    }),
  );
}
