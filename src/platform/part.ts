import type { FastifyInstance } from 'fastify';
import type { Job } from './jobs.ts';

/** What one of the two parts (agendas, forms) gives to the application that holds it. */
export type Part = {
  /** Its routes, relative to its public base address. */
  routes(server: FastifyInstance): Promise<void> | void;
  jobs: readonly Job[];
  /** What `guichet doctor` runs: each in one line. */
  checks: readonly Check[];
  /** Lets go of what it holds in memory, after the last request. */
  close(): Promise<void>;
};

export type Check = {
  name: string;
  /** Null where all is well, else what is wrong, in one line. */
  run(): Promise<string | null>;
};
