import type { Place } from '../time/holidays.ts';
import { openZone, type Zone } from '../time/zone.ts';
import type { Transaction } from './database.ts';
import { importAgenda } from './site-file/import-agenda.ts';
import { importExceptions } from './site-file/import-desks.ts';
import { readReferences, unknownReference } from './site-file/references.ts';
import { refusalOfSection, type AgendasSection, type SectionRefused } from './site-file/schema.ts';
import { refusedTime } from './site-file/refused-time.ts';

export { exportAgendas } from './site-file/export.ts';
export { agendasSection } from './site-file/schema.ts';

export type ImportContext = { timeZone: string; holidays?: Place | undefined; now: Temporal.Instant };

export type AgendasImported =
  | { kind: 'imported'; created: number; updated: number }
  /** `path` is within the section: `agendas[0].events[2].places`. */
  | SectionRefused;

/**
 * Creates what is missing and updates what has the same slug; what a file doesn't say of something that exists stays as it is, and nothing that has a slug is deleted.
 * Hours, exceptions and sources of a desk have no name: a list that is given takes the place of the former one. A refusal comes before anything is written.
 */
export async function importAgendas(
  trx: Transaction,
  section: unknown,
  { timeZone, holidays, now }: ImportContext,
): Promise<AgendasImported> {
  const zone = openZone(timeZone, holidays);
  const refused = refusalOfSection(section);
  if (refused) return refused;
  const read = section as AgendasSection;
  const wrong = refusedTime(read, zone) ?? unknownReference(read, await readReferences(trx));
  if (wrong) return wrong;
  const done = { created: 0, updated: 0 };
  const count = (isNew: boolean): void => void (isNew ? done.created++ : done.updated++);
  await importLabels(trx, read, zone, count);
  const known = await readReferences(trx);
  // Virtual agendas name the others, so they come last.
  const agendas = (read.agendas ?? []).toSorted((a, b) => Number(a.kind === 'virtual') - Number(b.kind === 'virtual'));
  for (const agenda of agendas) count(await importAgenda(trx, agenda, { zone, now, known }));
  return { kind: 'imported', ...done };
}

async function importLabels(
  trx: Transaction,
  section: AgendasSection,
  zone: Zone,
  count: (isNew: boolean) => void,
): Promise<void> {
  const known = await readReferences(trx);
  for (const { slug, label } of section.categories ?? []) {
    count(!known.category.has(slug));
    await trx
      .insertInto('agendas.category')
      .values({ slug, label: label ?? slug })
      .onConflict((on) => on.column('slug').doUpdateSet(label === undefined ? { slug } : { label }))
      .execute();
  }
  for (const { slug, label, description } of section.resources ?? []) {
    count(!known.resource.has(slug));
    const given = { ...(label === undefined ? {} : { label }), ...(description === undefined ? {} : { description }) };
    await trx
      .insertInto('agendas.resource')
      .values({ slug, label: slug, ...given })
      .onConflict((on) => on.column('slug').doUpdateSet({ slug, ...given }))
      .execute();
  }
  for (const { slug, label, custom_fields: fields } of section.events_types ?? []) {
    count(!known.events_type.has(slug));
    const whole = fields?.map((field) => ({
      slug: field.slug,
      label: field.label ?? field.slug,
      type: field.type ?? 'text',
    }));
    const given = {
      ...(label === undefined ? {} : { label }),
      ...(whole ? { custom_fields: JSON.stringify(whole) } : {}),
    };
    await trx
      .insertInto('agendas.events_type')
      .values({ slug, label: slug, ...given })
      .onConflict((on) => on.column('slug').doUpdateSet({ slug, ...given }))
      .execute();
  }
  for (const { slug, label, ...lists } of section.unavailability_calendars ?? []) {
    count(!known.calendar.has(slug));
    const { id } = await trx
      .insertInto('agendas.unavailability_calendar')
      .values({ slug, label: label ?? slug })
      .onConflict((on) => on.column('slug').doUpdateSet(label === undefined ? { slug } : { label }))
      .returning('id')
      .executeTakeFirstOrThrow();
    await importExceptions(trx, { calendar_id: id, desk_id: null }, lists, zone);
  }
}
