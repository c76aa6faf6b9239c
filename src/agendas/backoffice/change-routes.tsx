import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { flash } from '../../accounts/frame.ts';
import { postedBy, queryOf } from '../../accounts/posted.ts';
import { sendPage } from '../../accounts/send-page.ts';
import { isGenuine } from '../../accounts/tokens.ts';
import { forbidden, notFound } from '../../platform/server/refusal.ts';
import { minuteOf } from '../../time/days.ts';
import type { Agenda } from '../agenda/agenda.ts';
import type { Outcome } from '../bookings/orders.ts';
import { listFor } from '../bookings/rules.ts';
import { findEvent, readEvents } from '../events/read.ts';
import { placeOf } from './booking-routes.tsx';
import { ChangePage, ConfirmChangePage, type Change, type ChangeView } from './change-page.tsx';
import { deskFrame, wordsFor, type Desk } from './desk.ts';
import { findBooking, type BookedOn } from './read-bookings.ts';
import { nameOf } from './said.ts';
import type { Texts } from './texts.ts';

type Asked = { agenda: Agenda; booking: BookedOn };

/** `GET …/bookings/N/change/`: what can be changed; with `places`, `to` or `list`, the question. */
export async function showChange(desk: Desk, { agenda, booking }: Asked, request: FastifyRequest, reply: FastifyReply) {
  const t = wordsFor(desk.town, request);
  const { event } = booking;
  if (event === null || booking.heldUntil !== null) throw notFound();
  const backHref = placeOf(desk, agenda, booking, true);
  if (booking.cancelledMinute !== null) {
    flash(request, 'note', t.cancelledBefore);
    return reply.redirect(backHref, 303);
  }
  const { db, clock } = desk.town;
  const coming = await readEvents(db, { agendaIds: [agenda.id], from: minuteOf(clock()), limit: 300 });
  const query = queryOf(request);
  const view: ChangeView = {
    frame: deskFrame(desk, request, reply),
    desk,
    agenda,
    booking: { ...booking, event },
    backHref,
    events: coming.filter(({ id, cancelled }) => id !== event.id && !cancelled),
    errors: {},
    given: { places: query.text('places') || String(booking.places), to: query.text('to') },
  };
  if (query.has('places')) {
    const places = readPlaces(query.text('places'));
    if (places === null || places === booking.places) view.errors.places = t.placesWrong;
    else return ask(reply, view, { kind: 'places', places });
  }
  if (query.has('to')) {
    const to = view.events.find(({ slug }) => slug === query.text('to'));
    const list = to && listFor(to, booking.places, agenda.overbooking);
    if (!to || list === undefined) view.errors.to = t.chooseEvent;
    else if (list === 'sold out') view.errors.to = t.eventIsFull;
    else return ask(reply, view, { kind: 'event', to, list });
  }
  if (query.text('list') === 'waiting' && booking.list === 'main') return ask(reply, view, { kind: 'waiting list' });
  return sendPage(reply, ChangePage(view));
}

function ask(reply: FastifyReply, view: ChangeView, change: Change) {
  return sendPage(reply, ConfirmChangePage({ view, change }));
}

function readPlaces(text: string): number | null {
  const places = Number(text);
  return /^\d{1,5}$/.test(text.trim()) && places >= 1 && places <= 10_000 ? places : null;
}

/** `POST …/bookings/N/change/` */
export async function postChange(
  desk: Desk,
  server: FastifyInstance,
  { agenda, booking }: Asked,
  request: FastifyRequest,
  reply: FastifyReply,
) {
  const t = wordsFor(desk.town, request);
  if (booking.event === null) throw notFound();
  if (!isGenuine(server, request)) {
    flash(request, 'note', t.stale);
    return reply.redirect(desk.pages.change(agenda, booking.id), 303);
  }
  const { outcome, done } = await act(desk, { agenda, booking }, request, t);
  if (outcome?.kind === 'forbidden') throw forbidden();
  const isDone = outcome?.kind === 'done';
  flash(request, isDone ? 'ok' : 'note', isDone ? done : whyNot(outcome, nameOf(booking, t), t));
  const now = await findBooking(desk.town.db, agenda.id, booking.id);
  return reply.redirect(placeOf(desk, agenda, now ?? booking, true), 303);
}

type Acted = { outcome: Outcome | null; done: string };

async function act(desk: Desk, { agenda, booking }: Asked, request: FastifyRequest, t: Texts): Promise<Acted> {
  const { actions, town } = desk;
  const posted = postedBy(request);
  const name = nameOf(booking, t);
  const places = readPlaces(posted.text('places'));
  if (places !== null)
    return { outcome: await actions.resize(request.caller, booking.id, places), done: t.resized(name, places) };
  if (posted.text('to') !== '') {
    const to = await findEvent(town.db, agenda.id, posted.text('to').slice(0, 160));
    if (!to) return { outcome: null, done: '' };
    const outcome = await actions.move(request.caller, booking.id, { agenda: agenda.slug, event: to.slug });
    return { outcome, done: t.moved(name) };
  }
  if (posted.text('list') !== 'waiting') return { outcome: null, done: '' };
  return { outcome: await actions.suspend(request.caller, booking.id), done: t.suspended(name) };
}

function whyNot(outcome: Outcome | null, name: string, t: Texts): string {
  if (outcome === null) return t.nothingChanged;
  if (outcome.kind !== 'refused') return t.vanished;
  switch (outcome.reason) {
    case 'booking is cancelled':
      return t.cancelledBefore;
    case 'booking is already in waiting list':
      return t.alreadyWaiting(name);
    case 'sold out':
      return t.noRoom;
    case 'booking is already there':
      return t.alreadyThere(name);
    case 'event is cancelled':
    case 'event not bookable':
      return t.eventIsClosed;
    default:
      return t.nothingChanged;
  }
}
