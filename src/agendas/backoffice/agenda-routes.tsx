import type { FastifyReply, FastifyRequest } from 'fastify';
import { queryOf } from '../../accounts/posted.ts';
import { sendPage } from '../../accounts/send-page.ts';
import { dayText, minuteOf } from '../../time/days.ts';
import type { Agenda } from '../agenda/agenda.ts';
import { AgendaPage } from './agenda-page.tsx';
import { deskFrame, pageAsked, spanOf, todayOf, type Desk } from './desk.ts';
import { eventViews, listEvents } from './read-events.ts';

const perPage = 50;

/** `GET manage/agendas/AGENDA/`: the events of an agenda; one of appointments opens on a day. */
export async function showAgenda(desk: Desk, agenda: Agenda, request: FastifyRequest, reply: FastifyReply) {
  const query = queryOf(request);
  if (agenda.kind !== 'events') {
    const asked = dateIn(query.text('date'));
    return reply.redirect(desk.pages.day(agenda, asked?.toString() ?? dayText(todayOf(desk))), 303);
  }
  const view = eventViews.find((one) => one === query.text('view')) ?? 'future';
  const search = query.text('q').trim().slice(0, 160);
  const page = pageAsked(query.text('page'));
  const offset = (page - 1) * perPage;
  const { start } = spanOf(desk, todayOf(desk), todayOf(desk) + 1);
  const { rows, total } = await listEvents(desk.town.db, agenda.id, {
    view,
    q: search,
    fromMinute: start,
    limit: perPage,
    offset,
  });
  const at = (number: number): string =>
    desk.pages.agenda(agenda, { view: view === 'future' ? null : view, q: search, page: number === 1 ? null : number });
  return sendPage(
    reply,
    AgendaPage({
      frame: deskFrame(desk, request, reply),
      desk,
      agenda,
      view,
      search,
      events: rows,
      total,
      offset,
      nowMinute: minuteOf(desk.town.clock()),
      earlierHref: page > 1 ? at(page - 1) : null,
      laterHref: offset + rows.length < total ? at(page + 1) : null,
    }),
  );
}

/** A day of an address, between the years that a calendar shows; null for anything else. */
export function dateIn(text: string): Temporal.PlainDate | null {
  if (!/^(19|20|21)\d\d-\d\d-\d\d$/.test(text)) return null;
  try {
    return Temporal.PlainDate.from(text, { overflow: 'reject' });
  } catch {
    return null;
  }
}
