/** Rows of the schema `forms`, as `migrations/` makes them. */
export type FormsTables = Record<never, never>;
