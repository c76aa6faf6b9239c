import type { FastifyReply, FastifyRequest } from 'fastify';
import { queryOf } from '../../accounts/posted.ts';
import { sendPage } from '../../accounts/send-page.ts';
import { forbidden } from '../../platform/server/refusal.ts';
import { deskFrame, pageAsked, spanOf, todayOf, type Desk } from './desk.ts';
import { HomePage } from './home-page.tsx';
import { listVisibleAgendas } from './read-agendas.ts';

const perPage = 50;
/** From so many agendas on, one searches. */
const searchedFrom = 9;
const daysAhead = 7;

/** `GET manage/` */
export async function showHome(desk: Desk, request: FastifyRequest, reply: FastifyReply) {
  const query = queryOf(request);
  const search = query.text('q').trim().slice(0, 160);
  const page = pageAsked(query.text('page'));
  const offset = (page - 1) * perPage;
  const today = todayOf(desk);
  const { rows, total } = await listVisibleAgendas(desk.town.db, request.caller, {
    q: search,
    days: spanOf(desk, today, today + daysAhead),
    today: spanOf(desk, today, today + 1),
    limit: perPage,
    offset,
  });
  const isAgent = request.caller.kind === 'person' && request.caller.person.backoffice;
  if (rows.length === 0 && !isAgent) throw forbidden();
  const at = (number: number): string => desk.pages.home({ q: search, page: number === 1 ? null : number });
  return sendPage(
    reply,
    HomePage({
      frame: deskFrame(desk, request, reply),
      pages: desk.pages,
      agendas: rows,
      total,
      offset,
      search,
      searched: search !== '' || total >= searchedFrom,
      earlierHref: page > 1 ? at(page - 1) : null,
      laterHref: offset + rows.length < total ? at(page + 1) : null,
    }),
  );
}
