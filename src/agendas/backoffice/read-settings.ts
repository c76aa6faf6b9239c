import { sql } from 'kysely';
import type { AgendasTown } from '../database.ts';
import { closingsDesk } from '../events/closings.ts';
import type { Told } from '../notifications/state.ts';

/** What an agenda is set to beside what its bookings are decided by. */
export type SettingsBeside = {
  reminderDays: number | null;
  reminderText: string;
  /** Of an agenda of events: when its recurring events don't take place. */
  closings: Closings;
  notifications: readonly { about: Told; emails: readonly string[]; role: string | null }[];
};

export type Closings = {
  publicHolidays: boolean;
  /** Shared ones, by their labels. */
  calendars: readonly string[];
  /** Remote ones that are kept in sync: their addresses may hold a secret, and aren't shown. */
  remoteCalendars: number;
  /** The next ones; minutes since the epoch. */
  coming: readonly { label: string; start: number; end: number }[];
  comingCount: number;
};

const shown = 12;

export async function readSettingsBeside(
  { db, clock }: Pick<AgendasTown, 'db' | 'clock'>,
  agendaId: number,
): Promise<SettingsBeside> {
  const agenda = await db
    .selectFrom('agendas.agenda')
    .select(['reminder_days', 'reminder_text'])
    .where('id', '=', agendaId)
    .executeTakeFirstOrThrow();
  const { rows: notifications } = await sql<SettingsBeside['notifications'][number]>`
    select n.about, n.emails, r.name as role from agendas.notification n left join accounts.role r on r.id = n.role_id where n.agenda_id = ${agendaId}`.execute(
    db,
  );
  const { rows } = await sql<Closings>`
    with desk as (select * from agendas.desk where agenda_id = ${agendaId} and slug = ${closingsDesk}),
    calendar as (select c.* from agendas.desk_unavailability_calendar l join desk d on d.id = l.desk_id join agendas.unavailability_calendar c on c.id = l.calendar_id),
    coming as (select x.* from agendas.exception x where x.end_at > ${clock().toString()}
      and (x.desk_id in (select id from desk) or x.calendar_id in (select id from calendar)))
    select coalesce((select public_holidays from desk), false) as "publicHolidays",
      array(select label from calendar order by label) as calendars,
      (select count(*)::int from agendas.exception_source s where s.url is not null and s.desk_id in (select id from desk)) as "remoteCalendars",
      (select count(*)::int from coming) as "comingCount",
      (select coalesce(jsonb_agg(jsonb_build_object('label', x.label, 'start', floor(extract(epoch from x.start_at) / 60), 'end', ceil(extract(epoch from x.end_at) / 60))
        order by x.start_at, x.id), '[]') from (select * from coming order by start_at, id limit ${shown}) x) as coming`.execute(
    db,
  );
  return { reminderDays: agenda.reminder_days, reminderText: agenda.reminder_text, closings: rows[0]!, notifications };
}
