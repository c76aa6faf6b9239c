import type { FormDefinition, WorkflowDefinition } from '../definitions/types.ts';
import type { Part, Submission, Values } from './types.ts';

/** A form at one version. */
export type FormReference = {
  /** Of `forms.definition`. */
  id: number;
  versionId: number;
  definition: FormDefinition;
};

/** A request as it is kept. */
export type Request = {
  id: number;
  form: FormReference;
  number: number;
  uuid: string;
  workflow: WorkflowDefinition;
  accountId: number | null;
  sessionHashId: string | null;
  /** Id of a status of the workflow, without its prefix `wf-`. */
  status: string;
  data: Values;
  workflowData: Values;
  /** Function → role slugs, where they differ from the form's. */
  workflowRoles: Readonly<Record<string, readonly string[]>>;
  submission: Submission;
  displayId: string;
  digest: string;
  criticality: number;
  receivedAt: Temporal.Instant;
  updatedAt: Temporal.Instant;
  anonymisedAt: Temporal.Instant | null;
  /** The pass under way: nobody else acts on the request meanwhile. */
  passId: number | null;
  /** Grows with each act upon it. */
  acts: number;
};

/** An entry of the history: a change of status, or what happened within one. */
export type Evolution = {
  number: number;
  /** Null where the status did not change. */
  status: string | null;
  who: string | null;
  at: Temporal.Instant;
  lastJumpAt: Temporal.Instant | null;
  comment: string | null;
  parts: readonly Part[];
};

/** A request with its history, oldest first. */
export type FullRequest = Request & { history: readonly Evolution[] };
