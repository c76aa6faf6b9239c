import type { SignedCalls } from '../../accounts/signed-calls.ts';
import type { Outbound, OutboundAnswer } from '../../platform/outbound.ts';
import { signUrl } from '../../signature/sign.ts';
import { TemplateError } from '../../templates/errors.ts';
import type { HttpMethod, TemplateRow, TemplateText } from '../definitions/types.ts';
import type { Json } from '../requests/types.ts';
import { addressOf, withParameters } from './address.ts';
import { payloadOf } from './payload.ts';
import { renderedRows, renderedText, type Surroundings } from './rendering.ts';

/** A call as an administrator describes it: an action « Webservice », a named web service. */
export type CallDescription = {
  /** Null: POST where there is a body to send, else GET. */
  method: HttpMethod | null;
  url: TemplateText;
  qsData: readonly TemplateRow[];
  postData: readonly TemplateRow[];
  requestSignatureKey: TemplateText | null;
};

/** A call ready to leave. */
export type BuiltCall = {
  method: HttpMethod;
  /** Whole, not signed: what answers are kept under. */
  url: string;
  headers: Readonly<Record<string, string>>;
  body: string | null;
  /** `known host`: signed where a secret is known for the target; a given key is used as it is, without `orig`. */
  signing: { kind: 'known host' } | { kind: 'key'; secret: string } | { kind: 'none' };
};

export type Built =
  | { kind: 'call'; call: BuiltCall }
  /** No address: nothing is to be done. */
  | { kind: 'nothing' }
  | { kind: 'invalid address'; message: string }
  /** The names of the body contradict each other: no call. */
  | { kind: 'unstructured payload'; message: string }
  /** The body holds what JSON can't carry: no call. */
  | { kind: 'unserialisable payload'; message: string };

export type Building = Surroundings & {
  /** `Publik-Caller-URL`. */
  callerUrl?: string | undefined;
  /** The whole request as JSON, where it is to be sent (`post`); the table of values then stands under `extra`. */
  whole?: { [key: string]: Json } | undefined;
  /** A row, the address or the key whose template failed. */
  failed: (what: string, error: TemplateError) => void;
};

/** Builds a call from its description (spec/forms-workflows.md, sections 3.2 and 3.3). */
export async function buildCall(description: CallDescription, building: Building): Promise<Built> {
  const { qsData, postData, requestSignatureKey } = description;
  const method = description.method ?? (building.whole || postData.length > 0 ? 'POST' : 'GET');
  const address = await templatedAddress(description.url, building);
  if (address.kind !== 'address') return address;
  const parameters = await renderedRows(qsData, building, (row, error) => building.failed(row.name, error));
  const body = await bodyOf(method, postData, building);
  if (body.kind !== 'body') return body;
  const url = withParameters(address.url, parameters, building.env.language);
  const headers = headersOf(building.callerUrl, body.text !== null);
  return {
    kind: 'call',
    call: { method, url, headers, body: body.text, signing: await signingOf(requestSignatureKey, building) },
  };
}

/** Without an answer by then, a call has failed. */
export const usualTimeoutMs = 28_000;

export type Sending = { calls: SignedCalls; outbound: Pick<Outbound, 'call'>; now: Temporal.Instant };

/** Sends a call. Throws OutboundFailure. `headers` are added (an `Idempotency-Key`). */
export async function sendCall(
  { method, url, headers, body, signing }: BuiltCall,
  { calls, outbound, now }: Sending,
  {
    timeoutMs = usualTimeoutMs,
    signal,
    headers: added,
    maxBytes,
  }: { timeoutMs?: number; signal?: AbortSignal; headers?: Record<string, string>; maxBytes?: number } = {},
): Promise<OutboundAnswer> {
  const request = {
    method,
    headers: { ...headers, ...added },
    timeoutMs,
    ...(body === null ? {} : { body }),
    ...(signal ? { signal } : {}),
    ...(maxBytes === undefined ? {} : { maxBytes }),
  };
  // A call that carries a user of its own isn't ours to sign (section 3.2).
  if (signing.kind === 'known host' && !URL.parse(url)?.username) return calls.call({ ...request, url });
  return outbound.call({
    ...request,
    url: signing.kind === 'key' ? signUrl(url, { secret: signing.secret, now }) : url,
  });
}

/** The address of a template; one whose template fails is no address. */
export async function templatedAddress(
  template: TemplateText,
  building: Pick<Building, 'context' | 'env' | 'failed'>,
): Promise<{ kind: 'address'; url: string } | { kind: 'nothing' } | { kind: 'invalid address'; message: string }> {
  let text: string;
  try {
    text = await renderedText(template, building);
  } catch (error) {
    if (!(error instanceof TemplateError)) throw error;
    building.failed('url', error);
    return { kind: 'invalid address', message: `the address can't be computed: ${error.message}` };
  }
  if (text === '') return { kind: 'nothing' };
  const address = addressOf(text);
  return address.kind === 'address' ? address : { kind: 'invalid address', message: address.message };
}

export function headersOf(callerUrl: string | undefined, hasBody: boolean): Record<string, string> {
  return {
    accept: 'application/json',
    'user-agent': 'Guichet',
    'publik-caller-url': callerUrl ?? '',
    ...(hasBody ? { 'content-type': 'application/json' } : {}),
  };
}

async function bodyOf(
  method: HttpMethod,
  postData: readonly TemplateRow[],
  building: Building,
): Promise<{ kind: 'body'; text: string | null } | Exclude<Built, { kind: 'call' | 'nothing' }>> {
  if (method === 'GET' || (postData.length === 0 && !building.whole)) return { kind: 'body', text: null };
  const values = await renderedRows(postData, building, (row, error) => building.failed(row.name, error));
  const payload = payloadOf(values);
  if (payload.kind === 'unstructured')
    return { kind: 'unstructured payload', message: `unable to build a structured request (${payload.message})` };
  if (payload.kind === 'unserialisable') return { kind: 'unserialisable payload', message: payload.message };
  const { whole } = building;
  const body = whole ? { ...whole, ...(postData.length > 0 ? { extra: payload.body } : {}) } : payload.body;
  return { kind: 'body', text: JSON.stringify(body) };
}

async function signingOf(key: TemplateText | null, building: Building): Promise<BuiltCall['signing']> {
  if (key === null || key.trim() === '') return { kind: 'known host' };
  try {
    const secret = await renderedText(key, building);
    return secret === '' ? { kind: 'none' } : { kind: 'key', secret };
  } catch (error) {
    if (!(error instanceof TemplateError)) throw error;
    building.failed('request_signature_key', error);
    return { kind: 'none' };
  }
}
