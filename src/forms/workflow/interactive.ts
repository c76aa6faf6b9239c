import type { Caller } from '../../accounts/caller.ts';
import type { Forms } from '../forms.ts';
import type { FullRequest } from '../requests/request.ts';

/** Who looks at a request, on which side. */
export type Viewer = { caller: Caller; sessionHashId: string | null; inBackoffice: boolean };

export type Button = {
  /** Name of the input that is pressed. */
  id: string;
  label: string;
  /** Asked before it is pressed; null needs no asking. */
  confirmation: string | null;
};

export type Message = {
  html: string;
  level: 'success' | 'info' | 'warning' | 'error' | null;
  position: 'top' | 'bottom' | 'actions';
};

export type Interactive = {
  buttons: readonly Button[];
  messages: readonly Message[];
  /** Value of the hidden input `_ts`: it no longer fits once somebody else has acted. */
  stamp: string;
  /** Actions are under way: nothing can be pressed. */
  busy: boolean;
};

export async function interactiveOf(_forms: Forms, _request: FullRequest, _viewer: Viewer): Promise<Interactive> {
  throw new Error('not yet');
}

export type Pressed =
  | { kind: 'done'; redirect: string | null }
  | { kind: 'busy' }
  /** Somebody acted meanwhile: who (as in an evolution: `_submitter`, `account:<id>`, null), and when. */
  | { kind: 'stale'; who: string | null; at: Temporal.Instant }
  | { kind: 'not allowed' };

/** Presses a button, and runs what follows within the call. */
export async function press(
  _forms: Forms,
  _request: FullRequest,
  _button: string,
  _viewer: Viewer,
  _stamp: string,
): Promise<Pressed> {
  throw new Error('not yet');
}
