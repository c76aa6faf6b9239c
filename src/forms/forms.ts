import type { SignedCalls } from '../accounts/signed-calls.ts';
import type { FormsTown } from './database.ts';
import type { Definitions } from './definitions/definitions.ts';
import type { AnswerCache } from './sources/answers.ts';

/** What every use case of the forms carries, in place of module state. */
export type Forms = {
  town: FormsTown;
  /** Calls signed under the forms' own name. */
  calls: SignedCalls;
  definitions: Definitions;
  /** Answers of data sources and web services that say for how long they hold. */
  answers: AnswerCache;
};
