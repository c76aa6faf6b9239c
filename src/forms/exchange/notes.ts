import type { Kysely } from 'kysely';
import { sql } from 'kysely';
import { compileTemplate, isTemplate, namesOf } from '../../templates/template.ts';
import { TemplateError } from '../../templates/errors.ts';
import { compileCondition, validateCondition } from '../../templates/condition.ts';
import type { Database } from '../database.ts';
import { latestVersion, listDefinitions } from '../definitions/store.ts';
import type {
  Definition,
  FormDefinition,
  Kept,
  KeptElement,
  RoleReference,
  WorkflowDefinition,
} from '../definitions/types.ts';

/** What an administrator should know of a definition that was taken in: what it names and isn't there yet, what can't be read, what isn't executed yet. */
export async function notesOn(db: Kysely<Database>, definition: Definition): Promise<string[]> {
  const missing =
    definition.kind === 'form'
      ? await missingOfForm(db, definition)
      : definition.kind === 'workflow'
        ? await missingRoles(db, rolesOf(definition))
        : [];
  const whole =
    definition.kind === 'web service' && definition.postFormdata ? ['`post_formdata` is kept, and not used yet'] : [];
  const named = await missingNames(db, definition);
  return [...new Set([...missing, ...named, ...unread(definition), ...notExecuted(definition), ...whole])];
}

async function missingOfForm(db: Kysely<Database>, form: FormDefinition): Promise<string[]> {
  const notes: string[] = [];
  if (form.workflow !== null && !(await latestVersion(db, 'workflow', form.workflow)))
    notes.push(`the workflow \`${form.workflow}\` isn't there yet`);
  const sources = form.fields.flatMap((field) =>
    'dataSource' in field && field.dataSource ? [field.dataSource.type] : [],
  );
  for (const slug of new Set(sources.filter((type) => type !== 'json' && type !== 'jsonvalue'))) {
    if (!(await latestVersion(db, 'data source', slug))) notes.push(`the data source \`${slug}\` isn't there yet`);
  }
  const roles = [...Object.values(form.workflowRoles), ...form.userRoles].map(roleName);
  return [...notes, ...(await missingRoles(db, roles))];
}

const roleName = ({ slug, name }: RoleReference): string => slug || name;

function rolesOf({ statuses, globalActions }: WorkflowDefinition): string[] {
  const ofActions = [...statuses, ...globalActions].flatMap(({ items }) =>
    items.flatMap((action) => ('by' in action ? action.by : 'to' in action ? action.to : [])),
  );
  return [...ofActions, ...globalActions.flatMap(({ triggers }) => triggers.flatMap(({ roles }) => roles))];
}

async function missingRoles(db: Kysely<Database>, names: readonly string[]): Promise<string[]> {
  const wanted = [...new Set(names)].filter(
    (name) => !name.startsWith('_') && name !== 'logged-users' && !isTemplate(name),
  );
  if (wanted.length === 0) return [];
  const { rows } = await sql<{
    slug: string;
    name: string;
  }>`select slug, name from accounts.role where slug = any(${wanted}) or name = any(${wanted})`.execute(db);
  const there = new Set(rows.flatMap(({ slug, name }) => [slug, name]));
  return wanted.filter((name) => !there.has(name)).map((name) => `the role \`${name}\` isn't there yet`);
}

/** Web services and data sources that templates and conditions name: `webservice.places.err`. */
async function missingNames(db: Kysely<Database>, definition: Definition): Promise<string[]> {
  const names = [...new Set(namesIn(definition))];
  const notes: string[] = [];
  for (const [kind, room] of [
    ['web service', 'webservice'],
    ['data source', 'data_source'],
  ] as const) {
    const asked = names.filter((name) => name.startsWith(`${room}_`)).map((name) => name.slice(room.length + 1));
    if (asked.length === 0) continue;
    const slugs = (await listDefinitions(db, kind)).map(({ slug }) => slug);
    const missing = asked.filter((name) => !slugs.some((slug) => name === slug || name.startsWith(`${slug}_`)));
    notes.push(...missing.map((name) => `the ${kind} of \`${room}.${name}\` isn't there yet`));
  }
  return notes;
}

function namesIn(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]: [string, unknown]) => {
    if (key === 'kept') return [];
    if (typeof inner !== 'string') return namesIn(inner);
    if (key !== 'condition') return namesOf(inner);
    return validateCondition(inner.trim(), 'en') === null ? compileCondition(inner.trim()).names : [];
  });
}

/** Templates and conditions with faults of syntax, each with its place in the definition. */
function unread(value: unknown, path = ''): string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]: [string, unknown]) => {
    if (key === 'kept') return [];
    const at = path === '' ? key : `${path}.${key}`;
    if (typeof inner !== 'string') return unread(inner, at);
    const fault = key === 'condition' ? validateCondition(inner.trim(), 'en') : faultOf(inner);
    return fault === null ? [] : [`${at} can't be read: ${fault}`];
  });
}

function faultOf(template: string): string | null {
  if (!isTemplate(template)) return null;
  try {
    compileTemplate(template);
    return null;
  } catch (error) {
    if (error instanceof TemplateError) return error.explanation('en');
    throw error;
  }
}

/** Keys that are kept and would change what happens. */
const later = new Set([
  'loop_items_template',
  'variables',
  'backoffice-fields',
  'criticality_levels',
  'comment_template',
  'publication_date',
  'expiration_date',
]);

function notExecuted(value: unknown, path = ''): string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]: [string, unknown]) => {
    const at = path === '' ? key : `${path}.${key}`;
    if (key !== 'kept') return notExecuted(inner, at);
    const names = (inner as Kept).filter(({ name, children }) => later.has(name) && children.length > 0);
    const prefills = (inner as Kept).filter(({ name, children }) => name === 'prefill' && children.some(isType));
    if (prefills.length > 0) return [`${path}: its prefill is kept, and not used yet`];
    return names.map(({ name }) => `${path === '' ? '' : `${path}: `}\`${name}\` is kept, and not used yet`);
  });
}

function isType(child: KeptElement | string): boolean {
  return typeof child !== 'string' && child.name === 'type';
}
