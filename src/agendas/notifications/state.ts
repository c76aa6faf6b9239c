import { sql, type RawBuilder } from 'kysely';

/** What the staff may want to hear of an event; '' is nothing. */
export type Told = 'almost full' | 'full' | 'cancelled';
export type EventState = Told | '';
export const toldOf = ['almost full', 'full', 'cancelled'] as const satisfies readonly Told[];

const rank: Record<EventState, number> = { '': 0, 'almost full': 1, full: 2, cancelled: 3 };

/** Whether a state has been reached, as against left for one that was passed on the way up. */
export function isReached(state: EventState, before: EventState): state is Told {
  return rank[state] > rank[before];
}

/**
 * How an event `e` stands, by its counters without the locks on it. Full: nobody more is taken, on the waiting list neither. Almost full: nine tenths of the places are
 * taken, rounded down, or all of them while there is room to wait. An occurrence that its series no longer means isn't cancelled for anybody.
 */
export const stateOf: RawBuilder<EventState> = sql<EventState>`(
  select case when e.off_series then '' when e.cancelled_at is not null then 'cancelled'
      when booked >= e.places and waiting >= e.waiting_list_places and booked + waiting > 0 then 'full'
      when booked > 0 and booked >= floor(e.places * 0.9) then 'almost full' else '' end
  from (select e.booked - case when e.lock_ends_at is null then 0 else ${locked('main')} end as booked,
    e.waiting - case when e.lock_ends_at is null then 0 else ${locked('waiting')} end as waiting) c)`;

function locked(list: 'main' | 'waiting'): RawBuilder<number> {
  return sql<number>`(select coalesce(sum(t.places), 0)::int from agendas.taken t join agendas.booking b on b.id = t.booking_id
    where t.event_id = e.id and t.list = ${sql.lit(list)} and t.cancelled_at is null and b.expires_at is not null)`;
}
