import type { Transaction as KyselyTransaction } from 'kysely';
import type { SharedTables } from '../accounts/tables.ts';
import type { Town } from '../platform/town.ts';
import type { FormsTables } from './tables.ts';

/** What the forms may name in SQL: their own schema, `platform` and `accounts`. */
export type Database = SharedTables & FormsTables;

export type FormsTown = Town<Database>;

export type Transaction = KyselyTransaction<Database>;
