import { sql } from 'kysely';
import { dayOf, dayOfMinute, dayText, instantOf, minuteOf, minutesPerDay, timeText } from '../../time/days.ts';
import { occurrences, type Recurrence } from '../../time/recurrence.ts';
import type { Zone } from '../../time/zone.ts';
import type { Transaction } from '../database.ts';

/** How far ahead occurrences of a series without an end stand as rows; a daily job goes on from there. */
const horizonDays = 400;
/** More than an event a day for ten years is a mistake. */
const mostOccurrences = 3_660;

/**
 * Makes the occurrences of a recurring event what its series says: missing ones are added, those that stay take its texts and places, those that are no
 * longer meant go, unless somebody has ever booked them or they are over. Their hours are local: after a clock change an event at 10:00 is still at 10:00.
 */
export async function keepOccurrences(
  trx: Transaction,
  primaryId: number,
  zone: Zone,
  now: Temporal.Instant,
): Promise<void> {
  const primary = await trx
    .selectFrom('agendas.event')
    .selectAll()
    .where('id', '=', primaryId)
    .forUpdate()
    .executeTakeFirstOrThrow();
  const start = zone.toLocal(minuteOf(primary.start_at));
  const minuteOfDay = start - dayOfMinute(start) * minutesPerDay;
  const today = dayOfMinute(zone.toLocal(minuteOf(now)));
  const recurrence: Recurrence = {
    from: dayOfMinute(start),
    weekdays: primary.recurrence_days,
    everyWeeks: primary.recurrence_week_interval,
    until: primary.recurrence_end_date === null ? null : dayOf(primary.recurrence_end_date),
  };
  const end = recurrence.until === null ? Math.max(today, recurrence.from) + horizonDays : recurrence.until + 1;
  const days =
    primary.recurrence_days.length === 0 ? [] : occurrences(recurrence, recurrence.from, end).slice(0, mostOccurrences);
  const wanted = days.map((day) => ({
    slug: `${primary.slug.slice(0, 140)}-${dayText(day)}-${timeText(minuteOfDay).replace(':', '')}`,
    start_at: instantOf(zone.toInstant(day * minutesPerDay + minuteOfDay)).toString(),
  }));
  await sql`
    delete from agendas.event e where e.primary_event_id = ${primaryId} and e.start_at > ${now.toString()}
      and e.slug <> all(${wanted.map(({ slug }) => slug)}::text[])
      and not exists (select from agendas.taken t where t.event_id = e.id)`.execute(trx);
  await sql`
    insert into agendas.event as e (agenda_id, primary_event_id, slug, start_at, label, duration_minutes, places, waiting_list_places,
      promotes, description, pricing, url, publication_at, custom_fields)
    select p.agenda_id, p.id, w.slug, w.start_at, p.label, p.duration_minutes, p.places, p.waiting_list_places,
      p.promotes, p.description, p.pricing, p.url, p.publication_at, p.custom_fields
    from jsonb_to_recordset(${JSON.stringify(wanted)}::jsonb) as w(slug text, start_at timestamptz), agendas.event p where p.id = ${primaryId}
    order by w.start_at
    on conflict (agenda_id, slug) do update set start_at = excluded.start_at, label = excluded.label, duration_minutes = excluded.duration_minutes,
      places = excluded.places, waiting_list_places = excluded.waiting_list_places, promotes = excluded.promotes, description = excluded.description,
      pricing = excluded.pricing, url = excluded.url, publication_at = excluded.publication_at, custom_fields = excluded.custom_fields,
      version = e.version + 1, exceeds = e.exceeds or e.booked > excluded.places or e.waiting > excluded.waiting_list_places
    where e.primary_event_id = ${primaryId}`.execute(trx);
}
