import type { SignedCalls } from '../accounts/signed-calls.ts';
import type { Part } from '../platform/part.ts';
import type { FormsTown } from './database.ts';

export type FormsPorts = {
  /** Calls signed under the forms' own name. */
  calls: SignedCalls;
};

/** What people ask for: forms, requests and their workflows. */
export function openForms(_town: FormsTown, _ports: FormsPorts): Part {
  return { routes: () => {}, jobs: [], checks: [], close: async () => {} };
}
