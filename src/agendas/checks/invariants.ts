import { sql, type QueryExecutorProvider } from 'kysely';
import type { Check } from '../../platform/part.ts';

type Invariant = { name: string; text: string };

/** What must hold at every instant (spec/proof.md, section 2), each as a query of what breaks it. */
const invariants: readonly Invariant[] = [
  {
    name: 'I1: no two live bookings overlap on a desk or a resource',
    text: `select 'bookings ' || a.booking_id || ' and ' || b.booking_id as wrong from agendas.taken a join agendas.taken b
      on a.id < b.id and (a.desk_id = b.desk_id or a.resource_id = b.resource_id) and a.span && b.span
      where a.cancelled_at is null and b.cancelled_at is null`,
  },
  {
    name: 'I2: counters of events are the sums of their rows',
    text: `select 'event ' || e.id as wrong from agendas.event e left join (
        select t.event_id, sum(t.places) filter (where t.list = 'main') as main, sum(t.places) filter (where t.list = 'waiting') as waiting
        from agendas.taken t where t.cancelled_at is null and t.event_id is not null group by t.event_id) s on s.event_id = e.id
      where (e.booked, e.waiting) is distinct from (coalesce(s.main, 0), coalesce(s.waiting, 0))`,
  },
  {
    name: 'I2: no more places than there are, save one booking of several',
    text: `select 'event ' || e.id as wrong from agendas.event e where not e.exceeds and (e.waiting > e.waiting_list_places or (e.booked > e.places and not exists (
      select from agendas.taken t where t.event_id = e.id and t.cancelled_at is null and t.list = 'main' and t.places > 1 and e.booked - t.places < e.places)))`,
  },
  {
    name: 'I2: what a cancelled booking took is free',
    text: `select 'booking ' || b.id as wrong from agendas.booking b join agendas.taken t on t.booking_id = b.id
      where (b.cancelled_at is null) <> (t.cancelled_at is null)`,
  },
  {
    name: 'I3: nobody waits who could move up',
    text: `select 'event ' || e.id as wrong from agendas.event e join lateral (
        select t.places from agendas.taken t join agendas.booking b on b.id = t.booking_id where t.event_id = e.id and t.cancelled_at is null and t.list = 'waiting' and b.expires_at is null
        order by t.turn limit 1) f on true
      where e.promotes and not e.exceeds and e.cancelled_at is null and e.lock_ends_at is null and e.booked + f.places <= e.places`,
  },
  {
    name: 'what was anonymised holds nothing personal, mails neither',
    text: `select 'booking ' || b.id as wrong from agendas.booking b where b.anonymized_at is not null
        and (b.user_external_id || b.user_first_name || b.user_last_name || b.user_email || b.user_phone_number || b.form_url <> ''
        or b.extra_emails <> '{}' or b.extra_phone_numbers <> '{}' or b.extra_data is not null)
      union all select 'booking ' || b.id from platform.mail m join agendas.booking b on m.about = 'booking ' || b.id where b.anonymized_at is not null`,
  },
  {
    name: 'an occurrence off its series that is cancelled holds nobody',
    text: `select 'event ' || e.id as wrong from agendas.event e where e.off_series and e.cancelled_at is not null and (e.booked > 0 or e.waiting > 0)`,
  },
  {
    name: 'I10: every callback owed was sent, waits or failed',
    text: `select 'booking ' || b.id as wrong from agendas.booking b where b.cancelled_by = 'agent' and b.cancel_callback_url <> ''
        and (select count(*) from agendas.callback c where c.booking_id = b.id and c.kind = 'cancel') <> 1
      union all select 'booking ' || b.id from agendas.booking b where b.told_present is not null
        and (case when b.told_present then b.presence_callback_url else b.absence_callback_url end) <> ''
        and (select c.kind from agendas.callback c where c.booking_id = b.id and c.kind <> 'cancel' order by c.id desc limit 1)
          is distinct from case when b.told_present then 'presence' else 'absence' end`,
  },
];

export function invariantChecks(db: QueryExecutorProvider): Check[] {
  return invariants.map(({ name, text }) => ({
    name,
    async run() {
      const { rows } = await sql<{ wrong: string }>`${sql.raw(text)} limit 5`.execute(db);
      return rows.length === 0 ? null : rows.map(({ wrong }) => wrong).join(', ');
    },
  }));
}

/** What doesn't hold; empty where all is well. */
export async function brokenInvariants(db: QueryExecutorProvider): Promise<string[]> {
  const found = await Promise.all(invariantChecks(db).map(async ({ name, run }) => [name, await run()] as const));
  return found.flatMap(([name, wrong]) => (wrong === null ? [] : [`${name}: ${wrong}`]));
}
