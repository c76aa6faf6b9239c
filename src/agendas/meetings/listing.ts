import { overlap, type Interval } from '../../time/intervals.ts';
import type { Zone } from '../../time/zone.ts';
import type { Agenda } from '../agenda/agenda.ts';
import { explain, type Explanation } from '../availability/explain.ts';
import { isOffered, isShown, judge, type Question } from '../availability/judge.ts';
import type { OpeningHours } from '../availability/openings.ts';
import { commonTypes, together } from '../availability/virtual.ts';
import { bookingBounds, type Bounds } from '../availability/window.ts';
import { bookableDays, daysAsked } from './days-ahead.ts';
import { namedBy } from './named.ts';
import { questionOf, spanOfDays, type Days } from './offer.ts';
import type { Runner } from './runner.ts';
import { readSchedules, type MeetingType, type Schedule } from './schedule.ts';
import { readSpans, readTaken, withoutOwn } from './taken.ts';

type Member = Agenda;

/** An agenda of meetings, or a virtual one: its members (itself alone), and the types that can be asked for. */
export type Meetings = {
  agenda: Agenda;
  members: Member[];
  excludedHours: OpeningHours[];
};

/** The agenda of a name, with what can be asked of it; null where it has no meetings. */
export async function meetingsNamed(run: Runner, name: string): Promise<Meetings | null> {
  const named = (await namedBy(run, [name])).get(name);
  return named && named.agenda.kind !== 'events' && !named.agenda.freeRange ? named : null;
}

/** Types of meetings; of a virtual agenda, those that all its members have alike. */
export function typesOf({ members }: Meetings, schedules: ReadonlyMap<number, Schedule>): MeetingType[] {
  return commonTypes(members.map(({ id }) => schedules.get(id)?.types ?? []));
}

/** What the members are set up with, and what closes them in a span; of nothing at all: an empty span. */
export function schedulesOf(
  run: Runner,
  { members }: Meetings,
  span: Interval = { start: 0, end: 0 },
): Promise<Map<number, Schedule>> {
  return readSchedules(
    run,
    members.map(({ id }) => id),
    span,
  );
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
  type: MeetingType;
  slots: Slot[];
  firstBookable: Slot | null;
  whyNone: string | null;
  /** Each start of the days looked at that isn't offered; empty unless asked for. */
  refused: Refused[];
};

export type SlotsRefused = { kind: 'unknown meeting type' } | { kind: 'unknown resource'; slug: string };

/** The slots of a meeting type that may be booked now, taken ones among them, and the first free one however far it is. */
export async function listSlots(
  run: Runner,
  meetings: Meetings,
  typeSlug: string,
  asked: SlotsAsked,
  now: Temporal.Instant,
  zone: Zone,
): Promise<Slots | SlotsRefused> {
  const bounds = bookingBounds(meetings.agenda, now, zone, asked.bypassDelays);
  const days = daysAsked(asked, bounds, now, zone);
  const schedules = await schedulesOf(run, meetings, spanOfDays(days, zone));
  const type = typesOf(meetings, schedules).find(({ slug }) => slug === typeSlug);
  if (!type) return { kind: 'unknown meeting type' };
  const look = await lookAt(run, meetings, schedules, type, asked, bounds, days, zone);
  if ('kind' in look) return look;
  const within = ({ start }: { start: number }): boolean =>
    start >= (asked.dateStart ?? -Infinity) && start < (asked.dateEnd ?? Infinity);
  const shown = look.slots.filter(within);
  const first = shown.find(({ disabled }) => !disabled);
  const slots = asked.hideDisabled ? shown.filter(({ disabled }) => !disabled) : shown;
  const refused = look.refused.filter(within);
  if (first) return { type, slots, firstBookable: first, whyNone: null, refused };
  const isWhole = asked.dateStart === null && asked.dateEnd === null;
  const anywhere = isWhole
    ? look
    : await lookEverywhere(run, meetings, type, asked, bounds, bookableDays(bounds, now, zone), zone);
  if ('kind' in anywhere) return anywhere;
  const firstBookable = anywhere.slots.find(({ disabled }) => !disabled) ?? null;
  const whyNone = firstBookable
    ? null
    : meetings.members.every(({ id }) => (schedules.get(id)?.desks.length ?? 0) === 0)
      ? 'no desk'
      : anywhere.slots.length === 0
        ? 'no slot within the booking delays'
        : 'all slots are taken';
  return { type, slots, firstBookable, whyNone, refused };
}

async function lookEverywhere(
  run: Runner,
  meetings: Meetings,
  type: MeetingType,
  asked: SlotsAsked,
  bounds: Bounds,
  days: Days,
  zone: Zone,
): Promise<Look | SlotsRefused> {
  const schedules = await schedulesOf(run, meetings, spanOfDays(days, zone));
  return lookAt(run, meetings, schedules, type, { ...asked, explain: false }, bounds, days, zone);
}

type Look = { slots: Slot[]; refused: Refused[] };

async function lookAt(
  run: Runner,
  { members, excludedHours }: Meetings,
  schedules: ReadonlyMap<number, Schedule>,
  type: MeetingType,
  asked: SlotsAsked,
  bounds: Bounds,
  days: Days,
  zone: Zone,
): Promise<Look | SlotsRefused> {
  if (days.end <= days.first || members.length === 0) return { slots: [], refused: [] };
  const span = spanOfDays(days, zone);
  const known = members.flatMap(({ id }) => schedules.get(id)?.resources ?? []);
  const unknown = asked.resources.find((slug) => !known.some((resource) => resource.slug === slug));
  if (unknown !== undefined) return { kind: 'unknown resource', slug: unknown };
  const agendaIds = members.map(({ id }) => id);
  const asking = { days, bounds, excludedHours, excludeUser: asked.excludeUser, agendaIds };
  const resourceIds = [...new Set(known.filter(({ slug }) => asked.resources.includes(slug)).map(({ id }) => id))];
  const deskIds = members.flatMap(({ id }) => schedules.get(id)?.desks.map((desk) => desk.id) ?? []);
  const filter = { deskIds, resourceIds, spans: [span] };
  const hasPauses = [...schedules.values()].some(({ types }) =>
    types.some((one) => one.beforeMinutes + one.afterMinutes > 0),
  );
  const needsMore = asked.explain || asked.excludeUser !== null || asked.user !== null || hasPauses;
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
