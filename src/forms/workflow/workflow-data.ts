import { sql, type QueryExecutorProvider } from 'kysely';
import type { Values } from '../requests/types.ts';
import { markers } from './actions/action-kind.ts';

/** Sets keys of the workflow data, the others stay; marks a status where one is given. The request's row is locked. */
export async function setWorkflowData(
  trx: QueryExecutorProvider,
  requestId: number,
  set: Values,
  mark: string | null,
): Promise<void> {
  if (Object.keys(set).length === 0 && mark === null) return;
  const { rows } = await sql<{
    workflow_data: Values;
  }>`select workflow_data from forms.request where id = ${requestId}`.execute(trx);
  const merged: Values = { ...rows[0]?.workflow_data, ...set };
  const marked = mark === null ? merged : { ...merged, _markers_stack: [...markers(merged), { status_id: mark }] };
  await sql`update forms.request set workflow_data = ${JSON.stringify(marked)}::json where id = ${requestId}`.execute(
    trx,
  );
}
