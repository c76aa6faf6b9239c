import { sql } from 'kysely';
import type { SignedCalls } from '../../accounts/signed-calls.ts';
import { inTransaction } from '../../platform/database/transaction.ts';
import type { Job } from '../../platform/jobs.ts';
import { OutboundFailure } from '../../platform/outbound.ts';
import { deadAmong } from '../../platform/processes.ts';
import type { AgendasTown } from '../database.ts';
import { verdictOn, type Try } from './schedule.ts';

export const jobName = 'agendas callbacks';
const perHost = 8;
/** Calls of one process under way at once. */
const atOnce = 256;
const timeoutMs = 15_000;

type Claimed = { id: number; url: string; attempts: number; owner: number };

export type Outbox = { job: Job; close(): Promise<void> };

/**
 * Delivers what is owed to the requests' workflows: signed POSTs without a body, each with its number as `Idempotency-Key`, so that one that is repeated acts once.
 * A call waits for the earlier ones of its booking, for nobody else's; no transaction is open while it is made.
 */
export function openOutbox(town: AgendasTown, calls: SignedCalls): Outbox {
  const underWay = new Set<Promise<void>>();
  const timers = new Set<NodeJS.Timeout>();
  const stopping = new AbortController();
  let closed = false;

  const wakeAfter = (seconds: number): void => {
    if (seconds > 60 || closed) return;
    const timer = setTimeout(() => {
      timers.delete(timer);
      town.wakes.wake(jobName);
    }, seconds * 1000);
    timers.add(timer.unref());
  };

  const deliver = async (claimed: Claimed): Promise<void> => {
    const tried = await call(calls, claimed, stopping.signal);
    const attempts = claimed.attempts + 1;
    const verdict = verdictOn(tried, attempts, Date.now(), Math.random());
    await note(town, claimed, tried, verdict);
    // The next of the same booking, or of the same host, may go now.
    wakeAfter(verdict.kind === 'again' ? verdict.afterSeconds : 0);
  };

  const run = async (): Promise<void> => {
    await freeDead(town);
    if (closed || underWay.size >= atOnce) return;
    for (const claimed of await claim(town, atOnce - underWay.size)) {
      const one = deliver(claimed)
        .catch((error: unknown) =>
          town.log.error({ err: error, callback: claimed.id }, 'a callback could not be noted; it is made again'),
        )
        .finally(() => underWay.delete(one));
      underWay.add(one);
    }
  };

  return {
    job: { name: jobName, everySeconds: 5, run },
    async close() {
      closed = true;
      for (const timer of timers) clearTimeout(timer);
      // What takes longer is tried again by another process, or after the next start.
      const patience = setTimeout(() => stopping.abort(), 3_000);
      await Promise.all(underWay);
      clearTimeout(patience);
    },
  };
}

/** Takes what is due, the oldest first and a few for each host. Claims come one after the other, so that the few stay few over all processes. */
async function claim({ db, processId }: AgendasTown, most: number): Promise<Claimed[]> {
  return inTransaction(db, async (trx) => {
    await sql`select pg_advisory_xact_lock(7281004)`.execute(trx);
    const { rows } = await sql<Claimed>`
      with due as (
        select c.id, row_number() over (partition by c.host order by c.due_at, c.id) +
          (select count(*) from agendas.callback o where o.host = c.host and o.owner is not null and o.sent_at is null and o.failed_at is null) as place
        from agendas.callback c where c.sent_at is null and c.failed_at is null and c.owner is null and c.due_at <= now()
          and not exists (select from agendas.callback e where e.booking_id = c.booking_id and e.id < c.id and e.sent_at is null and e.failed_at is null)
      )
      update agendas.callback c set owner = ${processId}
      where c.id in (select id from due where place <= ${perHost} order by id limit ${most})
      returning c.id, c.url, c.attempts, c.owner`.execute(trx);
    return rows;
  });
}

async function call(calls: SignedCalls, { id, url }: Claimed, signal: AbortSignal): Promise<Try> {
  try {
    const answer = await calls.call({
      method: 'POST',
      url,
      headers: { 'idempotency-key': String(id), accept: 'application/json' },
      timeoutMs,
      signal,
    });
    return { status: answer.status, retryAfter: answer.headers['retry-after'] ?? null };
  } catch (error) {
    if (!(error instanceof OutboundFailure)) throw error;
    return { failure: `${error.reason}: ${error.message}`.slice(0, 500), hopeless: error.reason === 'invalid address' };
  }
}

/** A success is noted whoever owns the row by now; a failure only by its owner: another may be at it already. */
async function note(
  { db }: AgendasTown,
  { id, owner }: Claimed,
  tried: Try,
  verdict: ReturnType<typeof verdictOn>,
): Promise<void> {
  const [status, failure] = 'status' in tried ? [tried.status, null] : [null, tried.failure];
  const after = verdict.kind === 'again' ? verdict.afterSeconds : 0;
  await sql`update agendas.callback set attempts = attempts + 1, owner = null, last_at = now(), last_status = ${status}, last_failure = ${failure},
      due_at = now() + make_interval(secs => ${after}),
      sent_at = ${verdict.kind === 'sent' ? sql`now()` : sql`sent_at`}, failed_at = ${verdict.kind === 'failed' ? sql`now()` : sql`null`}
    where id = ${id} and sent_at is null ${verdict.kind === 'sent' ? sql`` : sql`and owner = ${owner}`}`.execute(db);
}

/** What a process had claimed is free the moment that it is dead. */
async function freeDead({ db }: AgendasTown): Promise<void> {
  const { rows } = await sql<{
    owner: number;
  }>`select distinct owner from agendas.callback where owner is not null and sent_at is null and failed_at is null`.execute(
    db,
  );
  const dead = await deadAmong(
    db,
    rows.map(({ owner }) => owner),
  );
  if (dead.length === 0) return;
  await sql`update agendas.callback set owner = null where owner = any(${dead}::int[]) and sent_at is null and failed_at is null`.execute(
    db,
  );
}
