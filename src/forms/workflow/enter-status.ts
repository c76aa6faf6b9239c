import { sql, type QueryExecutorProvider } from 'kysely';
import { storable } from '../requests/logged-errors.ts';
import type { Role } from '../requests/facts.ts';
import type { Request } from '../requests/request.ts';
import { addEntry, touchEntry } from '../requests/write-history.ts';
import { standingOf } from './access.ts';

export type Entering = {
  status: string;
  who: string | null;
  at: Temporal.Instant;
  roles: readonly Role[];
  /** Asked by a call or after a delay: the same status once more leaves no line where nothing was said meanwhile. */
  quiet?: boolean;
};

/** The request enters a status, or the same once more: its row and its history say so. The row is locked by the caller. */
export async function enterStatus(
  trx: QueryExecutorProvider,
  request: Request,
  { status, who, at, roles, quiet = false }: Entering,
): Promise<void> {
  const { concernedRoles, actionRoles, endpoint } = standingOf({ ...request, status }, roles);
  await sql`update forms.request set status = ${storable(status)}, updated_at = ${at}, concerned_roles = ${[...concernedRoles]}::text[],
    action_roles = ${[...actionRoles]}::text[], endpoint = ${endpoint} where id = ${request.id}`.execute(trx);
  if (quiet && (await touchEntry(trx, request.id, status, at))) return;
  await addEntry(trx, request.id, { status, who, at });
}
