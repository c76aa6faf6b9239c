import { sql, type Kysely } from 'kysely';
import type { Caller } from '../../accounts/caller.ts';
import { seenBy } from '../bookings/read.ts';
import type { Database } from '../database.ts';
import type { CalendarEvent } from './write.ts';

export type CalendarFilter = { bookingId: number } | { user: string; agenda: string | null };

type Row = {
  booking_id: number;
  rank: number;
  start: number;
  end: number;
  summary: string;
  url: string;
  place: string;
  cancelled: boolean;
  stamp_ms: number;
};

/** Without an end, an event lasts so long in a calendar. */
const usualMinutes = 60;

/** Bookings as a calendar has them: those of a person that stand, or one, cancelled or not. An appointment of several slots is as many events. */
export async function calendarEvents(
  db: Kysely<Database>,
  caller: Caller,
  filter: CalendarFilter,
  host: string,
): Promise<CalendarEvent[]> {
  const chosen =
    'bookingId' in filter
      ? sql`b.id = ${filter.bookingId}`
      : sql`b.user_external_id = ${filter.user} and b.user_external_id <> '' and b.cancelled_at is null
          and (${filter.agenda}::text is null or a.slug = ${filter.agenda})`;
  const { rows } = await sql<Row>`
    select b.id as booking_id, (row_number() over (partition by b.id order by coalesce(lower(t.span), 0), t.id))::int as rank,
      coalesce(lower(t.span), (extract(epoch from e.start_at) / 60)::int) as start,
      coalesce(upper(t.span), (extract(epoch from e.start_at) / 60)::int + coalesce(e.duration_minutes, ${usualMinutes})) as end,
      coalesce(nullif(b.user_display_label, ''), nullif(b.label, ''), nullif(e.label, ''), nullif(m.label, ''), a.label) as summary, b.form_url as url,
      a.label as place, b.cancelled_at is not null as cancelled, (extract(epoch from coalesce(b.cancelled_at, b.created_at)) * 1000)::bigint as stamp_ms
    from agendas.booking b join agendas.agenda a on a.id = b.agenda_id join agendas.taken t on t.booking_id = b.id
    left join agendas.event e on e.id = t.event_id left join agendas.meeting_type m on m.id = b.meeting_type_id
    where ${chosen} and ${seenBy(caller)} and b.expires_at is null and coalesce(b.cancelled_by, '') <> 'lock' and t.resource_id is null
      and (t.cancelled_at is null or b.cancelled_at is not null)
    order by start, b.id, t.id limit 5000`.execute(db);
  return rows.map((row) => ({
    uid: `booking-${row.booking_id}${row.rank === 1 ? '' : `-${row.rank}`}@${host}`,
    start: row.start,
    end: row.end,
    summary: row.summary,
    url: row.url,
    location: row.place,
    cancelled: row.cancelled,
    stamp: Temporal.Instant.fromEpochMilliseconds(row.stamp_ms),
  }));
}
