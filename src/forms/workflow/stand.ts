import type { Forms } from '../forms.ts';
import { factsOf, type Facts } from '../requests/facts.ts';
import type { LoggedError } from '../requests/logged-errors.ts';
import type { FullRequest } from '../requests/request.ts';
import { requestById } from '../requests/statements.ts';
import { LeaseLost, readPass, type Claim, type PassRow } from './pass.ts';

/** Everything that a step reads. */
export type Stand = {
  forms: Forms;
  claim: Claim;
  pass: PassRow;
  request: FullRequest;
  facts: Facts;
  errors: LoggedError[];
};

/** Reads where a pass stands. People, roles and variables are read once for a pass: `facts` are those of its last step. Throws LeaseLost. */
export async function standOf(forms: Forms, claim: Claim, facts: Facts | null): Promise<Stand> {
  const [pass, request] = await Promise.all([readPass(forms.town.db, claim), requestById(forms, claim.requestId)]);
  if (!request) throw new LeaseLost();
  return { forms, claim, pass, request, facts: facts ?? (await factsOf(forms, request)), errors: [] };
}
