/** What a request keeps, as JSON. */

export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/**
 * Values by key. In a request's data, the keys of a field are `<id>` (raw), `<id>_display` (the label shown) and `<id>_structured` (the whole item of a
 * data source, where it has more than `id` and `text`); the last two are frozen at submission (spec/forms-workflows.md, section 1.5.2).
 */
export type Values = { readonly [key: string]: Json };

export type Submission = {
  channel?: string;
  backoffice?: boolean;
  agentAccountId?: number;
  /** Free keys: `lock_code`, `orig_formdef_id`… */
  context?: Values;
};

/** Parts of a history entry, in the order in which they came. */
export type Part =
  | { type: 'message'; html: string; level: string | null; to: readonly string[] }
  | { type: 'webservice response'; varname: string; status: number; url: string; data: string; at: string }
  | { type: 'webservice error'; label: string; summary: string; varname: string | null; data: Json }
  | {
      type: 'trigger';
      name: string;
      kind: 'global' | 'jump';
      content: Json;
      at: string;
      /** What a PUT brought; its content in base64. */
      file?: { filename: string; contentType: string; content: string };
    }
  | { type: 'jump'; identifier: string }
  | {
      type: 'attachment';
      varname: string | null;
      filename: string;
      contentType: string;
      content: string;
      displayed: boolean;
    }
  | { type: 'content snapshot'; old: Values | null; new: Values };

/** What began a pass. */
export type PassCause = {
  /** Event of the trace: `frontoffice-created`, `api-created`, `button`, `global-api-trigger`, `api-trigger`… */
  event: string;
  /** `_submitter`, `account:<id>`, or null. */
  who: string | null;
  /** The global action that it runs, or null for the current status. */
  globalAction: string | null;
  /** The visitor's name for locks, where a visitor stands behind it. */
  sessionHashId: string | null;
};

/** Where a pass stands: which list of actions, and the next of them; nested passes have used up part of the budget of jumps. */
export type PassPosition = {
  list: { kind: 'status'; statusId: string } | { kind: 'global action'; id: string };
  next: number;
  jumps: number;
  /** In a global action: a jump was made, be it to the same status, whose actions then run again. */
  jumped: boolean;
  /** The address that the last action gave for the browser. */
  redirect: string | null;
};
