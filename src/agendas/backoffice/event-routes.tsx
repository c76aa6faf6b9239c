import type { FastifyReply, FastifyRequest } from 'fastify';
import { queryOf } from '../../accounts/posted.ts';
import { sendPage } from '../../accounts/send-page.ts';
import { notFound } from '../../platform/server/refusal.ts';
import { may, type Agenda } from '../agenda/agenda.ts';
import { isName } from '../api/reading.ts';
import type { Event } from '../events/event.ts';
import { findEvent } from '../events/read.ts';
import { deskFrame, pageAsked, type Desk } from './desk.ts';
import { EventPage } from './event-page.tsx';
import { bookingsOf, callTotals, cancelledBookings } from './read-bookings.ts';
import { neighboursOf } from './read-events.ts';

const perPage = 100;
/** Who waits beyond is far from a place; what was cancelled before is in the requests. */
const mostWaiting = 200;
const mostCancelled = 30;

/** `GET …/events/EVENT/` */
export async function showEvent(
  desk: Desk,
  agenda: Agenda,
  request: FastifyRequest,
  reply: FastifyReply,
  reference: string,
) {
  const { db } = desk.town;
  const event = await eventOf(desk, agenda, reference);
  const query = queryOf(request);
  const page = pageAsked(query.text('page'));
  const offset = (page - 1) * perPage;
  const [main, waiting, cancelled, calls, neighbours] = await Promise.all([
    bookingsOf(db, event.id, 'main', { limit: perPage, offset }),
    bookingsOf(db, event.id, 'waiting', { limit: mostWaiting, offset: 0 }),
    cancelledBookings(db, event.id, { limit: mostCancelled, offset: 0 }),
    callTotals(db, event.id),
    neighboursOf(db, event),
  ]);
  const at = (number: number): string => desk.pages.event(agenda, event, { page: number === 1 ? null : number });
  return sendPage(
    reply,
    EventPage({
      frame: deskFrame(desk, request, reply),
      desk,
      agenda,
      event,
      neighbours,
      main,
      waiting,
      cancelled,
      calls,
      mayEdit: may(request.caller, agenda, 'edit'),
      row: rowAsked(query.text('row')),
      pager: {
        offset,
        earlierHref: page > 1 ? at(page - 1) : null,
        laterHref: offset + main.rows.length < main.total ? at(page + 1) : null,
      },
    }),
  );
}

/** An event of an address, by its slug or number. A series itself is none: its occurrences are. */
export async function eventOf(desk: Desk, agenda: Agenda, reference: string): Promise<Event> {
  const event = isName(reference) ? await findEvent(desk.town.db, agenda.id, reference) : null;
  if (!event || event.recurrenceDays.length > 0 || agenda.kind !== 'events') throw notFound();
  return event;
}

export function rowAsked(text: string): string | null {
  return /^[1-9]\d{0,9}$/.test(text) ? text : null;
}
