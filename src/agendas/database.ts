import type { Transaction as KyselyTransaction } from 'kysely';
import type { SharedTables } from '../accounts/tables.ts';
import type { Town } from '../platform/town.ts';
import type { AgendasTables } from './tables.ts';

/** What the agendas may name in SQL: their own schema, `platform` and `accounts`. */
export type Database = SharedTables & AgendasTables;

export type AgendasTown = Town<Database>;

export type Transaction = KyselyTransaction<Database>;
