import type { Interval } from '../../time/intervals.ts';
import type { Bounds } from './window.ts';

export type Exception = Interval & { label: string };

/** What somebody has already: an appointment, or a lock that ends. Its pauses are those of its own meeting type. */
export type Taken = Interval & {
  bookingId: number;
  beforeMinutes: number;
  afterMinutes: number;
  /** Minute of the epoch, null for a booking. */
  lockedUntil: number | null;
};

export type Desk = {
  id: number;
  slug: string;
  label: string;
  /** Sorted, without overlaps: `merged(openings(…))`. */
  open: readonly Interval[];
  exceptions: readonly Exception[];
  taken: readonly Taken[];
};

export type Resource = { id: number; slug: string; label: string; taken: readonly Taken[] };

/** The appointment that is asked for. */
export type Meeting = { durationMinutes: number; beforeMinutes: number; afterMinutes: number };

/** Why a start is not offered: for one desk, or whatever the desk. */
export type Reason =
  | { kind: 'not open' }
  | { kind: 'exception'; exception: Exception }
  | { kind: 'taken'; taken: Taken }
  | { kind: 'locked'; taken: Taken }
  | { kind: 'pause'; taken: Taken }
  | { kind: 'resource'; resource: Resource; taken: Taken }
  | { kind: 'delay' }
  | { kind: 'window' }
  | { kind: 'excluded hours' }
  | { kind: 'user already booked'; taken: Taken };

export type Question = {
  /** The starts looked at, sorted, each once: see starts.ts. */
  starts: readonly number[];
  meeting: Meeting;
  desks: readonly Desk[];
  /** All of these must be free too. */
  resources: readonly Resource[];
  bounds: Bounds;
  /** Hours that a virtual agenda leaves out; sorted. */
  excluded: readonly Interval[];
  /** Appointments of the person who may not have another one at the same time. */
  userHas: readonly Taken[];
};

/** Told each reason against a start: `desk` is the index of the desk it concerns, null where it concerns them all. */
export type Note = (start: number, desk: number | null, reason: Reason) => void;

/**
 * How many reasons there are against each start. One that is `closed` (delay, window, excluded hours; not open, exception) isn't there at all for who
 * chooses; one that is `taken` is there, and can't be had.
 */
export type Marks = { closed: Uint16Array; taken: Uint16Array };

export type Verdict = {
  /** Whatever the desk. */
  against: Marks;
  /** By desk. */
  atDesk: readonly Marks[];
};

/**
 * Counts what speaks against each start, and tells it to `note`: the one place that decides, and that says why.
 * A start is offered where nothing speaks against it and some desk has nothing against it: `isOffered`.
 * Costs as much as the spans that stand in the way and the starts that they cover.
 */
export function judge(question: Question, note?: Note): Verdict {
  const { starts, meeting, desks, resources, bounds, excluded, userHas } = question;
  const against = noMarks(starts.length);
  const everywhere = marker(starts, against, null, note);
  everywhere(-Infinity, bounds.earliest, { kind: 'delay' });
  if (bounds.latest !== null) everywhere(bounds.latest, Infinity, { kind: 'window' });
  for (const { start, end } of excluded)
    everywhere(start - meeting.durationMinutes + 1, end, { kind: 'excluded hours' });
  for (const resource of resources) {
    for (const taken of resource.taken) {
      if (isSpan(taken)) overlapping(everywhere, taken, meeting, { kind: 'resource', resource, taken });
    }
  }
  for (const taken of userHas)
    if (isSpan(taken)) overlapping(everywhere, taken, meeting, { kind: 'user already booked', taken });
  const atDesk = desks.map((desk, index) => {
    const marks = noMarks(starts.length);
    judgeDesk(desk, meeting, marker(starts, marks, index, note));
    return marks;
  });
  return { against, atDesk };
}

function noMarks(length: number): Marks {
  return { closed: new Uint16Array(length), taken: new Uint16Array(length) };
}

function judgeDesk(desk: Desk, meeting: Meeting, mark: Mark): void {
  let closedFrom = -Infinity;
  for (const { start, end } of desk.open) {
    mark(closedFrom, start, { kind: 'not open' });
    closedFrom = Math.max(start, end - meeting.durationMinutes + 1);
  }
  mark(closedFrom, Infinity, { kind: 'not open' });
  for (const exception of desk.exceptions) {
    if (isSpan(exception)) overlapping(mark, exception, meeting, { kind: 'exception', exception });
  }
  for (const taken of desk.taken) if (isSpan(taken)) besideTaken(mark, taken, meeting);
}

/** A pause may be shared by two neighbours: the longer of the two lies between them. */
function besideTaken(mark: Mark, taken: Taken, meeting: Meeting): void {
  const pauseBefore = Math.max(taken.beforeMinutes, meeting.afterMinutes);
  const pauseAfter = Math.max(taken.afterMinutes, meeting.beforeMinutes);
  const from = taken.start - meeting.durationMinutes + 1;
  mark(from - pauseBefore, from, { kind: 'pause', taken });
  mark(from, taken.end, { kind: taken.lockedUntil === null ? 'taken' : 'locked', taken });
  mark(taken.end, taken.end + pauseAfter, { kind: 'pause', taken });
}

function overlapping(mark: Mark, span: Interval, meeting: Meeting, reason: Reason): void {
  mark(span.start - meeting.durationMinutes + 1, span.end, reason);
}

function isSpan({ start, end }: Interval): boolean {
  return start < end;
}

/** Marks the starts from `from` up to and without `to`. */
type Mark = (from: number, to: number, reason: Reason) => void;

function marker(starts: readonly number[], marks: Marks, desk: number | null, note: Note | undefined): Mark {
  return (from, to, reason) => {
    const counts = closing.has(reason.kind) ? marks.closed : marks.taken;
    for (let index = firstAt(starts, from); index < starts.length && starts[index]! < to; index++) {
      counts[index]!++;
      note?.(index, desk, reason);
    }
  };
}

const closing: ReadonlySet<Reason['kind']> = new Set(['not open', 'exception', 'delay', 'window', 'excluded hours']);

/** The index of the first start at `minute` or later. */
function firstAt(starts: readonly number[], minute: number): number {
  let low = 0;
  let high = starts.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (starts[middle]! < minute) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Nothing against it, at this desk or in any case. */
export function isClear({ closed, taken }: Marks, start: number): boolean {
  return closed[start] === 0 && taken[start] === 0;
}

export function isOffered({ against, atDesk }: Verdict, start: number): boolean {
  return isClear(against, start) && atDesk.some((marks) => isClear(marks, start));
}

/** Whether it is shown to who chooses, be it taken: some desk is open then. */
export function isShown({ against, atDesk }: Verdict, start: number): boolean {
  return against.closed[start] === 0 && atDesk.some(({ closed }) => closed[start] === 0);
}

/** The indices of the desks that can serve a start, in their order. */
export function desksFor({ against, atDesk }: Verdict, start: number): number[] {
  if (!isClear(against, start)) return [];
  return atDesk.flatMap((marks, desk) => (isClear(marks, start) ? [desk] : []));
}
