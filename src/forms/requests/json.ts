import type { Person } from '../../accounts/caller.ts';
import { nameOf } from '../../accounts/people.ts';
import type { Settings } from '../../platform/settings.ts';
import type { Status } from '../definitions/types.ts';
import type { NamedField } from '../variables/field-faces.ts';
import { slugsOf, standingOf } from '../workflow/access.ts';
import { kindOf, statusOf, visibleStatus } from '../workflow/status.ts';
import { addressesOf, roleNamed, rolesOfFunction, titleOf, type Facts, type Role } from './facts.ts';
import { fieldsJson } from './field-json.ts';
import type { Evolution, FullRequest } from './request.ts';
import type { Json, Part, Values } from './types.ts';

/** Parts of the JSON that a caller may turn off. */
export type Included = Readonly<
  Record<
    | 'fields'
    | 'files-content'
    | 'user'
    | 'submission'
    | 'workflow'
    | 'workflow-data'
    | 'evolution'
    | 'roles'
    | 'actions',
    boolean
  >
>;

export const everything: Included = {
  fields: true,
  'files-content': true,
  user: true,
  submission: true,
  workflow: true,
  'workflow-data': true,
  evolution: true,
  roles: true,
  actions: true,
};

type Site = Pick<Settings, 'formsUrl' | 'timeZone'>;

/** A request as the API tells it (spec/forms-workflows.md, section 6.6). `actions`: addresses that this caller may call. */
export function requestJson(
  request: FullRequest,
  facts: Facts,
  settings: Site,
  included: Included = everything,
  actions: Readonly<Record<string, string>> = {},
): Record<string, Json> {
  const { page, backoffice, api } = addressesOf(settings.formsUrl, request);
  const title = titleOf(request);
  const fields = fieldsOf(request, false);
  return {
    uuid: request.uuid,
    id: String(request.number),
    internal_id: String(request.number),
    display_id: request.displayId,
    display_name: title,
    digests: request.digest === '' ? null : { default: request.digest },
    text: request.digest === '' ? title : `${title} (${request.digest})`,
    url: page,
    receipt_time: localText(request.receivedAt, settings),
    last_update_time: localText(request.updatedAt, settings),
    ...(included.user && facts.submitter ? { user: personJson(facts.submitter) } : {}),
    criticality_level: request.criticality,
    api_url: api,
    backoffice_url: backoffice,
    ...(included.fields
      ? { fields: fieldsJson(fields, request.data, { requestUrl: page, filesContent: included['files-content'] }) }
      : {}),
    ...(included.workflow || included['workflow-data'] ? { workflow: workflowJson(request, settings, included) } : {}),
    ...(included.actions ? { actions } : {}),
    ...(included.roles ? { roles: rolesJson(request, facts.roles) } : {}),
    ...(included.submission
      ? {
          submission: {
            backoffice: request.submission.backoffice === true,
            channel: request.submission.channel ?? 'web',
          },
        }
      : {}),
    ...(included.evolution ? { evolution: request.history.map((entry) => evolutionJson(entry, facts, settings)) } : {}),
  };
}

export function personJson(person: Person): Json {
  return { id: person.id, name: nameOf(person), email: person.email, NameID: [person.nameId] };
}

/** The fields of the form, or those that its workflow adds: their ids begin with `bo`. */
function fieldsOf(request: FullRequest, backoffice: boolean): readonly NamedField[] {
  const fields: readonly NamedField[] = request.form.definition.fields;
  return fields.filter(({ id }) => id.startsWith('bo') === backoffice);
}

/** The local date and time without its offset, to the second. */
export function localText(instant: Temporal.Instant, { timeZone }: Pick<Settings, 'timeZone'>): string {
  return instant.toZonedDateTimeISO(timeZone).toPlainDateTime().toString({ smallestUnit: 'second' });
}

function zonedText(instant: Temporal.Instant, { timeZone }: Site): string {
  return instant.toZonedDateTimeISO(timeZone).toString({ smallestUnit: 'second', timeZoneName: 'never' });
}

function workflowJson(request: FullRequest, settings: Site, included: Included): Json {
  const real = statusOf(request.workflow, request.status);
  const shown = visibleStatus(request, () => false) ?? real;
  const told = included.workflow
    ? { status: statusJson(shown, request, settings), real_status: statusJson(real, request, settings) }
    : {};
  const filled = included['workflow-data'] && Object.keys(request.workflowData).length > 0;
  const backoffice = fieldsJson(fieldsOf(request, true), request.data, {
    requestUrl: addressesOf(settings.formsUrl, request).page,
    filesContent: included['files-content'],
  });
  return {
    ...told,
    ...(Object.keys(backoffice).length > 0 ? { fields: backoffice } : {}),
    ...(filled ? { data: request.workflowData } : {}),
  };
}

function statusJson(status: Status | null, request: FullRequest, settings: Site): Json {
  if (!status) return null;
  const arrivals = request.history.filter((entry) => entry.status === status.id);
  const [first, latest] = [arrivals[0], arrivals.at(-1)];
  return {
    id: status.id,
    name: status.name,
    endpoint: kindOf(status) === 'endpoint',
    first_arrival_datetime: first ? zonedText(first.at, settings) : null,
    latest_arrival_datetime: latest ? zonedText(latest.lastJumpAt ?? latest.at, settings) : null,
  };
}

function roleJson(role: Role): Json {
  return {
    name: role.name,
    text: role.name,
    allows_backoffice_access: role.backoffice,
    emails: [],
    details: '',
    emails_to_members: false,
    slug: role.slug,
    id: String(role.id),
  };
}

function rolesJson(request: FullRequest, roles: readonly Role[]): Json {
  const jsonOf = (slugs: readonly string[]): Json =>
    slugs.flatMap((slug) => roleNamed(roles, slug) ?? []).map(roleJson);
  const standing = standingOf(request, roles);
  const functions = Object.keys(request.workflow.roles).filter(
    (key) => rolesOfFunction(request, key, roles).length > 0,
  );
  return {
    ...Object.fromEntries(functions.map((key) => [key, jsonOf(slugsOf(key, request, roles))])),
    concerned: jsonOf(standing.concernedRoles),
    actions: jsonOf(standing.actionRoles),
  };
}

function evolutionJson(entry: Evolution, facts: Facts, settings: Site): Json {
  const who = entry.who === '_submitter' ? facts.submitter : null;
  const parts = entry.parts.flatMap(partJson);
  return {
    time: zonedText(entry.at, settings),
    last_jump_datetime: entry.lastJumpAt ? zonedText(entry.lastJumpAt, settings) : null,
    who_id: entry.who,
    ...(entry.status === null ? {} : { status: entry.status }),
    ...(who ? { who: personJson(who) } : {}),
    ...(entry.comment === null ? {} : { comment: entry.comment }),
    ...(parts.length === 0 ? {} : { parts }),
  };
}

/** What of a part callers are told; answers of web services stay within. */
function partJson(part: Part): Values[] {
  switch (part.type) {
    case 'message':
      return [{ type: 'workflow-comment', content: part.html, to: [...part.to] }];
    case 'webservice error':
      return [{ type: 'wscall-error', summary: part.summary, label: part.label }];
    case 'attachment':
      return [{ type: 'workflow-attachment', filename: part.filename, content_type: part.contentType }];
    case 'trigger':
    case 'jump':
    case 'webservice response':
    case 'content snapshot':
      return [];
  }
}
