import assert from 'node:assert/strict';
import { sql, type QueryExecutorProvider } from 'kysely';
import type { Part } from '../../src/platform/part.ts';

/** What no trial may leave behind in the agendas: each query gives the rows that break it. Written apart from the product's own checks, on purpose. */
const broken: Readonly<Record<string, string>> = {
  'counters are the sums of what is taken (I2)': `
    select e.slug, e.booked, e.waiting, s.main, s.line from agendas.event e, lateral (
      select coalesce(sum(t.places) filter (where t.list = 'main'), 0) as main, coalesce(sum(t.places) filter (where t.list = 'waiting'), 0) as line
      from agendas.taken t join agendas.booking b on b.id = t.booking_id
      where t.event_id = e.id and t.cancelled_at is null and b.cancelled_at is null) s
    where (e.booked, e.waiting) <> (s.main, s.line)`,
  'lists hold what they may (I2)': `
    select slug from agendas.event where not exceeds and (waiting > waiting_list_places or (booked > places and waiting_list_places = 0))`,
  'a booking and what it takes end together': `
    select b.id from agendas.booking b join agendas.taken t on t.booking_id = b.id where (b.cancelled_at is null) <> (t.cancelled_at is null)`,
  'a live booking takes something, and as many places as it says': `
    select b.id from agendas.booking b where b.cancelled_at is null
      and not exists (select from agendas.taken t where t.booking_id = b.id and t.cancelled_at is null and t.places = b.places)`,
  'two never stand on one desk or resource at once (I1)': `
    select a.id, b.id from agendas.taken a join agendas.taken b on b.id > a.id and a.span && b.span
      and (a.desk_id = b.desk_id or a.resource_id = b.resource_id) where a.cancelled_at is null and b.cancelled_at is null`,
  'a code locks once in an agenda': `
    select lock_code from agendas.booking where cancelled_at is null and expires_at is not null group by agenda_id, lock_code having count(*) > 1`,
  'each callback is of a booking that was cancelled or checked (I5)': `
    select c.id from agendas.callback c join agendas.booking b on b.id = c.booking_id where c.kind = 'cancel' and b.cancelled_at is null`,
  'no request is busy without a pass under way (I9)': `
    select r.id from forms.request r where r.pass_id is not null
      and not exists (select from forms.pass p where p.id = r.pass_id and p.state = 'running')`,
  'no session is idle in a transaction (I13)': `
    select pid, query from pg_stat_activity where datname = current_database() and state like 'idle in transaction%'
      and state_change < now() - interval '2 seconds'`,
  'no answer is kept half (I4)': `select caller, key from platform.idempotency where status = 0`,
};

/** The invariants by SQL, then those of the two parts themselves. */
export async function assertInvariants(
  db: QueryExecutorProvider,
  parts: Readonly<Record<string, Pick<Part, 'checks'>>> = {},
  told = '',
): Promise<void> {
  for (const [name, query] of Object.entries(broken)) {
    const { rows } = await sql.raw(query).execute(db);
    assert.deepEqual(rows, [], `${name} ${told}`);
  }
  for (const { checks } of Object.values(parts))
    for (const { name, run } of checks) assert.equal(await run(), null, `${name} ${told}`);
}
