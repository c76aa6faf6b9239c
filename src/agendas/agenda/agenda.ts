import { sql, type Kysely, type RawBuilder } from 'kysely';
import { isAdministrator, rolesOf, type Caller } from '../../accounts/caller.ts';
import { timeOfDay } from './window.ts';
import type { Database } from '../database.ts';
import { rowsOf, type Reader } from '../meetings/runner.ts';
import type { AgendaKind } from '../tables.ts';

type Named = { slug: string; label: string };

/** An agenda's settings, as rules and answers need them. Roles are slugs; `roleNames` is what the API shows. */
export type Agenda = {
  id: number;
  slug: string;
  label: string;
  kind: AgendaKind;
  category: Named | null;
  eventsType: string | null;
  viewRole: string | null;
  editRole: string | null;
  adminRole: string | null;
  roleNames: { view: string | null; edit: string | null; admin: string | null };
  minimalDelay: number;
  minimalDelayInWorkingDays: boolean;
  /** 0: no limit. */
  maximalDelay: number;
  /** Minutes of the day at which a new day opens for booking. */
  minimalTime: number;
  minimalCancellationDelay: number | null;
  minimalCancellationDelayInWorkingDays: boolean;
  overbooking: boolean;
  partialBookings: boolean;
  bookingFormUrl: string | null;
  maximalBookingsPerUser: number | null;
  anonymizeAfterDays: number | null;
  freeRange: boolean;
  slotMinutes: number | null;
  minimalSlots: number | null;
  maximalSlots: number | null;
  version: number;
};

/** Columns of an agenda as one JSON object, for any statement that joins it as `a`. */
export const agendaJson = `jsonb_build_object('id', a.id, 'slug', a.slug, 'label', a.label, 'kind', a.kind,
  'category', (select jsonb_build_object('slug', c.slug, 'label', c.label) from agendas.category c where c.id = a.category_id),
  'eventsType', (select t.slug from agendas.events_type t where t.id = a.events_type_id),
  'view', (select jsonb_build_array(r.slug, r.name) from accounts.role r where r.id = a.view_role_id),
  'edit', (select jsonb_build_array(r.slug, r.name) from accounts.role r where r.id = a.edit_role_id),
  'admin', (select jsonb_build_array(r.slug, r.name) from accounts.role r where r.id = a.admin_role_id),
  'minimalDelay', a.minimal_booking_delay, 'minimalDelayInWorkingDays', a.minimal_booking_delay_in_working_days,
  'maximalDelay', a.maximal_booking_delay, 'minimalTime', a.minimal_booking_time,
  'minimalCancellationDelay', a.minimal_cancellation_delay, 'minimalCancellationDelayInWorkingDays', a.minimal_cancellation_delay_in_working_days,
  'overbooking', a.overbooking, 'partialBookings', a.partial_bookings, 'bookingFormUrl', a.booking_form_url,
  'maximalBookingsPerUser', a.maximal_bookings_per_user, 'anonymizeAfterDays', a.anonymize_after_days,
  'freeRange', a.free_range, 'slotMinutes', a.slot_minutes, 'minimalSlots', a.minimal_booking_slots, 'maximalSlots', a.maximal_booking_slots,
  'version', a.version)`;
export const agendaColumns: RawBuilder<unknown> = sql.raw(agendaJson);

type Role = [slug: string, name: string] | null;
export type AgendaJson = Omit<Agenda, 'viewRole' | 'editRole' | 'adminRole' | 'roleNames' | 'minimalTime'> & {
  view: Role;
  edit: Role;
  admin: Role;
  minimalTime: string;
};

export function toAgenda({ view, edit, admin, minimalTime, ...rest }: AgendaJson): Agenda {
  return {
    ...rest,
    minimalTime: timeOfDay(minimalTime),
    viewRole: view?.[0] ?? null,
    editRole: edit?.[0] ?? null,
    adminRole: admin?.[0] ?? null,
    roleNames: { view: view?.[1] ?? null, edit: edit?.[1] ?? null, admin: admin?.[1] ?? null },
  };
}

export function isNumber(text: string): boolean {
  return /^[1-9]\d{0,8}$/.test(text);
}

/** By its slug, else by its number: pages and other modules link by either. */
export async function findAgenda(db: Reader, slugOrNumber: string): Promise<Agenda | null> {
  const rows = await rowsOf(
    db,
    sql<{ agenda: AgendaJson }>`select ${agendaColumns} as agenda from agendas.agenda a
    where a.slug = ${slugOrNumber} or a.id = ${isNumber(slugOrNumber) ? Number(slugOrNumber) : null}
    order by a.slug = ${slugOrNumber} desc limit 1`,
  );
  const row = rows[0];
  return row ? toAgenda(row.agenda) : null;
}

/** One that is there. */
export async function findAgendaById(db: Kysely<Database>, id: number): Promise<Agenda> {
  const { rows } = await sql<{
    agenda: AgendaJson;
  }>`select ${agendaColumns} as agenda from agendas.agenda a where a.id = ${id}`.execute(db);
  return toAgenda(rows[0]!.agenda);
}

export type AgendaFilter = {
  /** Part of the slug. */
  q?: string;
  /** A category's slug; null: agendas without category. */
  category?: string | null;
  kind?: string;
  /** The agendas of these slugs alone. */
  slugs?: readonly string[];
};

export async function listAgendas(
  db: Kysely<Database>,
  { q, category, kind, slugs }: AgendaFilter = {},
): Promise<Agenda[]> {
  const like = q === undefined ? null : `%${q.replace(/[\\%_]/g, (sign) => `\\${sign}`)}%`;
  const { rows } = await sql<{ agenda: AgendaJson }>`select ${agendaColumns} as agenda from agendas.agenda a
    where (${like}::text is null or a.slug like ${like}) and (${kind ?? null}::text is null or a.kind = ${kind ?? null})
      and (${category === undefined} or a.category_id is not distinct from (select id from agendas.category where slug = ${category ?? null}))
      and (${category === null || category === undefined} or a.category_id is not null)
      and (${slugs ?? null}::text[] is null or a.slug = any(${slugs ?? null}::text[]))
    order by a.label collate "und-x-icu", a.id limit 2000`.execute(db);
  return rows.map(({ agenda }) => toAgenda(agenda));
}

export type Right = 'view' | 'edit' | 'admin';

/**
 * Whether a caller may see the bookings of an agenda and tick presence (view), change them (edit), change the agenda (admin).
 * Services that sign and API clients act for the whole town; somebody signed in needs a role of the agenda.
 */
export function may(
  caller: Caller,
  agenda: Pick<Agenda, 'viewRole' | 'editRole' | 'adminRole'>,
  right: Right,
): boolean {
  if (caller.kind === 'signed' || caller.kind === 'client') return right !== 'admin';
  if (caller.kind === 'anonymous') return false;
  if (isAdministrator(caller)) return true;
  const opening = [
    agenda.adminRole,
    ...(right === 'admin' ? [] : [agenda.editRole]),
    ...(right === 'view' ? [agenda.viewRole] : []),
  ];
  return rolesOf(caller).some((role) => opening.includes(role));
}
