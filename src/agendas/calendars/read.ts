import { Worker } from 'node:worker_threads';
import { minuteOf } from '../../time/days.ts';
import type { CalendarWindow, Occurrence } from './expand.ts';
import type { ReadMessage, ReadTask } from './read-worker.ts';

/** Only what comes within so many days is kept. */
export const daysKept = 600;
const mostBytes = 5 * 1_048_576;
const deadlineMs = 2_000;

export type CalendarReading = { kind: 'read'; occurrences: Occurrence[] } | { kind: 'refused'; reason: string };

/** From now to `daysKept` days later. */
export function windowFrom(now: Temporal.Instant): CalendarWindow {
  const start = minuteOf(now);
  return { start, end: start + daysKept * 1440 };
}

/**
 * Reads a calendar in a thread of its own, with a deadline and a cap on memory: some rules never end, and the library is synchronous, so that
 * one remote calendar would stop everybody. `zone` is the town's, for times without a zone and for whole days.
 */
export async function readCalendar(bytes: Buffer, zone: string, window: CalendarWindow): Promise<CalendarReading> {
  if (bytes.length > mostBytes) return refused(`the file is larger than ${mostBytes / 1_048_576} MB`);
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return refused('the file is not UTF-8 text');
  }
  const task: ReadTask = { text, zone, window };
  const worker = new Worker(new URL('./read-worker.ts', import.meta.url), {
    workerData: task,
    // What the process itself was started with (a loader of pages) is of no use there.
    execArgv: [],
    resourceLimits: { maxOldGenerationSizeMb: 192, maxYoungGenerationSizeMb: 32, stackSizeMb: 2 },
  });
  try {
    return await answerOf(worker);
  } finally {
    await worker.terminate();
  }
}

function answerOf(worker: Worker): Promise<CalendarReading> {
  return new Promise((done) => {
    let following = '';
    const late = (): void =>
      done(
        refused(
          following
            ? `the rule ${following} never ends or takes too long`
            : `the calendar takes more than ${deadlineMs / 1000} s to read`,
        ),
      );
    const timer = setTimeout(late, deadlineMs);
    const end = (reading: CalendarReading): void => {
      clearTimeout(timer);
      done(reading);
    };
    worker.on('message', (message: ReadMessage) => {
      if (message.kind === 'following') following = message.rule;
      else end(message);
    });
    worker.on('error', (error) =>
      end(
        refused(`the calendar asks for too much: ${error instanceof Error ? error.message.slice(0, 120) : 'failed'}`),
      ),
    );
    worker.on('exit', () => end(refused('the calendar could not be read')));
  });
}

function refused(reason: string): CalendarReading {
  return { kind: 'refused', reason };
}
