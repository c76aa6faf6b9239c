import { parentPort, workerData } from 'node:worker_threads';
import { CalendarRefusal } from './calendar-refusal.ts';
import { expandCalendar, type CalendarWindow, type Occurrence } from './expand.ts';

export type ReadTask = { text: string; zone: string; window: CalendarWindow };
/** `following` comes before each rule, and is all that comes of a rule that never ends. */
export type ReadMessage =
  | { kind: 'following'; rule: string }
  | { kind: 'read'; occurrences: Occurrence[] }
  | { kind: 'refused'; reason: string };

const { text, zone, window } = workerData as ReadTask;
// oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin
const say = (message: ReadMessage): void => parentPort?.postMessage(message);
try {
  say({ kind: 'read', occurrences: expandCalendar(text, zone, window, (rule) => say({ kind: 'following', rule })) });
} catch (error) {
  const reason =
    error instanceof CalendarRefusal ? error.message : `the calendar could not be read: ${String(error).slice(0, 200)}`;
  say({ kind: 'refused', reason });
}
