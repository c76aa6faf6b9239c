import type { QueryExecutorProvider } from 'kysely';
import { spendNonce } from '../platform/nonces.ts';
import { forbidden } from '../platform/server/refusal.ts';
import type { Settings } from '../platform/settings.ts';
import type { Caller } from './caller.ts';

/**
 * Spends the nonce of a call that writes, in the transaction of what it writes. A signed write without one is refused: only the query is signed, so the call
 * could be sent again, or turned to another path. Throws HttpRefusal 403.
 */
export async function spend(
  trx: QueryExecutorProvider,
  caller: Caller,
  settings: Pick<Settings, 'signatureNonce'>,
): Promise<void> {
  if (caller.kind !== 'signed') return;
  refuseMissingNonce(caller, settings);
  if (caller.nonce !== null && !(await spendNonce(trx, caller.orig, caller.nonce)))
    throw forbidden('Nonce already used.');
}

/** The part of `spend` that needs no database. */
export function refuseMissingNonce(caller: Caller, settings: Pick<Settings, 'signatureNonce'>): void {
  if (caller.kind === 'signed' && caller.nonce === null && settings.signatureNonce === 'required') {
    throw forbidden('A signed call that writes needs a nonce.');
  }
}
