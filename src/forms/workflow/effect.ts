import type { LoggedError } from '../requests/logged-errors.ts';
import type { Part, Values } from '../requests/types.ts';

/** What an action does to its request. It is written in one transaction, with the place of the next action. */
export type Effect = {
  /** Keys of the workflow data that are set; the others stay. */
  workflowData?: Values;
  /** Added to the last entry of the history. */
  parts?: readonly Part[];
  /** The number that people read. */
  displayId?: string;
  /** A change of status; the rest of the list isn't run. */
  jump?: { status: string; marker: boolean };
  /** The rest of the list isn't run; the status stays. */
  abort?: boolean;
  /** Where the browser goes next. */
  redirect?: string;
  errors?: readonly LoggedError[];
  /** For the inspector: what was done, in one line. */
  summary?: string;
};
