import { refuseMissingNonce } from '../../accounts/spend.ts';
import type { Caller } from '../../accounts/caller.ts';
import type { Answer } from '../../platform/idempotency.ts';
import type { AgendasTown } from '../database.ts';
import type { Lane } from './lane.ts';
import type { Order, Outcome } from './orders.ts';

/** What takes or frees places needs: the town, and the lane that alone opens that transaction. */
export type BookingDesk = { town: AgendasTown; lane: Lane };

/** An order given by somebody who is here, in a page: no signature, no key. */
export async function giveOrder({ lane, town }: BookingDesk, caller: Caller, order: Order): Promise<Outcome> {
  refuseMissingNonce(caller, town.settings);
  const nonce = nonceOf(caller);
  const result = await lane.submit({ order, caller, nonce, keyed: null, answer: noAnswer });
  if (result.kind !== 'decided') throw new Error('an order without a key can not be a repeat');
  return result.outcome;
}

const noAnswer = (): Answer => ({ status: 200, body: null });

export function nonceOf(caller: Caller): { orig: string; nonce: string } | null {
  return caller.kind === 'signed' && caller.nonce !== null ? { orig: caller.orig, nonce: caller.nonce } : null;
}
