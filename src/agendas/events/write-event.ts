import { sql } from 'kysely';
import { localText, minuteOf } from '../../time/days.ts';
import type { Agenda } from '../agenda/agenda.ts';
import { freeSlug, slugOf } from '../agenda/slug.ts';
import type { Moment } from '../agenda/write-agenda.ts';
import type { Transaction } from '../database.ts';
import { importEvents } from '../site-file/import-agenda.ts';
import { fitting, invalid, type Invalid, type Said } from '../site-file/said.ts';
import type { EventsAgendaEntry } from '../site-file/schema.ts';
import { isRefused, readDatetime } from '../site-file/times.ts';
import { againstChange, customValues, type Against } from './change-rules.ts';
import type { Event } from './event.ts';
import { holdEvent, type HeldEvent } from './hold-event.ts';

export type EventWritten = { kind: 'written'; id: number } | Invalid | { kind: 'refused'; against: Against };

/** A new event, or a series with its occurrences; without a slug, one is made of its label. Nothing is written where it is refused. */
export async function makeEvent(
  trx: Transaction,
  agenda: Agenda,
  said: Said,
  slug: string | null,
  moment: Moment,
): Promise<EventWritten> {
  const { rows } = await sql<{
    slug: string;
  }>`select slug from agendas.event where agenda_id = ${agenda.id} and slug like ${`${(slug ?? wantedSlug(said)).replaceAll(/[\\%_]/g, (sign) => `\\${sign}`)}%`}`.execute(
    trx,
  );
  const taken = new Set(rows.map((row) => row.slug));
  const isTaken = invalid('slug', 'An event with this slug already exists in the agenda.');
  if (slug !== null && taken.has(slug)) return isTaken;
  const name = slug ?? freeSlug(wantedSlug(said), taken);
  const fit = await fittingEvent(trx, agenda, { ...said, slug: name }, null, moment);
  if (fit.kind === 'invalid') return fit;
  const { start_datetime: start, places } = fit.event;
  const at = readDatetime(start, '', moment.zone);
  if (isRefused(at)) throw new Error(at.reason);
  const made = await trx
    .insertInto('agendas.event')
    .values({ agenda_id: agenda.id, slug: name, start_at: at, places })
    .onConflict((on) => on.doNothing())
    .returning('id')
    .executeTakeFirst();
  // Made by somebody else since it was looked for.
  if (!made) return isTaken;
  await importEvents(trx, agenda.id, { events: [fit.event] }, { ...moment, known: fit.known });
  return { kind: 'written', id: made.id };
}

function wantedSlug({ label, start_datetime: start }: Said): string {
  return (
    slugOf(typeof label === 'string' ? label : '') ||
    `event-${slugOf(typeof start === 'string' ? start.slice(0, 16) : '')}`
  );
}

/**
 * Changes what is said of an event, and nothing else: its row, its occurrences and whoever may move up are held first, in the order of their numbers, as by those who
 * book. What is said of an occurrence is its own from then on, where it differs from its series.
 */
export async function changeEvent(
  trx: Transaction,
  agenda: Agenda,
  id: number,
  said: Said,
  moment: Moment,
): Promise<EventWritten> {
  const held = await holdEvent(trx, agenda.id, id, moment.now);
  if (!held) return { kind: 'refused', against: gone };
  const { event } = held;
  if (event.cancelled) return { kind: 'refused', against: gone };
  if (event.primarySlug !== null && recurrenceKeys.some((key) => key in said))
    return { kind: 'refused', against: ofSeries(event) };
  const present = {
    slug: event.slug,
    start_datetime: localText(moment.zone.toLocal(event.startMinute)),
    places: event.total,
  };
  const fit = await fittingEvent(trx, agenda, { ...present, ...said }, held, moment);
  if (fit.kind === 'invalid') return fit;
  const against = againstChange(standing(held), {
    places: 'places' in said ? fit.event.places : undefined,
    waitingPlaces: fit.event.waiting_list_places,
    isSeries: fit.event.recurrence_days === undefined ? undefined : (fit.event.recurrence_days ?? []).length > 0,
  });
  if (against) return { kind: 'refused', against };
  await importEvents(trx, agenda.id, { events: [fit.event] }, { ...moment, known: fit.known });
  return { kind: 'written', id };
}

const recurrenceKeys = ['recurrence_days', 'recurrence_week_interval', 'recurrence_end_date'] as const;
const gone: Against = { reason: 'event is cancelled', description: 'event is cancelled' };
const ofSeries = ({ primarySlug }: Event): Against => ({
  reason: 'event belongs to a series',
  description: `event belongs to a series: change "${primarySlug}"`,
});

/** Expired locks are off the counters; of a series, what is over can't be changed any more. */
function standing({ event, occurrences, isSeries }: HeldEvent) {
  return { ...event, isSeries, coming: occurrences.filter(({ cancelled, isPast }) => !cancelled && !isPast) };
}

type FittingEvent = {
  kind: 'fits';
  event: NonNullable<EventsAgendaEntry['events']>[number];
  known: Parameters<typeof importEvents>[3]['known'];
};

async function fittingEvent(
  trx: Transaction,
  agenda: Agenda,
  { custom_fields: custom, ...said }: Said,
  before: HeldEvent | null,
  { zone, now }: Moment,
): Promise<FittingEvent | Invalid> {
  const fields = await fieldsOf(trx, agenda, custom, before);
  if (fields.kind === 'invalid') return fields;
  const entry = fields.values === null ? said : { ...said, custom_fields: fields.values };
  const whole = { slug: agenda.slug, label: agenda.label, kind: 'events', events: [entry] };
  const fit = await fitting(trx, whole, zone);
  if (fit.kind === 'invalid') return fit;
  const event = (fit.entry as EventsAgendaEntry).events![0]!;
  const start = readDatetime(event.start_datetime, 'start_datetime', zone);
  if (isRefused(start)) return invalid('start_datetime', start.reason);
  const isMoved = before === null || minuteOf(start) !== before.event.startMinute;
  if (isMoved && Temporal.Instant.compare(start, now) <= 0) return invalid('start_datetime', 'is in the past');
  const end = event.recurrence_end_date ?? null;
  if (end !== null && end < event.start_datetime.slice(0, 10))
    return invalid('recurrence_end_date', 'is before the start');
  return { kind: 'fits', event, known: fit.known };
}

/** Values of the events type: those that are said, over those that stand. */
async function fieldsOf(
  trx: Transaction,
  agenda: Agenda,
  said: unknown,
  before: HeldEvent | null,
): Promise<{ kind: 'fits'; values: Record<string, unknown> | null } | Invalid> {
  if (said === undefined) return { kind: 'fits', values: null };
  if (typeof said !== 'object' || said === null || Array.isArray(said))
    return invalid('custom_fields', 'takes an object');
  const type = await trx
    .selectFrom('agendas.events_type as t')
    .innerJoin('agendas.agenda as a', 'a.events_type_id', 't.id')
    .select('t.custom_fields')
    .where('a.id', '=', agenda.id)
    .executeTakeFirst();
  const values = customValues(type?.custom_fields ?? [], said as Record<string, unknown>);
  if (!(values instanceof Map)) return invalid(`custom_field_${values.slug}`, values.why);
  const stands = Object.entries(before?.event.customFields ?? {}).filter(([slug]) =>
    type?.custom_fields.some((field) => field.slug === slug),
  );
  return { kind: 'fits', values: { ...Object.fromEntries(stands), ...Object.fromEntries(values) } };
}
