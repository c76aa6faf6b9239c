import { sql, type QueryExecutorProvider } from 'kysely';
import type { PassCause, PassPosition } from '../requests/types.ts';

/** How long a pass belongs to its process without a sign of life; renewed while it runs. */
export const leaseSeconds = 20;

/** Takings up without a step written in between; beyond, a pass is given up, and says so. */
export const mostAttempts = 5;

/** Nested passes of one act: status after status without anybody's doing. */
export const mostJumps = 20;

/** A pass as this process holds it. Whoever writes gives the fencing number, and is refused once another has taken the pass up. */
export type Claim = { passId: number; requestId: number; fencing: number };

/** The pass was taken up by another process: whatever this one still does is not written. */
export class LeaseLost extends Error {
  constructor() {
    super('the pass was taken up elsewhere');
  }
}

export type PassRow = { cause: PassCause; position: PassPosition; step: number };

/** Reads where a pass stands. Throws LeaseLost. */
export async function readPass(db: QueryExecutorProvider, { passId, fencing }: Claim): Promise<PassRow> {
  const { rows } = await sql<PassRow>`
    select cause, position, step from forms.pass where id = ${passId} and state = 'running' and fencing = ${fencing}`.execute(
    db,
  );
  const row = rows[0];
  if (!row) throw new LeaseLost();
  return row;
}

export type Beginning = {
  requestId: number;
  cause: PassCause;
  list: PassPosition['list'];
  at: Temporal.Instant;
  beside?: boolean;
};

/** Writes a pass that begins, in the transaction of the act that causes it; the request's row is locked. It belongs to this process. */
export async function beginPass(
  trx: QueryExecutorProvider,
  processId: number,
  { requestId, cause, list, at, beside = false }: Beginning,
): Promise<Claim> {
  const position: PassPosition = { list, next: 0, jumps: 0, jumped: false, redirect: null };
  const { rows } = await sql<{ id: number }>`
    insert into forms.pass (request_id, state, cause, position, beside, owner, lease_until, started_at)
    values (${requestId}, 'running', ${JSON.stringify(cause)}::jsonb, ${JSON.stringify(position)}::jsonb, ${beside}, ${processId},
      now() + ${leaseSeconds} * interval '1 second', ${at}) returning id`.execute(trx);
  const passId = rows[0]!.id;
  await sql`update forms.request set acts = acts + 1, pass_id = case when ${beside} then pass_id else ${passId} end where id = ${requestId}`.execute(
    trx,
  );
  return { passId, requestId, fencing: 1 };
}

/** Locks the pass for a write, and moves it on. Throws LeaseLost. */
export async function movePass(
  trx: QueryExecutorProvider,
  { passId, fencing }: Claim,
  position: PassPosition,
  step: number,
): Promise<void> {
  const { numAffectedRows } = await sql`
    update forms.pass set position = ${JSON.stringify(position)}::jsonb, step = ${step}, attempts = 1, lease_until = now() + ${leaseSeconds} * interval '1 second'
    where id = ${passId} and state = 'running' and fencing = ${fencing}`.execute(trx);
  if (numAffectedRows !== 1n) throw new LeaseLost();
}

export type Ending = { state: 'done' } | { state: 'failed'; failure: string };

/** Ends a pass; the request is free again. Throws LeaseLost. */
export async function endPass(
  trx: QueryExecutorProvider,
  { passId, requestId, fencing }: Claim,
  ending: Ending,
  at: Temporal.Instant,
): Promise<void> {
  const { numAffectedRows } = await sql`
    update forms.pass set state = ${ending.state}, failure = ${ending.state === 'failed' ? ending.failure.slice(0, 2000) : null}, owner = null, lease_until = null, ended_at = ${at}
    where id = ${passId} and state = 'running' and fencing = ${fencing}`.execute(trx);
  if (numAffectedRows !== 1n) throw new LeaseLost();
  await sql`update forms.request set pass_id = null where id = ${requestId} and pass_id = ${passId}`.execute(trx);
}

/** A sign of life. False once the pass is another's. */
export async function renewLease(db: QueryExecutorProvider, { passId, fencing }: Claim): Promise<boolean> {
  const { numAffectedRows } = await sql`
    update forms.pass set lease_until = now() + ${leaseSeconds} * interval '1 second' where id = ${passId} and state = 'running' and fencing = ${fencing}`.execute(
    db,
  );
  return numAffectedRows === 1n;
}

/** Writes the row of a call before it leaves. Throws LeaseLost. */
export async function openStep(
  trx: QueryExecutorProvider,
  claim: Claim,
  number: number,
  action: string,
  kept: object,
  at: Temporal.Instant,
): Promise<void> {
  if (!(await renewLease(trx, claim))) throw new LeaseLost();
  await sql`insert into forms.pass_step (pass_id, number, action, outcome, started_at)
    values (${claim.passId}, ${number}, ${action}, ${JSON.stringify(kept)}::json, ${at})`.execute(trx);
}

/** The call whose answer nobody wrote down, if the pass stopped there. */
export async function findOpenStep(
  db: QueryExecutorProvider,
  { passId }: Claim,
  number: number,
  action: string,
): Promise<unknown> {
  const { rows } = await sql<{ outcome: unknown }>`
    select outcome from forms.pass_step where pass_id = ${passId} and number = ${number} and action = ${action} and ended_at is null`.execute(
    db,
  );
  return rows[0]?.outcome ?? null;
}

/** Writes what an action did: its call's row is closed, or a row of its own made. */
export async function closeStep(
  trx: QueryExecutorProvider,
  { passId }: Claim,
  number: number,
  action: string,
  outcome: object,
  at: Temporal.Instant,
): Promise<void> {
  await sql`insert into forms.pass_step (pass_id, number, action, outcome, started_at, ended_at)
    values (${passId}, ${number}, ${action}, ${JSON.stringify(outcome)}::json, ${at}, ${at})
    on conflict (pass_id, number) do update set outcome = excluded.outcome, ended_at = excluded.ended_at`.execute(trx);
}
