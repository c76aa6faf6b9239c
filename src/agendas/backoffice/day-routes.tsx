import type { FastifyReply, FastifyRequest } from 'fastify';
import { queryOf } from '../../accounts/posted.ts';
import { sendPage } from '../../accounts/send-page.ts';
import { notFound } from '../../platform/server/refusal.ts';
import { dayOf, minuteOf } from '../../time/days.ts';
import { may, type Agenda } from '../agenda/agenda.ts';
import { readEvents } from '../events/read.ts';
import { runnerOn } from '../meetings/runner.ts';
import { readSchedules } from '../meetings/schedule.ts';
import { dateIn } from './agenda-routes.tsx';
import { deskDays, onDay } from './day-drawing.ts';
import { DayPage, EventDayPage } from './day-page.tsx';
import { deskFrame, spanOf, type Desk } from './desk.ts';
import { rowAsked } from './event-routes.tsx';
import { appointmentsOf, membersOf } from './read-day.ts';

/** `GET manage/agendas/AGENDA/YYYY-MM-DD/` */
export async function showDay(desk: Desk, agenda: Agenda, request: FastifyRequest, reply: FastifyReply, asked: string) {
  const { db, clock } = desk.town;
  const date = dateIn(asked);
  if (!date) throw notFound();
  const day = dayOf(date);
  const span = spanOf(desk, day, day + 1);
  const frame = deskFrame(desk, request, reply);
  const around = { frame, desk, agenda, date, nowMinute: minuteOf(clock()) };
  if (agenda.kind === 'events') {
    const events = await readEvents(db, { agendaIds: [agenda.id], from: span.start, until: span.end });
    return sendPage(reply, EventDayPage({ around, events }));
  }
  const members = await membersOf(db, request.caller, agenda);
  const ids = members.map(({ id }) => id);
  const [schedules, appointments] = await Promise.all([
    readSchedules(runnerOn(desk.town.pool, db), ids, span),
    appointmentsOf(db, ids, span),
  ]);
  const byId = new Map(members.map((member) => [member.id, member]));
  const desks = deskDays(
    ids.flatMap((id) => schedules.get(id) ?? []),
    day,
    desk.zone,
  );
  return sendPage(
    reply,
    DayPage({
      ...around,
      appointments: appointments.map((one) => ({
        ...one,
        onDay: onDay({ start: one.startMinute, end: one.endMinute }, day, desk.zone),
      })),
      desks,
      members: byId,
      mayEdit: (agendaId) => may(request.caller, byId.get(agendaId) ?? agenda, 'edit'),
      row: rowAsked(queryOf(request).text('row')),
    }),
  );
}
