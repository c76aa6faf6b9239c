/*
 * What an agenda's desks do, told a second time: an appointment is given where at least one desk is free for its whole duration. Which of them is the town's affair,
 * as long as none is taken twice and who confirms keeps the desk that was held.
 */

/** Minutes of the one day on which a desk opens. */
export type Hours = { from: number; to: number };

/** Minutes that an appointment of a type lasts. */
export const durations = { short: 30, long: 60 } as const;
/** Minutes between two starts: the greatest that measures both durations. */
const between = 30;

export type Slot = { type: keyof typeof durations; start: number };

/** `code`: of a lock that nobody has confirmed yet; null for a booking. */
export type Appointment = { booking: string; desk: string; start: number; end: number; code: string | null };

type Desks = Readonly<Record<string, Hours>>;

function freeDesks(desks: Desks, { type, start }: Slot, others: readonly Appointment[]): string[] {
  const end = start + durations[type];
  const isTaken = (desk: string): boolean =>
    others.some((one) => one.desk === desk && one.start < end && start < one.end);
  return Object.entries(desks).flatMap(([desk, { from, to }]) =>
    from <= start && end <= to && !isTaken(desk) ? [desk] : [],
  );
}

/**
 * Where an appointment goes that is asked for while some stand; `own` is what it comes in the stead of, which is not in its way. `told`: the desk that its caller was
 * given, or nothing. Null: it can't have been that desk, or none.
 */
export function place(
  desks: Desks,
  standing: readonly Appointment[],
  slot: Slot,
  { own, told }: { own: Appointment | undefined; told: string },
): { desk: string } | 'no more desk available' | null {
  const others = standing.filter((one) => one !== own);
  const free = freeDesks(desks, slot, others);
  if (free.length === 0) return 'no more desk available';
  const isHeld = own?.code != null && own.start === slot.start && free.includes(own.desk);
  return free.includes(told) && (!isHeld || told === own.desk) ? { desk: told } : null;
}

/** The starts that a listing offers for a type. */
export function offered(desks: Desks, standing: readonly Appointment[], type: Slot['type']): string {
  const first = Math.min(...Object.values(desks).map(({ from }) => from));
  const last = Math.max(...Object.values(desks).map(({ to }) => to));
  const starts = Array.from({ length: (last - first) / between }, (_, index) => first + index * between);
  return startsTold(starts.filter((start) => freeDesks(desks, { type, start }, standing).length > 0));
}

export function startsTold(starts: readonly number[]): string {
  return `free at ${starts.join(', ')}`;
}

/** All that stands at the desks, in one text. */
export function standingTold(standing: readonly Appointment[]): string {
  const told = standing.map(
    ({ booking, desk, start, end, code }) => `${desk} ${start}–${end} ${booking}${code === null ? '' : ` ${code}`}`,
  );
  return told.toSorted().join(', ') || 'nobody';
}
