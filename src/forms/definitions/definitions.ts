import type { Kysely } from 'kysely';
import type { Database } from '../database.ts';
import { defaultWorkflow } from './default-workflow.ts';
import { definitionVersion, latestVersion, listDefinitions, type Found, type Listed } from './store.ts';
import type { Definition, DefinitionKind, DefinitionOf, FormDefinition, WorkflowDefinition } from './types.ts';

/** The definitions of a town, as its forms read them: versions never change, so their bodies are kept, the latest used ones first. */
export type Definitions = {
  /** The latest version; null where there is none. */
  find<K extends DefinitionKind>(kind: K, slug: string): Promise<Found<K> | null>;
  /** A version by its number; throws where there is none. */
  version(versionId: number): Promise<Definition>;
  form(versionId: number): Promise<FormDefinition>;
  /** Null is the built-in workflow. */
  workflow(versionId: number | null): Promise<WorkflowDefinition>;
  /** The workflow that a form names, as it stands now; the built-in one (`versionId` null) where it names none, null where it names one that isn't there. */
  workflowOf(form: FormDefinition): Promise<{ versionId: number | null; definition: WorkflowDefinition } | null>;
  list(kind: DefinitionKind): Promise<Listed[]>;
};

/** `most`: how many bodies are kept. */
export function openDefinitions(db: Kysely<Database>, most = 300): Definitions {
  const bodies = new Map<number, Definition>();
  const version = async (versionId: number): Promise<Definition> => {
    const body = bodies.get(versionId) ?? (await definitionVersion(db, versionId));
    if (!body) throw new Error(`there is no version ${versionId} of a definition`);
    bodies.delete(versionId);
    bodies.set(versionId, body);
    if (bodies.size > most) bodies.delete(bodies.keys().next().value!);
    return body;
  };
  const ofKind = async <K extends DefinitionKind>(kind: K, versionId: number): Promise<DefinitionOf<K>> => {
    const body = await version(versionId);
    if (body.kind !== kind) throw new Error(`version ${versionId} is a ${body.kind}, not a ${kind}`);
    return body as DefinitionOf<K>;
  };
  const find = async <K extends DefinitionKind>(kind: K, slug: string): Promise<Found<K> | null> => {
    const latest = await latestVersion(db, kind, slug);
    return latest && { ...latest, definition: await ofKind(kind, latest.versionId) };
  };
  return {
    find,
    version,
    form: (versionId) => ofKind('form', versionId),
    workflow: async (versionId) => (versionId === null ? defaultWorkflow : ofKind('workflow', versionId)),
    async workflowOf(form) {
      if (form.workflow === null) return { versionId: null, definition: defaultWorkflow };
      const found = await find('workflow', form.workflow);
      return found && { versionId: found.versionId, definition: found.definition };
    },
    list: (kind) => listDefinitions(db, kind),
  };
}
