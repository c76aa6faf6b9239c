import type { SignedCalls } from '../accounts/signed-calls.ts';
import type { Part } from '../platform/part.ts';
import { bookingRoutes } from './api/booking.ts';
import { bookingsReadingRoutes } from './api/bookings-reading.ts';
import { meetingsRoutes } from './api/meetings.ts';
import { readingRoutes } from './api/reading.ts';
import { openLane } from './bookings/lane.ts';
import type { AgendasTown } from './database.ts';
import { calendarsJob } from './meetings/sync-calendars.ts';

export type AgendasPorts = {
  /** Calls signed under the agendas' own name. */
  calls: SignedCalls;
};

/** What can be booked: its HTTP API, its agents' pages, its callbacks. */
export function openAgendas(town: AgendasTown, _ports: AgendasPorts): Part {
  const desk = { town, lane: openLane(town) };
  return {
    routes: (server) => {
      readingRoutes(server, town);
      meetingsRoutes(server, town);
      bookingRoutes(server, desk);
      bookingsReadingRoutes(server, desk);
    },
    jobs: [calendarsJob(town)],
    checks: [],
    close: async () => {},
  };
}
