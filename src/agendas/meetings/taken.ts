import { sql, type Kysely } from 'kysely';
import type { Interval } from '../../time/intervals.ts';
import type { Taken } from '../availability/judge.ts';
import type { Database } from '../database.ts';

/** A span that somebody has, of a desk or of a resource. */
export type TakenSpan = Taken & {
  deskId: number | null;
  resourceId: number | null;
  agendaId: number;
  userExternalId: string;
  /** Of a lock. */
  lockCode: string | null;
};

export type TakenFilter = {
  deskIds: readonly number[];
  resourceIds: readonly number[];
  /** Each begins and ends in minutes since the epoch; what touches one of them is read. */
  spans: readonly Interval[];
};

/** The longest pause of a meeting type: an appointment that ended so long ago may still be in the way. */
const longestPause = 1440;

type Row = [
  deskId: number | null,
  resourceId: number | null,
  start: number,
  end: number,
  bookingId: number,
  agendaId: number,
  before: number,
  after: number,
  lockedUntil: number | null,
  lockCode: string | null,
  user: string,
];

/**
 * What is taken of desks and resources, sorted by start. A lock that has ended, by the database's clock, counts no more, swept or not.
 * One JSON text in place of rows: the driver reads it four times as fast.
 */
export async function readTaken(
  db: Kysely<Database>,
  { deskIds, resourceIds, spans }: TakenFilter,
): Promise<TakenSpan[]> {
  if (spans.length === 0 || deskIds.length + resourceIds.length === 0) return [];
  const starts = spans.map(({ start }) => start - longestPause);
  const ends = spans.map(({ end }) => end + longestPause);
  const wide = sql`(select range_agg(int4range(w.a, w.b)) from unnest(${starts}::int[], ${ends}::int[]) as w(a, b))`;
  const columns = sql`t.desk_id, t.resource_id, lower(t.span), upper(t.span), t.booking_id, b.agenda_id, coalesce(m.pause_before_minutes, 0),
    coalesce(m.pause_after_minutes, 0), ceil(extract(epoch from b.expires_at) / 60)::int, b.lock_code, b.user_external_id`;
  const of = (column: 'desk_id' | 'resource_id', ids: readonly number[]) => sql`
    select lower(t.span) as start, jsonb_build_array(${columns}) as row from agendas.taken t
      join agendas.booking b on b.id = t.booking_id left join agendas.meeting_type m on m.id = b.meeting_type_id
    where t.cancelled_at is null and ${sql.ref(`t.${column}`)} = any(${ids}::int[]) and t.span && ${wide}
      and (b.expires_at is null or b.expires_at > now())`;
  const { rows } = await sql<{ all: Row[] | null }>`select jsonb_agg(s.row order by s.start) as all from (
    ${of('desk_id', deskIds)} union all ${of('resource_id', resourceIds)}) s`.execute(db);
  return (rows[0]?.all ?? []).map(toTaken);
}

function toTaken([
  deskId,
  resourceId,
  start,
  end,
  bookingId,
  agendaId,
  beforeMinutes,
  afterMinutes,
  lockedUntil,
  lockCode,
  user,
]: Row): TakenSpan {
  return {
    deskId,
    resourceId,
    start,
    end,
    bookingId,
    agendaId,
    beforeMinutes,
    afterMinutes,
    lockedUntil,
    lockCode,
    userExternalId: user,
  };
}

/** What the caller has already doesn't stand in its own way: a lock with its code in this agenda, a booking that it moves. */
export type Own = { agendaId: number; lockCode: string | null; movedBookingId: number | null };

export function withoutOwn(taken: readonly TakenSpan[], { agendaId, lockCode, movedBookingId }: Own): TakenSpan[] {
  const isOwn = (span: TakenSpan): boolean =>
    span.bookingId === movedBookingId ||
    (lockCode !== null && span.lockedUntil !== null && span.lockCode === lockCode && span.agendaId === agendaId);
  return taken.filter((span) => !isOwn(span));
}
