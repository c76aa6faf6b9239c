import { sql } from 'kysely';
import type { Job } from '../../platform/jobs.ts';
import { OutboundFailure } from '../../platform/outbound.ts';
import { readCalendar, windowFrom, type CalendarReading } from '../calendars/read.ts';
import type { AgendasTown } from '../database.ts';
import { keepReading, noteFailure } from './exception-sources.ts';

type Due = { id: number; url: string };

const mostAtOnce = 4;
const mostBytes = 5 * 1_048_576;

/** Reads the calendars that are due. One whose reader died is due again after ten minutes; no transaction is open during a call. */
export function calendarsJob(town: AgendasTown): Job {
  return {
    name: 'calendars',
    everySeconds: 60,
    async run() {
      const due = await claim(town);
      await Promise.all(due.map((source) => refresh(town, source)));
      return due.length === mostAtOnce;
    },
  };
}

async function claim(town: AgendasTown): Promise<Due[]> {
  const { rows } =
    await sql<Due>`update agendas.exception_source s set owner = ${town.processId}, due_at = now() + interval '10 minutes'
    from (select id from agendas.exception_source where url is not null and due_at <= now() order by due_at limit ${mostAtOnce} for update skip locked) due
    where s.id = due.id returning s.id, s.url`.execute(town.db);
  return rows;
}

/** Reads one calendar now. */
export async function refresh(town: AgendasTown, { id, url }: Due): Promise<CalendarReading> {
  const reading = await fetchCalendar(town, url);
  if (reading.kind === 'read') await keepReading(town, id, reading.occurrences);
  else await noteFailure(town, id, reading.reason);
  return reading;
}

async function fetchCalendar(town: AgendasTown, url: string): Promise<CalendarReading> {
  try {
    const headers = { accept: 'text/calendar, */*;q=0.1' };
    const answer = await town.outbound.call({ method: 'GET', url, headers, timeoutMs: 15_000, maxBytes: mostBytes });
    if (answer.status !== 200) return { kind: 'refused', reason: `the address answered ${answer.status}` };
    return await readCalendar(answer.body, town.settings.timeZone, windowFrom(town.clock()));
  } catch (error) {
    if (error instanceof OutboundFailure) return { kind: 'refused', reason: `${error.reason}: ${error.message}` };
    throw error;
  }
}
