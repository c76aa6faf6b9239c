import { sql } from 'kysely';
import { inTransaction } from '../../platform/database/transaction.ts';
import type { Job } from '../../platform/jobs.ts';
import { keepMail, mailJob } from '../../platform/mail/keep.ts';
import { localNow } from '../../platform/town.ts';
import { instantOf, plainDateTimeOf } from '../../time/days.ts';
import { townZone } from '../../time/zone.ts';
import { pagesOf } from '../backoffice/addresses.ts';
import type { AgendasTown, Transaction } from '../database.ts';
import { isReached, stateOf, type EventState, type Told } from './state.ts';
import { notificationWords } from './words.ts';

/** Of one transaction. */
const atOnce = 200;

type Changed = {
  id: number;
  agendaId: number;
  slug: string;
  label: string;
  /** Minute of the epoch. */
  start: number;
  before: EventState;
  state: EventState;
  total: number;
  booked: number;
  waiting: number;
};
type News = Changed & { state: Told };

/**
 * Tells the staff of coming events that have become almost full, full, or were cancelled (spec/agendas.md, section 4.11): once each time, since what was told is kept on
 * the event with the mails. Those who book do nothing for it. One mail a person and agenda, whatever has changed in a round.
 */
export function notificationsJob(town: AgendasTown): Job {
  return {
    name: 'agendas notifications',
    everySeconds: 60,
    async run() {
      const count = await inTransaction(town.db, (trx) => notify(town, trx));
      if (count > 0) town.wakes.wake(mailJob);
      return count === atOnce;
    },
  };
}

async function notify(town: AgendasTown, trx: Transaction): Promise<number> {
  const now = town.clock();
  const { rows } = await sql<Changed>`
    select e.id, e.agenda_id as "agendaId", e.slug, e.label, (extract(epoch from e.start_at) / 60)::int as start, e.told_state as before, s.state,
      e.places as total, e.booked, e.waiting
    from agendas.event e, lateral (select ${stateOf} as state) s
    where e.agenda_id in (select n.agenda_id from agendas.notification n) and e.start_at > ${now.toString()} and e.recurrence_days = '{}' and e.told_state <> s.state
    order by e.id limit ${atOnce} for update of e skip locked`.execute(trx);
  for (const state of new Set(rows.map((row) => row.state))) {
    const ids = rows.filter((row) => row.state === state).map(({ id }) => id);
    await sql`update agendas.event set told_state = ${state} where id = any(${ids}::int[])`.execute(trx);
  }
  const news = rows.filter((row): row is News => isReached(row.state, row.before));
  for (const [agendaId, ofAgenda] of Map.groupBy(news, (one) => one.agendaId))
    await tell(town, trx, agendaId, ofAgenda);
  return rows.length;
}

async function tell(town: AgendasTown, trx: Transaction, agendaId: number, news: readonly News[]): Promise<void> {
  const { settings, clock } = town;
  const agenda = await trx
    .selectFrom('agendas.agenda')
    .select(['slug', 'label'])
    .where('id', '=', agendaId)
    .executeTakeFirstOrThrow();
  const pages = pagesOf(settings.agendasUrl);
  const zone = townZone(settings);
  const telling = { language: settings.language, now: localNow(town) };
  for (const [address, abouts] of await recipientsOf(trx, agendaId)) {
    const own = news.filter(({ state }) => abouts.has(state)).toSorted((a, b) => a.start - b.start);
    const [first, ...others] = own;
    if (!first) continue;
    const page = others.length === 0 ? pages.event(agenda, first) : pages.agenda(agenda);
    const lines = own.map((one) => ({ ...one, start: plainDateTimeOf(zone.toLocal(one.start)) }));
    const { subject, body } = notificationWords(
      { agenda: agenda.label, events: lines, page: new URL(page, settings.agendasUrl).href },
      telling,
    );
    const usefulUntil = instantOf(own.at(-1)!.start);
    await keepMail(
      trx,
      { address, topic: 'notification', about: `agenda ${agendaId}`, subject, body, usefulUntil },
      clock(),
    );
  }
}

/** Addresses in lower case, each with what its reader wants to hear of. */
async function recipientsOf(trx: Transaction, agendaId: number): Promise<Map<string, Set<Told>>> {
  const { rows } = await sql<{ about: Told; address: string }>`
    select n.about, lower(address) as address from agendas.notification n, unnest(n.emails) address where n.agenda_id = ${agendaId}
    union select n.about, lower(c.email) from agendas.notification n join accounts.account_role r on r.role_id = n.role_id
      join accounts.account c on c.id = r.account_id and c.active where n.agenda_id = ${agendaId} order by 2, 1`.execute(
    trx,
  );
  const found = new Map<string, Set<Told>>();
  for (const { address, about } of rows) found.set(address, (found.get(address) ?? new Set()).add(about));
  return found;
}
