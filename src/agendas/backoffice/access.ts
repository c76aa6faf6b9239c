import { sql, type Kysely, type RawBuilder } from 'kysely';
import { isAdministrator, rolesOf, type Caller } from '../../accounts/caller.ts';
import { forbidden, notFound } from '../../platform/server/refusal.ts';
import { agendaColumns, isNumber, may, toAgenda, type Agenda, type AgendaJson, type Right } from '../agenda/agenda.ts';
import { isName } from '../api/reading.ts';
import type { Database } from '../database.ts';

/** Whether the caller holds a role of the agenda that a statement joins as `a`; administrators see them all. */
export function isVisible(caller: Caller): RawBuilder<boolean> {
  if (isAdministrator(caller)) return sql<boolean>`true`;
  const roles = caller.kind === 'person' ? rolesOf(caller) : [];
  return sql<boolean>`exists (select from accounts.role r
    where r.id in (a.view_role_id, a.edit_role_id, a.admin_role_id) and r.slug = any(${roles}::text[]))`;
}

/** The agenda of an address, by slug or number; for whom may not see it there is none. */
export async function visibleAgenda(db: Kysely<Database>, caller: Caller, reference: string): Promise<Agenda> {
  if (!isName(reference)) throw notFound();
  const number = isNumber(reference) ? Number(reference) : null;
  const { rows } = await sql<{ agenda: AgendaJson }>`select ${agendaColumns} as agenda from agendas.agenda a
    where (a.slug = ${reference} or a.id = ${number}) and ${isVisible(caller)} order by a.slug = ${reference} desc limit 1`.execute(
    db,
  );
  const row = rows[0];
  if (!row) throw notFound();
  return toAgenda(row.agenda);
}

/** Who sees an agenda but may not do this is told so. */
export function demand(caller: Caller, agenda: Agenda, right: Right): void {
  if (!may(caller, agenda, right)) throw forbidden();
}
