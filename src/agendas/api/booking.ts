import type { FastifyInstance } from 'fastify';
import type { BookingDesk } from '../bookings/give-order.ts';
import type { EventName, Outcome, ReplaceOrder } from '../bookings/orders.ts';
import { agendasAsked, namedAgendas } from './agendas-asked.ts';
import { enrolledSet } from './enrolled-set.ts';
import { isLockCall, readChecksDelay, readDetails, readOptions, readRange, readSetOptions } from './booking-input.ts';
import { bookedView, replacedView } from './booking-view.ts';
import { give, keepRefusal } from './give.ts';
import { Input } from './input.ts';
import { bookMeeting, isMeetingSlot, rangeRoutes } from './meetings-book.ts';
import { isName, wordingOf } from './reading.ts';
import { invalidPayload, refusal, send, unknownAgenda, unknownBooking, unknownEvent } from './refusals.ts';

type SlotParams = { Params: { agenda: string; slot: string } };
type AgendaParams = { Params: { agenda: string } };
type BookingParams = { Params: { booking: string } };

/** A booking's number from an address; what can't be one is a 404 like one that isn't there. */
export function bookingNumber(text: string): number {
  if (!/^[1-9]\d{0,9}$/.test(text) || Number(text) > 2_147_483_647) throw unknownBooking();
  return Number(text);
}

const asBooked = (outcome: Outcome) => {
  if (outcome.kind !== 'booked') throw new Error(`a booking ended as ${outcome.kind}`);
  return outcome;
};

/** Booking, locking, several events at once, and what follows for one booking. */
export function bookingRoutes(server: FastifyInstance, desk: BookingDesk): void {
  const options = { config: { access: 'caller' } as const, onSend: keepRefusal(desk) };
  const wording = wordingOf(desk.town);
  rangeRoutes(server, desk);

  const book = async (
    request: Parameters<typeof give>[1],
    reply: Parameters<typeof give>[2],
    input: Input,
    slots: readonly EventName[],
  ) => {
    if (slots.some(isMeetingSlot)) return bookMeeting(desk, request, reply, input, slots);
    const query = new Input(request.query);
    const how = readOptions(input, query);
    const details = readDetails(input);
    if (input.isRefused || query.isRefused) return send(reply, invalidPayload(input.isRefused ? input : query));
    return give(desk, request, reply, { kind: 'book', slots, details, ...how }, (outcome) =>
      bookedView(asBooked(outcome), wording),
    );
  };

  for (const path of ['/api/agenda/:agenda/fillslot/:slot/', '/api/agenda/:agenda/fillslots/:slot/']) {
    server.post<SlotParams>(path, options, (request, reply) => {
      const { agenda, slot } = request.params;
      if (!isName(agenda)) throw unknownAgenda();
      if (!isName(slot)) throw unknownEvent();
      return book(request, reply, new Input(request.body), [{ agenda, event: slot }]);
    });
  }

  server.post<AgendaParams>('/api/agenda/:agenda/fillslots/', options, (request, reply) => {
    const { agenda } = request.params;
    if (!isName(agenda)) throw unknownAgenda();
    const input = new Input(request.body);
    const slots = input.list('slots', 500, 200) ?? [];
    if (slots.length === 0) input.refuse('slots', 'This field is required.');
    return book(
      request,
      reply,
      input,
      slots.map((event) => ({ agenda, event })),
    );
  });

  const replace = async (
    request: Parameters<typeof give>[1],
    reply: Parameters<typeof give>[2],
    input: Input,
    query: Input,
    agendas: readonly string[],
    slots: readonly EventName[] | null,
    letsGo?: ReplaceOrder['letsGo'],
  ) => {
    if (slots === null) input.refuse('slots', 'This field is required.');
    const how = readSetOptions(input, query);
    const details = readDetails(input);
    const user = details.user_external_id;
    if (user === '' && !isLockCall(how)) input.refuse('user_external_id', 'This field is required.');
    if (input.isRefused || query.isRefused || slots === null)
      return send(reply, invalidPayload(input.isRefused ? input : query));
    const what = { kind: 'replace', action: 'replace', agendas, slots, ...(letsGo ? { letsGo } : {}) } as const;
    const order = { ...what, ...how, user, details };
    return give(desk, request, reply, order, (outcome) => {
      if (outcome.kind !== 'replaced') throw new Error(`a set of bookings ended as ${outcome.kind}`);
      return replacedView(outcome, user, wording);
    });
  };

  server.post<AgendaParams>('/api/agenda/:agenda/events/fillslots/', options, (request, reply) => {
    const { agenda } = request.params;
    if (!isName(agenda)) throw unknownAgenda();
    const input = new Input(request.body);
    const slots = input.list('slots', 1_000, 200);
    const names = slots?.map((event) => ({ agenda, event })) ?? null;
    return replace(request, reply, input, new Input(request.query), [agenda], names);
  });

  server.post('/api/agendas/events/fillslots/', options, async (request, reply) => {
    const input = new Input(request.body);
    const query = new Input(request.query);
    const subscribed = [query, input].map((source) => source.text('subscribed', 160));
    const agendas = query.list('agendas', 200, 160) ?? input.list('agendas', 200, 160) ?? [];
    const isEnrolled = subscribed.some((text) => text !== '');
    if (agendas.length === 0 && !isEnrolled) input.refuse('agendas', 'This field is required.');
    const slots = input.list('slots', 1_000, 330);
    const names = slots?.map((slot) => ({
      agenda: slot.slice(0, Math.max(0, slot.indexOf('@'))),
      event: slot.slice(slot.indexOf('@') + 1),
    }));
    if (isEnrolled) return replaceEnrolled(request, reply, input, query, names ?? null);
    const wrong = names?.find(({ agenda }) => !agendas.includes(agenda));
    if (agendas.length > 0) await namedAgendas(desk.town.db, agendas, input);
    if (wrong) input.refuse('slots', `"${wrong.event}" is not an event of one of the agendas, named as agenda@event.`);
    return replace(request, reply, input, query, agendas, names ?? null);
  });

  /** The same in the agendas that the person is enrolled in, while enrolled. */
  async function replaceEnrolled(
    request: Parameters<typeof give>[1],
    reply: Parameters<typeof give>[2],
    input: Input,
    query: Input,
    slots: readonly EventName[] | null,
  ) {
    const user = input.text('user_external_id', 250).trim();
    if (user === '') input.refuse('user_external_id', 'This field is required.');
    if (slots === null) input.refuse('slots', 'This field is required.');
    if (input.isRefused || query.isRefused || slots === null)
      return send(reply, invalidPayload(input.isRefused ? input : query));
    const isInAddress = query.take('subscribed') !== undefined;
    const asked = await agendasAsked(desk.town.db, isInAddress ? query : input, request.caller, wording.zone, user);
    if (!asked) return send(reply, invalidPayload(query.isRefused ? query : input));
    const range = readRange(input, query);
    const set = await enrolledSet(desk.town, asked, { slots, range });
    if (set.kind === 'outside')
      return send(reply, { status: 400, body: refusal(`invalid slots: ${set.names.join(', ')}`) });
    return replace(request, reply, input, query, set.agendas, slots, set.letsGo);
  }

  const cancel = async (request: Parameters<typeof give>[1], reply: Parameters<typeof give>[2], booking: string) => {
    const bookingId = bookingNumber(booking);
    const [input, query] = [new Input(request.body), new Input(request.query)];
    const checksDelay = readChecksDelay(input, query);
    if (input.isRefused || query.isRefused) return send(reply, invalidPayload(input.isRefused ? input : query));
    return give(desk, request, reply, { kind: 'cancel', bookingId, by: 'call', checksDelay }, doneView);
  };
  server.post<BookingParams>('/api/booking/:booking/cancel/', options, (request, reply) =>
    cancel(request, reply, request.params.booking),
  );
  server.delete<BookingParams>('/api/booking/:booking/', options, (request, reply) =>
    cancel(request, reply, request.params.booking),
  );
  for (const kind of ['accept', 'suspend'] as const) {
    server.post<BookingParams>(`/api/booking/:booking/${kind}/`, options, (request, reply) =>
      give(desk, request, reply, { kind, bookingId: bookingNumber(request.params.booking) }, doneView),
    );
  }

  server.post<BookingParams>('/api/booking/:booking/resize/', options, async (request, reply) => {
    const bookingId = bookingNumber(request.params.booking);
    const input = new Input(request.body);
    const query = new Input(request.query);
    const places = input.integer('count', 1, 10_000) ?? query.integer('count', 1, 10_000);
    if (places === null && !input.isRefused) input.refuse('count', 'This field is required.');
    if (input.isRefused || query.isRefused || places === null)
      return send(reply, invalidPayload(input.isRefused ? input : query));
    return give(desk, request, reply, { kind: 'resize', bookingId, places }, doneView);
  });

  function doneView(outcome: Outcome) {
    if (outcome.kind !== 'done') throw new Error(`an act on a booking ended as ${outcome.kind}`);
    const { bookingId, overbookedPlaces } = outcome;
    return { err: 0, booking_id: bookingId, ...(overbookedPlaces > 0 ? { overbooked_places: overbookedPlaces } : {}) };
  }
}
