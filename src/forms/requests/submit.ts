import type { Forms } from '../forms.ts';
import type { FormReference } from './request.ts';
import type { Submission, Values } from './types.ts';

export type Asked = {
  form: FormReference;
  values: Values;
  accountId: number | null;
  sessionHashId: string | null;
  submission: Submission;
  /** Event of the trace. */
  event: 'frontoffice-created' | 'backoffice-created' | 'api-created';
  /** What was being filled; a second submission of it gives the request that the first made. */
  fillId?: string;
};

export type Submitted = {
  requestId: number;
  number: number;
  /** The address that the workflow gives for the browser. */
  redirect: string | null;
};

/** Stores a request and runs the actions of its first status. */
export async function submitRequest(_forms: Forms, _asked: Asked): Promise<Submitted> {
  throw new Error('not yet');
}
