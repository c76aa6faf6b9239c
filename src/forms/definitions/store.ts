import { isDeepStrictEqual } from 'node:util';
import type { Kysely } from 'kysely';
import type { Database, Transaction } from '../database.ts';
import type { Definition, DefinitionKind, DefinitionOf } from './types.ts';

export type Found<K extends DefinitionKind = DefinitionKind> = {
  id: number;
  versionId: number;
  definition: DefinitionOf<K>;
};

export type Listed = { id: number; versionId: number; slug: string; name: string };

/**
 * Writes a definition under its kind and slug. A version never changes, requests point to it: a body that differs becomes the next version,
 * the same body writes nothing. Whoever imports the same slug meanwhile waits for the row.
 */
export async function saveDefinition(
  trx: Transaction,
  definition: Definition,
): Promise<'created' | 'updated' | 'unchanged'> {
  const { id } = await trx
    .insertInto('forms.definition')
    .values({ kind: definition.kind, slug: definition.slug, name: definition.name })
    .onConflict((conflict) => conflict.columns(['kind', 'slug']).doUpdateSet({ name: definition.name }))
    .returning('id')
    .executeTakeFirstOrThrow();
  const latest = await trx
    .selectFrom('forms.definition_version')
    .select(['number', 'body'])
    .where('definition_id', '=', id)
    .orderBy('number', 'desc')
    .limit(1)
    .executeTakeFirst();
  const body = JSON.stringify(definition);
  if (latest && isDeepStrictEqual(latest.body, JSON.parse(body))) return 'unchanged';
  await trx
    .insertInto('forms.definition_version')
    .values({ definition_id: id, number: (latest?.number ?? 0) + 1, body })
    .execute();
  return latest ? 'updated' : 'created';
}

/** The latest version of a definition. Where many are read, ask {@link Definitions} instead: it keeps the bodies. */
export async function findDefinition<K extends DefinitionKind>(
  db: Kysely<Database>,
  kind: K,
  slug: string,
): Promise<Found<K> | null> {
  const latest = await latestVersion(db, kind, slug);
  if (!latest) return null;
  const definition = await definitionVersion(db, latest.versionId);
  return definition && { ...latest, definition: definition as DefinitionOf<K> };
}

/** The numbers of a definition and of its latest version: what changes, where bodies don't. */
export async function latestVersion(
  db: Kysely<Database>,
  kind: DefinitionKind,
  slug: string,
): Promise<{ id: number; versionId: number } | null> {
  const row = await db
    .selectFrom('forms.definition')
    .innerJoin('forms.definition_version', 'forms.definition_version.definition_id', 'forms.definition.id')
    .select(['forms.definition.id as id', 'forms.definition_version.id as versionId'])
    .where('kind', '=', kind)
    .where('slug', '=', slug)
    .orderBy('number', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row ?? null;
}

export async function definitionVersion(db: Kysely<Database>, versionId: number): Promise<Definition | null> {
  const row = await db
    .selectFrom('forms.definition_version')
    .select('body')
    .where('id', '=', versionId)
    .executeTakeFirst();
  return row?.body ?? null;
}

/** Those of a kind with their latest versions, by name. */
export async function listDefinitions(db: Kysely<Database>, kind: DefinitionKind): Promise<Listed[]> {
  return db
    .selectFrom('forms.definition')
    .innerJoin('forms.definition_version', 'forms.definition_version.definition_id', 'forms.definition.id')
    .select(['forms.definition.id as id', 'forms.definition_version.id as versionId', 'slug', 'name'])
    .distinctOn('forms.definition.id')
    .where('kind', '=', kind)
    .orderBy('forms.definition.id')
    .orderBy('number', 'desc')
    .execute()
    .then((rows) => rows.toSorted((a, b) => a.name.localeCompare(b.name, 'fr')));
}

/** The latest version of every definition, by kind and slug. */
export async function allDefinitions(db: Kysely<Database>): Promise<Definition[]> {
  const rows = await db
    .selectFrom('forms.definition')
    .innerJoin('forms.definition_version', 'forms.definition_version.definition_id', 'forms.definition.id')
    .select('body')
    .distinctOn(['kind', 'slug'])
    .orderBy('kind')
    .orderBy('slug')
    .orderBy('number', 'desc')
    .execute();
  return rows.map(({ body }) => body);
}
