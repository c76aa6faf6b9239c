import type { FastifyInstance, FastifyRequest } from 'fastify';
import { nameOfCaller, personOf, rolesOf, type Caller } from '../../accounts/caller.ts';
import { personByEmail, personByNameId } from '../../accounts/people.ts';
import { spend } from '../../accounts/spend.ts';
import { claimKey, earlierAnswer, hashOfRequest, keepAnswer, type Keyed } from '../../platform/idempotency.ts';
import { badRequest, forbidden, HttpRefusal, notFound } from '../../platform/server/refusal.ts';
import { isDictionary } from '../../templates/values.ts';
import type { FormDefinition } from '../definitions/types.ts';
import type { Found } from '../definitions/store.ts';
import { computedValue, keptAs } from '../filling/computed.ts';
import { momentOf } from '../filling/moment.ts';
import { fieldFromApi, isDataField } from '../fields/field-types.ts';
import type { Forms } from '../forms.ts';
import { roleNamed, rolesOfTown } from '../requests/facts.ts';
import { submitRequest } from '../requests/submit.ts';
import type { Json, Submission, Values } from '../requests/types.ts';
import { keptJson } from '../sources/json.ts';
import { fillingContext } from '../variables/request-context.ts';

const anyone = { config: { access: 'anyone' } } as const;

/** Forms, their schema, and submissions by programs (spec/forms-workflows.md, sections 6.4 and 6.7). */
export function formdefRoutes(server: FastifyInstance, forms: Forms): void {
  server.get('/api/formdefs', anyone, async (request) => ({ err: 0, data: await fillable(forms, request.caller) }));
  server.get<{ Params: { slug: string } }>(
    '/api/formdefs/:slug/schema',
    { config: { access: 'caller' } },
    async (request) => schemaOf(await formOf(forms, request.params.slug), forms),
  );
  server.post<{ Params: { slug: string } }>('/api/formdefs/:slug/submit', { config: { access: 'caller' } }, (request) =>
    submit(forms, request, request.params.slug),
  );
}

async function formOf(forms: Forms, slug: string): Promise<Found<'form'>> {
  const form = await forms.definitions.find('form', slug);
  if (!form) throw notFound();
  return form;
}

async function fillable(forms: Forms, caller: Caller): Promise<object[]> {
  const [listed, roles] = await Promise.all([forms.definitions.list('form'), rolesOfTown(forms)]);
  const held = rolesOf(caller);
  const told: object[] = [];
  for (const { versionId } of listed) {
    const form = await forms.definitions.form(versionId);
    const needed = form.userRoles.map((reference) =>
      reference.slug === 'logged-users' ? 'logged-users' : (roleNamed(roles, reference)?.slug ?? reference.slug),
    );
    const open =
      needed.length === 0 ||
      needed.some((slug) => (slug === 'logged-users' ? personOf(caller) !== null : held.includes(slug)));
    if (!form.disabled && (open || form.alwaysAdvertise)) told.push(formJson(form, forms, !open));
  }
  return told;
}

function formJson(form: FormDefinition, { town }: Forms, authenticationRequired: boolean): object {
  const base = town.settings.formsUrl.href;
  return {
    title: form.name,
    slug: form.slug,
    url: `${base}${form.slug}/`,
    description: form.description,
    keywords: form.keywords
      .split(',')
      .map((word) => word.trim())
      .filter(Boolean),
    authentication_required: authenticationRequired,
    always_advertise: form.alwaysAdvertise,
    redirection: form.disabledRedirection !== null,
    functions: Object.fromEntries(
      Object.entries(form.workflowRoles).map(([key, role]) => [
        key,
        { label: key, role: { slug: role.slug, name: role.name } },
      ]),
    ),
    category: form.category?.name ?? null,
    category_slug: form.category?.slug ?? null,
    backoffice_submission_url: `${base}backoffice/submission/${form.slug}/`,
  };
}

async function schemaOf({ definition }: Found<'form'>, forms: Forms): Promise<object> {
  const workflow = await forms.definitions.workflowOf(definition);
  const { kept: _kept, fields, ...rest } = definition;
  return {
    name: rest.name,
    url_name: rest.slug,
    description: rest.description,
    keywords: rest.keywords,
    category: rest.category?.name ?? null,
    fields: fields.map(({ id, type, label, varname }) => ({ id, type, label, varname })),
    workflow: workflow && {
      name: workflow.definition.name,
      functions: workflow.definition.roles,
      statuses: workflow.definition.statuses.map(({ id, name, forcedEndpoint }) => ({
        id,
        name,
        forced_endpoint: forcedEndpoint,
      })),
    },
  };
}

type Body = {
  data: Record<string, unknown>;
  meta: Record<string, unknown>;
  user: Record<string, unknown>;
  context: Record<string, unknown>;
};

function bodyOf(request: FastifyRequest): Body {
  const body: unknown = request.body;
  if (!isDictionary(body)) throw badRequest('Invalid json payload (an object is expected).');
  const part = (value: unknown): Record<string, unknown> => (isDictionary(value) ? value : {});
  const within = part(body['workflow'])['fields'];
  const data = isDictionary(body['data'])
    ? body['data']
    : { ...part(body['fields']), ...part(within), ...part(body['extra']) };
  return { data, meta: part(body['meta']), user: part(body['user']), context: part(body['context']) };
}

async function submit(forms: Forms, request: FastifyRequest, slug: string): Promise<unknown> {
  const form = await formOf(forms, slug);
  if (form.definition.disabled) throw forbidden('Disabled form.');
  await refuseStrangers(forms, form, request.caller);
  const body = bodyOf(request);
  if (body.meta['draft'] === true) throw badRequest('Drafts are not made by the API yet.');
  const keyed = keyedBy(request);
  const earlier = keyed && (await earlierAnswer(forms.town.db, keyed));
  if (earlier?.kind === 'other request')
    throw new HttpRefusal(422, 'idempotency-key', 'This Idempotency-Key was used for another request.');
  if (earlier?.kind === 'repeated') return earlier.answer.body;
  const person = await personNamed(forms, body, request.caller);
  const submission = submissionOf(body);
  const values = await valuesOf(forms, form, body.data, submission);
  let answer: unknown = null;
  await submitRequest(forms, {
    form,
    values,
    accountId: person,
    sessionHashId: null,
    submission,
    event: 'api-created',
    workflowData: { _source_ip: request.ip },
    async within(trx, { number }) {
      answer = submittedJson(forms, form, number);
      await spend(trx, request.caller, forms.town.settings);
      if (!keyed) return;
      if (!(await claimKey(trx, keyed))) throw new HttpRefusal(409, 'idempotency-key', 'The same call is under way.');
      await keepAnswer(trx, keyed, { status: 200, body: answer });
    },
  });
  return answer;
}

function keyedBy(request: FastifyRequest): Keyed | null {
  const key = request.headers['idempotency-key'];
  if (typeof key !== 'string' || key === '') return null;
  if (key.length > 255) throw badRequest('Invalid Idempotency-Key.');
  return {
    caller: nameOfCaller(request.caller),
    key,
    hash: hashOfRequest(request.method, request.url.split('?')[0] ?? '', request.body),
  };
}

function submittedJson({ town }: Forms, { definition: { slug } }: Found<'form'>, number: number): object {
  const base = town.settings.formsUrl.href;
  return {
    err: 0,
    data: {
      id: number,
      url: `${base}${slug}/${number}/`,
      backoffice_url: `${base}backoffice/management/${slug}/${number}/`,
      api_url: `${base}api/forms/${slug}/${number}/`,
    },
  };
}

/** A signature, or a role that the form gives work to. */
async function refuseStrangers(forms: Forms, { definition }: Found<'form'>, caller: Caller): Promise<void> {
  if (caller.kind === 'signed') return;
  const roles = await rolesOfTown(forms);
  const held = rolesOf(caller);
  const known = Object.values(definition.workflowRoles).some((reference) =>
    held.includes(roleNamed(roles, reference)?.slug ?? ''),
  );
  if (!known && !(caller.kind === 'person' && caller.person.admin)) throw forbidden('Unsufficient roles.');
}

/** Whose request it is: named by the body, else by the signed query. */
async function personNamed({ town }: Forms, { user }: Body, caller: Caller): Promise<number | null> {
  const { NameID: nameId, email } = user;
  const first: unknown = Array.isArray(nameId) ? nameId[0] : nameId;
  if (typeof first === 'string' && first !== '') return (await personByNameId(town.db, first))?.id ?? null;
  if (typeof email === 'string' && email !== '') return (await personByEmail(town.db, email))?.id ?? null;
  return caller.kind === 'signed' ? (personOf(caller)?.id ?? null) : null;
}

function submissionOf({ context, meta }: Body): Submission {
  const { channel, ...rest } = context;
  return {
    channel: typeof channel === 'string' && channel !== '' ? channel : 'web',
    ...(meta['backoffice-submission'] === true ? { backoffice: true } : {}),
    ...(Object.keys(rest).length > 0 ? { context: rest as Values } : {}),
  };
}

/** Answers by the names or ids of their fields, as they came: neither what is required nor what a list offers is checked. What isn't given is computed. */
async function valuesOf(
  forms: Forms,
  form: Found<'form'>,
  data: Record<string, unknown>,
  submission: Submission,
): Promise<Values> {
  let values: Record<string, Json> = {};
  for (const field of form.definition.fields) {
    if (!isDataField(field) && field.type !== 'computed') continue;
    const name = [field.varname, field.id].find(
      (one) => one !== null && (Object.hasOwn(data, one) || Object.hasOwn(data, `${one}_raw`)),
    );
    if (name == null && isDataField(field)) continue;
    const names = await fillingContext(forms, {
      form,
      values,
      submission,
      visitor: { sessionHashId: null, person: null, inBackoffice: true },
    });
    const given =
      name == null ? {} : { value: data[name], raw: data[`${name}_raw`], structured: data[`${name}_structured`] };
    const kept = isDataField(field) ? null : (keptJson(given.value) ?? null);
    const read = isDataField(field)
      ? await fieldFromApi(field, given, names)
      : kept === null
        ? await computedValue(field, momentOf(names))
        : keptAs(field.id, kept);
    values = { ...values, ...read };
  }
  return values;
}
