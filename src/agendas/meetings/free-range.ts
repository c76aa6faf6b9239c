import { merged } from '../../time/intervals.ts';
import type { Zone } from '../../time/zone.ts';
import type { Agenda } from '../agenda/agenda.ts';
import { firstFree, stepsByDay, type DayOfSteps, type FreeRangeQuestion } from '../availability/free-range.ts';
import type { Bounds } from '../availability/window.ts';
import { openings } from '../availability/openings.ts';
import { spanOfDays, type Days } from './offer.ts';
import type { Runner } from './runner.ts';
import { exceptionsOf, readSchedules, type Schedule } from './schedule.ts';
import { readTaken, withoutOwn, type TakenSpan } from './taken.ts';

/** Steps of an agenda that doesn't say how long they are. */
const defaultStepMinutes = 30;

export type RangesAsked = {
  /** The slug of the thing to rent. */
  resource: string;
  lockCode: string | null;
  /** Whose bookings don't count: a request that changes its own booking. */
  user: string | null;
};

/** The steps of the days, day by day; null where there is no such thing to rent. Days without an opening are left out. */
export async function listRanges(
  run: Runner,
  agenda: Agenda,
  asked: RangesAsked,
  bounds: Bounds,
  days: Days,
  zone: Zone,
): Promise<DayOfSteps[] | null> {
  const span = spanOfDays(days, zone);
  const schedule = (await readSchedules(run, [agenda.id], span)).get(agenda.id);
  const desk = schedule?.desks.find(({ slug }) => slug === asked.resource);
  if (!schedule || !desk) return null;
  const taken = await readTaken(run, { deskIds: [desk.id], resourceIds: [], spans: [span] });
  const own = { agendaId: agenda.id, lockCode: asked.lockCode, movedBookingId: null };
  const others = withoutOwn(taken, own).filter(
    ({ userExternalId }) => asked.user === null || userExternalId !== asked.user,
  );
  const question = rangeQuestion(schedule, desk.id, others, agenda, bounds, days, zone);
  return stepsByDay(question, zone).filter(({ day }) => day < days.end);
}

/** The first range that may be rented, as short as may be; where there is none, why. */
export function firstRange(
  days: readonly DayOfSteps[],
  { minimalSlots }: Pick<Agenda, 'minimalSlots'>,
): { start: number | null; whyNone: string | null } {
  for (const { steps } of days) {
    const start = firstFree(steps, minimalSlots ?? 1);
    if (start !== null) return { start, whyNone: null };
  }
  const isOpen = days.some(({ steps }) => steps.some(({ status }) => status !== 'closed'));
  return { start: null, whyNone: isOpen ? 'all ranges are taken' : 'no range within the booking delays' };
}

/** What one thing to rent is asked, from the hours of its agenda and its own. */
export function rangeQuestion(
  schedule: Schedule,
  deskId: number,
  taken: readonly TakenSpan[],
  agenda: Pick<Agenda, 'slotMinutes'>,
  bounds: Bounds,
  days: Days,
  zone: Zone,
): FreeRangeQuestion {
  const desk = schedule.desks.find(({ id }) => id === deskId)!;
  const open = openings([...schedule.hours, ...desk.hours], days.first, days.end, zone);
  return {
    desk: {
      id: desk.id,
      slug: desk.slug,
      label: desk.label,
      open: merged(open),
      exceptions: exceptionsOf(desk, days.first, days.end, zone),
      taken: taken.filter((span) => span.deskId === desk.id),
    },
    openings: open,
    stepMinutes: agenda.slotMinutes ?? defaultStepMinutes,
    bounds,
  };
}
