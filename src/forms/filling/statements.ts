import { sql, type Kysely } from 'kysely';
import type { Database } from '../database.ts';
import type { Fill } from './fill.ts';

/** A form under way in this very session; null where there is none, 'somebody else' where the number is taken. */
export async function findFill(
  db: Kysely<Database>,
  { id, definitionId, sessionHashId }: { id: string; definitionId: number; sessionHashId: string },
): Promise<Fill | 'somebody else' | null> {
  const row = await db
    .selectFrom('forms.fill as f')
    .leftJoin('forms.request as r', 'r.id', 'f.request_id')
    .select([
      'f.version_id',
      'f.definition_id',
      'f.session_hash_id',
      'f.data',
      'f.typed',
      'f.done',
      'r.number',
      'r.display_id',
    ])
    .where('f.id', '=', id)
    .executeTakeFirst();
  if (!row) return null;
  if (row.session_hash_id !== sessionHashId || row.definition_id !== definitionId) return 'somebody else';
  return {
    id,
    versionId: row.version_id,
    values: row.data,
    typed: row.typed,
    done: row.done,
    request: row.number === null || row.display_id === null ? null : { number: row.number, displayId: row.display_id },
  };
}

/** Writes what is known so far; nothing where it has become a request meanwhile. */
export async function saveFill(
  db: Kysely<Database>,
  fill: Fill,
  kept: {
    definitionId: number;
    sessionHashId: string;
    accountId: number | null;
    pageId: string;
    now: Temporal.Instant;
  },
): Promise<void> {
  const [data, typed, done] = [fill.values, fill.typed, fill.done].map((value) => JSON.stringify(value));
  const now = kept.now.toString();
  await sql`
    insert into forms.fill as f (id, definition_id, version_id, session_hash_id, account_id, data, typed, done, page_id, created_at, updated_at)
    values (${fill.id}, ${kept.definitionId}, ${fill.versionId}, ${kept.sessionHashId}, ${kept.accountId}, ${data}::jsonb, ${typed}::jsonb,
      ${done}::jsonb, ${kept.pageId}, ${now}::timestamptz, ${now}::timestamptz)
    on conflict (id) do update set data = excluded.data, typed = excluded.typed, done = excluded.done, page_id = excluded.page_id,
      account_id = excluded.account_id, updated_at = excluded.updated_at
    where f.session_hash_id = excluded.session_hash_id and f.request_id is null`.execute(db);
}

export type Unfinished = { id: string; form: string; formName: string; pageId: string; updatedAt: Temporal.Instant };

/** What a visitor left half-way, the latest of each form. */
export async function unfinishedFills(db: Kysely<Database>, sessionHashId: string): Promise<readonly Unfinished[]> {
  return db
    .selectFrom('forms.fill as f')
    .innerJoin('forms.definition as d', 'd.id', 'f.definition_id')
    .select([
      'f.id as id',
      'd.slug as form',
      'd.name as formName',
      sql<string>`coalesce(f.page_id, '')`.as('pageId'),
      'f.updated_at as updatedAt',
    ])
    .distinctOn('f.definition_id')
    .where('f.session_hash_id', '=', sessionHashId)
    .where('f.request_id', 'is', null)
    .orderBy('f.definition_id')
    .orderBy('f.updated_at', 'desc')
    .execute();
}

export async function dropFill(db: Kysely<Database>, id: string, sessionHashId: string): Promise<void> {
  await db
    .deleteFrom('forms.fill')
    .where('id', '=', id)
    .where('session_hash_id', '=', sessionHashId)
    .where('request_id', 'is', null)
    .execute();
}

/** What nobody came back to. */
export async function forgetFills(db: Kysely<Database>, before: Temporal.Instant): Promise<void> {
  await db.deleteFrom('forms.fill').where('updated_at', '<', before).where('request_id', 'is', null).execute();
}
