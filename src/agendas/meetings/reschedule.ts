import { sql } from 'kysely';
import type { Caller } from '../../accounts/caller.ts';
import { giveOrder, type BookingDesk } from '../bookings/give-order.ts';
import { noDetails, refused, type Outcome } from '../bookings/orders.ts';

/** Where an agent puts an appointment: at a start (minutes since the epoch), at a desk (its slug) or at any. */
export type NewTime = { start: number; desk: string | null };

type Row = {
  agenda: string;
  places: number;
  type: string | null;
  user: string;
  cancelled: boolean;
  starts: number[];
  resources: string[];
};

/**
 * Moves an appointment: by an agent, so whatever the delays. It keeps its number, its texts and its resources; the new place is had before the old one goes,
 * in one transaction. One of several slots in a row stays as long as it was.
 */
export async function reschedule(desk: BookingDesk, caller: Caller, bookingId: number, to: NewTime): Promise<Outcome> {
  const { rows } =
    await sql<Row>`select a.slug as agenda, b.places, m.slug as type, b.user_external_id as user, b.cancelled_at is not null as cancelled,
      array(select lower(t.span) from agendas.taken t where t.booking_id = b.id and t.desk_id is not null and t.cancelled_at is null order by 1) as starts,
      array(select distinct r.slug from agendas.taken t join agendas.resource r on r.id = t.resource_id where t.booking_id = b.id and t.cancelled_at is null) as resources
    from agendas.booking b join agendas.agenda a on a.id = b.agenda_id left join agendas.meeting_type m on m.id = b.meeting_type_id
    where b.id = ${bookingId} and b.expires_at is null`.execute(desk.town.db);
  const row = rows[0];
  if (!row) return { kind: 'not found', what: 'booking', names: [String(bookingId)] };
  if (row.cancelled) return refused('booking is cancelled');
  const [first] = row.starts;
  if (row.type === null || first === undefined) return refused('booking can not be moved', 2);
  const starts = row.starts.map((start) => start - first + to.start);
  const what = {
    kind: 'slots' as const,
    type: row.type,
    starts,
    resources: row.resources,
    ...(to.desk === null ? {} : { desk: to.desk }),
  };
  return giveOrder(desk, caller, {
    kind: 'meet',
    agenda: row.agenda,
    what,
    user: row.user,
    excludeUser: false,
    bypassDelays: true,
    lock: null,
    cancelBookingId: bookingId,
    places: row.places,
    // The booking keeps what it says.
    details: noDetails,
    keepsBooking: true,
  });
}
