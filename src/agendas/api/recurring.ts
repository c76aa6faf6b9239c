import type { FastifyInstance, FastifyRequest } from 'fastify';
import { dayOfMinute, isoWeekday, minuteOf } from '../../time/days.ts';
import { may, type Agenda } from '../agenda/agenda.ts';
import { bookingWindow } from '../agenda/window.ts';
import type { BookingDesk } from '../bookings/give-order.ts';
import { whyNotBookable } from '../bookings/rules.ts';
import type { Event } from '../events/event.ts';
import { readEvents } from '../events/read.ts';
import { agendasAsked, isAsked, type AgendasAsked } from './agendas-asked.ts';
import { readDetails } from './booking-input.ts';
import { momentView, replacedView } from './booking-view.ts';
import { customFields } from './event-view.ts';
import { give, keepRefusal } from './give.ts';
import { Input } from './input.ts';
import { timeOf, weekdayNames } from './local-text.ts';
import { wordingOf } from './reading.ts';
import { invalidPayload, refusal, send } from './refusals.ts';

const actions = ['update', 'update-from-date', 'book', 'unbook'] as const;
/** Of one call: a year of three occurrences a day. */
const mostOccurrences = 1_100;

type Occurring = Pick<Event, 'agendaId' | 'primarySlug' | 'startMinute'>;

/** What a call on series says, beside its slots and its person. */
export function readSeriesAsked(input: Input, query: Input) {
  return {
    action: query.choice('action', actions) ?? input.choice('action', actions) ?? 'update',
    bypassDelays: input.boolean('bypass_delays') ?? query.boolean('bypass_delays') ?? false,
  };
}

/** Series: a weekday of a recurring event stands for all its occurrences, `agenda@event:1` for its Mondays (spec/agendas.md, section 3.25). */
export function recurringRoutes(server: FastifyInstance, desk: BookingDesk): void {
  const { db, clock } = desk.town;
  const wording = wordingOf(desk.town);
  const { zone, addresses } = wording;
  const booking = { config: { access: 'caller' } as const, onSend: keepRefusal(desk) };

  const lineOf = (event: Event, agenda: Agenda, weekday: number) => {
    const dayName = weekdayNames[wording.language][weekday - 1]!;
    const label = event.label || event.slug;
    return {
      id: `${agenda.slug}@${event.slug}:${weekday}`,
      text: wording.language === 'fr' ? `${dayName}\u00a0: ${label}` : `${dayName}: ${label}`,
      label: event.label,
      day: dayName,
      weekday,
      time: timeOf(zone.toLocal(event.startMinute)),
      duration: event.durationMinutes,
      slug: event.slug,
      agenda_slug: agenda.slug,
      agenda_label: agenda.label,
      description: event.description,
      pricing: event.pricing,
      url: event.url,
      recurrence_days: event.recurrenceDays,
      primary_event: null,
      ...customFields(event),
      api: { fillslots_url: addresses.seriesFillslots(agenda.slug) },
    };
  };

  server.get('/api/agendas/recurring-events/', { config: { access: 'anyone' } }, async (request, reply) => {
    const query = new Input(request.query);
    const asked = await agendasAsked(db, query, request.caller, zone);
    if (!asked) return send(reply, invalidPayload(query));
    const agendaIds = [...asked.agendas.keys()];
    const series = await readEvents(db, { agendaIds, primary: true });
    const coming = await readEvents(db, { agendaIds, from: minuteOf(clock()), limit: 50_000 });
    const standing = new Set(
      coming.filter((event) => isAsked(asked, event) && !event.cancelled).map((event) => seriesOf(event, asked)),
    );
    const data = series
      .filter(({ cancelled }) => !cancelled)
      .flatMap((event) =>
        event.recurrenceDays.map((weekday) => lineOf(event, asked.agendas.get(event.agendaId)!, weekday)),
      )
      .filter(({ id }) => standing.has(id));
    return { err: 0, data };
  });

  /** `agenda@event:1` of an occurrence; the weekday of its local day. */
  const seriesOf = (event: Occurring, { agendas }: AgendasAsked): string =>
    `${agendas.get(event.agendaId)!.slug}@${event.primarySlug ?? ''}:${isoWeekday(dayOfMinute(zone.toLocal(event.startMinute)))}`;

  server.post('/api/agendas/recurring-events/fillslots/', booking, async (request, reply) => {
    const input = new Input(request.body);
    const query = new Input(request.query);
    const asked = await askedBy(request, input, query);
    const { action, bypassDelays } = readSeriesAsked(input, query);
    const [from, until] = [input.date('date_start', zone), input.date('date_end', zone)];
    const slots = input.list('slots', 500, 330);
    const details = readDetails(input);
    const user = details.user_external_id;
    if (slots === null && !('slots' in input.errors)) input.refuse('slots', 'This field is required.');
    if (user === '' && !('user_external_id' in input.errors))
      input.refuse('user_external_id', 'This field is required.');
    if (action === 'update-from-date' && from === null) input.refuse('date_start', 'This field is required.');
    if (asked && slots) await refuseUnknownSlots(input, asked, slots);
    if (input.isRefused || query.isRefused || !asked)
      return send(reply, invalidPayload(input.isRefused ? input : query));
    if (![...asked.agendas.values()].every((agenda) => may(request.caller, agenda, 'edit')))
      return send(reply, { status: 403, body: refusal('Access denied.') });
    const { names, letsGo } = await meantBy(asked, { action, bypassDelays, from, until, slots: new Set(slots) });
    if (names.length > mostOccurrences) {
      input.refuse('slots', `These stand for ${names.length} events; ${mostOccurrences} can be booked at once.`);
      return send(reply, invalidPayload(input));
    }
    const order = {
      kind: 'replace',
      agendas: [...asked.agendas.values()].map(({ slug }) => slug),
      slots: names,
      user,
      details,
      bypassDelays,
      range: 'future',
      action: inLane[action],
      letsGo,
      leavesOut: true,
    } as const;
    return give(desk, request, reply, order, (outcome) => {
      if (outcome.kind !== 'replaced') throw new Error(`a set of bookings ended as ${outcome.kind}`);
      const full = outcome.full.map((event) => momentView(event, asked.agendas.get(event.agendaId)!, wording));
      return { ...replacedView(outcome, user, wording), full_events: full };
    });
  });

  /** Agendas may be named in the address or in the body; the person stands in the body. */
  async function askedBy(request: FastifyRequest, input: Input, query: Input): Promise<AgendasAsked | null> {
    const named = ['agendas', 'subscribed'].some((name) => query.take(name) !== undefined);
    const user = input.take('user_external_id');
    const source = named ? new Input({ ...query.values, user_external_id: user }) : input;
    if (!named) input.text('subscribed', 160);
    const asked = await agendasAsked(db, source, request.caller, zone);
    if (source !== input)
      for (const [name, [message]] of Object.entries(source.errors)) input.refuse(name, message ?? '');
    return asked;
  }

  async function refuseUnknownSlots(input: Input, asked: AgendasAsked, slots: readonly string[]): Promise<void> {
    const series = await readEvents(db, { agendaIds: [...asked.agendas.keys()], primary: true });
    const known = new Set(
      series.flatMap((event) =>
        event.recurrenceDays.map((day) => `${asked.agendas.get(event.agendaId)!.slug}@${event.slug}:${day}`),
      ),
    );
    const unknown = slots.filter((slot) => !known.has(slot));
    if (unknown.length > 0) input.refuse('slots', `invalid slots: ${unknown.join(', ')}`);
  }

  type Wish = {
    action: (typeof actions)[number];
    bypassDelays: boolean;
    from: number | null;
    until: number | null;
    slots: ReadonlySet<string>;
  };

  /**
   * The occurrences that a wish on series means, and which of the person's events it lets go. What the person has and what is full is decided by the lane, while
   * person and events are held: a booking that the person makes in this instant isn't lost. An update lets go the other occurrences in the period, and nothing else.
   */
  async function meantBy(asked: AgendasAsked, { action, bypassDelays, from, until, slots }: Wish) {
    const now = clock();
    const nowMinute = minuteOf(now);
    const coming = await readEvents(db, { agendaIds: [...asked.agendas.keys()], from: nowMinute + 1, limit: 50_000 });
    const windows = new Map([...asked.agendas].map(([id, agenda]) => [id, bookingWindow(agenda, now, zone)]));
    const inPeriod = ({ primarySlug, startMinute }: Occurring): boolean =>
      primarySlug !== null && (from === null || startMinute >= from) && (until === null || startMinute < until);
    const isMeant = (event: Occurring): boolean =>
      inPeriod(event) && isAsked(asked, event) && slots.has(seriesOf(event, asked));
    const isOpen = (event: Event): boolean => {
      const context = { nowMinute, window: windows.get(event.agendaId)!, range: 'future' as const, bypassDelays };
      return whyNotBookable(event, context) === null;
    };
    const meant = action === 'unbook' ? [] : coming.filter((event) => isMeant(event) && isOpen(event));
    const names = meant.map(({ agendaId, slug }) => ({ agenda: asked.agendas.get(agendaId)!.slug, event: slug }));
    const letsGo = (event: Occurring): boolean => inPeriod(event) && isMeant(event) === (action === 'unbook');
    return { names, letsGo };
  }
}

const inLane = { book: 'book', unbook: 'unbook', update: 'replace', 'update-from-date': 'replace' } as const;
