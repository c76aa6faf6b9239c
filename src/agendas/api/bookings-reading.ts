import type { FastifyInstance } from 'fastify';
import { findAgenda, isNumber, may } from '../agenda/agenda.ts';
import type { BookingDesk } from '../bookings/give-order.ts';
import { anonymize } from '../bookings/anonymize.ts';
import { readBookings, type Booking, type BookingFilter } from '../bookings/read.ts';
import type { Answer } from '../../platform/idempotency.ts';
import { forbidden } from '../../platform/server/refusal.ts';
import { jobName as callbacksJob } from '../callbacks/outbox.ts';
import { makeDue } from '../callbacks/resend.ts';
import { checkEvent, markPresence } from '../checks/check.ts';
import { findEvent } from '../events/read.ts';
import { bookingNumber } from './booking.ts';
import { bookingAddresses } from './booking-view.ts';
import { writeOnce } from './give.ts';
import { Input } from './input.ts';
import { localDatetime } from './local-text.ts';
import { extraOf } from './booking-input.ts';
import { agendaAt, isName, wordingOf } from './reading.ts';
import { invalidPayload, refusal, send, unknownBooking, unknownEvent } from './refusals.ts';

type EventParams = { Params: { agenda: string; event: string } };
type BookingParams = { Params: { booking: string } };

/** Reading bookings, presence and absence: for those who may see them. */
export function bookingsReadingRoutes(server: FastifyInstance, desk: BookingDesk): void {
  const { town } = desk;
  const { db } = town;
  const config = { access: 'caller' } as const;
  const { zone, addresses } = wordingOf(town);

  const at = (minute: number): string => localDatetime(zone.toLocal(minute));

  const view = (booking: Booking) => ({
    id: booking.id,
    booking_id: booking.id,
    in_waiting_list: booking.list === 'waiting',
    user_was_present: booking.present,
    user_absence_reason: booking.absenceReason,
    extra_data: booking.extraData,
    agenda: booking.agendaSlug,
    event: booking.eventSlug,
    ...(booking.events.length > 1 ? { events: booking.events.map(({ slug }) => slug) } : {}),
    datetime: at(booking.startMinute),
    end_datetime: booking.endMinute === null ? null : at(booking.endMinute),
    ...(booking.desk ? { desk: booking.desk, resources: booking.resources } : {}),
    places: booking.places,
    label: booking.label,
    user_display_label: booking.userDisplayLabel,
    user_external_id: booking.userExternalId,
    user_first_name: booking.userFirstName,
    user_last_name: booking.userLastName,
    user_email: booking.userEmail,
    user_phone_number: booking.userPhoneNumber,
    extra_emails: booking.extraEmails,
    extra_phone_numbers: booking.extraPhoneNumbers,
    sms_counter: booking.smsCounter,
    form_url: booking.formUrl,
    backoffice_url: booking.backofficeUrl,
    cancel_callback_url: booking.cancelCallbackUrl,
    presence_callback_url: booking.presenceCallbackUrl,
    absence_callback_url: booking.absenceCallbackUrl,
    callbacks: booking.callbacks.map(({ id, kind, state, attempts, lastStatus, lastFailure }) => ({
      id,
      kind,
      state,
      attempts,
      last_status: lastStatus,
      last_failure: lastFailure,
    })),
    api: bookingAddresses(booking.id, { isWaiting: booking.list === 'waiting', events: booking.events }, addresses),
  });

  server.get<EventParams>('/api/agenda/:agenda/bookings/:event/', { config }, async (request, reply) => {
    const agenda = await agendaAt(db, request.params.agenda);
    const event = isName(request.params.event) ? await findEvent(db, agenda.id, request.params.event) : null;
    if (!event) throw unknownEvent();
    if (!may(request.caller, agenda, 'view')) throw forbidden();
    const query = new Input(request.query);
    const user = query.text('user_external_id', 250);
    if (query.isRefused) return send(reply, invalidPayload(query));
    if (user === '') return send(reply, { status: 400, body: refusal('missing param user_external_id') });
    const bookings = await readBookings(db, request.caller, { eventId: event.id, user });
    return {
      err: 0,
      data: bookings
        .toSorted((a, b) => a.id - b.id)
        .map(({ id, list }) => ({ id, in_waiting_list: list === 'waiting' })),
    };
  });

  server.get('/api/bookings/', { config }, async (request, reply) => {
    const query = new Input(request.query);
    const user = query.text('user_external_id', 250);
    const [agenda, category, event] = ['agenda', 'category', 'event'].map((name) => query.text(name, 160));
    const reason = query.text('user_absence_reason', 250);
    const [from, until] = [query.date('date_start', zone), query.date('date_end', zone)];
    const waiting = query.boolean('in_waiting_list');
    if (user === '' && !query.isRefused)
      return send(reply, { status: 400, body: refusal('missing param user_external_id') });
    const found = agenda ? await findAgenda(db, agenda) : null;
    if (agenda && !found) query.refuse('agenda', `unknown agenda: ${agenda}`);
    if (category && !(await isThere('agendas.category', category)))
      query.refuse('category', `unknown category: ${category}`);
    const isEvent = !event || (found ? await findEvent(db, found.id, event) : await isThere('agendas.event', event));
    if (!isEvent) query.refuse('event', `unknown event: ${event}`);
    if (query.isRefused) return send(reply, invalidPayload(query));
    const filter: BookingFilter = {
      user,
      ...(found ? { agendas: [found.slug] } : {}),
      ...(category ? { category } : {}),
      ...(event ? { event } : {}),
      ...(from === null ? {} : { from }),
      ...(until === null ? {} : { until }),
      ...(waiting === null ? {} : { list: waiting ? ('waiting' as const) : ('main' as const) }),
      ...(reason ? { absenceReason: reason } : {}),
    };
    return { err: 0, data: (await readBookings(db, request.caller, filter)).map(view) };
  });

  const isThere = async (table: 'agendas.category' | 'agendas.event', name: string): Promise<boolean> => {
    const named = db.selectFrom(table).select('id').where('slug', '=', name);
    const numbered = table === 'agendas.event' && isNumber(name) ? Number(name) : null;
    const row = await (
      numbered === null ? named : named.unionAll(db.selectFrom(table).select('id').where('id', '=', numbered))
    ).executeTakeFirst();
    return row !== undefined;
  };

  const one = async (request: {
    params: { booking: string };
    caller: Parameters<typeof readBookings>[1];
  }): Promise<Booking> => {
    const [booking] = await readBookings(db, request.caller, {
      id: bookingNumber(request.params.booking),
      cancelled: true,
    });
    if (!booking) throw unknownBooking();
    return booking;
  };

  server.get<BookingParams>('/api/booking/:booking/', { config }, async (request) => {
    const booking = await one(request);
    if (booking.cancelled) return refusal('booking is cancelled');
    return { err: 0, booking_id: booking.id, data: view(booking) };
  });

  server.patch<BookingParams>('/api/booking/:booking/', { config }, async (request, reply) => {
    const booking = await one(request);
    const input = new Input(request.body);
    const present = input.boolean('user_was_present');
    const says = (name: string): boolean => Object.hasOwn(input.values, name);
    const reason = input.text('user_absence_reason', 250);
    const extra = extraOf(input);
    // Who may only see checks presence; what was said at booking is for those who may change it (section 1.3).
    if (extra !== null && !may(request.caller, await agendaAt(db, booking.agendaSlug), 'edit')) throw forbidden();
    if (input.isRefused)
      return send(reply, { ...invalidPayload(input), body: { ...invalidPayload(input).body, err: 4 } });
    return writeOnce(desk, request, reply, async (trx): Promise<Answer> => {
      const outcome = await markPresence(trx, booking.id, {
        ...(says('user_was_present') ? { present } : {}),
        ...(says('user_absence_reason') ? { reason } : {}),
        ...(extra === null ? {} : { extra }),
      });
      if (outcome !== null) return { status: 200, body: refusal(outcome.reason, outcome.err) };
      return { status: 200, body: { err: 0, booking_id: booking.id } };
    });
  });

  server.post<BookingParams>('/api/booking/:booking/anonymize/', { config }, async (request, reply) => {
    const booking = await one(request);
    const agenda = await agendaAt(db, booking.agendaSlug);
    if (!may(request.caller, agenda, 'edit')) throw forbidden();
    return writeOnce(desk, request, reply, async (trx): Promise<Answer> => {
      await anonymize(trx, [booking.id], town.clock());
      return { status: 200, body: { err: 0, booking_id: booking.id } };
    });
  });

  server.post<{ Params: { booking: string; callback: string } }>(
    '/api/booking/:booking/callbacks/:callback/send/',
    { config },
    async (request, reply) => {
      const booking = await one(request);
      if (!may(request.caller, await agendaAt(db, booking.agendaSlug), 'edit')) throw forbidden();
      const found = booking.callbacks.find(({ id }) => String(id) === request.params.callback);
      if (!found) throw unknownBooking();
      const sent = await writeOnce(desk, request, reply, async (trx): Promise<Answer> => {
        const again = await makeDue(trx, request.caller, found.id);
        return { status: 200, body: again ? { err: 0, id: found.id } : refusal('callback is already sent') };
      });
      town.wakes.wake(callbacksJob);
      return sent;
    },
  );

  server.post<EventParams>('/api/agenda/:agenda/check/:event/', { config }, async (request, reply) => {
    const agenda = await agendaAt(db, request.params.agenda);
    const event = isName(request.params.event) ? await findEvent(db, agenda.id, request.params.event) : null;
    if (!event) throw unknownEvent();
    if (!may(request.caller, agenda, 'view')) throw forbidden();
    const sent = await writeOnce(desk, request, reply, async (trx) => {
      await checkEvent(trx, event.id);
      return { status: 200, body: { err: 0 } };
    });
    town.wakes.wake(callbacksJob);
    return sent;
  });
}
