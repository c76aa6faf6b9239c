import { dayOfMinute, minutesPerDay } from '../../time/days.ts';
import { coversWhole, merged, overlap, type Interval } from '../../time/intervals.ts';
import type { Zone } from '../../time/zone.ts';
import type { Desk, Reason, Taken } from './judge.ts';
import type { Bounds } from './window.ts';

/** From its minute (of the epoch) to the next one's. */
export type Step = { minute: number; status: 'free' | 'booked' | 'closed'; reasons: Reason[] };

export type FreeRangeQuestion = {
  /** The thing to rent, with its openings and what is taken of it. */
  desk: Desk;
  /** Each opening, sorted by start: steps are counted from the start of each. */
  openings: readonly Interval[];
  stepMinutes: number;
  bounds: Bounds;
};

/**
 * The steps of the openings, in order; each status holds to the next step. A run of steps ends with `closed` at the closing time: what reads
 * this builds ranges between two changes, and would lose a free run at the end.
 */
export function freeRangeSteps({ desk, openings, stepMinutes, bounds }: FreeRangeQuestion, zone: Zone): Step[] {
  const steps: Step[] = [];
  for (const { start, end } of merged(openings)) {
    const edges: number[] = [];
    for (let minute = start; minute < end; minute += stepMinutes) {
      // The second showing of October's doubled hour has no name: the step before lasts as long.
      if (zone.toInstant(zone.toLocal(minute)) === minute) edges.push(minute);
    }
    edges.forEach((minute, index) => {
      const reasons = reasonsAgainst(desk, { start: minute, end: edges[index + 1] ?? minute + stepMinutes }, bounds);
      steps.push({ minute, status: statusOf(reasons), reasons });
    });
    steps.push({ minute: end, status: 'closed', reasons: [{ kind: 'not open' }] });
  }
  return steps.filter((step, index) => steps[index + 1]?.minute !== step.minute);
}

export type DayOfSteps = { day: number; steps: Step[] };

/**
 * The same, by local day. A day whose last run goes up to midnight ends with a `closed` at its own 24:00, whether the next day goes on or not: a range is of one day, and
 * midnight alone makes no day.
 */
export function stepsByDay(question: FreeRangeQuestion, zone: Zone): DayOfSteps[] {
  const ends = new Set(merged(question.openings).map(({ end }) => end));
  const days: DayOfSteps[] = [];
  for (const step of freeRangeSteps(question, zone)) {
    const isEnd = ends.has(step.minute);
    const day = dayOfMinute(zone.toLocal(isEnd ? step.minute - 1 : step.minute));
    const last = days.at(-1);
    if (last?.day === day) {
      last.steps.push(step);
      continue;
    }
    const before = last?.steps.at(-1);
    if (last && before && !ends.has(before.minute)) {
      const midnight = zone.edge((last.day + 1) * minutesPerDay);
      last.steps.push({ minute: midnight, status: 'closed', reasons: [{ kind: 'not open' }] });
    }
    if (!isEnd) days.push({ day, steps: [step] });
  }
  return days;
}

/** Why a span can't be rented: nothing where it can. Steps and whole ranges are both judged here. */
export function reasonsAgainst(desk: Desk, span: Interval, bounds: Bounds): Reason[] {
  const reasons: Reason[] = [];
  if (span.start < bounds.earliest) reasons.push({ kind: 'delay' });
  if (bounds.latest !== null && span.start >= bounds.latest) reasons.push({ kind: 'window' });
  if (!coversWhole(desk.open, span)) reasons.push({ kind: 'not open' });
  for (const exception of desk.exceptions) if (overlap(exception, span)) reasons.push({ kind: 'exception', exception });
  for (const taken of desk.taken) if (overlap(taken, span)) reasons.push({ kind: kindOf(taken), taken });
  return reasons;
}

function kindOf(taken: Taken): 'taken' | 'locked' {
  return taken.lockedUntil === null ? 'taken' : 'locked';
}

function statusOf(reasons: readonly Reason[]): Step['status'] {
  if (reasons.length === 0) return 'free';
  return reasons.every(({ kind }) => kind === 'taken' || kind === 'locked') ? 'booked' : 'closed';
}

/** The first minute from which `least` steps in a row are free; null where there is none. Steps of one day, in order. */
export function firstFree(steps: readonly Step[], least: number): number | null {
  let run: number[] = [];
  for (const { minute, status } of steps) {
    run = status === 'free' ? [...run, minute] : [];
    if (run.length === least) return run[0]!;
  }
  return null;
}

export type RangeRefusal = 'not on a step' | 'too short' | 'too long' | 'over several days' | 'not free';

/** Whether a range may be rented: it runs from one step to another, of one day, not too short nor too long, and is free throughout. */
export function rangeRefusal(
  question: FreeRangeQuestion,
  span: Interval,
  slots: { minimal: number | null; maximal: number | null },
  zone: Zone,
): RangeRefusal | null {
  const { desk, openings, stepMinutes, bounds } = question;
  const opening = merged(openings).find(({ start, end }) => start <= span.start && span.end <= end);
  if (!opening || span.end <= span.start) return 'not free';
  if ((span.start - opening.start) % stepMinutes !== 0 || (span.end - opening.start) % stepMinutes !== 0)
    return 'not on a step';
  const steps = (span.end - span.start) / stepMinutes;
  if (steps < (slots.minimal ?? 1)) return 'too short';
  if (slots.maximal !== null && steps > slots.maximal) return 'too long';
  const firstDay = dayOfMinute(zone.toLocal(span.start));
  if (zone.edge((firstDay + 1) * minutesPerDay) < span.end) return 'over several days';
  return reasonsAgainst(desk, span, bounds).length === 0 ? null : 'not free';
}
