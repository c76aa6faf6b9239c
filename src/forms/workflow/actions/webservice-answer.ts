import type { OutboundAnswer } from '../../../platform/outbound.ts';
import { isDictionary } from '../../../templates/values.ts';
import type { ErrorTarget, WebserviceCallAction } from '../../definitions/types.ts';
import type { LoggedError } from '../../requests/logged-errors.ts';
import type { FullRequest } from '../../requests/request.ts';
import type { Json, Part, Values } from '../../requests/types.ts';
import type { Effect } from '../effect.ts';
import { statusOf } from '../status.ts';
import { reasonPhrases } from './reason-phrases.ts';
import { attachmentOf } from './webservice-attachment.ts';

export type CallResult =
  | { kind: 'answered'; answer: OutboundAnswer; url: string }
  | { kind: 'failed'; message: string; url: string };

/** When the call was made, on the town hall's clock, and when its answer was read. */
export type When = { time: string; at: Temporal.Instant };

/** The longest body kept in the history. */
const keptBytes = 100_000;

type Read = {
  status: number;
  /** Undefined where the body isn't JSON, or none was wanted. */
  json: Json | undefined;
  code: number | string;
  header: string | null;
};

/** What an answer means for the request (spec/forms-workflows.md, sections 3.4 and 3.5). */
export function interpret(
  action: WebserviceCallAction,
  request: FullRequest,
  result: CallResult,
  when: When,
  errors: readonly LoggedError[],
): Effect {
  const start: Effect = {
    workflowData: stored(action, { time: when.time }),
    errors,
    summary: result.kind === 'failed' ? result.message : String(result.answer.status),
  };
  if (result.kind === 'failed') {
    const failed = {
      ...start,
      workflowData: { ...start.workflowData, ...stored(action, { connection_error: result.message }) },
    };
    return handled(failed, action, request, action.onNetworkError, { summary: result.message, data: null }).effect;
  }
  const json = wantsJson(action);
  const read = readAnswer(result.answer, json);
  let effect = withAnswer(start, action, result, read, when.at.toString());
  for (const [target, failure] of failuresOf(action, result.answer, read)) {
    const step = handled(effect, action, request, target, failure);
    effect = step.effect;
    if (step.stopped) break;
  }
  return effect;
}

/** A response kept as a file is asked for by definitions that can't be made here yet. */
export function wantsJson(action: WebserviceCallAction): boolean {
  const responseType: string = action.responseType;
  return responseType !== 'attachment';
}

/** Keys of the workflow data under the action's identifier; without one nothing is kept. */
function stored({ varname }: WebserviceCallAction, values: Values): Values {
  return varname ? Object.fromEntries(Object.entries(values).map(([key, value]) => [`${varname}_${key}`, value])) : {};
}

function readAnswer(answer: OutboundAnswer, wantsJson: boolean): Read {
  const header = answer.headers['x-error-code'] ?? null;
  const json = wantsJson ? jsonOf(answer.body) : undefined;
  const told = header ?? (isDictionary(json) ? (json['err'] ?? 0) : 0);
  return { status: answer.status, json, header, code: codeOf(told) };
}

function jsonOf(body: Buffer): Json | undefined {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body)) as Json;
  } catch {
    return undefined;
  }
}

/** The code of an error: a number where it is one, else its text; 0 for none. Throws where it is neither: the answer is nonsense. */
function codeOf(told: unknown): number | string {
  if (told === null || told === false || told === '' || (typeof told === 'object' && Object.keys(told).length === 0))
    return 0;
  if (typeof told === 'number') return Math.trunc(told);
  if (told === true) return 1;
  if (typeof told === 'string') return /^\s*[+-]?\d+(_\d+)*\s*$/.test(told) ? Number(told.replaceAll('_', '')) : told;
  throw new Error('the answer’s err is neither a number nor a text');
}

const isSuccess = (status: number): boolean => status >= 200 && status < 300;
const isEmptyAnswer = (status: number): boolean => status === 204 || status === 205;

function withAnswer(
  start: Effect,
  action: WebserviceCallAction,
  { answer, url }: Extract<CallResult, { kind: 'answered' }>,
  read: Read,
  at: string,
): Effect {
  const { status, code, header, json } = read;
  const workflowData = {
    ...start.workflowData,
    ...stored(action, { status, app_error_code: code, ...(header === null ? {} : { app_error_header: header }) }),
  };
  const failed = code !== 0 || status >= 400;
  const effect: Effect = { ...start, workflowData, parts: responseParts(action, answer, url, at) };
  if (!wantsJson(action))
    return attachmentOf(effect, action, answer, isSuccess(status) && !isEmptyAnswer(status) && code === 0, (values) =>
      stored(action, values),
    );
  if (json === undefined || isEmptyAnswer(status)) return effect;
  if (failed) return { ...effect, workflowData: { ...workflowData, ...stored(action, { error_response: json }) } };
  if (!isSuccess(status)) return effect;
  return {
    ...effect,
    workflowData: { ...workflowData, ...stored(action, { response: json }) },
    ...numberIn(action, json),
  };
}

function responseParts(
  { varname, ...action }: WebserviceCallAction,
  answer: OutboundAnswer,
  url: string,
  at: string,
): Part[] {
  const responseType: string = action.responseType;
  if (!varname || responseType === 'attachment') return [];
  return [
    {
      type: 'webservice response',
      varname,
      status: answer.status,
      url,
      data: answer.body.subarray(0, keptBytes).toString('utf8'),
      at,
    },
  ];
}

/** The answer to a POST may give the request another number to show. */
function numberIn(action: WebserviceCallAction, json: Json): { displayId?: string } {
  if (
    !isDictionary(json) ||
    (action.method !== 'POST' && !(action.method === null && (action.post || action.postData.length > 0)))
  )
    return {};
  const within = isDictionary(json['data']) ? json['data']['display_id'] : undefined;
  const told = within ?? json['display_id'];
  return typeof told === 'string' || typeof told === 'number' ? { displayId: String(told) } : {};
}

type Failure = { summary: string; data: Json };

/** What is wrong with an answer, in the order in which it is handled; one answer may be wrong twice. */
function failuresOf(
  action: WebserviceCallAction,
  answer: OutboundAnswer,
  { status, json, code }: Read,
): [ErrorTarget, Failure][] {
  const failures: [ErrorTarget, Failure][] = [];
  const notJson = wantsJson(action) && json === undefined && isSuccess(status) && !isEmptyAnswer(status);
  const told: Json = isDictionary(json) ? json : null;
  const summary = summaryOf(status, json, code);
  if (notJson && action.varname)
    failures.push([
      action.onBadData,
      { summary: `the answer is not JSON (${answer.headers['content-type'] ?? 'no type'})`, data: null },
    ]);
  if (code !== 0) failures.push([action.onApplicationError, { summary, data: told }]);
  if (status >= 400 && status < 500) failures.push([action.on4xx, { summary, data: told }]);
  if (status >= 500) failures.push([action.on5xx, { summary, data: told }]);
  return failures;
}

/** « 404 Not Found », « err: 1, err_desc: complet, err_class: full ». */
function summaryOf(status: number, json: Json | undefined, code: number | string): string {
  const pieces = status >= 400 ? [`${status} ${reasonPhrases[status] ?? ''}`.trim()] : [];
  const body = isDictionary(json) ? json : {};
  if (code !== 0) pieces.push(`err: ${code}`);
  for (const key of ['err_desc', 'err_class', 'reason']) {
    const value = body[key];
    if (code !== 0 && typeof value === 'string') pieces.push(`${key}: ${value}`);
  }
  return pieces.join(', ');
}

/** Goes on, stops, or jumps, as the action says for this kind of failure. */
function handled(
  effect: Effect,
  action: WebserviceCallAction,
  request: FullRequest,
  target: ErrorTarget,
  failure: Failure,
): { effect: Effect; stopped: boolean } {
  if (target !== ':pass' && target !== ':stop') return jumped(effect, action, request, target);
  const { varname, label } = action;
  const errors = action.recordOnErrors
    ? [...(effect.errors ?? []), { kind: 'web service', summary: failure.summary, context: { label } }]
    : (effect.errors ?? []);
  const part: Part = { type: 'webservice error', label, summary: failure.summary, varname, data: failure.data };
  const parts = action.recordErrors ? [...(effect.parts ?? []), part] : (effect.parts ?? []);
  const stopped = target === ':stop';
  return { effect: { ...effect, errors, parts, ...(stopped ? { abort: true } : {}) }, stopped };
}

function jumped(
  effect: Effect,
  action: WebserviceCallAction,
  request: FullRequest,
  target: string,
): { effect: Effect; stopped: boolean } {
  const status = statusOf(request.workflow, target);
  if (status)
    return { effect: { ...effect, jump: { status: status.id, marker: action.setMarker }, abort: true }, stopped: true };
  const error: LoggedError = { kind: 'jump', summary: 'Saut cassé, ou statut cible absent', context: { target } };
  return { effect: { ...effect, errors: [...(effect.errors ?? []), error], abort: true }, stopped: true };
}
