import type { Kysely } from 'kysely';
import { Type, type Static } from 'typebox';
import type { Database, Transaction } from './database.ts';

/** The site file's key that tells of the forms: variables that every template sees (spec/running.md). Definitions have files of their own. */
export const formsSection = Type.Object({
  variables: Type.Optional(
    Type.Record(Type.String({ pattern: '^[a-zA-Z][a-zA-Z0-9_]{0,99}$' }), Type.String({ maxLength: 100_000 }), {
      additionalProperties: false,
    }),
  ),
});
export type FormsSection = Static<typeof formsSection>;

/** Creates what is missing, updates what has the same name; deletes nothing. One line. */
export async function importForms(trx: Transaction, { variables = {} }: FormsSection): Promise<string[]> {
  const rows = Object.entries(variables).map(([name, value]) => ({
    name,
    value: value.replaceAll('\0', '').toWellFormed(),
  }));
  if (rows.length === 0) return [];
  await trx
    .insertInto('forms.variable')
    .values(rows)
    .onConflict((conflict) => conflict.column('name').doUpdateSet((eb) => ({ value: eb.ref('excluded.value') })))
    .execute();
  return [`variables: ${rows.length}`];
}

export async function exportForms(db: Kysely<Database>): Promise<Required<FormsSection>> {
  const rows = await db.selectFrom('forms.variable').select(['name', 'value']).orderBy('name').execute();
  return { variables: Object.fromEntries(rows.map(({ name, value }) => [name, value])) };
}
