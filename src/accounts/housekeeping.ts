import type { QueryExecutorProvider } from 'kysely';
import { forgetAnswers } from '../platform/idempotency.ts';
import type { Job } from '../platform/jobs.ts';
import { forgetNonces } from '../platform/nonces.ts';
import { forgetAttempts } from './attempts.ts';
import { forgetSessions } from './sessions.ts';

/** What has served its time is forgotten. */
export function housekeeping(db: QueryExecutorProvider): Job[] {
  return [
    {
      name: 'housekeeping',
      everySeconds: 600,
      async run() {
        await forgetNonces(db);
        await forgetAnswers(db);
        await forgetSessions(db);
        await forgetAttempts(db);
      },
    },
  ];
}
