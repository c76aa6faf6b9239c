import type { FastifyReply, FastifyRequest } from 'fastify';
import { sendPage } from '../../accounts/send-page.ts';
import { minuteOf } from '../../time/days.ts';
import type { Agenda } from '../agenda/agenda.ts';
import { runnerOn } from '../meetings/runner.ts';
import { readSchedules } from '../meetings/schedule.ts';
import { deskFrame, type Desk } from './desk.ts';
import { membersOf } from './read-day.ts';
import { readSettingsBeside } from './read-settings.ts';
import { SettingsPage } from './settings-page.tsx';

/** How far ahead exceptions are counted: as far as calendars are read. */
const exceptionsAhead = 600 * 1440;

/** `GET manage/agendas/AGENDA/settings/` */
export async function showSettings(desk: Desk, agenda: Agenda, request: FastifyRequest, reply: FastifyReply) {
  const { db, pool, clock } = desk.town;
  const now = minuteOf(clock());
  const schedules =
    agenda.kind === 'meetings'
      ? await readSchedules(runnerOn(pool, db), [agenda.id], { start: now, end: now + exceptionsAhead })
      : null;
  const members = agenda.kind === 'virtual' ? await membersOf(db, request.caller, agenda) : [];
  const schedule = schedules?.get(agenda.id) ?? null;
  const beside = await readSettingsBeside(desk.town, agenda.id);
  const frame = deskFrame(desk, request, reply);
  return sendPage(reply, SettingsPage({ frame, desk, agenda, schedule, beside, members }));
}
