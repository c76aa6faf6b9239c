import type { Kysely } from 'kysely';
import type { Caller } from '../../accounts/caller.ts';
import { dayOf, minutesPerDay } from '../../time/days.ts';
import type { Interval } from '../../time/intervals.ts';
import type { Zone } from '../../time/zone.ts';
import { listAgendas, may, type Agenda } from '../agenda/agenda.ts';
import type { Database } from '../database.ts';
import type { Input } from './input.ts';

/** Which agendas of events a call is about, each with the spans within which (null: always). */
export type AgendasAsked = {
  agendas: ReadonlyMap<number, Agenda>;
  within: ReadonlyMap<number, readonly Interval[]> | null;
};

/**
 * `agendas=a,b`, or `subscribed=all` (or a category's slug) with `user_external_id`: those that the person is enrolled in, while enrolled. Who is enrolled
 * where is told only to those who may see it: for others nobody is anywhere. `person`: where it was read elsewhere. Null, with the refusal kept in the input, where an agenda isn't there.
 */
export async function agendasAsked(
  db: Kysely<Database>,
  input: Input,
  caller: Caller,
  zone: Zone,
  person: string | null = null,
): Promise<AgendasAsked | null> {
  const subscribed = input.text('subscribed', 160);
  const user = person ?? input.text('user_external_id', 250);
  const slugs = input.list('agendas', 200, 160);
  if (subscribed === '') {
    if (slugs === null || slugs.length === 0)
      return input.isRefused ? null : input.refuse('agendas', 'This field is required.');
    const agendas = await namedAgendas(db, slugs, input);
    return agendas && { agendas, within: null };
  }
  if (user === '') return input.refuse('user_external_id', 'This field is required.');
  return input.isRefused ? null : enrolledAgendas(db, { subscribed, user }, caller, zone);
}

/** The agendas of events of these names; null, with the refusal kept in the input, where one isn't there. */
export async function namedAgendas(
  db: Kysely<Database>,
  slugs: readonly string[],
  input: Input,
): Promise<Map<number, Agenda> | null> {
  const found = (await listAgendas(db, { slugs })).filter(({ kind }) => kind === 'events');
  const unknown = slugs.filter((slug) => !found.some((agenda) => agenda.slug === slug));
  if (unknown.length > 0) return input.refuse('agendas', `unknown agendas: ${unknown.join(', ')}`);
  return new Map(found.map((agenda) => [agenda.id, agenda]));
}

async function enrolledAgendas(
  db: Kysely<Database>,
  { subscribed, user }: { subscribed: string; user: string },
  caller: Caller,
  zone: Zone,
): Promise<AgendasAsked> {
  const rows = await db
    .selectFrom('agendas.subscription as s')
    .innerJoin('agendas.agenda as a', 'a.id', 's.agenda_id')
    .select(['a.id', 'a.slug', 's.date_start', 's.date_end'])
    .where('s.user_external_id', '=', user)
    .where('a.kind', '=', 'events')
    .orderBy('s.date_start')
    .limit(1_000)
    .execute();
  const slugs = [...new Set(rows.map(({ slug }) => slug))];
  const found = await listAgendas(db, { slugs, ...(subscribed === 'all' ? {} : { category: subscribed }) });
  const agendas = new Map(found.filter((agenda) => may(caller, agenda, 'view')).map((agenda) => [agenda.id, agenda]));
  const within = new Map<number, Interval[]>();
  const midnight = (date: Temporal.PlainDate): number => zone.edge(dayOf(date) * minutesPerDay);
  for (const { id, date_start: start, date_end: end } of rows)
    within.set(id, [...(within.get(id) ?? []), { start: midnight(start), end: midnight(end) }]);
  return { agendas, within };
}

/** Whether something of an agenda that starts then is asked for. */
export function isAsked(
  { within }: AgendasAsked,
  { agendaId, startMinute }: { agendaId: number; startMinute: number },
): boolean {
  return (
    within === null || (within.get(agendaId) ?? []).some(({ start, end }) => start <= startMinute && startMinute < end)
  );
}
