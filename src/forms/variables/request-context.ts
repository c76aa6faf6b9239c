import type { Person } from '../../accounts/caller.ts';
import type { Forms } from '../forms.ts';
import type { FormReference, FullRequest } from '../requests/request.ts';
import type { Submission, Values } from '../requests/types.ts';
import type { Names } from './names.ts';

/** Who looks at the evaluation's result: names of the session. */
export type Visitor = { sessionHashId: string | null; person: Person | null; inBackoffice: boolean };

/** The names of a request (spec/forms-workflows.md, section 4.4). */
export async function requestContext(_forms: Forms, _request: FullRequest, _visitor: Visitor | null): Promise<Names> {
  throw new Error('not yet');
}

export type Filling = {
  form: FormReference;
  /** The values of the pages so far, and those of the current one. */
  values: Values;
  visitor: Visitor;
  submission?: Submission;
};

/** The names while somebody fills a form: there is no request yet. Web services and data sources are fetched once in the life of the result. */
export async function fillingContext(_forms: Forms, _filling: Filling): Promise<Names> {
  throw new Error('not yet');
}
