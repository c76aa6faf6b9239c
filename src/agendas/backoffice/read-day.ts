import { sql, type Kysely } from 'kysely';
import type { Caller } from '../../accounts/caller.ts';
import type { Interval } from '../../time/intervals.ts';
import { agendaColumns, toAgenda, type Agenda, type AgendaJson } from '../agenda/agenda.ts';
import type { Database } from '../database.ts';
import { isVisible } from './access.ts';
import { range } from './read-agendas.ts';
import { bookingColumns, type BookingLine } from './read-bookings.ts';

/** An appointment of a day. Minutes since the epoch. */
export type Appointment = BookingLine & {
  agendaId: number;
  deskId: number;
  desk: string;
  type: string | null;
  startMinute: number;
  endMinute: number;
};

/** The most that a day's page shows: a town hall of fifty desks stays below. */
const mostAppointments = 2_000;

/** Appointments of agendas that touch a span, locks that have not ended among them. */
export async function appointmentsOf(
  db: Kysely<Database>,
  agendaIds: readonly number[],
  span: Interval,
): Promise<Appointment[]> {
  const { rows } = await sql<Appointment>`
    select ${bookingColumns}, d.agenda_id as "agendaId", d.id as "deskId", d.label as desk, m.label as type,
      lower(t.span) as "startMinute", upper(t.span) as "endMinute"
    from agendas.desk d join agendas.taken t on t.desk_id = d.id join agendas.booking b on b.id = t.booking_id
    left join agendas.meeting_type m on m.id = b.meeting_type_id
    where d.agenda_id = any(${agendaIds}::int[]) and t.cancelled_at is null and t.span && ${range(span)}
      and (b.expires_at is null or b.expires_at > now())
    order by lower(t.span), d.place, d.id limit ${mostAppointments}`.execute(db);
  return rows;
}

/** The agendas whose desks a day shows: the members of a virtual agenda that the caller may see, otherwise itself. */
export async function membersOf(db: Kysely<Database>, caller: Caller, agenda: Agenda): Promise<Agenda[]> {
  if (agenda.kind !== 'virtual') return [agenda];
  const { rows } = await sql<{ agenda: AgendaJson }>`select ${agendaColumns} as agenda
    from agendas.virtual_member v join agendas.agenda a on a.id = v.agenda_id
    where v.virtual_id = ${agenda.id} and ${isVisible(caller)} order by v.place`.execute(db);
  return rows.map(({ agenda: member }) => toAgenda(member));
}
