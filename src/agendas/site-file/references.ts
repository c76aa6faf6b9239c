import { sql, type Kysely } from 'kysely';
import type { Database } from '../database.ts';
import type { AgendaKind } from '../tables.ts';
import { addressRefusal, rolesNotified } from './notifications.ts';
import { contradiction, type Standing } from './contradictions.ts';
import { refusedAt, type AgendasSection, type SectionRefused } from './schema.ts';

export type References = Record<Named, Ids> & {
  /** The kind of each agenda, by its slug. */
  kinds: ReadonlyMap<string, AgendaKind>;
  standing: ReadonlyMap<string, Standing>;
  /** The custom fields of each events type, by its slug. */
  fields: ReadonlyMap<string, ReadonlySet<string>>;
};
type Named = 'category' | 'resource' | 'events_type' | 'calendar' | 'role' | 'agenda';
type Ids = ReadonlyMap<string, number>;

/** The numbers of everything that a site file may name. */
export async function readReferences(db: Kysely<Database>): Promise<References> {
  const [category, resource, eventsType, calendar, role, agenda] = await Promise.all([
    db.selectFrom('agendas.category').select(['slug', 'id']).execute(),
    db.selectFrom('agendas.resource').select(['slug', 'id']).execute(),
    db.selectFrom('agendas.events_type').select(['slug', 'id', 'custom_fields']).execute(),
    db.selectFrom('agendas.unavailability_calendar').select(['slug', 'id']).execute(),
    db.selectFrom('accounts.role').select(['slug', 'id']).execute(),
    agendasStanding(db),
  ]);
  const ids = (rows: readonly { slug: string; id: number }[]): Ids => new Map(rows.map(({ slug, id }) => [slug, id]));
  return {
    category: ids(category),
    resource: ids(resource),
    events_type: ids(eventsType),
    calendar: ids(calendar),
    role: ids(role),
    agenda: ids(agenda),
    kinds: new Map(agenda.map(({ slug, kind }) => [slug, kind])),
    standing: new Map(agenda.map(({ slug, ...standing }) => [slug, standing])),
    fields: new Map(
      eventsType.map(({ slug, custom_fields: fields }) => [slug, new Set(fields.map((field) => field.slug))]),
    ),
  };
}

function agendasStanding(db: Kysely<Database>) {
  return db
    .selectFrom('agendas.agenda as a')
    .leftJoin('agendas.events_type as t', 't.id', 'a.events_type_id')
    .select([
      'a.slug',
      'a.id',
      'a.kind',
      'a.minimal_booking_delay as minimalDelay',
      'a.maximal_booking_delay as maximalDelay',
      'a.minimal_booking_slots as minimalSlots',
      'a.maximal_booking_slots as maximalSlots',
      'a.free_range as freeRange',
      't.slug as eventsType',
      sql<
        string[]
      >`array(select m.slug from agendas.virtual_member v join agendas.agenda m on m.id = v.agenda_id where v.virtual_id = a.id)`.as(
        'members',
      ),
    ])
    .execute();
}

/** The first name that stands for nothing, neither in the file nor in the database; null where all are known. */
export function unknownReference(section: AgendasSection, known: References): SectionRefused | null {
  const own = (rows: readonly { slug: string }[] | undefined): Set<string> =>
    new Set((rows ?? []).map(({ slug }) => slug));
  const inFile = {
    category: own(section.categories),
    resource: own(section.resources),
    events_type: own(section.events_types),
    calendar: own(section.unavailability_calendars),
    role: new Set<string>(),
    agenda: own(section.agendas),
  };
  const names: (readonly [kind: Named, slug: string | null | undefined, path: string])[] = [];
  for (const [index, agenda] of (section.agendas ?? []).entries()) {
    const at = `agendas[${index}]`;
    names.push(['category', agenda.category, `${at}.category`]);
    for (const role of ['view_role', 'edit_role', 'admin_role'] as const)
      names.push(['role', agenda[role], `${at}.${role}`]);
    for (const { slug, path } of rolesNotified(agenda, at)) names.push(['role', slug, path]);
    if (agenda.kind === 'events') {
      names.push(['events_type', agenda.events_type, `${at}.events_type`]);
      agenda.unavailability_calendars?.forEach((slug, i) =>
        names.push(['calendar', slug, `${at}.unavailability_calendars[${i}]`]),
      );
    }
    if (agenda.kind === 'virtual')
      agenda.agendas?.forEach((slug, i) => names.push(['agenda', slug, `${at}.agendas[${i}]`]));
    if (agenda.kind !== 'meetings') continue;
    agenda.resources?.forEach((slug, i) => names.push(['resource', slug, `${at}.resources[${i}]`]));
    for (const [d, desk] of (agenda.desks ?? []).entries()) {
      desk.unavailability_calendars?.forEach((slug, i) =>
        names.push(['calendar', slug, `${at}.desks[${d}].unavailability_calendars[${i}]`]),
      );
    }
  }
  const wrong = names.find(([kind, slug]) => slug && !inFile[kind].has(slug) && !known[kind].has(slug));
  return wrong
    ? refusedAt(wrong[2], `names "${wrong[1]}", which isn't there`)
    : (kindRefusal(section, known) ??
        doubleSlug(section) ??
        addressRefusal(section.agendas ?? []) ??
        contradiction(section, known));
}

/** An agenda stays of its kind; a virtual one is made of real ones: a circle can't be. */
function kindRefusal(section: AgendasSection, { kinds: known }: References): SectionRefused | null {
  const kinds = new Map([...known, ...(section.agendas ?? []).map(({ slug, kind }) => [slug, kind] as const)]);
  for (const [index, agenda] of (section.agendas ?? []).entries()) {
    const before = known.get(agenda.slug) ?? agenda.kind;
    if (before !== agenda.kind)
      return refusedAt(`agendas[${index}].kind`, `can't change: "${agenda.slug}" is an agenda of kind "${before}"`);
    if (agenda.kind !== 'virtual') continue;
    const wrong = (agenda.agendas ?? []).findIndex((slug) => kinds.get(slug) !== 'meetings');
    if (wrong !== -1) return refusedAt(`agendas[${index}].agendas[${wrong}]`, 'is not an agenda of meetings');
  }
  return null;
}

type WithSlugs = readonly { slug: string }[];

function doubleSlug(section: AgendasSection): SectionRefused | null {
  const lists: (readonly [path: string, rows: WithSlugs, beside?: WithSlugs])[] = [
    ['categories', section.categories ?? []],
    ['resources', section.resources ?? []],
    ['events_types', section.events_types ?? []],
    ['unavailability_calendars', section.unavailability_calendars ?? []],
    ['agendas', section.agendas ?? []],
  ];
  for (const [index, agenda] of (section.agendas ?? []).entries()) {
    if (agenda.kind === 'events') lists.push([`agendas[${index}].events`, agenda.events ?? []]);
    if (agenda.kind !== 'meetings') continue;
    const desks = agenda.desks ?? [];
    lists.push([`agendas[${index}].desks`, desks]);
    // Things that are rented are desks too.
    lists.push([`agendas[${index}].free_range_resources`, agenda.free_range_resources ?? [], desks]);
    lists.push([`agendas[${index}].meeting_types`, agenda.meeting_types ?? []]);
  }
  for (const [path, rows, beside = []] of lists) {
    const seen = new Set(beside.map(({ slug }) => slug));
    for (const [index, { slug }] of rows.entries()) {
      if (seen.has(slug)) return refusedAt(`${path}[${index}].slug`, `"${slug}" stands there twice`);
      seen.add(slug);
    }
  }
  return null;
}
