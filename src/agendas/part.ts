import { publishedRoutes } from '../accounts/published-routes.tsx';
import type { SignedCalls } from '../accounts/signed-calls.ts';
import type { Part } from '../platform/part.ts';
import { bookingRoutes } from './api/booking.ts';
import { bookingsReadingRoutes } from './api/bookings-reading.ts';
import { publishedAgendas } from './api/description/published.ts';
import { bundleRoutes } from './api/bundles.ts';
import { componentRoutes } from './api/components.ts';
import { icsRoutes } from './api/meetings-ics.ts';
import { meetingsRoutes } from './api/meetings.ts';
import { readingRoutes } from './api/reading.ts';
import { settingUpRoutes } from './api/setting-up.ts';
import { severalAgendasRoutes } from './api/several-agendas.ts';
import { recurringRoutes } from './api/recurring.ts';
import { statisticsRoutes } from './api/statistics.ts';
import { subscriptionRoutes } from './api/subscriptions.ts';
import { agendasBackofficeRoutes } from './backoffice/routes.tsx';
import { openLane } from './bookings/lane.ts';
import { openOutbox } from './callbacks/outbox.ts';
import { invariantChecks } from './checks/invariants.ts';
import { keepingJobs } from './events/keeping.ts';
import type { AgendasTown } from './database.ts';
import { notificationsJob } from './notifications/notify.ts';
import { remindersJob } from './reminders/remind.ts';
import { calendarsJob } from './meetings/sync-calendars.ts';

export type AgendasPorts = {
  /** Calls signed under the agendas' own name. */
  calls: SignedCalls;
};

/** What can be booked: its HTTP API, its agents' pages, its callbacks. */
export function openAgendas(town: AgendasTown, { calls }: AgendasPorts): Part {
  const desk = { town, lane: openLane(town) };
  const outbox = openOutbox(town, calls);
  return {
    routes: (server) => {
      readingRoutes(server, town);
      meetingsRoutes(server, town);
      icsRoutes(server, town);
      bookingRoutes(server, desk);
      bookingsReadingRoutes(server, desk);
      severalAgendasRoutes(server, desk);
      recurringRoutes(server, desk);
      statisticsRoutes(server, town);
      subscriptionRoutes(server, desk);
      settingUpRoutes(server, desk);
      componentRoutes(server, town);
      bundleRoutes(server, desk);
      publishedRoutes(server, town, publishedAgendas, town.settings.agendasUrl);
      agendasBackofficeRoutes(server, desk);
    },
    jobs: [calendarsJob(town), outbox.job, ...keepingJobs(town), remindersJob(town), notificationsJob(town)],
    checks: invariantChecks(town.db),
    close: () => outbox.close(),
  };
}
