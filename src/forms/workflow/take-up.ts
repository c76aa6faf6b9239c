import { sql } from 'kysely';
import type { Job } from '../../platform/jobs.ts';
import { deadAmong } from '../../platform/processes.ts';
import type { Forms } from '../forms.ts';
import { giveUp, runPass } from './run.ts';
import { leaseSeconds, mostAttempts, type Claim } from './pass.ts';

type Due = { id: number; request_id: number; fencing: number; attempts: number };

/** Passes taken up in one round, run side by side. */
const atOnce = 4;

/**
 * Passes that nobody runs: their process is dead (its advisory lock is free), or shows no sign of life. Each is taken up by one process alone: the fencing number
 * that it saw must still stand.
 */
export async function takeUpPasses(forms: Forms): Promise<boolean> {
  const { db } = forms.town;
  // Our own passes are taken up when their lease ends alone: while the database was away, our lock was too.
  const { rows: owners } = await sql<{ owner: number }>`
    select distinct owner from forms.pass where state = 'running' and owner <> ${forms.town.processId}`.execute(db);
  const dead = await deadAmong(
    db,
    owners.map(({ owner }) => owner),
  );
  const { rows } = await sql<Due>`
    select id, request_id, fencing, attempts from forms.pass
    where state = 'running' and (lease_until < now() or owner = any(${dead}::int[])) order by id limit ${atOnce}`.execute(
    db,
  );
  await Promise.all(rows.map((due) => takeUp(forms, due)));
  return rows.length === atOnce;
}

async function takeUp(forms: Forms, { id, request_id, fencing, attempts }: Due): Promise<void> {
  const { town } = forms;
  const { numAffectedRows } = await sql`
    update forms.pass set owner = ${town.processId}, fencing = fencing + 1, attempts = attempts + 1, lease_until = now() + ${leaseSeconds} * interval '1 second'
    where id = ${id} and state = 'running' and fencing = ${fencing}`.execute(town.db);
  if (numAffectedRows !== 1n) return;
  const claim: Claim = { passId: id, requestId: request_id, fencing: fencing + 1 };
  town.log.warn({ pass: id, request: request_id, attempt: attempts + 1 }, 'a pass was taken up');
  if (attempts >= mostAttempts)
    await giveUp(forms, claim, new Error(`given up after ${attempts} attempts without a step`));
  else await runPass(forms, claim);
}

/** A wake-up: the truth is the rows. */
export const passesJob = (forms: Forms): Job => ({ name: 'passes', everySeconds: 8, run: () => takeUpPasses(forms) });
