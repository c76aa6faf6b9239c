import { OutboundFailure, type OutboundAnswer } from '../../../platform/outbound.ts';
import { buildCall, sendCall, usualTimeoutMs, type BuiltCall } from '../../sources/request.ts';
import type { TemplateRow, WebserviceCallAction } from '../../definitions/types.ts';
import { isTemplate } from '../../../templates/template.ts';
import { addressesOf } from '../../requests/facts.ts';
import { localText, requestJson } from '../../requests/json.ts';
import type { LoggedError } from '../../requests/logged-errors.ts';
import { ofTemplate } from '../../variables/names.ts';
import type { Effect } from '../effect.ts';
import type { Acting, ActionKind } from './action-kind.ts';
import { interpret, type CallResult } from './webservice-answer.ts';

/** A name in brackets alone, as definitions of old have it: `[form_var_nom]`. Where the name is known it means the same as in braces. */
function withoutBrackets(action: WebserviceCallAction, { names }: Acting): WebserviceCallAction {
  const known = (name: string): boolean =>
    !/^(webservice|data_source)/.test(name) && names.context.get(name) !== undefined;
  const told = (row: TemplateRow): TemplateRow => {
    if (isTemplate(row.value)) return row;
    return {
      ...row,
      value: row.value.replace(/\[([a-z]\w*)\]/g, (whole, name: string) => (known(name) ? `{{ ${name} }}` : whole)),
    };
  };
  return { ...action, qsData: action.qsData.map(told), postData: action.postData.map(told) };
}

/** What stands written of a call before it leaves. */
type Kept = { call: BuiltCall; key: string; time: string };

/** « Webservice » (spec/forms-workflows.md, section 3). */
export const webserviceCall: ActionKind<WebserviceCallAction> = {
  async perform(action, acting) {
    const open = acting.call.open as Kept | null;
    const errors: LoggedError[] = [];
    const { town } = acting.forms;
    const told = (result: CallResult, time: string): Effect =>
      interpret(action, acting.request, result, { time, at: town.clock() }, errors);
    if (open) return told(await repeated(open, acting), open.time);
    const time = localText(town.clock(), town.settings);
    const built = await buildCall(withoutBrackets(action, acting), {
      context: acting.names.context,
      env: acting.names.env,
      callerUrl: addressesOf(town.settings.formsUrl, acting.request).backoffice,
      ...(action.post ? { whole: requestJson(acting.request, acting.facts, town.settings) } : {}),
      failed: (what, error) => errors.push(ofTemplate(error, { parameter: what })),
    });
    switch (built.kind) {
      case 'nothing':
        return { errors };
      case 'unstructured payload':
        return { errors: [...errors, webError(built.message)] };
      case 'unserialisable payload':
        return unserialisable(action, time, [...errors, webError(built.message)], built.message);
      case 'invalid address':
        return told({ kind: 'failed', message: built.message, url: action.url }, time);
      case 'call': {
        const kept: Kept = { call: built.call, key: acting.call.key, time };
        await acting.call.leave(kept);
        return told(await sent(kept, acting, pausesMs.slice(0, 3)), time);
      }
    }
  },
};

const webError = (summary: string): LoggedError => ({ kind: 'web service', summary, context: {} });

function unserialisable(
  { varname }: WebserviceCallAction,
  time: string,
  errors: readonly LoggedError[],
  message: string,
): Effect {
  return {
    errors,
    ...(varname ? { workflowData: { [`${varname}_time`]: time, [`${varname}_payload_error`]: message } } : {}),
  };
}

/** Pauses before a call to an agenda of ours is made again with its key, while it can't be reached; fewer where somebody waits for it. */
const pausesMs = [200, 500, 1_000, 2_000, 4_000];

/**
 * Makes a call. Where nobody read the answer of an agenda of ours, it is asked again with the same key: it acts once, and gives its first answer again. Any other
 * target may have acted: for it, no answer is a network error.
 */
async function sent(kept: Kept, acting: Acting, pauses: readonly number[]): Promise<CallResult> {
  const again = isOurs(kept.call.url, acting) ? pauses : [];
  for (let turn = 0; ; turn++) {
    try {
      const answer = await once(kept, acting);
      if (!(answer.status === 503 && turn < again.length)) return { kind: 'answered', answer, url: kept.call.url };
    } catch (error) {
      if (!(error instanceof OutboundFailure)) throw error;
      if (turn >= mostTurns(error, again.length)) return { kind: 'failed', message: error.message, url: kept.call.url };
    }
    await new Promise((resolve) => setTimeout(resolve, again[turn]));
  }
}

/** A forbidden address stays so; one that is slow has had its time, and is asked once more. */
function mostTurns({ reason }: OutboundFailure, most: number): number {
  if (reason === 'network') return most;
  return reason === 'time-out' ? Math.min(1, most) : 0;
}

/** The process that made the call died before the answer was written. */
async function repeated(kept: Kept, acting: Acting): Promise<CallResult> {
  if (isOurs(kept.call.url, acting)) return sent(kept, acting, pausesMs);
  return { kind: 'failed', message: 'the answer was lost: the process ended before it was read', url: kept.call.url };
}

function once({ call, key }: Kept, { forms, names }: Acting): Promise<OutboundAnswer> {
  const { calls, town } = forms;
  const headers = call.method === 'GET' ? {} : { 'idempotency-key': key };
  return sendCall(
    call,
    { calls, outbound: town.outbound, now: town.clock() },
    { timeoutMs: names.timeoutMs ?? usualTimeoutMs, headers },
  );
}

/** Whether the target is an agenda of this installation: host and port of AGENDAS_URL. */
function isOurs(url: string, { forms }: Acting): boolean {
  return URL.parse(url)?.host === forms.town.settings.agendasUrl.host;
}
