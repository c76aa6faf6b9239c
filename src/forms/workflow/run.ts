import { inTransaction, isUnavailable } from '../../platform/database/transaction.ts';
import type { Forms } from '../forms.ts';
import type { Facts } from '../requests/facts.ts';
import { storable } from '../requests/logged-errors.ts';
import type { Acting } from './actions/action-kind.ts';
import { perform } from './actions/actions.ts';
import { keepLease } from './lease.ts';
import { nextAction, type FoundAction } from './next-action.ts';
import { endPass, findOpenStep, LeaseLost, mostJumps, openStep, type Claim } from './pass.ts';
import { standOf, type Stand } from './stand.ts';
import { listEnded, tooManyJumps, written, type PassRun } from './write-step.ts';

/**
 * Runs a pass to its end: action after action, each written before the next begins (docs/life-of-a-request.md). What another process took up meanwhile
 * is left to it. Throws where the database is away: the lease then ends, and somebody takes the pass up.
 */
export async function runPass(forms: Forms, claim: Claim): Promise<PassRun> {
  const stop = keepLease(forms, claim);
  try {
    // People, roles and variables are read once for a pass.
    let facts: Facts | null = null;
    for (;;) {
      const stand = await standOf(forms, claim, facts);
      const ended = await nextStep(stand);
      if (ended) return ended;
      facts = stand.facts;
    }
  } catch (error) {
    if (error instanceof LeaseLost) return { redirect: null };
    if (isUnavailable(error)) throw error;
    await giveUp(forms, claim, error);
    return { redirect: null };
  } finally {
    stop();
  }
}

async function nextStep(stand: Stand): Promise<PassRun | null> {
  const { position } = stand.pass;
  if (position.jumps >= mostJumps) return tooManyJumps(stand);
  const found = await nextAction(stand);
  if (!found) return listEnded(stand);
  const effect = await perform(found.action, await actingOf(stand, found));
  return written(stand, found, effect);
}

async function actingOf(
  { forms, claim, pass, request, facts }: Stand,
  { action, names }: FoundAction,
): Promise<Acting> {
  const { db, clock } = forms.town;
  const number = pass.step + 1;
  return {
    forms,
    request,
    facts,
    names,
    list: pass.position.list.kind,
    call: {
      key: `${request.uuid}-${claim.passId}-${number}`,
      open: action.type === 'webservice_call' ? await findOpenStep(db, claim, number, action.id) : null,
      leave: (kept) => inTransaction(db, (trx) => openStep(trx, claim, number, action.id, kept, clock())),
    },
  };
}

/** A fault of ours, or an answer that makes no sense: the pass ends as failed, which agents see; the request is free where it stands. */
export async function giveUp(forms: Forms, claim: Claim, error: unknown): Promise<void> {
  const failure = error instanceof Error ? error.message : String(error);
  forms.town.log.error({ err: error, pass: claim.passId, request: claim.requestId }, 'a pass was given up');
  await inTransaction(forms.town.db, async (trx) => {
    await endPass(trx, claim, { state: 'failed', failure: storable(failure) }, forms.town.clock());
  }).catch((failed: unknown) => {
    if (!(failed instanceof LeaseLost)) throw failed;
  });
}
