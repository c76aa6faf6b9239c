import type { SignedCalls } from '../accounts/signed-calls.ts';
import type { Part } from '../platform/part.ts';
import { meetingsRoutes } from './api/meetings.ts';
import { readingRoutes } from './api/reading.ts';
import type { AgendasTown } from './database.ts';
import { calendarsJob } from './meetings/sync-calendars.ts';

export type AgendasPorts = {
  /** Calls signed under the agendas' own name. */
  calls: SignedCalls;
};

/** What can be booked: its HTTP API, its agents' pages, its callbacks. */
export function openAgendas(town: AgendasTown, _ports: AgendasPorts): Part {
  return {
    routes: (server) => {
      readingRoutes(server, town);
      meetingsRoutes(server, town);
    },
    jobs: [calendarsJob(town)],
    checks: [],
    close: async () => {},
  };
}
