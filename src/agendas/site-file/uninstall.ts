import { sql, type Kysely } from 'kysely';
import type { Database, Transaction } from '../database.ts';
import type { Component } from './components.ts';

/** Why a component of an application can't be taken away: one line a component. */
export type Use = Component & { why: string };

/** The application's own components: one that another application brought, too, stays with that one. Roles belong to people, and stay. */
const own = (application: string) => sql`
  select c.type, c.slug from agendas.application_component c where c.application = ${application} and c.type <> 'roles'
    and not exists (select from agendas.application_component o where o.type = c.type and o.slug = c.slug and o.application <> c.application)`;

/**
 * What stands against taking an application away: agendas with bookings, whenever they were, or with people enrolled, and what agendas of others name. An application
 * that isn't here has nothing to be in use.
 */
export async function usesOf(db: Kysely<Database>, application: string): Promise<Use[]> {
  const { rows } = await sql<Use>`
    with own as (${own(application)}),
    gone as (select a.id from own join agendas.agenda a on own.type = 'agendas' and a.slug = own.slug),
    stays as (select a.* from agendas.agenda a where a.id not in (select id from gone)),
    uses as (
      select 'agendas' as type, a.slug, 'has bookings' as why from agendas.agenda a where a.id in (select id from gone) and exists (select from agendas.booking b where b.agenda_id = a.id)
      union all select 'agendas', a.slug, 'has people enrolled' from agendas.agenda a where a.id in (select id from gone) and exists (select from agendas.subscription s where s.agenda_id = a.id)
      union all select 'agendas', a.slug, 'is named by ' || v.slug from agendas.virtual_member m join agendas.agenda a on a.id = m.agenda_id join stays v on v.id = m.virtual_id
        where a.id in (select id from gone)
      union all select 'agendas_categories', c.slug, 'is named by ' || a.slug from agendas.category c join stays a on a.category_id = c.id
      union all select 'events_types', t.slug, 'is named by ' || a.slug from agendas.events_type t join stays a on a.events_type_id = t.id
      union all select 'resources', r.slug, 'is named by ' || a.slug from agendas.resource r join agendas.agenda_resource x on x.resource_id = r.id join stays a on a.id = x.agenda_id
      union all select 'resources', r.slug, 'has bookings' from agendas.resource r where exists (select from agendas.taken t where t.resource_id = r.id)
      union all select 'unavailability_calendars', c.slug, 'is named by ' || a.slug from agendas.unavailability_calendar c
        join agendas.desk_unavailability_calendar x on x.calendar_id = c.id join agendas.desk d on d.id = x.desk_id join stays a on a.id = d.agenda_id
    )
    select distinct on (u.type, u.slug) u.type, u.slug, u.why from uses u join own using (type, slug) order by u.type, u.slug, u.why`.execute(
    db,
  );
  return rows;
}

export type Uninstalled = { kind: 'uninstalled' } | { kind: 'used'; uses: readonly Use[] };

/** Takes an application away with its own components, all of them or none. Its agendas are held first, so that nobody books meanwhile. */
export async function uninstall(trx: Transaction, application: string): Promise<Uninstalled> {
  await sql`select a.id from agendas.agenda a where a.slug in (select slug from (${own(application)}) own where type = 'agendas') order by a.id for update`.execute(
    trx,
  );
  const uses = await usesOf(trx, application);
  if (uses.length > 0) return { kind: 'used', uses };
  const named = (type: string) => sql`(select slug from (${own(application)}) own where type = ${type})`;
  // Virtual ones first: they name the others.
  await sql`delete from agendas.agenda where kind = 'virtual' and slug in ${named('agendas')}`.execute(trx);
  await sql`delete from agendas.agenda where slug in ${named('agendas')}`.execute(trx);
  await sql`delete from agendas.category where slug in ${named('agendas_categories')}`.execute(trx);
  await sql`delete from agendas.events_type where slug in ${named('events_types')}`.execute(trx);
  await sql`delete from agendas.resource where slug in ${named('resources')}`.execute(trx);
  await sql`delete from agendas.unavailability_calendar where slug in ${named('unavailability_calendars')}`.execute(
    trx,
  );
  await trx.deleteFrom('agendas.application').where('slug', '=', application).execute();
  return { kind: 'uninstalled' };
}
