import { sql, type Kysely, type RawBuilder } from 'kysely';
import type { Database } from '../database.ts';
import type { Listed, Page } from './read-agendas.ts';
import { bookingColumns, type BookingLine } from './read-bookings.ts';

/** What a sheet of presence shows: values of `extra_data` by key. */
export type ExtraFilter = ReadonlyMap<string, string>;

/** Confirmed bookings of the main list: who should be there. */
const expected = (eventId: number) => sql`agendas.taken t join agendas.booking b on b.id = t.booking_id
  where t.event_id = ${eventId} and t.list = 'main' and t.cancelled_at is null and b.expires_at is null`;

function matching(filter: ExtraFilter): RawBuilder<unknown> {
  const parts = [...filter].map(([key, value]) => sql`and b.extra_data ->> ${key} = ${value}`);
  return parts.length === 0 ? sql`` : sql.join(parts, sql` `);
}

/** Who should be there, by name. */
export async function expectedPeople(
  db: Kysely<Database>,
  eventId: number,
  filter: ExtraFilter,
  { limit, offset }: Page,
): Promise<Listed<BookingLine>> {
  const { rows } = await sql<BookingLine & { total: number }>`
    select ${bookingColumns}, count(*) over ()::int as total from ${expected(eventId)} ${matching(filter)}
    order by lower(b.user_last_name), lower(b.user_first_name), b.label, b.id limit ${limit} offset ${offset}`.execute(
    db,
  );
  return { rows, total: rows[0]?.total ?? 0 };
}

export type CheckFigures = {
  total: number;
  present: number;
  absent: number;
  /** Requests that marking the event would tell: those with an address, whose presence isn't what they were told last. */
  toTell: number;
};

export async function checkFigures(db: Kysely<Database>, eventId: number): Promise<CheckFigures> {
  const { rows } = await sql<CheckFigures>`
    select count(*)::int as total, count(*) filter (where b.user_was_present)::int as present, count(*) filter (where not b.user_was_present)::int as absent,
      count(*) filter (where b.told_present is distinct from b.user_was_present
        and case when b.user_was_present then b.presence_callback_url <> '' else b.absence_callback_url <> '' end
        and b.user_was_present is not null)::int as "toTell"
    from ${expected(eventId)}`.execute(db);
  return rows[0] ?? { total: 0, present: 0, absent: 0, toTell: 0 };
}

/** Which of these bookings are expected at the event: what else is posted is nobody's. */
export async function unticked(db: Kysely<Database>, eventId: number, filter: ExtraFilter): Promise<number[]> {
  const { rows } = await sql<{ id: number }>`
    select b.id from ${expected(eventId)} ${matching(filter)} and b.user_was_present is null order by b.id`.execute(db);
  return rows.map(({ id }) => id);
}

export type ExtraChoice = { key: string; values: { value: string; count: number }[] };

const mostChoices = 8;
const mostFilters = 3;
const longestValue = 40;

/** What the bookings of an event brought along that parts them into few groups: « regime », with each value and how many have it. */
export async function extraChoices(db: Kysely<Database>, eventId: number): Promise<ExtraChoice[]> {
  const { rows } = await sql<{ key: string; value: string; count: number }>`
    select x.key, x.value, count(*)::int as count
    from (select b.extra_data from ${expected(eventId)} and jsonb_typeof(b.extra_data) = 'object') b cross join jsonb_each_text(b.extra_data) x
    where length(x.key) <= 60 and length(x.value) between 1 and ${longestValue}
    group by x.key, x.value order by x.key, count(*) desc, x.value limit 2000`.execute(db);
  return [...Map.groupBy(rows, ({ key }) => key)]
    .map(([key, values]) => ({ key, values: values.map(({ value, count }) => ({ value, count })) }))
    .filter(({ values }) => values.length > 1 && values.length <= mostChoices && values.some(({ count }) => count > 1))
    .toSorted((a, b) => a.values.length - b.values.length || a.key.localeCompare(b.key))
    .slice(0, mostFilters);
}
