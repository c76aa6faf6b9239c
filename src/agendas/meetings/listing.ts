import { sql } from 'kysely';
import { overlap } from '../../time/intervals.ts';
import type { Zone } from '../../time/zone.ts';
import type { Agenda } from '../agenda/agenda.ts';
import { explain, type Explanation } from '../availability/explain.ts';
import { isOffered, isShown, judge, type Question } from '../availability/judge.ts';
import type { OpeningHours } from '../availability/openings.ts';
import { commonTypes, together } from '../availability/virtual.ts';
import { bookingBounds, type Bounds } from '../availability/window.ts';
import { bookableDays, daysAsked } from './days-ahead.ts';
import { questionOf, spanOfDays, type Days } from './offer.ts';
import type { Runner } from './runner.ts';
import { readSchedules, type MeetingType, type Schedule } from './schedule.ts';
import { readSpans, readTaken, withoutOwn } from './taken.ts';

export type Member = { id: number; slug: string; label: string };

/** An agenda of meetings, or a virtual one: its members (itself alone), and the types that can be asked for. */
export type Meetings = {
  agenda: Agenda;
  members: Member[];
  excludedHours: OpeningHours[];
};

export async function meetingsOf(run: Runner, agenda: Agenda): Promise<Meetings> {
  if (agenda.kind !== 'virtual') return { agenda, members: [agenda], excludedHours: [] };
  const members =
    await run(sql<Member>`select a.id, a.slug, a.label from agendas.virtual_member m join agendas.agenda a on a.id = m.agenda_id
    where m.virtual_id = ${agenda.id} order by m.place`);
  const hours = await run(sql<{
    weekday: number;
    start: number;
    end: number;
  }>`select weekday, (extract(epoch from start_time) / 60)::int as start,
    (extract(epoch from end_time) / 60)::int as end from agendas.excluded_hours where virtual_id = ${agenda.id} order by place`);
  const excludedHours = hours.map(({ weekday, start, end }) => ({
    on: { weekday, indexes: [] },
    startMinute: start,
    endMinute: end,
  }));
  return { agenda, members, excludedHours };
}

/** Types of meetings; of a virtual agenda, those that all its members have alike. */
export async function typesOf(run: Runner, { members }: Meetings): Promise<MeetingType[]> {
  const schedules = await readSchedules(
    run,
    members.map(({ id }) => id),
    { start: 0, end: 0 },
  );
  return commonTypes(members.map(({ id }) => schedules.get(id)?.types ?? []));
}

export type SlotsAsked = {
  /** Minutes since the epoch, `dateEnd` excluded; null: as far as may be booked. */
  dateStart: number | null;
  dateEnd: number | null;
  /** Slugs of resources that must be free too. */
  resources: readonly string[];
  excludeUser: string | null;
  /** Whose appointments are told. */
  user: string | null;
  lockCode: string | null;
  hideDisabled: boolean;
  bypassDelays: boolean;
  explain: boolean;
};

/** `isUsers`: the person that was asked for has an appointment then. */
export type Slot = { start: number; disabled: boolean; members: Member[]; isUsers: boolean };
export type Refused = { start: number; members: { member: Member; desks: string[]; explanation: Explanation }[] };
export type Slots = {
  slots: Slot[];
  firstBookable: Slot | null;
  whyNone: string | null;
  /** Each start of the days looked at that isn't offered; empty unless asked for. */
  refused: Refused[];
};

/** The slots of a meeting type that may be booked now, taken ones among them, and the first free one however far it is. */
export async function listSlots(
  run: Runner,
  meetings: Meetings,
  type: MeetingType,
  asked: SlotsAsked,
  now: Temporal.Instant,
  zone: Zone,
): Promise<Slots | { kind: 'unknown resource'; slug: string }> {
  const bounds = bookingBounds(meetings.agenda, now, zone, asked.bypassDelays);
  const days = daysAsked(asked, bounds, now, zone);
  const look = await lookAt(run, meetings, type, asked, bounds, days, zone);
  if ('kind' in look) return look;
  const within = ({ start }: { start: number }): boolean =>
    start >= (asked.dateStart ?? -Infinity) && start < (asked.dateEnd ?? Infinity);
  const shown = look.slots.filter(within);
  const first = shown.find(({ disabled }) => !disabled);
  const slots = asked.hideDisabled ? shown.filter(({ disabled }) => !disabled) : shown;
  const refused = look.refused.filter(within);
  if (first) return { slots, firstBookable: first, whyNone: null, refused };
  const isWhole = asked.dateStart === null && asked.dateEnd === null;
  const anywhere = isWhole
    ? look
    : await lookAt(run, meetings, type, { ...asked, explain: false }, bounds, bookableDays(bounds, now, zone), zone);
  if ('kind' in anywhere) return anywhere;
  const firstBookable = anywhere.slots.find(({ disabled }) => !disabled) ?? null;
  const whyNone = firstBookable
    ? null
    : anywhere.slots.length === 0
      ? 'no slot within the booking delays'
      : 'all slots are taken';
  return { slots, firstBookable, whyNone, refused };
}

async function lookAt(
  run: Runner,
  { members, excludedHours }: Meetings,
  type: MeetingType,
  asked: SlotsAsked,
  bounds: Bounds,
  days: Days,
  zone: Zone,
): Promise<{ slots: Slot[]; refused: Refused[] } | { kind: 'unknown resource'; slug: string }> {
  if (days.end <= days.first || members.length === 0) return { slots: [], refused: [] };
  const span = spanOfDays(days, zone);
  const schedules = await readSchedules(
    run,
    members.map(({ id }) => id),
    span,
  );
  const known = members.flatMap(({ id }) => schedules.get(id)?.resources ?? []);
  const unknown = asked.resources.find((slug) => !known.some((resource) => resource.slug === slug));
  if (unknown !== undefined) return { kind: 'unknown resource', slug: unknown };
  const asking = { days, bounds, excludedHours, excludeUser: asked.excludeUser };
  const resourceIds = [...new Set(known.filter(({ slug }) => asked.resources.includes(slug)).map(({ id }) => id))];
  const deskIds = members.flatMap(({ id }) => schedules.get(id)?.desks.map((desk) => desk.id) ?? []);
  const filter = { deskIds, resourceIds, spans: [span] };
  const hasPauses = [...schedules.values()].some(({ types }) =>
    types.some((one) => one.beforeMinutes + one.afterMinutes > 0),
  );
  const needsMore = asked.explain || asked.excludeUser !== null || asked.user !== null || hasPauses;
  const agendaIds = members.map(({ id }) => id);
  const taken = needsMore
    ? await readTaken(run, filter)
    : await readSpans(run, { ...filter, agendaIds, lockCode: asked.lockCode });
  const questions = members.map((member) => {
    const schedule = schedules.get(member.id)!;
    // A member without one of the resources can't serve the appointment.
    const serves = asked.resources.every((slug) => schedule.resources.some((resource) => resource.slug === slug));
    const own = withoutOwn(taken, { agendaId: member.id, lockCode: asked.lockCode, movedBookingId: null });
    const itsType = schedule.types.find(({ slug }) => slug === type.slug);
    if (!serves || !itsType) return { member, schedule, question: null };
    return { member, schedule, question: questionOf(schedule, own, { ...asking, type: itsType, resourceIds }, zone) };
  });
  const looked = asked.explain ? withReasons(questions) : { slots: slotsOf(questions), refused: [] };
  const { user } = asked;
  if (user === null) return looked;
  const theirs = taken.filter(
    (span) => span.deskId !== null && span.lockedUntil === null && span.userExternalId === user,
  );
  const isUsers = ({ start }: Slot): boolean =>
    theirs.some((span) => overlap(span, { start, end: start + type.durationMinutes }));
  return { ...looked, slots: looked.slots.map((slot) => ({ ...slot, isUsers: isUsers(slot) })) };
}

type MemberQuestion = { member: Member; schedule: Schedule; question: Question | null };

function slotsOf(questions: readonly MemberQuestion[]): Slot[] {
  const shown = questions.map(({ question }) => {
    if (!question) return [];
    const verdict = judge(question);
    return question.starts.flatMap((start, index) =>
      isShown(verdict, index) ? [{ start, offered: isOffered(verdict, index) }] : [],
    );
  });
  return together(shown).map(({ start, members }) => ({
    start,
    disabled: members.length === 0,
    isUsers: false,
    members: members.map((index) => questions[index]!.member),
  }));
}

function withReasons(questions: readonly MemberQuestion[]): { slots: Slot[]; refused: Refused[] } {
  const slots = slotsOf(questions);
  const free = new Set(slots.filter(({ disabled }) => !disabled).map(({ start }) => start));
  const refused = new Map<number, Refused>();
  for (const { member, question } of questions) {
    if (!question) continue;
    for (const explanation of explain(question).refused) {
      if (free.has(explanation.start) && questions.length === 1) continue;
      const one = refused.get(explanation.start) ?? { start: explanation.start, members: [] };
      one.members.push({ member, desks: question.desks.map(({ slug }) => slug), explanation });
      refused.set(explanation.start, one);
    }
  }
  return { slots, refused: [...refused.values()].toSorted((a, b) => a.start - b.start) };
}
