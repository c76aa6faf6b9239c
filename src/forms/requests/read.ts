import type { Caller } from '../../accounts/caller.ts';
import type { Forms } from '../forms.ts';
import type { FullRequest } from './request.ts';

/** The request of that form and number, with its history; null where there is none. Says nothing of who may read it. */
export async function findRequest(_forms: Forms, _formSlug: string, _number: number): Promise<FullRequest | null> {
  throw new Error('not yet');
}

/** The same, for somebody: null too where they may not read it (spec/forms-workflows.md, section 1.11), held by the statement itself. */
export async function readRequest(
  _forms: Forms,
  _formSlug: string,
  _number: number,
  _caller: Caller,
  _sessionHashId: string | null,
): Promise<FullRequest | null> {
  throw new Error('not yet');
}

/** A booking that an agenda answered to one of the request's calls. */
export type Booking = {
  /** Identifier of the call (`reservation`). */
  varname: string;
  bookingId: number;
  inWaitingList: boolean | null;
  /** The whole answer. */
  answer: Readonly<Record<string, unknown>>;
};

export function bookingsOf(_request: Pick<FullRequest, 'workflowData'>): Booking[] {
  throw new Error('not yet');
}

export type Listing = {
  /** Slug of the form; null is every form. */
  form: string | null;
  /** A status id, or a kind of status; `waiting`: open to an action of the caller. */
  status: 'all' | 'waiting' | 'pending' | 'done' | { id: string };
  /** Text searched in numbers and digests. */
  search: string | null;
  limit: number;
  offset: number;
};

export type ListedRequest = {
  id: number;
  formSlug: string;
  formName: string;
  number: number;
  displayId: string;
  digest: string;
  status: { id: string; name: string };
  receivedAt: Temporal.Instant;
  updatedAt: Temporal.Instant;
  waiting: boolean;
  busy: boolean;
};

export type Page = { rows: readonly ListedRequest[]; count: number };

/** Requests that the caller may read, the newest first. */
export async function listRequests(_forms: Forms, _asked: Listing, _caller: Caller): Promise<Page> {
  throw new Error('not yet');
}

/** By form: how many wait for the caller, how many there are. */
export async function countRequests(
  _forms: Forms,
  _caller: Caller,
): Promise<readonly { form: string; name: string; waiting: number; total: number }[]> {
  throw new Error('not yet');
}

/** Requests of a person, or of a visitor's session, the newest first. */
export async function requestsOf(
  _forms: Forms,
  _owner: { accountId: number | null; sessionHashId: string | null },
): Promise<readonly ListedRequest[]> {
  throw new Error('not yet');
}
