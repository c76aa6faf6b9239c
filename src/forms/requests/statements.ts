import { sql, type QueryExecutorProvider } from 'kysely';
import { isAdministrator, personOf, rolesOf } from '../../accounts/caller.ts';
import type { Forms } from '../forms.ts';
import type { Asker } from '../workflow/access.ts';
import type { Evolution, FullRequest, Request } from './request.ts';
import type { Submission, Values } from './types.ts';

type RequestRow = {
  id: number;
  definition_id: number;
  number: number;
  uuid: string;
  version_id: number;
  workflow_version_id: number | null;
  account_id: number | null;
  session_hash_id: string | null;
  status: string;
  data: Values;
  workflow_data: Values;
  workflow_roles: Record<string, readonly string[]>;
  submission: Submission;
  display_id: string;
  digest: string;
  criticality: number;
  acts: number;
  received_at: Temporal.Instant;
  updated_at: Temporal.Instant;
  anonymised_at: Temporal.Instant | null;
  pass_id: number | null;
};

const columns = sql`r.id, r.definition_id, r.number, r.uuid, r.version_id, r.workflow_version_id, r.account_id, r.session_hash_id, r.status, r.data,
  r.workflow_data, r.workflow_roles, r.submission, r.display_id, r.digest, r.criticality, r.acts, r.received_at, r.updated_at, r.anonymised_at, r.pass_id`;

async function toRequest(forms: Forms, row: RequestRow): Promise<Request> {
  const [definition, workflow] = await Promise.all([
    forms.definitions.form(row.version_id),
    forms.definitions.workflow(row.workflow_version_id),
  ]);
  return {
    id: row.id,
    form: { id: row.definition_id, versionId: row.version_id, definition },
    number: row.number,
    uuid: row.uuid,
    workflow,
    accountId: row.account_id,
    sessionHashId: row.session_hash_id,
    status: row.status,
    data: row.data,
    workflowData: row.workflow_data,
    workflowRoles: row.workflow_roles,
    submission: row.submission,
    displayId: row.display_id,
    digest: row.digest,
    criticality: row.criticality,
    receivedAt: row.received_at,
    updatedAt: row.updated_at,
    anonymisedAt: row.anonymised_at,
    passId: row.pass_id,
    acts: row.acts,
  };
}

/** The history, oldest first. */
export async function historyOf(db: QueryExecutorProvider, requestId: number): Promise<Evolution[]> {
  const { rows } = await sql<Evolution>`
    select number, status, who, at, last_jump_at as "lastJumpAt", comment, parts from forms.evolution
    where request_id = ${requestId} order by number`.execute(db);
  return rows;
}

async function whole(
  forms: Forms,
  db: QueryExecutorProvider,
  row: RequestRow | undefined,
): Promise<FullRequest | null> {
  if (!row) return null;
  const [request, history] = await Promise.all([toRequest(forms, row), historyOf(db, row.id)]);
  return { ...request, history };
}

export async function requestById(forms: Forms, id: number): Promise<FullRequest | null> {
  const { db } = forms.town;
  const { rows } = await sql<RequestRow>`select ${columns} from forms.request r where r.id = ${id}`.execute(db);
  return whole(forms, db, rows[0]);
}

export async function requestByNumber(forms: Forms, formSlug: string, number: number): Promise<FullRequest | null> {
  const { db } = forms.town;
  const { rows } =
    await sql<RequestRow>`select ${columns} from forms.request r join forms.definition d on d.id = r.definition_id
    where d.kind = 'form' and d.slug = ${formSlug} and r.number = ${number}`.execute(db);
  return whole(forms, db, rows[0]);
}

/** The same, where the asker may read it. */
export async function readableByNumber(
  forms: Forms,
  formSlug: string,
  number: number,
  asker: Asker,
): Promise<FullRequest | null> {
  const { db } = forms.town;
  const { rows } =
    await sql<RequestRow>`select ${columns} from forms.request r join forms.definition d on d.id = r.definition_id
    where d.kind = 'form' and d.slug = ${formSlug} and r.number = ${number} and ${readable(asker)}`.execute(db);
  return whole(forms, db, rows[0]);
}

/** Administrators, who made it, and those whose role is concerned or is awaited by the present status (spec/forms-workflows.md, section 1.11). */
export function readable(asker: Asker) {
  const { caller, sessionHashId } = asker;
  if (isAdministrator(caller)) return sql`true`;
  const held = [...rolesOf(caller)];
  const person = personOf(caller);
  return sql`(r.concerned_roles && ${held}::text[] or r.action_roles && ${held}::text[] or r.account_id = ${person?.id ?? null}
    or (r.account_id is null and r.session_hash_id = ${sessionHashId}))`;
}

/** An action of the present status is open to the asker as an agent. */
export function awaiting(asker: Asker) {
  return sql`(not r.endpoint and r.action_roles && ${[...rolesOf(asker.caller)]}::text[])`;
}

export type Locked = {
  id: number;
  status: string;
  workflow_data: Values;
  display_id: string;
  pass_id: number | null;
  acts: number;
  pass_running: boolean;
};

/** The row of a request, locked until the end of the transaction: whoever acts on it stands in line here. */
export async function lockRequest(trx: QueryExecutorProvider, id: number): Promise<Locked | null> {
  const { rows } = await sql<Locked>`
    select id, status, workflow_data, display_id, pass_id, acts,
      exists (select from forms.pass p where p.id = request.pass_id and p.state = 'running') as pass_running
    from forms.request where id = ${id} for update`.execute(trx);
  return rows[0] ?? null;
}
