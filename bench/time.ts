import { minuteOf, plainDateTimeOf } from '../src/time/days.ts';
import { openZone } from '../src/time/zone.ts';

export type Measure = { name: string; ratio: number; target: number; detail: string };

const id = 'Europe/Paris';
const start = minuteOf(Temporal.Instant.from('2026-01-01T00:00:00Z'));
const quarters = Array.from({ length: 2 * 365 * 96 }, (_, index) => start + index * 15);

/** Local times to instants, every quarter-hour of two years: by our table, and by Temporal each; in turns, the best of each counts. */
export async function bench(): Promise<Measure[]> {
  const zone = openZone(id);
  const ours = (): number => quarters.reduce((sum, local) => sum + zone.toInstant(local), 0);
  const temporal = (): number =>
    quarters.reduce((sum, local) => sum + minuteOf(plainDateTimeOf(local).toZonedDateTime(id).toInstant()), 0);
  const times = { ours: Infinity, temporal: Infinity };
  for (let round = 0; round < 5; round++) {
    const a = timed(temporal);
    const b = timed(() => Array.from({ length: 20 }, ours)[0]!);
    if (a.result !== b.result) throw new Error('the table and Temporal do not agree');
    times.temporal = Math.min(times.temporal, a.ms);
    times.ours = Math.min(times.ours, b.ms / 20);
  }
  const each = (ms: number): string => `${((ms * 1e6) / quarters.length).toFixed(0)} ns`;
  return [
    {
      name: 'local times to instants ÷ Temporal each',
      ratio: times.temporal / times.ours,
      target: 50,
      detail: `${each(times.ours)} against ${each(times.temporal)} each, ${quarters.length} quarter-hours of two years in ${id}, equal sums`,
    },
  ];
}

function timed(work: () => number): { ms: number; result: number } {
  const began = performance.now();
  const result = work();
  return { ms: performance.now() - began, result };
}
