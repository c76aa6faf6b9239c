import type { FastifyInstance } from 'fastify';
import { sql, type Kysely } from 'kysely';
import { townZone, type Zone } from '../../time/zone.ts';
import { findAgenda, findAgendaById, listAgendas, may, type Agenda } from '../agenda/agenda.ts';
import { markOfEvents } from '../agenda/mark.ts';
import { bookingWindow } from '../agenda/window.ts';
import { minuteOf } from '../../time/days.ts';
import type { AgendasTown, Database } from '../database.ts';
import { reasonsAgainst, type OfferQuestion } from '../events/offer.ts';
import { runnerOn, type Reader } from '../meetings/runner.ts';
import { findEvent, readEvents } from '../events/read.ts';
import { addressesOf } from './addresses.ts';
import { agendaView, type ResourceView } from './agenda-view.ts';
import { eventView, type Wording } from './event-view.ts';
import { explainedEvents } from './event-reasons.ts';
import { Input } from './input.ts';
import { isForAnybody, momentOf, openKeptAnswers, sendText } from './kept-answers.ts';
import { offeredEvents, readEventsAsked } from './list-events.ts';
import { invalidPayload, send, unknownAgenda, unknownEvent } from './refusals.ts';

export function wordingOf({ settings }: Pick<AgendasTown, 'settings'>): Wording {
  return {
    addresses: addressesOf(settings.agendasUrl),
    zone: townZone(settings),
    language: settings.language,
  };
}

/** The agenda of an address, or a 404. A name that no slug can be isn't looked for. */
export async function agendaAt(db: Reader, reference: string): Promise<Agenda> {
  const agenda =
    reference.length <= 160 && reference.isWellFormed() && !reference.includes('\0')
      ? await findAgenda(db, reference)
      : null;
  if (!agenda) throw unknownAgenda();
  return agenda;
}

async function eventsAgendaAt(db: Reader, reference: string): Promise<Agenda> {
  const agenda = await agendaAt(db, reference);
  if (agenda.kind !== 'events') throw unknownAgenda();
  return agenda;
}

type AgendaParams = { Params: { agenda: string } };
type EventParams = { Params: { agenda: string; event: string } };

/** What anybody may read: agendas, and the events that they offer. */
export function readingRoutes(server: FastifyInstance, town: AgendasTown): void {
  const { db, settings, clock } = town;
  const run = runnerOn(town.hot, db);
  const config = { access: 'anyone' } as const;
  const wording = wordingOf(town);
  const { addresses, zone } = wording;
  const kept = openKeptAnswers();

  server.get('/api/agenda/', { config }, async (request, reply) => {
    const query = new Input(request.query);
    const [q, category, kind] = [query.text('q', 160), query.text('category', 160), query.text('kind', 20)];
    const openOnly = query.boolean('with_open_events') ?? false;
    if (query.isRefused) return send(reply, invalidPayload(query));
    if (Object.hasOwn(query.values, 'q') && q === '') return { err: 0, data: [] };
    const agendas = await listAgendas(db, {
      ...(q ? { q } : {}),
      ...(kind ? { kind } : {}),
      ...(category ? { category: category === '__none__' ? null : category } : {}),
    });
    const open = openOnly ? await withOpenEvents(db, agendas, clock(), townZone(settings)) : null;
    const kept = agendas.filter(({ id, kind: one }) => open === null || (one === 'events' && open.has(id)));
    const resources = await resourcesOf(db, kept);
    return { err: 0, data: kept.map((agenda) => agendaView(agenda, resources.get(agenda.id) ?? [], addresses)) };
  });

  server.get<AgendaParams>('/api/agenda/:agenda/', { config }, async (request) => {
    const agenda = await agendaAt(db, request.params.agenda);
    const resources = await resourcesOf(db, [agenda]);
    return { err: 0, data: agendaView(agenda, resources.get(agenda.id) ?? [], addresses) };
  });

  server.get<AgendaParams>('/api/agenda/:agenda/datetimes/', { config }, async (request, reply) => {
    const { agenda: name } = request.params;
    const query = new Input(request.query);
    const now = clock();
    const plain = readEventsAsked(query, zone, false);
    if (query.isRefused) {
      await eventsAgendaAt(run, name);
      return send(reply, invalidPayload(query));
    }
    const isKept = isForAnybody(request.query) && plain.range === 'future' && isName(name);
    const mark = isKept ? await markOfEvents(run, name, minuteOf(now)) : null;
    const text = await kept.answer(`${name} ${momentOf(now)} ${JSON.stringify(plain)}`, mark, async () => {
      const agenda = await eventsAgendaAt(run, name);
      const maySee = may(request.caller, agenda, 'view');
      const asked = readEventsAsked(new Input(request.query), zone, maySee);
      const { offers, meta, refused } = await offeredEvents(run, agenda, asked, now, zone);
      const data = offers.map(({ event, disabled }) => eventView(event, agenda, disabled, wording));
      const answer = { err: 0, data, meta: metaView(data, meta, agenda, wording) };
      return asked.explain ? { ...answer, explain: explainedEvents(refused, maySee, zone) } : answer;
    });
    return sendText(reply, text);
  });

  server.get<EventParams>('/api/agenda/:agenda/status/:event/', { config }, async (request) => {
    const agenda = await agendaAt(run, request.params.agenda);
    const event = isName(request.params.event) ? await findEvent(run, agenda.id, request.params.event) : null;
    if (!event) throw unknownEvent();
    const reasons = reasonsAgainst(event, anyOf(agenda, clock(), zone));
    // That an event is being prepared is nobody else's business, as in a listing.
    if (reasons.some(({ kind }) => kind === 'not published') && !may(request.caller, agenda, 'view'))
      throw unknownEvent();
    return { err: 0, ...eventView(event, agenda, reasons.length > 0, wording) };
  });
}

/** An agenda by its number, as it is answered. */
export async function agendaAnswer(db: Kysely<Database>, id: number, { addresses }: Wording) {
  const agenda = await findAgendaById(db, id);
  const resources = await resourcesOf(db, [agenda]);
  return agendaView(agenda, resources.get(agenda.id) ?? [], addresses);
}

/** An event by its number, as it is answered to anybody. */
export async function eventAnswer(
  db: Kysely<Database>,
  agenda: Agenda,
  id: number,
  now: Temporal.Instant,
  wording: Wording,
) {
  const [event] = await readEvents(db, { agendaIds: [agenda.id], ids: [id] });
  const disabled =
    event!.recurrenceDays.length > 0 || reasonsAgainst(event!, anyOf(agenda, now, wording.zone)).length > 0;
  return eventView(event!, agenda, disabled, wording);
}

/** What anybody asks of an event who wants one place of it. */
function anyOf(agenda: Agenda, now: Temporal.Instant, zone: Zone): OfferQuestion {
  return {
    nowMinute: minuteOf(now),
    window: bookingWindow(agenda, now, zone),
    range: 'future',
    bypassDelays: false,
    overbooking: agenda.overbooking,
    minPlaces: 0,
    excluded: new Map(),
    locks: new Map(),
  };
}

export function isName(text: string): boolean {
  return text.length <= 160 && text.isWellFormed() && !text.includes('\0');
}

type View = ReturnType<typeof eventView>;

export function metaView(
  data: readonly { disabled: boolean }[],
  { firstBookable, whyNone }: { firstBookable: Parameters<typeof eventView>[0] | null; whyNone: string | null },
  agenda: Agenda,
  wording: Wording,
): {
  no_bookable_datetimes: boolean;
  bookable_datetimes_number_total: number;
  bookable_datetimes_number_available: number;
  first_bookable_slot: View | null;
  no_bookable_reason?: string;
} {
  const available = data.filter(({ disabled }) => !disabled).length;
  return {
    no_bookable_datetimes: available === 0,
    bookable_datetimes_number_total: data.length,
    bookable_datetimes_number_available: available,
    first_bookable_slot: firstBookable ? eventView({ ...firstBookable, userList: null }, agenda, false, wording) : null,
    ...(whyNone === null ? {} : { no_bookable_reason: whyNone }),
  };
}

async function resourcesOf(db: Kysely<Database>, agendas: readonly Agenda[]): Promise<Map<number, ResourceView[]>> {
  const ids = agendas.filter(({ kind }) => kind === 'meetings').map(({ id }) => id);
  const found = new Map<number, ResourceView[]>();
  if (ids.length === 0) return found;
  const { rows } = await sql<{ agenda_id: number; slug: string; label: string; description: string }>`
    select a.agenda_id, r.slug, r.label, r.description from agendas.agenda_resource a join agendas.resource r on r.id = a.resource_id
    where a.agenda_id = any(${ids}::int[]) order by a.agenda_id, a.place`.execute(db);
  for (const { agenda_id: id, slug, label, description } of rows) {
    const list = found.get(id) ?? [];
    list.push({ id: slug, text: label, description });
    found.set(id, list);
  }
  return found;
}

async function withOpenEvents(
  db: Kysely<Database>,
  agendas: readonly Agenda[],
  now: Temporal.Instant,
  zone: Zone,
): Promise<Set<number>> {
  const byId = new Map(agendas.filter(({ kind }) => kind === 'events').map((agenda) => [agenda.id, agenda]));
  const events = await readEvents(db, { agendaIds: [...byId.keys()], from: minuteOf(now), limit: 50_000 });
  const questions = new Map([...byId].map(([id, agenda]) => [id, anyOf(agenda, now, zone)]));
  const open = events.filter((event) => reasonsAgainst(event, questions.get(event.agendaId)!).length === 0);
  return new Set(open.map(({ agendaId }) => agendaId));
}
