import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { localMinuteOf } from '../../time/days.ts';
import type { Zone } from '../../time/zone.ts';
import type { BookingDesk } from '../bookings/give-order.ts';
import type { EventName, Outcome } from '../bookings/orders.ts';
import type { MeetWhat } from '../meetings/meet.ts';
import { parseSlotId } from '../meetings/slot-id.ts';
import { readDetails, readOptions } from './booking-input.ts';
import { bookingAddresses } from './booking-view.ts';
import type { Wording } from './event-view.ts';
import { give, keepRefusal } from './give.ts';
import { Input } from './input.ts';
import { localDatetime } from './local-text.ts';
import { isName, wordingOf } from './reading.ts';
import { invalidPayload, refusal, send, unknownAgenda } from './refusals.ts';

/** Whether a slot's name is that of a meeting: no event's slug has a colon. */
export function isMeetingSlot({ event }: EventName): boolean {
  return event.includes(':');
}

/** Books one slot of a meeting type, or several at one desk: names of the form `type:YYYY-MM-DD-HHMM` (spec/agendas.md, sections 3.12 and 3.13). */
export async function bookMeeting(
  desk: BookingDesk,
  request: FastifyRequest,
  reply: FastifyReply,
  input: Input,
  slots: readonly EventName[],
): Promise<FastifyReply> {
  const wording = wordingOf(desk.town);
  const names = slots.map(({ event }) => parseSlotId(event, wording.zone));
  const wrong = slots.filter((_, index) => names[index] === null).map(({ event }) => event);
  if (wrong.length > 0) {
    const reason =
      wrong.length === 1 && slots.length === 1 ? `invalid slot: ${wrong[0]}` : `invalid slots: ${wrong.join(', ')}`;
    return send(reply, { status: 400, body: refusal(reason) });
  }
  const found = names.filter((name) => name !== null);
  const type = found[0]?.type ?? '';
  if (found.some((name) => name.type !== type)) {
    return send(reply, { status: 400, body: refusal('all slots must have the same meeting type') });
  }
  const query = new Input(request.query);
  const resources = input.list('resources', 20, 160) ?? query.list('resources', 20, 160) ?? [];
  const starts = found.map(({ start }) => start).toSorted((a, b) => a - b);
  return meet(desk, request, reply, input, query, slots[0]!.agenda, { kind: 'slots', type, starts, resources });
}

/** Ranges to rent (section 3.11). */
export function rangeRoutes(server: FastifyInstance, desk: BookingDesk): void {
  const { zone } = wordingOf(desk.town);
  server.post<{ Params: { agenda: string } }>(
    '/api/agenda/:agenda/free-range/fillslot/',
    { config: { access: 'caller' }, onSend: keepRefusal(desk) },
    async (request, reply) => {
      const { agenda } = request.params;
      if (!isName(agenda)) throw unknownAgenda();
      const input = new Input(request.body);
      const query = new Input(request.query);
      const resource = input.text('resource', 160) || query.text('resource', 160);
      if (resource === '') input.refuse('resource', 'This field is required.');
      const [start, end] = [localTime(input, 'start_datetime', zone), localTime(input, 'end_datetime', zone)];
      if (start === null || end === null) return send(reply, invalidPayload(input));
      if (end <= start) input.refuse('end_datetime', 'The end has to come after the start.');
      return meet(desk, request, reply, input, query, agenda, { kind: 'range', resource, start, end });
    },
  );
}

/** `2025-06-27 10:00`, of the town's clocks; a time that they never show is refused. `24:00`, the day's last hour in a list of steps, is the next midnight. */
function localTime(input: Input, name: string, zone: Zone): number | null {
  const text = input.text(name, 30);
  if (text === '') return input.isRefused ? null : input.refuse(name, 'This field is required.');
  if (!/^\d{4}-\d\d-\d\d[ T]\d\d:\d\d(:\d\d)?$/.test(text))
    return input.refuse(name, 'Datetime has wrong format. Use YYYY-MM-DD HH:MM.');
  try {
    const isEndOfDay = /^24:00(:00)?$/.test(text.slice(11));
    const shown = isEndOfDay ? `${text.slice(0, 10)}T00:00` : text.replace(' ', 'T');
    const local = Temporal.PlainDateTime.from(shown, { overflow: 'reject' }).add({ days: isEndOfDay ? 1 : 0 });
    const minute = local.year >= 1970 && local.year <= 2199 ? zone.shownAt(localMinuteOf(local)) : null;
    return minute ?? input.refuse(name, 'This time does not exist.');
  } catch {
    return input.refuse(name, 'This time does not exist.');
  }
}

async function meet(
  desk: BookingDesk,
  request: FastifyRequest,
  reply: FastifyReply,
  input: Input,
  query: Input,
  agenda: string,
  what: MeetWhat,
): Promise<FastifyReply> {
  const { places, lock, excludeUser, cancelBookingId, bypassDelays } = readOptions(input, query);
  const details = readDetails(input);
  if (places > 1) input.refuse('count', 'Only events have several places: a desk serves one at a time.');
  const refused = [input, query].find(({ isRefused }) => isRefused);
  if (refused) return send(reply, invalidPayload(refused));
  const user = details.user_external_id;
  const order = {
    kind: 'meet',
    agenda,
    what,
    user,
    excludeUser,
    bypassDelays,
    lock,
    cancelBookingId,
    places,
    details,
  } as const;
  const wording = wordingOf(desk.town);
  return give(desk, request, reply, order, (outcome) => metView(outcome, wording));
}

/** The answer to an appointment (section 3.12). */
function metView(outcome: Outcome, { addresses, zone }: Wording) {
  if (outcome.kind !== 'met') throw new Error(`an appointment ended as ${outcome.kind}`);
  const { bookingId, agenda, place, desk, resources, cancelledBookingId } = outcome;
  const start = place.spans[0]!.start;
  const end = place.spans.at(-1)!.end;
  const at = (minute: number): string => localDatetime(zone.toLocal(minute));
  return {
    err: 0,
    booking_id: bookingId,
    in_waiting_list: false,
    datetime: at(start),
    end_datetime: at(end),
    duration: place.spans.reduce((sum, span) => sum + span.end - span.start, 0),
    agenda: { label: agenda.label, slug: agenda.slug },
    desk: { label: desk.label, slug: desk.slug },
    resources: resources.map(({ label, slug }) => ({ label, slug })),
    ...(place.spans.length > 1
      ? { slots: place.spans.map((span) => ({ datetime: at(span.start), end_datetime: at(span.end) })) }
      : {}),
    ...(cancelledBookingId === null ? {} : { cancelled_booking_id: cancelledBookingId }),
    api: bookingAddresses(bookingId, { isWaiting: false, events: [] }, addresses),
  };
}
