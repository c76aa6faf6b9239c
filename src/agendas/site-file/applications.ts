import { isDeepStrictEqual } from 'node:util';
import { sql, type Kysely } from 'kysely';
import type { Database, Transaction } from '../database.ts';
import { importAgendas, type ImportContext } from '../site-file.ts';
import type { Application, Brought, Bundle } from './bundle.ts';
import { componentTypes, exportComponent, type Component, type ComponentType } from './components.ts';

export type BundleImported = { kind: 'imported' } | { kind: 'refused'; path: string; reason: string };

/** Everything of a bundle, and whose it is. What is refused has been written in part: the transaction has to be undone. */
export async function importBundle(trx: Transaction, bundle: Bundle, context: ImportContext): Promise<BundleImported> {
  for (const { type, slug, content } of bundle.components)
    if (type === 'roles') {
      const wrong = await importRole(trx, slug, content);
      if (wrong) return wrong;
    }
  const brought = (type: ComponentType) => bundle.components.filter((one) => one.type === type);
  const section = Object.fromEntries(
    (Object.keys(componentTypes) as ComponentType[]).flatMap((type) => {
      const key = componentTypes[type].section;
      return key === null ? [] : [[key, brought(type).map(({ content }) => content)]];
    }),
  );
  const imported = await importAgendas(trx, section, context);
  if (imported.kind === 'refused') return { ...imported, path: pathOf(imported.path, brought) };
  await keepApplication(trx, bundle.application, bundle.components, context.now);
  return { kind: 'imported' };
}

/** `agendas[0].events[2].places` → `agendas/stages-ete.events[2].places` */
function pathOf(path: string, brought: (type: ComponentType) => readonly Brought[]): string {
  return path.replace(/^(\w+)\[(\d+)\]/, (whole, section: string, index: string) => {
    const type = (Object.keys(componentTypes) as ComponentType[]).find(
      (one) => componentTypes[one].section === section,
    );
    const component = type && brought(type)[Number(index)];
    return component ? `${component.type}/${component.slug}` : whole;
  });
}

/** A role that isn't there is made, and nobody has it; one that is there stays what it is. */
async function importRole(
  trx: Transaction,
  slug: string,
  { name }: Record<string, unknown>,
): Promise<BundleImported | null> {
  const isText = typeof name === 'string' && name !== '' && name.length <= 250 && name.isWellFormed();
  if (!isText || name.includes('\0') || !/^[^\0/?#\s,:@]{1,160}$/.test(slug) || !slug.isWellFormed())
    return { kind: 'refused', path: `roles/${slug}`, reason: 'takes a slug and a name' };
  await sql`insert into accounts.role (slug, name) values (${slug}, ${name}) on conflict do nothing`.execute(trx);
  return null;
}

/** Says whose these components are, and that those it had before no longer are. */
export async function keepApplication(
  trx: Transaction,
  { slug, name, versionNumber, description }: Application,
  components: readonly Component[],
  now: Temporal.Instant,
): Promise<void> {
  const columns = { name, version_number: versionNumber, description, updated_at: now };
  await trx
    .insertInto('agendas.application')
    .values({ slug, ...columns })
    .onConflict((on) => on.column('slug').doUpdateSet(columns))
    .execute();
  await trx.deleteFrom('agendas.application_component').where('application', '=', slug).execute();
  const rows = components.map((one) => ({ application: slug, type: one.type, slug: one.slug }));
  if (rows.length > 0) await trx.insertInto('agendas.application_component').values(rows).execute();
}

export async function forgetApplication(trx: Transaction, slug: string): Promise<void> {
  await trx.deleteFrom('agendas.application').where('slug', '=', slug).execute();
}

export type Comparison = {
  /** Here, and other than in the bundle. */
  differences: Component[];
  /** Not here. */
  unknown: Component[];
  /** Here, but nobody's, or another application's. */
  legacy: Component[];
};

/** What an import of the bundle would change. */
export async function compareBundle(db: Kysely<Database>, bundle: Bundle, timeZone: string): Promise<Comparison> {
  const { rows } = await sql<Component>`
    select type, slug from agendas.application_component where application = ${bundle.application.slug}`.execute(db);
  const own = new Set(rows.map(({ type, slug }) => `${type}/${slug}`));
  const compared: Comparison = { differences: [], unknown: [], legacy: [] };
  for (const { type, slug, content } of bundle.components) {
    const present = await exportComponent(db, { type, slug }, timeZone);
    if (present === null) compared.unknown.push({ type, slug });
    else if (!own.has(`${type}/${slug}`)) compared.legacy.push({ type, slug });
    else if (!says(content, present)) compared.differences.push({ type, slug });
  }
  return compared;
}

/** Whether all that `told` says stands so; what it doesn't say stays as it is. */
function says(told: Record<string, unknown>, present: object): boolean {
  return Object.entries(told).every(([key, value]) => isDeepStrictEqual((present as typeof told)[key], value));
}
