import type { Context, Environment } from '../../templates/context.ts';

/** The names that a template sees, and what surrounds its evaluation. */
export type Names = { context: Context; environment: Environment };
