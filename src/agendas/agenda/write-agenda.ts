import type { Zone } from '../../time/zone.ts';
import type { Transaction } from '../database.ts';
import { importAgenda } from '../site-file/import-agenda.ts';
import { fitting, invalid, type Invalid, type Said } from '../site-file/said.ts';
import type { AgendaKind } from '../tables.ts';
import { freeSlug, slugOf } from './slug.ts';

export type Written = { kind: 'written'; id: number } | Invalid;
export type Moment = { zone: Zone; now: Temporal.Instant };

/** A new agenda of what is said; without a slug, one is made of its label. Nothing is written where it is refused. */
export async function makeAgenda(
  trx: Transaction,
  said: Said & { kind: AgendaKind; label: string },
  slug: string | null,
  moment: Moment,
): Promise<Written> {
  const taken = new Set((await trx.selectFrom('agendas.agenda').select('slug').execute()).map((row) => row.slug));
  if (slug !== null && taken.has(slug)) return invalid('slug', 'An agenda with this slug already exists.');
  const name = slug ?? freeSlug(slugFor(said), taken);
  const fit = await fitting(trx, { ...said, slug: name }, moment.zone);
  if (fit.kind === 'invalid') return fit;
  const made = await trx
    .insertInto('agendas.agenda')
    .values({ slug: name, label: said.label, kind: said.kind })
    .onConflict((on) => on.doNothing())
    .returning('id')
    .executeTakeFirst();
  // Made by somebody else since it was looked for.
  if (!made) return invalid('slug', 'An agenda with this slug already exists.');
  await importAgenda(trx, fit.entry, { ...moment, known: fit.known });
  return { kind: 'written', id: made.id };
}

/** Changes what is said of an agenda, and nothing else. Its row is held, so that two changes at once both count. */
export async function changeAgenda(trx: Transaction, id: number, said: Said, moment: Moment): Promise<Written> {
  const row = await trx
    .selectFrom('agendas.agenda')
    .select(['slug', 'label', 'kind'])
    .where('id', '=', id)
    .forNoKeyUpdate()
    .executeTakeFirstOrThrow();
  const { slug, label, kind } = row;
  const fit = await fitting(trx, { label, ...said, slug, kind }, moment.zone);
  if (fit.kind === 'invalid') return fit;
  await importAgenda(trx, fit.entry, { ...moment, known: fit.known });
  return { kind: 'written', id };
}

/** Agendas are named by their numbers too: one of digits alone takes its kind before them. */
function slugFor({ label, kind }: { label: string; kind: string }): string {
  const slug = slugOf(label);
  return /^\d*$/.test(slug) ? [kind, slug].filter(Boolean).join('-') : slug;
}
