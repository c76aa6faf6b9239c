import type { FastifyInstance, FastifyReply } from 'fastify';
import { calendarEvents } from '../calendars/bookings.ts';
import { calendarText, type CalendarEvent } from '../calendars/write.ts';
import type { AgendasTown } from '../database.ts';
import { bookingNumber } from './booking.ts';
import { Input } from './input.ts';
import { invalidPayload, refusal, send, unknownBooking } from './refusals.ts';

/** What a caller may say in place of what is stored (spec/agendas.md, section 3.22). */
const told = ['description', 'location', 'comment', 'url', 'organizer'] as const;

/** Bookings as calendars: one, or all of a person. */
export function icsRoutes(server: FastifyInstance, { db, settings }: AgendasTown): void {
  const config = { access: 'caller' } as const;
  const host = settings.agendasUrl.hostname;

  server.get<{ Params: { booking: string } }>('/api/booking/:booking/ics/', { config }, async (request, reply) => {
    const bookingId = bookingNumber(request.params.booking);
    const query = new Input(request.query);
    const changed = Object.fromEntries(
      told.flatMap((name) => ((text) => (text === '' ? [] : [[name, text]]))(query.text(name))),
    );
    if (query.isRefused) return send(reply, invalidPayload(query));
    const events = await calendarEvents(db, request.caller, { bookingId }, host);
    if (events.length === 0) throw unknownBooking();
    return sendCalendar(
      reply,
      events.map((event) => ({ ...event, ...changed })),
    );
  });

  server.get('/api/bookings/ics/', { config }, async (request, reply) => {
    const query = new Input(request.query);
    const [user, agenda] = [query.text('user_external_id', 250), query.text('agenda', 160)];
    if (query.isRefused) return send(reply, invalidPayload(query));
    if (user === '') return send(reply, { status: 400, body: refusal('missing param user_external_id') });
    return sendCalendar(reply, await calendarEvents(db, request.caller, { user, agenda: agenda || null }, host));
  });
}

function sendCalendar(reply: FastifyReply, events: readonly CalendarEvent[]): FastifyReply {
  return reply.type('text/calendar; charset=utf-8').send(calendarText(events));
}
