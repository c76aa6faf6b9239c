import { sql } from 'kysely';
import { compileCondition } from '../../src/templates/condition.ts';
import { siteText } from '../../src/templates/moments.ts';
import { equal } from '../../src/templates/python.ts';
import { renderStrictly } from '../../src/templates/template.ts';
import { Decimal, isDictionary, plain } from '../../src/templates/values.ts';
import { conditionWaiting, waiting } from '../../src/templates/waiting.ts';
import type { FormDefinition } from '../../src/forms/definitions/types.ts';
import type { Forms } from '../../src/forms/forms.ts';
import { requestById } from '../../src/forms/requests/statements.ts';
import type { Json, Part, Values } from '../../src/forms/requests/types.ts';
import type { Names } from '../../src/forms/variables/names.ts';
import { requestContext } from '../../src/forms/variables/request-context.ts';
import { personById } from '../../src/accounts/people.ts';
import { openLog } from '../../src/platform/log.ts';
import { openTown } from '../../src/platform/open-town.ts';
import { contextOf } from '../../src/templates/context.ts';
import { freshDatabase, testSettings } from '../database.ts';
import { form, formsOf, makePerson, makeRole, save, status, workflow } from './forms-site.ts';
import type { Failure, Outcome } from './main.ts';
import { typed } from './typed.ts';

type Field = Record<string, unknown> & { id: string; type: string };
type NameCase = {
  id?: string;
  name: string;
  template: string;
  output: string;
  output_en?: string;
  missing?: boolean;
  value?: unknown;
};
type TemplateCase = { id?: string; template: string; output: string; output_en?: string; output_autoescape?: string };
type ConditionCase = { id?: string; condition: string; result?: boolean; error?: boolean };
type VariablesFile = {
  frozen_time?: string;
  cases: NameCase[];
  templates?: TemplateCase[];
  conditions?: ConditionCase[];
  form: {
    name: string;
    slug: string;
    category: string;
    fields: Field[];
    block: { slug: string; fields: Field[] };
    workflow: { roles: Record<string, string>; status: [string, string][]; backoffice_fields: string[] };
    webservice_response: Json;
    hook: Record<string, Json>;
    submitter: { name: string; email: string; name_identifiers: string[]; roles: string[] };
  };
  stored_data: Record<string, unknown>;
  workflow_data: Values;
  json_export: {
    uuid: string;
    display_id: string;
    digests: { default?: string } | null;
    roles: Record<string, { slug: string; name: string }[]>;
    evolution: { status: string; comment?: string }[];
  };
};

/** Names that the language itself knows. */
const constants = new Map<string, unknown>([
  ['true', true],
  ['false', false],
  ['null', null],
]);

const frozen = '2024-01-21T09:45:00+01:00';
type Language = 'fr' | 'en';

/** Names whose value hangs on what the file doesn't tell, or on what requests don't keep yet. */
const untold: Readonly<Record<string, string>> = {
  form_details: 'the labels of the block’s fields are not told',
  form_export_to_json: 'requests keep no position yet (`geolocations`)',
  form_geoloc: 'requests keep no position yet',
};

export async function run(content: unknown): Promise<Outcome> {
  const file = content as VariablesFile;
  const failures: Failure[] = [];
  const connection = await freshDatabase(false);
  const names = new Map<Language, Names>();
  const towns = [];
  for (const language of ['fr', 'en'] as const) {
    const settings = testSettings({
      FORMS_URL: 'http://example.net/',
      AGENDAS_URL: 'http://agendas.example.net/',
      LANGUAGE: language,
    });
    const open = await openTown({
      settings,
      connection,
      log: openLog('silent'),
      clock: () => Temporal.Instant.from(file.frozen_time ?? frozen),
    });
    towns.push(open);
    const forms = await formsOf(open);
    if (language === 'fr') await store(file, forms);
    names.set(language, await namesOf(forms));
  }
  const told = await Promise.all([
    ...file.cases.map((one, index) =>
      failureOf(one.id ?? `name ${index + 1} ${one.name}`, () => nameDiffers(one, names)),
    ),
    ...(file.templates ?? []).map((one, index) =>
      failureOf(one.id ?? `template ${index + 1}`, () => templateDiffers(one, names)),
    ),
    ...(file.conditions ?? []).map((one, index) =>
      failureOf(one.id ?? `condition ${index + 1}`, () => conditionDiffers(one, names.get('fr')!)),
    ),
  ]);
  const apart: Failure[] = [];
  for (const failure of told) {
    if (failure === null) continue;
    const reason = Object.entries(untold).find(([name]) => failure.why.includes(name))?.[1];
    if (reason === undefined) failures.push(failure);
    else apart.push({ id: failure.id, why: reason });
  }
  for (const open of towns) await open.close();
  return { passed: told.length - failures.length - apart.length, failures, apart };
}

async function failureOf(id: string, differs: () => Promise<string[]>): Promise<Failure | null> {
  const why = await differs().catch((error: unknown) => [
    `threw ${error instanceof Error ? error.message : String(error)}`,
  ]);
  return why.length === 0 ? null : { id, why: why.join('; ') };
}

async function rendered(template: string, { context, env }: Names, autoescape = false): Promise<string> {
  return waiting(() => renderStrictly(template, context, env, { autoescape }));
}

async function templateDiffers(one: TemplateCase, names: ReadonlyMap<Language, Names>): Promise<string[]> {
  const why: string[] = [];
  const differ = (what: string, wanted: string, given: string): void => {
    // Numbers in these cases stay as they are; surrounding blanks of a template go.
    if (wanted.trim() !== given)
      why.push(`${one.template} ${what}: ${JSON.stringify(given)} instead of ${JSON.stringify(wanted)}`);
  };
  differ('in French', one.output, await rendered(one.template, names.get('fr')!));
  if (one.output_en !== undefined) differ('in English', one.output_en, await rendered(one.template, names.get('en')!));
  if (one.output_autoescape !== undefined)
    differ('escaped', one.output_autoescape, await rendered(one.template, names.get('fr')!, true));
  return why;
}

async function conditionDiffers(one: ConditionCase, { context, env }: Names): Promise<string[]> {
  const given = await conditionWaiting(compileCondition(one.condition), context, env).catch(() => 'error');
  const wanted = one.error ? 'error' : one.result;
  return given === wanted ? [] : [`${one.condition}: ${String(given)} instead of ${String(wanted)}`];
}

async function nameDiffers(one: NameCase, names: ReadonlyMap<Language, Names>): Promise<string[]> {
  const why = await templateDiffers(one, names);
  const { context } = names.get('fr')!;
  const found = context.get(one.name);
  const value = found === undefined ? constants.get(one.name) : found;
  if (one.missing && value !== undefined) why.push(`${one.name} resolves`);
  if (!one.missing && value === undefined) why.push(`${one.name} doesn't resolve`);
  if ('value' in one && !(isDictionary(one.value) && '$callable' in one.value) && !isSame(value, one.value))
    why.push(`${one.name} is ${JSON.stringify(plain(value))}`);
  return why;
}

function isSame(value: unknown, wanted: unknown): boolean {
  const given = plain(value);
  if (given instanceof Temporal.PlainDate && typeof wanted === 'string') return siteText(given, 'fr') === wanted;
  return equal(given ?? null, typed(wanted)) || (given instanceof Decimal && equal(given, typed(wanted)));
}

/** Values of the file in the shape in which a request keeps them. */
function kept(value: unknown): Json {
  if (Array.isArray(value)) return value.map(kept);
  if (!isDictionary(value)) return (value ?? null) as Json;
  const { $struct_time: time, $decimal: decimal, $file: filename } = value;
  if (Array.isArray(time)) return new Temporal.PlainDate(...(time.slice(0, 3) as [number, number, number])).toString();
  if (typeof decimal === 'string') return decimal;
  if (typeof filename === 'string') {
    return {
      filename,
      content_type: typeof value['content_type'] === 'string' ? value['content_type'] : 'text/plain',
      content: Buffer.from('contenu du fichier\n').toString('base64'),
    };
  }
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, kept(item)]));
}

function definitionOf(file: VariablesFile): FormDefinition {
  const { name, slug, category, fields, block, workflow: described } = file.form;
  const backoffice = described.backoffice_fields.map((words) => {
    const [id, type, varname] = words.split(' ');
    return { id, type, varname, label: varname };
  });
  const shaped = fields.map((field) =>
    field.type === 'block' ? { ...field, block: { fields: block.fields } } : field,
  );
  const roleOf = (key: string) => ({
    slug: file.json_export.roles[key]?.[0]?.slug ?? '',
    name: file.json_export.roles[key]?.[0]?.name ?? '',
  });
  return form(
    slug,
    name,
    [...shaped, ...backoffice],
    { _receiver: roleOf('_receiver'), _chef: roleOf('_chef') },
    { category: { slug: 'sorties-et-loisirs', name: category } },
  );
}

async function store(file: VariablesFile, forms: Forms): Promise<void> {
  const { db, clock } = forms.town;
  const { submitter } = file.form;
  const roles = new Map<string, number>();
  for (const { slug, name } of Object.entries(file.json_export.roles).flatMap(([key, list]) =>
    key.startsWith('_') ? list : [],
  ))
    roles.set(name, await makeRole(forms, slug, name));
  const [first = '', ...last] = submitter.name.split(' ');
  const held = submitter.roles.map((name) => roles.get(name)!);
  const accountId = await makePerson(forms, {
    email: submitter.email,
    first,
    last: last.join(' '),
    nameId: submitter.name_identifiers[0]!,
    roles: held,
  });
  await save(
    forms,
    workflow(
      file.form.workflow.status.map(([id, name]) => status(id, name)),
      [],
      file.form.workflow.roles,
    ),
  );
  await save(forms, definitionOf(file));
  // What the reference's own test site has beside.
  await sql`insert into forms.variable (name, value) values ('site_theme', 'django')`.execute(db);
  const found = (await forms.definitions.find('form', file.form.slug))!;
  const version = (await forms.definitions.workflowOf(found.definition))!;
  const { uuid, display_id, digests, evolution } = file.json_export;
  const submission = JSON.stringify({ channel: 'web', context: { orig_page: 3, tracking_code: 'GCDFPQTR' } });
  const now = clock();
  const { rows } = await sql<{ id: number }>`
    insert into forms.request (definition_id, number, uuid, version_id, workflow_version_id, account_id, status, data, workflow_data, submission, display_id, digest, received_at, updated_at)
    values (${found.id}, 1, ${uuid}::uuid, ${found.versionId}, ${version.versionId}, ${accountId}, ${evolution.at(-1)!.status}, ${JSON.stringify(kept(file.stored_data))}::json,
      ${JSON.stringify(file.workflow_data)}::json, ${submission}::json, ${display_id}, ${digests?.default ?? ''}, ${now}, ${now}) returning id`.execute(
    db,
  );
  for (const [index, entry] of evolution.entries()) {
    await sql`insert into forms.evolution (request_id, number, status, who, at, comment, parts) values (${rows[0]!.id}, ${index + 1}, ${entry.status}, ${index === 0 ? '_submitter' : null}, ${now},
      ${entry.comment ?? null}, ${JSON.stringify(index === 0 ? partsOf(file, now.toString()) : [])}::json)`.execute(db);
  }
}

function partsOf({ form: { webservice_response: answer, hook } }: VariablesFile, at: string): Part[] {
  const url = 'http://agenda.example.net/api/agenda/1/fillslot/9/';
  return [
    { type: 'webservice response', varname: 'reservation', status: 200, url, data: JSON.stringify(answer), at },
    { type: 'jump', identifier: 'vers_attente' },
    ...Object.entries(hook).map(([name, content]): Part => ({ type: 'trigger', name, kind: 'global', content, at })),
  ];
}

/** The names of the stored request, with those that the reference's test site has beside. */
async function namesOf(forms: Forms): Promise<Names> {
  const request = (await requestById(forms, 1))!;
  const person = await personById(forms.town.db, request.accountId!);
  const names = await requestContext(forms, request, { sessionHashId: 'a'.repeat(40), person, inBackoffice: false });
  const beside = contextOf({ site_name: null, manager_homepage_title: null }, names.context);
  return { ...names, context: beside };
}
