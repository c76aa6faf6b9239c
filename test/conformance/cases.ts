import { APART } from './apart.ts';
import type { Failure, Outcome } from './main.ts';

/** The clock of the cases, where a file names no other. */
const FROZEN = '2024-01-21T09:45:00+01:00';

/** Runs the cases of a file whose clock stands still; `failuresOf` tells what differs in one of them. */
export async function runCases<Case extends { id: string }>(
  file: unknown,
  failuresOf: (given: Case, frozen: string) => Promise<string[]> | string[],
  nameOf: (given: Case) => string,
): Promise<Outcome> {
  const { cases, frozen_time: frozen = FROZEN } = file as { cases: Case[]; frozen_time?: string };
  let passed = 0;
  const [failures, apart]: [Failure[], Failure[]] = [[], []];
  for (const given of cases) {
    const why = await failuresOf(given, frozen);
    const reason = APART[given.id];
    if (why.length === 0) passed += 1;
    else if (reason !== undefined) apart.push({ id: given.id, why: reason });
    else failures.push({ id: given.id, why: `${nameOf(given)} — ${why.join('; ')}` });
  }
  return { passed, failures, apart };
}
