import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { flash, languageFor } from '../../accounts/frame.ts';
import { postedBy } from '../../accounts/posted.ts';
import { sendPage } from '../../accounts/send-page.ts';
import { isGenuine } from '../../accounts/tokens.ts';
import type { Telling } from '../../pages/dates.ts';
import { forbidden, notFound } from '../../platform/server/refusal.ts';
import { localNow } from '../../platform/town.ts';
import type { Agenda } from '../agenda/agenda.ts';
import type { Outcome } from '../bookings/orders.ts';
import { findEvent } from '../events/read.ts';
import { demand } from './access.ts';
import { CancelPage } from './cancel-page.tsx';
import { resultAnchor } from './desk-page.tsx';
import { deskFrame, localOf, wordsFor, type Desk } from './desk.ts';
import { bookingsOf, findBooking, type BookedOn } from './read-bookings.ts';
import { momentOf, nameOf, requestOf } from './said.ts';
import type { Texts } from './texts.ts';

type Asked = { agenda: Agenda; booking: BookedOn };

/** The booking of an address, for whom may change it. */
export async function bookingAt(desk: Desk, agenda: Agenda, request: FastifyRequest, number: string): Promise<Asked> {
  const { db } = desk.town;
  const booking = /^[1-9]\d{0,8}$/.test(number) ? await findBooking(db, agenda.id, Number(number)) : null;
  if (!booking) throw notFound();
  demand(request.caller, agenda, 'edit');
  return { agenda, booking };
}

/** The page on which a booking stands, with its row. */
export function placeOf(desk: Desk, agenda: Agenda, { id, event, meeting }: BookedOn, withRow: boolean): string {
  const row = withRow ? id : null;
  const result = withRow ? resultAnchor : '';
  if (event) return desk.pages.event(agenda, event, { row }) + result;
  const date = meeting ? localOf(desk, meeting.startMinute).toPlainDate().toString() : null;
  return date === null ? desk.pages.agenda(agenda) : desk.pages.day(agenda, date, { row }) + result;
}

/** `GET …/bookings/N/cancel/` */
export async function showCancel(desk: Desk, { agenda, booking }: Asked, request: FastifyRequest, reply: FastifyReply) {
  const t = wordsFor(desk.town, request);
  if (booking.heldUntil !== null) throw notFound();
  if (booking.cancelledMinute !== null) {
    flash(request, 'note', t.alreadyCancelled(momentOf(desk, booking.cancelledMinute, tellingFor(desk, request))));
    return reply.redirect(placeOf(desk, agenda, booking, true), 303);
  }
  const event = booking.event && (await findEvent(desk.town.db, agenda.id, booking.event.slug));
  return sendPage(
    reply,
    CancelPage({
      frame: deskFrame(desk, request, reply),
      desk,
      agenda,
      booking,
      promotes: event !== null && event.promotes && event.waiting > 0,
      backHref: placeOf(desk, agenda, booking, false),
    }),
  );
}

/** `POST …/bookings/N/cancel/`: frees the place and calls back; without a known address it asks first. */
export async function postCancel(
  desk: Desk,
  server: FastifyInstance,
  { agenda, booking }: Asked,
  request: FastifyRequest,
  reply: FastifyReply,
) {
  const t = wordsFor(desk.town, request);
  if (!isGenuine(server, request)) return stale(request, reply, t, desk.pages.cancel(agenda, booking.id));
  const outcome = await desk.actions.cancel(request.caller, booking.id, postedBy(request).text('force') === 'yes');
  if (outcome.kind === 'refused' && outcome.reason === 'no callback address') {
    return reply.redirect(desk.pages.cancel(agenda, booking.id), 303);
  }
  if (outcome.kind === 'done') {
    const told = booking.tells.cancel;
    flash(request, told ? 'ok' : 'wait', `${t.cancelled(nameOf(booking, t))} ${told ? t.toldSoon : t.notTold}`);
  } else {
    flash(request, 'note', await refusalOf(desk, { agenda, booking }, request, outcome, t));
  }
  return reply.redirect(placeOf(desk, agenda, booking, true), 303);
}

/** `POST …/bookings/N/accept/`: from the waiting list to the main list, whatever its room. */
export async function postAccept(
  desk: Desk,
  server: FastifyInstance,
  { agenda, booking }: Asked,
  request: FastifyRequest,
  reply: FastifyReply,
) {
  const t = wordsFor(desk.town, request);
  const back = placeOf(desk, agenda, booking, true);
  if (!isGenuine(server, request)) return stale(request, reply, t, back);
  const outcome = await desk.actions.accept(request.caller, booking.id);
  if (outcome.kind === 'done') {
    const event = booking.event && (await findEvent(desk.town.db, agenda.id, booking.event.slug));
    const over = event && event.booked > event.total ? ` ${t.acceptedOver(event.booked, event.total)}` : '';
    const next = requestOf(booking, t) === null ? '' : ` ${t.openRequest}`;
    flash(request, 'ok', t.accepted(nameOf(booking, t)) + over + next);
  } else {
    flash(request, 'note', await refusalOf(desk, { agenda, booking }, request, outcome, t));
  }
  return reply.redirect(back, 303);
}

/** `POST …/bookings/N/callbacks/C/resend/` */
export async function postResend(
  desk: Desk,
  server: FastifyInstance,
  { agenda, booking }: Asked,
  request: FastifyRequest,
  reply: FastifyReply,
  number: string,
) {
  const t = wordsFor(desk.town, request);
  const back = placeOf(desk, agenda, booking, true);
  const call = booking.calls.find(({ id }) => String(id) === number);
  if (!call) throw notFound();
  if (!isGenuine(server, request)) return stale(request, reply, t, back);
  const isSentAgain = await desk.actions.resend(request.caller, call.id);
  flash(request, isSentAgain ? 'ok' : 'note', isSentAgain ? t.resent(nameOf(booking, t)) : t.notResent);
  return reply.redirect(back, 303);
}

function stale(request: FastifyRequest, reply: FastifyReply, t: Texts, back: string) {
  flash(request, 'note', t.stale);
  return reply.redirect(back, 303);
}

export function tellingFor(desk: Desk, request: FastifyRequest): Telling {
  return { language: languageFor(desk.town, request), now: localNow(desk.town) };
}

/** Why nothing was done, as it stands now. */
async function refusalOf(
  desk: Desk,
  { agenda, booking }: Asked,
  request: FastifyRequest,
  outcome: Outcome,
  t: Texts,
): Promise<string> {
  if (outcome.kind === 'forbidden') throw forbidden();
  if (outcome.kind !== 'refused') return t.vanished;
  const { db } = desk.town;
  const now = await findBooking(db, agenda.id, booking.id);
  const when = now?.cancelledMinute == null ? '' : momentOf(desk, now.cancelledMinute, tellingFor(desk, request));
  switch (outcome.reason) {
    case 'already cancelled':
      return t.alreadyCancelled(when);
    case 'booking is cancelled':
      return `${t.cantAccept(nameOf(booking, t), when)} ${await nextInLine(desk, booking, t)}`.trim();
    case 'booking is not in waiting list':
      return t.alreadyMain(nameOf(booking, t));
    default:
      return t.refused(outcome.description);
  }
}

async function nextInLine(desk: Desk, { event }: BookedOn, t: Texts): Promise<string> {
  if (!event) return '';
  const { rows } = await bookingsOf(desk.town.db, event.id, 'waiting', { limit: 1, offset: 0 });
  return rows[0] ? t.nextInLine(nameOf(rows[0], t)) : '';
}
