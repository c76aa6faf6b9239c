import { sql } from 'kysely';
import { promoted } from '../bookings/rules.ts';
import type { Transaction } from '../database.ts';

type Line = {
  id: number;
  total: number;
  waitingTotal: number;
  booked: number;
  overbooking: boolean;
  line: { id: number; places: number }[];
};

/** After places were added outside the booking lane: who waited longest moves up, by the same rule. The events' rows are held by this transaction. */
export async function promoteWaiting(trx: Transaction, agendaId: number): Promise<void> {
  const { rows } = await sql<Line>`
    select e.id, e.places as total, e.waiting_list_places as "waitingTotal", e.booked, a.overbooking, (
      select coalesce(jsonb_agg(jsonb_build_object('id', t.id, 'places', t.places) order by t.turn), '[]') from agendas.taken t join agendas.booking b on b.id = t.booking_id
      where t.event_id = e.id and t.cancelled_at is null and t.list = 'waiting' and b.expires_at is null) as line
    from agendas.event e join agendas.agenda a on a.id = e.agenda_id
    where e.agenda_id = ${agendaId} and e.promotes and e.waiting > 0 and e.booked < e.places order by e.id for update of e`.execute(
    trx,
  );
  for (const { id, line, overbooking, ...counts } of rows) {
    const up = promoted({ ...counts, waiting: 0 }, line, overbooking);
    if (up.length === 0) continue;
    const places = up.reduce((sum, one) => sum + one.places, 0);
    await sql`update agendas.event set booked = booked + ${places}, waiting = waiting - ${places}, version = version + ${up.length} where id = ${id}`.execute(
      trx,
    );
    await sql`update agendas.taken t set list = 'main', turn = e.version - ${up.length} + x.place::int from agendas.event e, unnest(${up.map((one) => one.id)}::bigint[]) with ordinality x(id, place)
      where t.id = x.id and e.id = ${id}`.execute(trx);
  }
}
