import type { FastifyInstance } from 'fastify';
import { sql } from 'kysely';
import { listAgendas, may, type Agenda } from '../agenda/agenda.ts';
import type { BookingDesk } from '../bookings/give-order.ts';
import { readEvents } from '../events/read.ts';
import type { Event } from '../events/event.ts';
import { instantOf } from '../../time/days.ts';
import { agendasAsked, isAsked } from './agendas-asked.ts';
import { explainedEvents } from './event-reasons.ts';
import { customFields, eventView } from './event-view.ts';
import { writeOnce } from './give.ts';
import { Input } from './input.ts';
import { offeredEvents, readEventsAsked } from './list-events.ts';
import { metaOfSeveral } from './several-meta.ts';
import { wordingOf } from './reading.ts';
import { invalidPayload, refusal, send } from './refusals.ts';

/** Endpoints over several agendas, as the payment module calls them (spec/agendas.md, sections 3.24 and 3.25). */
export function severalAgendasRoutes(server: FastifyInstance, desk: BookingDesk): void {
  const { town } = desk;
  const { db, clock, settings } = town;
  const config = { access: 'caller' } as const;
  const wording = wordingOf(town);
  const { zone } = wording;
  const isoStart = ({ startMinute }: Event): string =>
    instantOf(startMinute)
      .toZonedDateTimeISO(settings.timeZone)
      .toString({ timeZoneName: 'never', smallestUnit: 'second' });

  /** The named agendas of events; null, with the refusal kept in the input, where one isn't there. */
  const agendasOf = async (input: Input, name = 'agendas'): Promise<Map<number, Agenda> | null> => {
    const slugs = input.list(name, 200, 160);
    if (slugs === null || slugs.length === 0)
      return input.isRefused ? null : input.refuse(name, 'This field is required.');
    const found = (await listAgendas(db, { slugs })).filter(({ kind }) => kind === 'events');
    const unknown = slugs.filter((slug) => !found.some((agenda) => agenda.slug === slug));
    if (unknown.length > 0) return input.refuse(name, `unknown agendas: ${unknown.join(', ')}`);
    return new Map(found.map((agenda) => [agenda.id, agenda]));
  };
  const seen = (
    request: { caller: Parameters<typeof may>[0] },
    agendas: ReadonlyMap<number, Agenda>,
    right: 'view' | 'edit',
  ): boolean => [...agendas.values()].every((agenda) => may(request.caller, agenda, right));

  server.post('/api/agendas/events/', { config: { ...config, reads: true } }, async (request, reply) => {
    const input = new Input(request.body);
    const slots = input.list('slots', 2_000, 330);
    if (slots === null && !input.isRefused) input.refuse('slots', 'This field is required.');
    if (input.isRefused || slots === null) return send(reply, invalidPayload(input));
    const names = slots.map((slot) => slot.split('@') as [string, string | undefined]);
    const agendas = await listAgendas(db, { slugs: [...new Set(names.map(([agenda]) => agenda))] });
    const bySlug = new Map(agendas.map((agenda) => [agenda.slug, agenda]));
    const { rows } = await sql<{
      id: number;
    }>`select e.id from unnest(${names.map(([agenda]) => bySlug.get(agenda)?.id ?? 0)}::int[], ${names.map(([, event]) => event ?? '')}::text[])
      n(agenda_id, slug) join agendas.event e on e.agenda_id = n.agenda_id and e.slug = n.slug`.execute(db);
    const events = await readEvents(db, {
      agendaIds: agendas.map(({ id }) => id),
      ids: rows.map(({ id }) => id),
      limit: 2_000,
    });
    const byName = new Map(
      events.map((event) => [`${agendas.find(({ id }) => id === event.agendaId)!.slug}@${event.slug}`, event]),
    );
    const unknown = slots.filter((slot) => !byName.has(slot));
    if (unknown.length > 0) return send(reply, { status: 400, body: refusal(`invalid slots: ${unknown.join(', ')}`) });
    return { err: 0, data: slots.map((slot) => view(byName.get(slot)!, slot.split('@')[0]!)) };
  });

  const view = (event: Event, agenda: string) => ({
    agenda,
    slug: event.slug,
    label: event.label,
    primary_event: event.primarySlug,
    start_datetime: isoStart(event),
    recurrence_days: event.recurrenceDays.length > 0 ? event.recurrenceDays : null,
    duration: event.durationMinutes,
    invoiced: event.invoiced,
    checked: event.checked,
    check_locked: event.checkLocked,
    ...customFields(event),
  });

  server.post('/api/agendas/events/check-status/', { config: { ...config, reads: true } }, async (request, reply) => {
    const input = new Input(request.body);
    const user = input.text('user_external_id', 250);
    const agendas = await agendasOf(input);
    const [from, until] = [input.date('date_start', zone), input.date('date_end', zone)];
    for (const [name, value] of [
      ['user_external_id', user],
      ['date_start', from],
      ['date_end', until],
    ] as const) {
      if ((value === '' || value === null) && !(name in input.errors)) input.refuse(name, 'This field is required.');
    }
    refuseReversed(input, from, until);
    if (input.isRefused || !agendas || from === null || until === null) return send(reply, invalidPayload(input));
    if (!seen(request, agendas, 'view')) return send(reply, { status: 403, body: refusal('Access denied.') });
    const events = await readEvents(db, { agendaIds: [...agendas.keys()], from, until });
    const { rows } = await sql<Checked>`
      select t.event_id, b.user_was_present as present, b.user_check_type as check_type, nullif(b.user_absence_reason, '') as reason, b.extra_data,
        b.cancelled_at is not null as cancelled
      from agendas.booking b join agendas.taken t on t.booking_id = b.id
      where b.user_external_id = ${user} and b.expires_at is null and coalesce(b.cancelled_by, '') <> 'lock' and t.list = 'main'
        and t.event_id = any(${events.map(({ id }) => id)}::int[]) order by b.id`.execute(db);
    const data = events.map((event) => {
      const bookings = rows.filter((row) => row.event_id === event.id);
      const status = statusOf(event, bookings);
      const booking = bookings.find(({ cancelled }) => !cancelled) ?? bookings.at(-1);
      const told = booking && booking.extra_data !== null ? { extra_data: booking.extra_data } : {};
      return { event: view(event, agendas.get(event.agendaId)!.slug), check_status: status, booking: told };
    });
    return { err: 0, data };
  });

  const mark = (path: 'check-lock' | 'invoiced', column: 'check_locked' | 'invoiced') => {
    server.post(`/api/agendas/events/${path}/`, { config }, async (request, reply) => {
      const input = new Input(request.body);
      const value = input.boolean(column);
      const agendas = await agendasOf(input);
      const [from, until] = [input.date('date_start', zone), input.date('date_end', zone)];
      for (const [name, given] of [
        [column, value],
        ['date_start', from],
        ['date_end', until],
      ] as const) {
        if (given === null && !(name in input.errors)) input.refuse(name, 'This field is required.');
      }
      refuseReversed(input, from, until);
      if (input.isRefused || !agendas || from === null || until === null || value === null)
        return send(reply, invalidPayload(input));
      if (!seen(request, agendas, 'edit')) return send(reply, { status: 403, body: refusal('Access denied.') });
      return writeOnce(desk, request, reply, async (trx) => {
        await sql`update agendas.event set ${sql.ref(column)} = ${value} where agenda_id = any(${[...agendas.keys()]}::int[]) and recurrence_days = '{}'
          and start_at >= to_timestamp(${from * 60}) and start_at < to_timestamp(${until * 60})`.execute(trx);
        return { status: 200, body: { err: 0 } };
      });
    });
  };
  mark('check-lock', 'check_locked');
  mark('invoiced', 'invoiced');

  server.get('/api/agendas/datetimes/', { config: { access: 'anyone' } }, async (request, reply) => {
    const query = new Input(request.query);
    const named = await agendasAsked(db, query, request.caller, zone);
    const agendas = named?.agendas;
    const maySee = agendas !== undefined && seen(request, agendas, 'view');
    const asked = readEventsAsked(query, zone, maySee);
    if (query.isRefused || !agendas) return send(reply, invalidPayload(query));
    const now = clock();
    const offered = await Promise.all(
      [...agendas.values()].map(async (agenda) => ({
        agenda,
        ...(await offeredEvents(db, agenda, asked, now, zone, (event) => isAsked(named, event))),
      })),
    );
    const data = offered
      .flatMap(({ agenda, offers }) =>
        offers.map(({ event, disabled }) => ({
          event,
          at: event.startMinute,
          told: eventView(event, agenda, disabled, wording, `${agenda.slug}@${event.slug}`),
        })),
      )
      .toSorted((a, b) => a.at - b.at || a.event.id - b.event.id)
      .map(({ told }) => told);
    const meta = metaOfSeveral(data, offered, wording);
    if (!asked.explain) return { err: 0, data, meta };
    const explain = offered.flatMap(({ agenda, refused }) =>
      explainedEvents(refused, may(request.caller, agenda, 'view'), zone, ({ slug }) => `${agenda.slug}@${slug}`),
    );
    return { err: 0, data, meta, explain };
  });
}

function refuseReversed(input: Input, from: number | null, until: number | null): void {
  if (from !== null && until !== null && until < from)
    input.refuse('date_end', 'The end date must not be before the start date.');
}

type Checked = {
  event_id: number;
  present: boolean | null;
  check_type: string | null;
  reason: string | null;
  extra_data: Record<string, unknown> | null;
  cancelled: boolean;
};

function statusOf(event: Event, bookings: readonly Checked[]): Record<string, unknown> {
  const live = bookings.filter(({ cancelled }) => !cancelled);
  if (live.length > 1) return { status: 'error', error_reason: 'too-many-bookings-found' };
  if (!event.checked) return { status: 'error', error_reason: 'event-not-checked' };
  const [booking] = live;
  if (!booking) return { status: bookings.length > 0 ? 'cancelled' : 'not-booked' };
  if (booking.present === null) return { status: 'error', error_reason: 'booking-not-checked' };
  return {
    status: booking.present ? 'presence' : 'absence',
    check_type: booking.check_type ?? (booking.present ? null : booking.reason),
  };
}
