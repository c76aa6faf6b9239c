import { nameOf } from '../../accounts/people.ts';
import type { Settings } from '../../platform/settings.ts';
import { isDictionary } from '../../templates/values.ts';
import { addressesOf, roleNamed, rolesOfFunction, titleOf, type Facts } from '../requests/facts.ts';
import { requestJson } from '../requests/json.ts';
import type { FormReference, FullRequest } from '../requests/request.ts';
import type { Submission, Values } from '../requests/types.ts';
import { kindOf, statusOf } from '../workflow/status.ts';
import { detailsOf } from './details.ts';
import { face, room } from './faces.ts';
import { namedField, type FaceEnv, type NamedField } from './field-faces.ts';
import { keyOf, partsOf, triggerFace, wscallFace } from './history-faces.ts';
import { pythonJson } from './python-json.ts';
import { userFace } from './user-face.ts';
import { workflowDataFace } from './workflow-data.ts';

type Parts = Readonly<Record<string, () => unknown>>;
type Around = { settings: Pick<Settings, 'formsUrl' | 'language' | 'timeZone'>; facts: Facts };

const find =
  (parts: Parts) =>
  (key: string): unknown =>
    Object.hasOwn(parts, key) ? parts[key]?.() : undefined;

/** `form.var` and `form.field`: the answers by the names of their fields. */
function answers(form: FormReference, values: Values, env: FaceEnv): Parts {
  const fields: readonly NamedField[] = form.definition.fields;
  const raw = (key: string): unknown => {
    const named = fields.filter(({ varname }) => varname === key);
    const field = named.find(({ id }) => (values[id] ?? null) !== null) ?? named[0];
    return field && (values[field.id] ?? null);
  };
  return {
    var: () => room('form_var', (key) => namedField(fields, key, values, env)),
    field: () => room('form_field', raw),
  };
}

function ofDefinition(form: FormReference, { settings }: Around): Parts {
  const { definition } = form;
  const base = settings.formsUrl.href;
  return {
    name: () => definition.name,
    slug: () => definition.slug,
    type: () => 'formdef',
    publication_disabled: () => definition.disabled,
    frontoffice_submission_url: () => `${base}${definition.slug}/`,
    backoffice_submission_url: () => `${base}backoffice/submission/${definition.slug}/`,
    distance: () => null,
  };
}

const channels: Readonly<Record<string, { fr: string; en: string }>> = {
  web: { fr: 'Web', en: 'Web' },
  mail: { fr: 'Courrier', en: 'Mail' },
  email: { fr: 'Courriel', en: 'Email' },
  phone: { fr: 'Téléphone', en: 'Phone' },
  counter: { fr: 'Guichet', en: 'Counter' },
  fax: { fr: 'Télécopie', en: 'Fax' },
  'social-network': { fr: 'Réseaux sociaux', en: 'Social network' },
};

function ofSubmission(submission: Submission, { settings, facts }: Around): Parts {
  const channel = submission.channel ?? 'web';
  const context = submission.context ?? {};
  return {
    submission: () =>
      room(
        'submission',
        find({
          backoffice: () => submission.backoffice === true,
          channel: () => channel,
          channel_label: () => channels[channel]?.[settings.language] ?? channel,
          agent: () => (facts.agent ? userFace(facts.agent) : null),
          context: () => room('context', keyOf(context)),
        }),
      ),
  };
}

function ofPeople(
  request: { form: FormReference; workflowRoles: FullRequest['workflowRoles'] },
  { facts }: Around,
): Parts {
  const { submitter } = facts;
  return {
    role: () => room('role', (key) => roleName(request, key, facts)),
    ...(submitter
      ? { user: () => userFace(submitter), user_display_name: () => nameOf(submitter) }
      : { user: () => null, user_display_name: () => null }),
  };
}

/** `form_role_<function>_<what>`: the function by its key without `_`. */
function roleName(
  request: { form: FormReference; workflowRoles: FullRequest['workflowRoles'] },
  key: string,
  facts: Facts,
): unknown {
  const keys = [...Object.keys(request.form.definition.workflowRoles), ...Object.keys(request.workflowRoles)];
  const fn = keys.find((one) => key.startsWith(`${one.slice(1)}_`));
  if (fn === undefined) return undefined;
  const roles = rolesOfFunction(request, fn, facts.roles).flatMap((slug) => roleNamed(facts.roles, slug) ?? []);
  const [first] = roles;
  if (!first) return undefined;
  return find({
    name: () => first.name,
    names: () => roles.map(({ name }) => name),
    details: () => '',
    emails: () => '',
    uuid: () => null,
    role_slugs: () => roles.map(({ slug }) => slug),
    role_uuids: () => roles.map(() => null),
  })(key.slice(fn.length));
}

/** While somebody fills it in: there is no request yet. */
export function fillingFace(form: FormReference, values: Values, submission: Submission, around: Around): unknown {
  const env: FaceEnv = { language: around.settings.language, requestUrl: null };
  const parts: Parts = {
    ...ofDefinition(form, around),
    ...answers(form, values, env),
    ...ofSubmission(submission, around),
    ...ofPeople({ form, workflowRoles: {} }, around),
  };
  return room('form', find(parts));
}

/** `form` on a request (spec/forms-workflows.md, section 4.4). */
export function requestFace(request: FullRequest, around: Around): unknown {
  const { settings, facts } = around;
  const { language, timeZone } = settings;
  const addresses = addressesOf(settings.formsUrl, request);
  const local = (instant: Temporal.Instant): Temporal.ZonedDateTime => instant.toZonedDateTimeISO(timeZone);
  const momentOf = (at: string): unknown => local(Temporal.Instant.from(at));
  const env: FaceEnv = { language, requestUrl: addresses.page };
  const parts: Parts = {
    ...ofDefinition(request.form, around),
    ...answers(request.form, request.data, env),
    ...ofSubmission(request.submission, around),
    ...ofPeople(request, around),
    ...ofStatus(request),
    number: () => request.displayId,
    number_raw: () => String(request.number),
    internal_id: () => request.number,
    identifier: () => String(request.number),
    uuid: () => request.uuid,
    display_name: () => titleOf(request),
    digest: () => request.digest,
    url: () => addresses.page,
    status_url: () => `${addresses.page}status`,
    uri: () => `${request.form.definition.slug}/${request.number}/`,
    url_backoffice: () => addresses.backoffice,
    backoffice_url: () => addresses.backoffice,
    api_url: () => addresses.api,
    short_url: () => `${settings.formsUrl.href}r/${request.form.id}-${request.number}`,
    receipt_date: () => local(request.receivedAt).toPlainDate(),
    receipt_time: () => local(request.receivedAt).toPlainTime(),
    receipt_datetime: () => local(request.receivedAt),
    last_update_datetime: () => local(request.updatedAt),
    criticality_level: () => request.criticality,
    criticality_label: () => '',
    publication_datetime: () => null,
    publication_expiration_datetime: () => null,
    comment: () => request.history.findLast(({ comment }) => comment)?.comment ?? '',
    jumps: () => partsOf(request, 'jump').map(({ identifier }) => identifier),
    latest_jump: () => partsOf(request, 'jump').at(-1)?.identifier ?? null,
    details: () => detailsOf(request, facts, env),
    export_to_json: () => exported(request, around),
    workflow_data: () => workflowDataFace(request.workflowData, language),
    workflow_wscall: () => room('wscall', (key) => wscallFace(request, key, momentOf)),
    trigger: () => room('trigger', (key) => triggerFace(request, key, momentOf, language)),
    attachments: () => room('attachments', (key) => attachmentFace(request, key)),
    tracking_code: () => trackingCode(request.submission),
  };
  return room('form', find(parts), titleOf(request));
}

function trackingCode(submission: Submission): unknown {
  const { context } = submission;
  return isDictionary(context) ? (context['tracking_code'] ?? null) : null;
}

function exported(request: FullRequest, { settings, facts }: Around): unknown {
  const json = requestJson(request, facts, settings);
  return face({ plain: () => json, text: () => pythonJson(json) }, settings.language);
}

function ofStatus(request: FullRequest): Parts {
  const status = statusOf(request.workflow, request.status);
  const passed = request.history.flatMap((entry) => (entry.status === null ? [] : [entry.status]));
  const previous = passed.toReversed().find((id) => id !== request.status);
  return {
    status: () => status?.name ?? '',
    previous_status: () => (previous === undefined ? null : (statusOf(request.workflow, previous)?.name ?? null)),
    status_changed: () => passed.at(-1) !== passed.at(-2),
    status_is_endpoint: () => status === null || kindOf(status) === 'endpoint',
  };
}

function attachmentFace(request: FullRequest, key: string): unknown {
  const files = partsOf(request, 'attachment').filter(({ varname }) => varname === key);
  const latest = files.at(-1);
  if (!latest) return undefined;
  const get = find({
    filename: () => latest.filename,
    base_filename: () => latest.filename,
    content_type: () => latest.contentType,
    b64_content: () => latest.content,
  });
  return face({ plain: () => latest.filename, get }, 'fr');
}
