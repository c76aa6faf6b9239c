import { sql } from 'kysely';
import type { Check } from '../platform/part.ts';
import { deadAmong } from '../platform/processes.ts';
import type { Forms } from './forms.ts';
import { leaseSeconds } from './workflow/pass.ts';

/** What must hold whatever happened (spec/proof.md, section 2): each counts what breaks it. */
export function checksOf(forms: Forms): Check[] {
  const { db } = forms.town;
  const none = (
    name: string,
    query: ReturnType<typeof sql<{ count: number }>>,
    told: (count: number) => string,
  ): Check => ({
    name,
    async run() {
      const count = (await query.execute(db)).rows[0]?.count ?? 0;
      return count === 0 ? null : told(count);
    },
  });
  return [
    none(
      'requests have a history and numbers without holes (I4)',
      sql`select (select count(*) from forms.request r where not exists (select from forms.evolution e where e.request_id = r.id))::int
        + (select count(*) from (select max(number) - count(*) as holes from forms.request group by definition_id) n where holes <> 0)::int as count`,
      (count) => `${count} requests or forms break it`,
    ),
    none(
      'each request names the call that made it (I5)',
      sql`select count(*)::int as count from forms.request r
        where not exists (select from forms.trace t where t.request_id = r.id and t.event like '%-created')`,
      (count) => `${count} requests without an origin`,
    ),
    none(
      'journals of passes and histories have no hole and no double (I6)',
      sql`select (select count(*) from (select max(number) - count(*) as holes from forms.pass_step group by pass_id) s where holes <> 0)::int
        + (select count(*) from (select max(number) - count(*) as holes from forms.evolution group by request_id) e where holes <> 0)::int as count`,
      (count) => `${count} journals are broken`,
    ),
    {
      name: 'unfinished passes have a lease or stand as failed (I7)',
      async run() {
        const { rows } = await sql<{ owner: number | null }>`
          select owner from forms.pass where state = 'running' and lease_until < now() - interval '60 seconds'`.execute(
          db,
        );
        const dead = await deadAmong(
          db,
          rows.flatMap(({ owner }) => (owner === null ? [] : [owner])),
        );
        return rows.length === 0
          ? null
          : `${rows.length} passes wait for longer than a minute, ${dead.length} of dead processes; is "serve jobs" running?`;
      },
    },
    none(
      'no lease is longer than its length (I8)',
      sql`select count(*)::int as count from forms.pass where state = 'running' and lease_until > now() + ${leaseSeconds + 5} * interval '1 second'`,
      (count) => `${count} leases are too long`,
    ),
    none(
      'no request is busy without a pass under way (I9)',
      sql`select count(*)::int as count from forms.request r
        where r.pass_id is not null and not exists (select from forms.pass p where p.id = r.pass_id and p.request_id = r.id and p.state = 'running')`,
      (count) => `${count} requests are stuck`,
    ),
    none(
      'no pass was given up',
      sql`select count(*)::int as count from forms.pass where state = 'failed' and ended_at > now() - interval '30 days'`,
      (count) => `${count} passes were given up in 30 days`,
    ),
  ];
}
