import type { Level } from '../../pages/frame.ts';
import type { Status, WorkflowDefinition } from '../definitions/types.ts';
import type { Evolution, FullRequest } from '../requests/request.ts';
import type { Part } from '../requests/types.ts';
import type { Message } from '../workflow/interactive.ts';
import type { BookingView } from './bookings.ts';

/** Whose eyes: an author sees the statuses and messages meant for him, an agent all but those that nobody sees. */
export type Eyes = 'submitter' | 'agent';

export function isStatusVisible(status: Pick<Status, 'visibility'> | undefined, eyes: Eyes): boolean {
  if (!status || status.visibility === null || status.visibility.length === 0) return true;
  if (status.visibility.some((key) => key === '__hidden__' || key === '_hidden')) return false;
  return eyes === 'agent' || status.visibility.includes('_submitter') || status.visibility.includes('logged-users');
}

export function statusOf(workflow: WorkflowDefinition, id: string | null): Status | undefined {
  return workflow.statuses.find((status) => status.id === id);
}

/** The status as these eyes see it: the last one of the history that they may see; undefined where there is none yet. */
export function visibleStatus(
  { workflow, history, status }: Pick<FullRequest, 'workflow' | 'history' | 'status'>,
  eyes: Eyes,
): Status | undefined {
  const now = statusOf(workflow, status);
  if (now && isStatusVisible(now, eyes)) return now;
  return history
    .toReversed()
    .map((entry) => statusOf(workflow, entry.status))
    .find((one) => one !== undefined && isStatusVisible(one, eyes));
}

type MessagePart = Extract<Part, { type: 'message' }>;

/** What one entry of the history says to these eyes; null where it says nothing. `status`: its name where it changed. */
export type Told = {
  status: string | null;
  at: Temporal.Instant;
  who: string | null;
  comment: string | null;
  messages: readonly MessagePart[];
  parts: readonly Part[];
  first: boolean;
};

/** The latest first. Two entries of the same status in a row are two: something happened twice. */
export function toldHistory(
  { workflow, history }: Pick<FullRequest, 'workflow' | 'history'>,
  eyes: Eyes,
): readonly Told[] {
  return history
    .map((entry, index) => told(workflow, entry, eyes, index === 0))
    .filter((one) => one !== null)
    .toReversed();
}

function told(workflow: WorkflowDefinition, entry: Evolution, eyes: Eyes, first: boolean): Told | null {
  const status = statusOf(workflow, entry.status);
  const name = status && isStatusVisible(status, eyes) ? status.name : null;
  const messages = entry.parts
    .filter((part) => part.type === 'message')
    .filter(({ to }) => eyes === 'agent' || to.length === 0 || to.includes('_submitter'));
  const parts = eyes === 'agent' ? entry.parts : [];
  const { at, who, comment } = entry;
  if (
    !first &&
    name === null &&
    messages.length === 0 &&
    comment === null &&
    (eyes === 'submitter' || parts.length === 0)
  )
    return null;
  return { status: name, at, who, comment, messages, parts, first };
}

const levels = { success: 'ok', info: 'note', warning: 'wait', error: 'bad' } as const;

export function levelOfMessage(level: Message['level']): Level {
  return level === null ? 'note' : levels[level];
}

/** How good the news is: as the first message on top says, else as the bookings stand. */
export function levelOf(messages: readonly Message[], bookings: readonly BookingView[]): Level {
  const first = messages.find(({ position, level }) => position === 'top' && level !== null);
  if (first) return levelOfMessage(first.level);
  const alive = bookings.filter(({ cancelled }) => !cancelled);
  if (alive.length === 0) return 'note';
  return alive.some(({ waiting }) => waiting) ? 'wait' : 'ok';
}

/** Whether a button takes something away: it is never the enamel one. */
export function destroys(label: string): boolean {
  return /^(annuler|refuser|rejeter|supprimer|retirer|renoncer|abandonner|cancel|refuse|reject|delete|remove|give up)\b/i.test(
    label.trim(),
  );
}
