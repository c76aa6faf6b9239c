import { parentPort, workerData } from 'node:worker_threads';
import { CalendarRefusal } from '../../src/agendas/calendars/calendar-refusal.ts';
import { expandCalendar } from '../../src/agendas/calendars/expand.ts';
import type { Span } from '../laws/calendar-grammar.ts';

/** Expands calendars one after the other and says how each ended: whoever listens sees on which one it stands still. */
export type Ended =
  | { kind: 'read'; spans: Span[] }
  | { kind: 'refused'; reason: string }
  /** Thrown, and not as a refusal. */
  | { kind: 'failed'; error: string };

for (const { text, window } of workerData as readonly { text: string; window: Span }[]) {
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin
  parentPort?.postMessage(endOf(text, window));
}

function endOf(text: string, window: Span): Ended {
  try {
    return { kind: 'read', spans: expandCalendar(text, 'Europe/Paris', window) };
  } catch (error) {
    if (error instanceof CalendarRefusal) return { kind: 'refused', reason: error.message };
    return { kind: 'failed', error: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  }
}
