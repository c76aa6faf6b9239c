/** Rows of the schema `agendas`, as `migrations/` makes them. */
export type AgendasTables = Record<never, never>;
