import { sql, type Kysely } from 'kysely';
import type { Database } from '../database.ts';
import { exportAgendas } from './export.ts';
import { rolesNotified } from './notifications.ts';
import type { AgendaEntry } from './schema.ts';

/** What can leave an installation and come into another one by itself, each kind with the key of the site file's section. */
export const componentTypes = {
  agendas: { text: { en: 'Agendas', fr: 'Agendas' }, singular: { en: 'Agenda', fr: 'Agenda' }, section: 'agendas' },
  agendas_categories: {
    text: { en: 'Categories', fr: 'Catégories' },
    singular: { en: 'Category', fr: 'Catégorie' },
    section: 'categories',
  },
  events_types: {
    text: { en: 'Types of events', fr: 'Types d’évènements' },
    singular: { en: 'Type of events', fr: 'Type d’évènements' },
    section: 'events_types',
  },
  resources: {
    text: { en: 'Shared resources', fr: 'Ressources partagées' },
    singular: { en: 'Shared resource', fr: 'Ressource partagée' },
    section: 'resources',
  },
  unavailability_calendars: {
    text: { en: 'Unavailability calendars', fr: 'Calendriers d’indisponibilités' },
    singular: { en: 'Unavailability calendar', fr: 'Calendrier d’indisponibilités' },
    section: 'unavailability_calendars',
  },
  roles: { text: { en: 'Roles', fr: 'Rôles' }, singular: { en: 'Role', fr: 'Rôle' }, section: null },
} as const;

export type ComponentType = keyof typeof componentTypes;
export type Component = { type: ComponentType; slug: string };
export type LabelledComponent = Component & { label: string };

export function isComponentType(text: string): text is ComponentType {
  return Object.hasOwn(componentTypes, text);
}

const tables = {
  agendas: sql`select slug, label from agendas.agenda`,
  agendas_categories: sql`select slug, label from agendas.category`,
  events_types: sql`select slug, label from agendas.events_type`,
  resources: sql`select slug, label from agendas.resource`,
  unavailability_calendars: sql`select slug, label from agendas.unavailability_calendar`,
  roles: sql`select slug, name as label from accounts.role`,
} as const;

/** The components of a type, as people sort names; of those named alone where `slugs` is given. */
export async function listComponents(
  db: Kysely<Database>,
  type: ComponentType,
  slugs: readonly string[] | null = null,
): Promise<LabelledComponent[]> {
  const { rows } = await sql<{ slug: string; label: string }>`
    select c.slug, c.label from (${tables[type]}) c where ${slugs}::text[] is null or c.slug = any(${slugs}::text[])
    order by c.label collate "und-x-icu", c.slug limit 5000`.execute(db);
  return rows.map((row) => ({ type, ...row }));
}

/** A component as it leaves, in the shape that the site file has for it; null where it isn't there. */
export async function exportComponent(
  db: Kysely<Database>,
  { type, slug }: Component,
  timeZone: string,
): Promise<object | null> {
  const { section } = componentTypes[type];
  if (section === null) {
    const [role] = await listComponents(db, type, [slug]);
    return role ? { slug: role.slug, name: role.label } : null;
  }
  const site = await exportAgendas(db, type === 'agendas' ? [slug] : undefined, timeZone, section);
  return site[section]?.find((entry) => entry.slug === slug) ?? null;
}

/** What an agenda names, and has to be there before it. */
export function dependenciesOf(agenda: AgendaEntry): Component[] {
  const named = (type: ComponentType, slugs: readonly (string | null | undefined)[]): Component[] =>
    [...new Set(slugs)].flatMap((slug) => (typeof slug === 'string' ? [{ type, slug }] : []));
  const { kind } = agenda;
  const calendars =
    kind === 'meetings'
      ? (agenda.desks ?? []).flatMap((desk) => desk.unavailability_calendars ?? [])
      : kind === 'events'
        ? agenda.unavailability_calendars
        : [];
  return [
    ...named('agendas', kind === 'virtual' ? (agenda.agendas ?? []) : []),
    ...named('agendas_categories', [agenda.category]),
    ...named('events_types', kind === 'events' ? [agenda.events_type] : []),
    ...named('resources', kind === 'meetings' ? (agenda.resources ?? []) : []),
    ...named('unavailability_calendars', calendars ?? []),
    ...named('roles', [
      agenda.view_role,
      agenda.edit_role,
      agenda.admin_role,
      ...rolesNotified(agenda, '').map(({ slug }) => slug),
    ]),
  ];
}
