import type { SignedCalls } from '../accounts/signed-calls.ts';
import type { FormsTown } from './database.ts';
import type { Versions } from './requests/versions.ts';
import type { Sources } from './variables/sources.ts';

/** What every use case of the forms carries, in place of module state. */
export type Forms = {
  town: FormsTown;
  /** Calls signed under the forms' own name. */
  calls: SignedCalls;
  /** Definitions at the versions to which requests point: these never change, so they are kept. */
  versions: Versions;
  /** Named web services and data sources, as templates see them. */
  sources: Sources;
};
