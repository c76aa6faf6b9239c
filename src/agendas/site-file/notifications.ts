import { sql, type Kysely } from 'kysely';
import { isAddress } from '../../platform/mail/message.ts';
import type { Database, Transaction } from '../database.ts';
import { stateOf, toldOf, type Told } from '../notifications/state.ts';
import { refusedAt, type AgendaEntry, type EventsAgendaEntry, type SectionRefused } from './schema.ts';

type Notifications = NonNullable<EventsAgendaEntry['notifications']>;
type Key = keyof Notifications;

const keys: Record<Told, Key> = { 'almost full': 'almost_full', full: 'full', cancelled: 'cancelled' };

/** Roles that an agenda's notifications name, with the path of each. */
export function rolesNotified(agenda: AgendaEntry, at: string): { slug: string; path: string }[] {
  if (agenda.kind !== 'events') return [];
  return Object.entries(agenda.notifications ?? {}).flatMap(([key, recipients]) =>
    recipients?.role ? [{ slug: recipients.role, path: `${at}.notifications.${key}.role` }] : [],
  );
}

/** The first address of a notification that is none. */
export function addressRefusal(agendas: readonly AgendaEntry[]): SectionRefused | null {
  for (const [index, agenda] of agendas.entries()) {
    if (agenda.kind !== 'events') continue;
    for (const [key, recipients] of Object.entries(agenda.notifications ?? {})) {
      const wrong = (recipients?.emails ?? []).findIndex((email) => !isAddress(email.trim()));
      if (wrong !== -1)
        return refusedAt(`agendas[${index}].notifications.${key}.emails[${wrong}]`, 'is not an e-mail address');
    }
  }
  return null;
}

/** Who is told of what; what isn't said stays. Where nobody was told of anything before, the staff is told of what happens from now on. */
export async function importNotifications(
  trx: Transaction,
  agendaId: number,
  given: Notifications | undefined,
  roles: ReadonlyMap<string, number>,
  now: Temporal.Instant,
): Promise<void> {
  if (given === undefined) return;
  const before = await trx
    .selectFrom('agendas.notification')
    .select('about')
    .where('agenda_id', '=', agendaId)
    .executeTakeFirst();
  for (const about of toldOf) {
    const recipients = given[keys[about]];
    if (recipients === undefined) continue;
    const emails = [...new Set((recipients?.emails ?? []).map((email) => email.trim()))];
    const role = recipients?.role ? (roles.get(recipients.role) ?? null) : null;
    await sql`delete from agendas.notification where agenda_id = ${agendaId} and about = ${about}`.execute(trx);
    if (emails.length === 0 && role === null) continue;
    await trx
      .insertInto('agendas.notification')
      .values({ agenda_id: agendaId, about, emails, role_id: role })
      .execute();
  }
  if (before) return;
  await sql`with held as (select e.id from agendas.event e where e.agenda_id = ${agendaId} and e.start_at > ${now.toString()} order by e.id for update)
    update agendas.event e set told_state = ${stateOf} from held h where e.id = h.id and e.told_state <> ${stateOf}`.execute(
    trx,
  );
}

/** As the site file says it: null for what nobody is told of. */
export async function notificationsEntry(db: Kysely<Database>, agendaId: number): Promise<Required<Notifications>> {
  const rows = await db
    .selectFrom('agendas.notification as n')
    .leftJoin('accounts.role as r', 'r.id', 'n.role_id')
    .select(['n.about', 'n.emails', 'r.slug as role'])
    .where('n.agenda_id', '=', agendaId)
    .execute();
  const of = (about: Told) => {
    const row = rows.find((one) => one.about === about);
    return row ? { emails: row.emails, role: row.role } : null;
  };
  return { almost_full: of('almost full'), full: of('full'), cancelled: of('cancelled') };
}
