import { isMomentAlone } from './answer.ts';
import type { Action, WorkflowDefinition } from '../definitions/types.ts';
import { bookingsOf, type Booking } from '../requests/read.ts';
import type { Evolution, FullRequest } from '../requests/request.ts';
import type { Json, Values } from '../requests/types.ts';
import { localTime } from './slots.ts';

/** A booking as people read it: a ticket. */
export type BookingView = {
  varname: string;
  label: string;
  agenda: string | null;
  start: Temporal.PlainDateTime | null;
  end: Temporal.PlainDateTime | null;
  waiting: boolean;
  places: number;
  cancelled: boolean;
  /** The event in the agenda's back office, for agents. */
  backofficeUrl: string | null;
};

/** One for each booking: an answer that only repeats its number (an acceptance, a cancellation) is not another. */
export function bookingViews(request: FullRequest): readonly BookingView[] {
  const groups = Map.groupBy(bookingsOf(request), ({ bookingId }) => bookingId);
  return [...groups.values()].flatMap((answers) => {
    const whole = answers.find(({ answer }) => answer['datetime'] !== undefined) ?? answers[0];
    return whole ? [bookingView(request, whole)] : [];
  });
}

function bookingView(request: FullRequest, { varname, answer, inWaitingList }: Booking): BookingView {
  const start = localTime(answer['datetime'] as Json | undefined);
  const item = chosenItem(request, start);
  const minutes = numberOf(answer['duration']) ?? numberOf(item?.structured['duration']);
  const end =
    localTime(answer['end_datetime'] as Json | undefined) ??
    (start && minutes !== null ? start.add({ minutes }) : null);
  const agenda = textOf(objectOf(answer['agenda'])?.['label']);
  return {
    varname,
    label:
      textOf(item?.structured['label']) ??
      textOf(objectOf(answer['event'])?.['label']) ??
      (item && !isMomentAlone(item.display) ? item.display : agenda) ??
      '',
    agenda,
    start,
    end,
    waiting: inWaitingList === true && !isAccepted(request, varname),
    places: numberOf(answer['count']) ?? numberOf(answer['places_count']) ?? 1,
    cancelled: isCancelled(request, varname),
    backofficeUrl: textOf(objectOf(item?.structured['api'])?.['backoffice_url']),
  };
}

/** The list of the form from which the booking was chosen: the one at that moment, else the first with a moment. */
function chosenItem(
  request: FullRequest,
  start: Temporal.PlainDateTime | null,
): { structured: Values; display: string } | null {
  const items = request.form.definition.fields.flatMap((field) => {
    const structured = objectOf(request.data[`${field.id}_structured`]);
    const display = textOf(request.data[`${field.id}_display`]) ?? '';
    return field.type === 'item' && structured?.['datetime'] !== undefined ? [{ structured, display }] : [];
  });
  return items.find(({ structured }) => start && localTime(structured['datetime'])?.equals(start)) ?? items[0] ?? null;
}

/**
 * Whether the booking has been cancelled since, by the request's own workflow (an action that calls its `cancel_url`) or by the agenda (the hook that
 * was given as `cancel_callback_url`). Read from the history: a booking made again is alive again.
 */
export function isCancelled(
  { workflow, history, workflowData }: Pick<FullRequest, 'workflow' | 'history' | 'workflowData'>,
  varname: string,
): boolean {
  const hook = hookOf(workflow, varname);
  let cancelled = false;
  for (const entry of history) {
    if (hook !== null && entry.parts.some((part) => part.type === 'trigger' && part.name === hook)) cancelled = true;
    const calls = actionsOf(workflow, entry);
    if (calls.some((call) => call.varname === varname)) cancelled = false;
    const cancelling = calls.find(({ url }) => /cancel_url/.test(url));
    if (cancelling && succeeded(cancelling, entry, workflowData)) cancelled = true;
  }
  return cancelled;
}

/** Whether it has left the waiting list: an action has called its `accept_url`, with success. */
function isAccepted({ workflow, history, workflowData }: FullRequest, varname: string): boolean {
  let accepted = false;
  for (const entry of history) {
    const calls = actionsOf(workflow, entry);
    if (calls.some((call) => call.varname === varname)) accepted = false;
    const accepting = calls.find(({ url }) => /accept_url/.test(url));
    if (accepting && succeeded(accepting, entry, workflowData)) accepted = true;
  }
  return accepted;
}

type Call = Extract<Action, { type: 'webservice_call' }>;

function actionsOf(workflow: WorkflowDefinition, { status }: Evolution): readonly Call[] {
  const items = workflow.statuses.find(({ id }) => id === status)?.items ?? [];
  return items.filter((action) => action.type === 'webservice_call');
}

function succeeded(call: Call, entry: Evolution, workflowData: Values): boolean {
  if (entry.parts.some((part) => part.type === 'webservice error')) return false;
  if (call.varname === null) return true;
  const answer = objectOf(workflowData[`${call.varname}_response`]);
  return answer !== null && (answer['err'] === 0 || answer['err'] === undefined);
}

function hookOf(workflow: WorkflowDefinition, varname: string): string | null {
  const calls = workflow.statuses.flatMap(({ items }) => items).filter((action) => action.type === 'webservice_call');
  const callback = calls
    .find((call) => call.varname === varname)
    ?.postData.find(({ name }) => name === 'cancel_callback_url');
  return /hooks\/([a-zA-Z0-9_]+)\/?\s*$/.exec(callback?.value ?? '')?.[1] ?? null;
}

function objectOf(value: unknown): Values | null {
  return value !== null && typeof value === 'object' && !Array.isArray(value) ? (value as Values) : null;
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' && value.trim() !== '' ? value.trim() : null;
}

function numberOf(value: unknown): number | null {
  return typeof value === 'number' && Number.isSafeInteger(value) ? value : null;
}
