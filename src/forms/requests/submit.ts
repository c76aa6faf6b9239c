import { sql } from 'kysely';
import { inTransaction } from '../../platform/database/transaction.ts';
import type { Transaction } from '../database.ts';
import type { WorkflowDefinition } from '../definitions/types.ts';
import type { Forms } from '../forms.ts';
import { standingOf } from '../workflow/access.ts';
import { beginPass, type Claim } from '../workflow/pass.ts';
import { runPass } from '../workflow/run.ts';
import { rolesOfTown, type Role } from './facts.ts';
import type { FormReference } from './request.ts';
import type { PassCause, Submission, Values } from './types.ts';
import { addEntry, trace } from './write-history.ts';

export type Asked = {
  form: FormReference;
  values: Values;
  accountId: number | null;
  sessionHashId: string | null;
  submission: Submission;
  /** Event of the trace. */
  event: 'frontoffice-created' | 'backoffice-created' | 'api-created';
  /** What was being filled; a second submission of it gives the request that the first made. */
  fillId?: string;
  workflowData?: Values;
  /** Runs in the transaction that stores the request: spending a nonce, keeping an answer. */
  within?: (trx: Transaction, made: { requestId: number; number: number }) => Promise<void>;
};

export type Submitted = {
  requestId: number;
  number: number;
  /** The address that the workflow gives for the browser. */
  redirect: string | null;
};

/** Stores a request and runs the actions of its first status within the call. */
export async function submitRequest(forms: Forms, asked: Asked): Promise<Submitted> {
  const [workflow, roles] = await Promise.all([
    forms.definitions.workflowOf(asked.form.definition),
    rolesOfTown(forms),
  ]);
  const known = workflow ?? { versionId: null, definition: await forms.definitions.workflow(null) };
  const made = await inTransaction(forms.town.db, (trx) => store(trx, forms, asked, known, roles));
  const run = made.claim ? await runPass(forms, made.claim) : { redirect: null };
  return { requestId: made.requestId, number: made.number, redirect: run.redirect };
}

type Made = { requestId: number; number: number; claim: Claim | null };

async function store(
  trx: Transaction,
  forms: Forms,
  asked: Asked,
  workflow: { versionId: number | null; definition: WorkflowDefinition },
  roles: readonly Role[],
): Promise<Made> {
  const earlier = asked.fillId === undefined ? null : await madeBefore(trx, asked.fillId);
  if (earlier) return { ...earlier, claim: null };
  const now = forms.town.clock();
  const { id: requestId, number, status } = await insertRequest(trx, asked, workflow, roles, now);
  await addEntry(trx, requestId, { status, who: '_submitter', at: now });
  await trace(trx, requestId, asked.event, now);
  if (asked.fillId !== undefined)
    await sql`update forms.fill set request_id = ${requestId}, updated_at = ${now} where id = ${asked.fillId}`.execute(
      trx,
    );
  const cause: PassCause = {
    event: asked.event,
    who: '_submitter',
    globalAction: null,
    sessionHashId: asked.sessionHashId,
  };
  const claim = await beginPass(trx, forms.town.processId, {
    requestId,
    cause,
    list: { kind: 'status', statusId: status },
    at: now,
  });
  await asked.within?.(trx, { requestId, number });
  return { requestId, number, claim };
}

/** The request that this filling made already. Its row is locked: a second click waits here for the first. */
async function madeBefore(trx: Transaction, fillId: string): Promise<{ requestId: number; number: number } | null> {
  const { rows } = await sql<{
    request_id: number | null;
  }>`select request_id from forms.fill where id = ${fillId} for update`.execute(trx);
  const requestId = rows[0]?.request_id ?? null;
  if (requestId === null) return null;
  const { rows: made } = await sql<{
    number: number;
  }>`select number from forms.request where id = ${requestId}`.execute(trx);
  return { requestId, number: made[0]!.number };
}

/** Numbers are given under the lock of the form's row, so they have no holes: whoever comes second waits for the first to end. */
async function insertRequest(
  trx: Transaction,
  { form, values, accountId, sessionHashId, submission, workflowData = {} }: Asked,
  workflow: { versionId: number | null; definition: WorkflowDefinition },
  roles: readonly Role[],
  now: Temporal.Instant,
): Promise<{ id: number; number: number; status: string }> {
  await sql`select id from forms.definition where id = ${form.id} for no key update`.execute(trx);
  const status = workflow.definition.statuses[0]?.id ?? '';
  const standing = standingOf({ form, workflowRoles: {}, workflow: workflow.definition, status }, roles);
  const { rows } = await sql<{ id: number; number: number }>`
    insert into forms.request (definition_id, number, version_id, workflow_version_id, account_id, session_hash_id, status, data, workflow_data, submission,
      display_id, concerned_roles, action_roles, endpoint, received_at, updated_at)
    select ${form.id}, n, ${form.versionId}, ${workflow.versionId}, ${accountId}, ${sessionHashId}, ${status}, ${JSON.stringify(values)}::json,
      ${JSON.stringify(workflowData)}::json, ${JSON.stringify(submission)}::json, ${form.id} || '-' || n, ${[...standing.concernedRoles]}::text[],
      ${[...standing.actionRoles]}::text[], ${standing.endpoint}, ${now}, ${now}
    from (select coalesce(max(number), 0) + 1 as n from forms.request where definition_id = ${form.id}) as next
    returning id, number`.execute(trx);
  return { ...rows[0]!, status };
}
