import type { Generated, JSONColumnType } from 'kysely';
import type { Definition, DefinitionKind } from './definitions/types.ts';
import type { Part, PassCause, PassPosition, Submission, Values } from './requests/types.ts';

type Json<T extends object> = JSONColumnType<T>;

/** Rows of the schema `forms`, as `migrations/` makes them. */
export type FormsTables = {
  'forms.definition': {
    id: Generated<number>;
    kind: DefinitionKind;
    slug: string;
    name: string;
    created_at: Generated<Temporal.Instant>;
  };
  'forms.definition_version': {
    id: Generated<number>;
    definition_id: number;
    number: number;
    body: Json<Definition>;
    created_at: Generated<Temporal.Instant>;
  };
  'forms.variable': { name: string; value: string };
  'forms.request': {
    id: Generated<number>;
    definition_id: number;
    number: number;
    uuid: Generated<string>;
    version_id: number;
    workflow_version_id: number | null;
    account_id: number | null;
    session_hash_id: string | null;
    status: string;
    data: Json<Values>;
    workflow_data: Json<Values>;
    workflow_roles: Json<Record<string, readonly string[]>>;
    submission: Json<Submission>;
    display_id: string;
    digest: Generated<string>;
    criticality: Generated<number>;
    concerned_roles: Generated<readonly string[]>;
    action_roles: Generated<readonly string[]>;
    endpoint: Generated<boolean>;
    acts: Generated<number>;
    received_at: Temporal.Instant;
    updated_at: Temporal.Instant;
    anonymised_at: Temporal.Instant | null;
    pass_id: number | null;
  };
  'forms.evolution': {
    id: Generated<number>;
    request_id: number;
    number: number;
    status: string | null;
    who: string | null;
    at: Temporal.Instant;
    last_jump_at: Temporal.Instant | null;
    comment: string | null;
    parts: JSONColumnType<readonly Part[]>;
  };
  'forms.pass': {
    id: Generated<number>;
    request_id: number;
    state: 'running' | 'done' | 'failed';
    cause: Json<PassCause>;
    position: Json<PassPosition>;
    step: Generated<number>;
    beside: Generated<boolean>;
    owner: number | null;
    lease_until: Temporal.Instant | null;
    fencing: Generated<number>;
    attempts: Generated<number>;
    started_at: Temporal.Instant;
    ended_at: Temporal.Instant | null;
    failure: string | null;
  };
  'forms.pass_step': {
    pass_id: number;
    number: number;
    action: string;
    outcome: JSONColumnType<object | null>;
    started_at: Temporal.Instant;
    ended_at: Temporal.Instant | null;
  };
  'forms.trace': {
    id: Generated<number>;
    request_id: number;
    event: string;
    detail: Json<Record<string, unknown>>;
    at: Temporal.Instant;
  };
  'forms.logged_error': {
    id: Generated<number>;
    grouping_key: string;
    kind: string;
    summary: string;
    context: Json<Record<string, unknown>>;
    definition_id: number | null;
    request_id: number | null;
    occurrences: Generated<number>;
    first_at: Temporal.Instant;
    latest_at: Temporal.Instant;
  };
  'forms.fill': {
    id: Generated<string>;
    definition_id: number;
    version_id: number;
    session_hash_id: string;
    account_id: number | null;
    data: Json<Values>;
    typed: JSONColumnType<Record<string, string>, string | undefined>;
    done: JSONColumnType<string[], string | undefined>;
    page_id: string | null;
    request_id: number | null;
    created_at: Temporal.Instant;
    updated_at: Temporal.Instant;
  };
};
