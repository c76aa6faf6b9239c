import { sql, type QueryExecutorProvider } from 'kysely';
import { defaultWorkflow } from '../workflow/default-workflow.ts';
import type { Definition, FormDefinition, WorkflowDefinition } from '../definitions/types.ts';

export type Versions = {
  form(db: QueryExecutorProvider, versionId: number): Promise<FormDefinition>;
  /** Null is the built-in workflow. */
  workflow(db: QueryExecutorProvider, versionId: number | null): Promise<WorkflowDefinition>;
};

const kept = 500;

/** Definitions by the number of their version. A version never changes: what was read is kept, the oldest reading being forgotten first. */
export function openVersions(): Versions {
  const byId = new Map<number, Definition>();
  const read = async (db: QueryExecutorProvider, id: number): Promise<Definition> => {
    const known = byId.get(id);
    if (known) return known;
    const { rows } = await sql<{
      body: Definition;
    }>`select body from forms.definition_version where id = ${id}`.execute(db);
    const row = rows[0];
    if (!row) throw new Error(`There is no definition version ${id}.`);
    if (byId.size >= kept)
      for (const oldest of byId.keys()) {
        byId.delete(oldest);
        break;
      }
    byId.set(id, row.body);
    return row.body;
  };
  return {
    async form(db, versionId) {
      const found = await read(db, versionId);
      if (found.kind !== 'form') throw new Error(`Version ${versionId} is not a form's.`);
      return found;
    },
    async workflow(db, versionId) {
      if (versionId === null) return defaultWorkflow;
      const found = await read(db, versionId);
      if (found.kind !== 'workflow') throw new Error(`Version ${versionId} is not a workflow's.`);
      return found;
    },
  };
}
