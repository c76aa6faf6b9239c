import type { Log } from './log.ts';

/**
 * Work that is due from time to time. A job is only a wake-up: what has to be done stands in rows of its own, which it claims
 * (`for update skip locked`), so that it may run in any number of processes, be missed, or be woken for nothing.
 */
export type Job = {
  name: string;
  everySeconds: number;
  /** Resolves to true when more is waiting: it is then run again at once. */
  run(): Promise<boolean | void>;
};

export type Wakes = {
  /** Runs the job of that name soon; without effect where this process doesn't run it: the next round of one that does finds the rows. */
  wake(name: string): void;
};

export type Jobs = Wakes & { add(job: Job): void; start(): void; stop(): Promise<void> };

export function openJobs(log: Log): Jobs {
  const jobs = new Map<
    string,
    { job: Job; timer: NodeJS.Timeout | null; running: Promise<void> | null; again: boolean }
  >();
  let stopped = true;

  const schedule = (name: string, seconds: number): void => {
    const entry = jobs.get(name);
    if (!entry || stopped) return;
    if (entry.timer) clearTimeout(entry.timer);
    entry.timer = setTimeout(() => start(name), seconds * 1000);
  };
  const start = (name: string): void => {
    const entry = jobs.get(name);
    if (!entry || stopped) return;
    if (entry.running) {
      entry.again = true;
      return;
    }
    entry.again = false;
    entry.running = (async () => {
      try {
        if (await entry.job.run()) entry.again = true;
      } catch (error) {
        log.error({ err: error, job: name }, 'a job failed; it runs again in its next round');
      } finally {
        entry.running = null;
        // Rounds of several processes drift apart, so that they don't all ask at the same moment.
        schedule(name, entry.again ? 0 : entry.job.everySeconds * (0.9 + 0.2 * Math.random()));
      }
    })();
  };

  return {
    add: (job) => void jobs.set(job.name, { job, timer: null, running: null, again: false }),
    wake: (name) => schedule(name, 0),
    start() {
      stopped = false;
      for (const name of jobs.keys()) schedule(name, 0);
    },
    async stop() {
      stopped = true;
      for (const { timer } of jobs.values()) if (timer) clearTimeout(timer);
      await Promise.all([...jobs.values()].flatMap(({ running }) => running ?? []));
    },
  };
}
