import type { Interval } from '../../time/intervals.ts';
import type { Zone } from '../../time/zone.ts';

/** The greatest common divisor of the durations of an agenda's meetings: how far its slots' starts are apart. 0 where there is none. */
export function stepOf(durations: readonly number[]): number {
  return durations.reduce(gcd, 0);
}

function gcd(a: number, b: number): number {
  while (b > 0) [a, b] = [b, a % b];
  return a;
}

/**
 * The starts that may be offered: every `step` minutes from each opening's start to its end, sorted, each once.
 * A start in the second showing of October's doubled hour has no name of its own (a slot is named by its local time) and is left out.
 */
export function slotStarts(openings: readonly Interval[], step: number, zone: Zone): number[] {
  if (step <= 0) return [];
  const starts: number[] = [];
  for (const { start, end } of openings) {
    for (let minute = start; minute < end; minute += step) starts.push(minute);
  }
  starts.sort((a, b) => a - b);
  return starts.filter(
    (minute, index) => minute !== starts[index - 1] && zone.toInstant(zone.toLocal(minute)) === minute,
  );
}
