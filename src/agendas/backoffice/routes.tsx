import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Agenda } from '../agenda/agenda.ts';
import type { BookingDesk } from '../bookings/give-order.ts';
import { visibleAgenda } from './access.ts';
import { actionsOf } from './actions.ts';
import { showAgenda } from './agenda-routes.tsx';
import { bookingAt, placeOf, postAccept, postCancel, postResend, showCancel } from './booking-routes.tsx';
import { postChange, showChange } from './change-routes.tsx';
import { postCheck, showCheck } from './check-routes.tsx';
import { showDay } from './day-routes.tsx';
import { openDesk } from './desk.ts';
import { showEvent } from './event-routes.tsx';
import { showHome } from './home-routes.tsx';
import { showSettings } from './settings-routes.tsx';

/** Somebody signed in; which agendas, and what may be done in them, hangs on their roles: held by the statement that reads. */
const agents = { config: { access: 'signed in' } } as const;

type Params = { agenda: string; event: string; booking: string; callback: string; date: string };
type Route = { Params: Params };
type Handler = (
  agenda: Agenda,
  request: FastifyRequest<Route>,
  reply: FastifyReply,
) => Promise<FastifyReply | undefined>;

/** The agents' pages of the agendas, under `manage/`. */
export function agendasBackofficeRoutes(server: FastifyInstance, bookings: BookingDesk): void {
  const { town } = bookings;
  const desk = openDesk(town, actionsOf(bookings));
  const within =
    (handler: Handler) =>
    async (request: FastifyRequest<Route>, reply: FastifyReply): Promise<FastifyReply | undefined> =>
      handler(await visibleAgenda(town.db, request.caller, request.params.agenda), request, reply);
  const get = (path: string, handler: Handler): void => void server.get<Route>(path, agents, within(handler));
  const post = (path: string, handler: Handler): void => void server.post<Route>(path, agents, within(handler));

  const root = '/manage/agendas/:agenda';
  const booking = `${root}/bookings/:booking`;
  server.get('/manage', agents, (request, reply) => showHome(desk, request, reply));
  server.get('/manage/agendas', agents, (_request, reply) => reply.redirect(desk.pages.home(), 303));
  get(root, async (agenda, request, reply) => showAgenda(desk, agenda, request, reply));
  get(`${root}/settings`, async (agenda, request, reply) => showSettings(desk, agenda, request, reply));
  get(`${root}/events`, async (agenda, _request, reply) => reply.redirect(desk.pages.agenda(agenda), 303));
  get(`${root}/events/:event`, async (agenda, request, reply) =>
    showEvent(desk, agenda, request, reply, request.params.event),
  );
  get(`${root}/events/:event/check`, async (agenda, request, reply) =>
    showCheck(desk, agenda, request, reply, request.params.event),
  );
  post(`${root}/events/:event/check`, async (agenda, request, reply) =>
    postCheck(desk, server, agenda, request, reply, request.params.event),
  );
  get(`${root}/:date`, async (agenda, request, reply) => showDay(desk, agenda, request, reply, request.params.date));

  const at = async (agenda: Agenda, request: FastifyRequest<Route>) =>
    bookingAt(desk, agenda, request, request.params.booking);
  get(`${booking}/cancel`, async (agenda, request, reply) =>
    showCancel(desk, await at(agenda, request), request, reply),
  );
  post(`${booking}/cancel`, async (agenda, request, reply) =>
    postCancel(desk, server, await at(agenda, request), request, reply),
  );
  get(`${booking}/change`, async (agenda, request, reply) =>
    showChange(desk, await at(agenda, request), request, reply),
  );
  post(`${booking}/change`, async (agenda, request, reply) =>
    postChange(desk, server, await at(agenda, request), request, reply),
  );
  post(`${booking}/accept`, async (agenda, request, reply) =>
    postAccept(desk, server, await at(agenda, request), request, reply),
  );
  post(`${booking}/callbacks/:callback/resend`, async (agenda, request, reply) =>
    postResend(desk, server, await at(agenda, request), request, reply, request.params.callback),
  );
  // Who reloads what a button led to comes back to the booking.
  for (const path of [`${booking}/accept`, `${booking}/callbacks/:callback/resend`]) {
    get(path, async (agenda, request, reply) => {
      const found = await at(agenda, request);
      return reply.redirect(placeOf(desk, agenda, found.booking, true), 303);
    });
  }
}
