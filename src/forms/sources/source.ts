import type { SignedCalls } from '../../accounts/signed-calls.ts';
import type { Outbound } from '../../platform/outbound.ts';
import type { Context, Environment } from '../../templates/context.ts';
import type { Definitions } from '../definitions/definitions.ts';
import type { Json } from '../requests/types.ts';
import type { AnswerCache } from './answers.ts';

/** An entry of a list. Ids are compared as texts. */
export type Item = {
  id: string;
  text: string;
  /** Shown where the field asks for it, never to be chosen. */
  disabled: boolean;
  /** The whole entry as it came. */
  entry: { readonly [key: string]: Json };
};

export type ItemsFound =
  | { kind: 'items'; items: readonly Item[]; meta: Json }
  /** No list: the source is down, slow or answers nonsense. `summary` is for administrators. */
  | { kind: 'error'; summary: string };

export type ItemFound = { kind: 'item'; item: Item } | { kind: 'unknown' } | { kind: 'error'; summary: string };

/** What is fetched stands here for the length of one HTTP request: an address is asked once. A new one for each request, action or page. */
export type Memo = Map<string, Promise<unknown>>;

/** What a source or a web service needs to be asked. */
export type SourceEnv = {
  calls: SignedCalls;
  /** For calls with a key of their own, and those that must not be signed. */
  outbound: Pick<Outbound, 'call'>;
  definitions: Definitions;
  /** Names that the templates of addresses and parameters see, and what surrounds them. */
  context: Context;
  env: Environment;
  memo: Memo;
  /** Answers kept beyond one request, where a source or a web service says for how long. */
  answers: AnswerCache;
  /** `Publik-Caller-URL`: the request's page in the back office, or the definition's; absent is empty. */
  callerUrl?: string;
  /** How long an answer is waited for; 28 s where absent. */
  timeoutMs?: number;
  /** What an administrator should read of: a source that failed, a parameter left out. */
  record?: (error: SourceError) => void;
};

export type SourceError = {
  kind: 'data source' | 'web service' | 'template';
  summary: string;
  context: { readonly [key: string]: Json };
  notify: boolean;
};
