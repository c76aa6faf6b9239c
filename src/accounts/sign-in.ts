import type { QueryExecutorProvider } from 'kysely';
import { attemptSignIn, attemptSucceeded } from './attempts.ts';
import type { Person } from './caller.ts';
import { isPassword } from './passwords.ts';
import { passwordHashOf, personById } from './people.ts';

export type SignIn = { kind: 'signed in'; person: Person } | { kind: 'refused'; reason: 'wrong' | 'too many' };

/** Longer ones are nobody's: hashing them would only cost time. */
const longest = 1_000;

/** An unknown address costs the same time as a wrong password. */
export async function signIn(
  db: QueryExecutorProvider,
  { email, password, address, now }: { email: string; password: string; address: string; now: Temporal.Instant },
): Promise<SignIn> {
  if (email.length > longest || password.length > longest) return { kind: 'refused', reason: 'wrong' };
  if (!(await attemptSignIn(db, email, address, now))) return { kind: 'refused', reason: 'too many' };
  const account = await passwordHashOf(db, email.trim());
  const right = await isPassword(password, account?.hash ?? null);
  const person = right && account ? await personById(db, account.id) : null;
  if (!person) return { kind: 'refused', reason: 'wrong' };
  await attemptSucceeded(db, email, address);
  return { kind: 'signed in', person };
}
