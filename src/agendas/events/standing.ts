import { sql } from 'kysely';
import { rowsOf, type Reader } from '../meetings/runner.ts';
import type { ListName } from '../tables.ts';

/** What one booking or lock holds of an event. */
export type Standing = {
  eventId: number;
  bookingId: number;
  list: ListName;
  places: number;
  /** Minute of the epoch at which a lock ends; null for a booking. */
  untilMinute: number | null;
};

type Whose = { user: string } | { locksBut: string | null };

/** What a person has of events; or what live locks hold of them, but those of the caller's own code. */
export async function readStanding(
  db: Reader,
  eventIds: readonly number[],
  whose: Whose,
): Promise<Map<number, Standing[]>> {
  if (eventIds.length === 0) return new Map();
  const rows = await rowsOf(
    db,
    sql<Standing>`
    select t.event_id as "eventId", t.booking_id as "bookingId", t.list, t.places, ceil(date_part('epoch', b.expires_at) / 60)::int as "untilMinute"
    from agendas.taken t join agendas.booking b on b.id = t.booking_id
    where t.event_id = any(${eventIds}::int[]) and t.cancelled_at is null and ${
      'user' in whose
        ? sql`b.expires_at is null and b.user_external_id = ${whose.user}`
        : sql`b.expires_at > now() and b.lock_code is distinct from ${whose.locksBut}`
    } order by t.id`,
  );
  return Map.groupBy(rows, ({ eventId }) => eventId);
}
