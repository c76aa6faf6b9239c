import { sql } from 'kysely';
import { inTransaction } from '../../platform/database/transaction.ts';
import type { Job } from '../../platform/jobs.ts';
import { townZone } from '../../time/zone.ts';
import { anonymizePast, forgetLocks } from '../bookings/anonymize.ts';
import type { AgendasTown } from '../database.ts';
import { keepOccurrences } from './occurrences.ts';

/** What goes on by itself: series without an end get their coming occurrences, locks that ended long ago are forgotten, past bookings lose what is personal. */
export function keepingJobs(town: AgendasTown): Job[] {
  return [
    {
      name: 'agendas upkeep',
      everySeconds: 3_600,
      async run() {
        await continueSeries(town);
        await forgetLocks(town);
        return anonymizePast(town);
      },
    },
  ];
}

/** Series whose last occurrence comes nearer than the horizon, and those whose closings may have changed in a calendar. */
async function continueSeries(town: AgendasTown): Promise<void> {
  const { rows } = await sql<{ id: number }>`
    select p.id from agendas.event p where p.recurrence_days <> '{}' and p.cancelled_at is null
      and (exists (select from agendas.desk d where d.agenda_id = p.agenda_id) or (p.recurrence_end_date is null
      and not exists (select from agendas.event e where e.primary_event_id = p.id and e.start_at > ${town
        .clock()
        .add({ hours: 385 * 24 })
        .toString()}::timestamptz)))`.execute(town.db);
  const zone = townZone(town.settings);
  for (const { id } of rows) await inTransaction(town.db, (trx) => keepOccurrences(trx, id, zone, town.clock()));
}
