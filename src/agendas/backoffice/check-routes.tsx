import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { flash } from '../../accounts/frame.ts';
import { postedBy, queryOf, type Posted } from '../../accounts/posted.ts';
import { sendPage } from '../../accounts/send-page.ts';
import { isGenuine } from '../../accounts/tokens.ts';
import type { Agenda } from '../agenda/agenda.ts';
import type { Tick } from '../checks/check.ts';
import { CheckPage, filterPrefix, type CheckView } from './check-page.tsx';
import { deskFrame, pageAsked, wordsFor, type Desk } from './desk.ts';
import { eventOf } from './event-routes.tsx';
import { checkFigures, expectedPeople, extraChoices, unticked, type ExtraFilter } from './read-check.ts';
import { texts } from './texts.ts';

const perPage = 200;
const longestReason = 250;

/** `GET …/events/EVENT/check/` */
export async function showCheck(
  desk: Desk,
  agenda: Agenda,
  request: FastifyRequest,
  reply: FastifyReply,
  reference: string,
) {
  return sheet(desk, agenda, request, reply, reference, new Map(), 200);
}

async function sheet(
  desk: Desk,
  agenda: Agenda,
  request: FastifyRequest,
  reply: FastifyReply,
  reference: string,
  posted: CheckView['posted'],
  status: number,
) {
  const { db, settings } = desk.town;
  const event = await eventOf(desk, agenda, reference);
  const { filter, page, offset } = askedOf(request);
  const [people, figures, choices] = await Promise.all([
    expectedPeople(db, event.id, filter, { limit: perPage, offset }),
    checkFigures(db, event.id),
    extraChoices(db, event.id),
  ]);
  const at = (number: number): string => desk.pages.check(agenda, event, { ...queryFor(filter), page: number });
  const view: CheckView = {
    frame: deskFrame(desk, request, reply),
    desk,
    agenda,
    event,
    people,
    figures,
    choices,
    filter,
    reasons: texts[settings.language].reasons,
    posted,
    pager: {
      offset,
      earlierHref: page > 1 ? at(page - 1) : null,
      laterHref: offset + people.rows.length < people.total ? at(page + 1) : null,
    },
  };
  return sendPage(reply, CheckPage(view), status);
}

/** `POST …/events/EVENT/check/`: keeps who was there; by « Marquer l'évènement comme étant pointé » tells the requests, by « les restants » ticks who isn't yet. */
export async function postCheck(
  desk: Desk,
  server: FastifyInstance,
  agenda: Agenda,
  request: FastifyRequest,
  reply: FastifyReply,
  reference: string,
) {
  const { town, actions, pages } = desk;
  const t = wordsFor(town, request);
  const event = await eventOf(desk, agenda, reference);
  const posted = postedBy(request);
  const ticks = ticksOf(posted, request.body);
  const { filter, page } = askedOf(request);
  if (!isGenuine(server, request)) {
    flash(request, 'note', t.stale);
    return sheet(desk, agenda, request, reply, reference, new Map(ticks.map((tick) => [tick.bookingId, tick])), 403);
  }
  const back = pages.check(agenda, event, { ...queryFor(filter), page: page === 1 ? null : page });
  if (event.checkLocked) return reply.redirect(back, 303);
  const answered = new Set(ticks.flatMap(({ bookingId, present }) => (present === null ? [] : [bookingId])));
  const rest = posted.text('all') === 'present' ? await unticked(town.db, event.id, filter) : [];
  const restTicks = rest
    .filter((bookingId) => !answered.has(bookingId))
    .map((bookingId): Tick => ({ bookingId, present: true, reason: '' }));
  const changed = await actions.tick(request.caller, event.id, [
    ...ticks.filter(({ present }) => present !== null),
    ...restTicks,
  ]);
  if (!posted.has('check')) {
    flash(request, 'ok', t.saved(changed));
    return reply.redirect(back, 303);
  }
  const told = await actions.mark(request.caller, event.id);
  const { total, present, absent } = await checkFigures(town.db, event.id);
  const left = total - present - absent;
  flash(request, 'ok', left === 0 ? t.marked(told) : `${t.marked(told)} ${t.notTicked(left)}`);
  return reply.redirect(pages.event(agenda, event), 303);
}

function askedOf(request: FastifyRequest): { filter: ExtraFilter; page: number; offset: number } {
  const query = queryOf(request);
  const names = Object.keys(typeof request.query === 'object' && request.query !== null ? request.query : {});
  const filter = new Map(
    names
      .filter((name) => name.startsWith(filterPrefix) && name.length <= 70)
      .slice(0, 5)
      .map((name) => [clean(name.slice(filterPrefix.length)), query.text(name).slice(0, 200)] as const)
      .filter(([, value]) => value !== ''),
  );
  const page = pageAsked(query.text('page'));
  return { filter, page, offset: (page - 1) * perPage };
}

function clean(name: string): string {
  return name.replaceAll('\0', '').toWellFormed();
}

function queryFor(filter: ExtraFilter): Record<string, string> {
  return Object.fromEntries([...filter].map(([key, value]) => [filterPrefix + key, value]));
}

/** `p14=absent&m14=…` → what was ticked of booking 14. */
function ticksOf(posted: Posted, body: unknown): Tick[] {
  const names = body !== null && typeof body === 'object' ? Object.keys(body) : [];
  return names.flatMap((name): Tick[] => {
    const id = /^p([1-9]\d{0,8})$/.exec(name)?.[1];
    const answer = posted.text(name);
    if (id === undefined || (answer !== 'present' && answer !== 'absent')) return [];
    const reason = answer === 'absent' ? posted.text(`m${id}`).slice(0, longestReason) : '';
    return [{ bookingId: Number(id), present: answer === 'present', reason }];
  });
}
