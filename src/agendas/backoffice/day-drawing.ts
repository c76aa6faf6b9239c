import { dayOfMinute, minutesPerDay } from '../../time/days.ts';
import { merged, subtract, type Interval } from '../../time/intervals.ts';
import type { Zone } from '../../time/zone.ts';
import { openings } from '../availability/openings.ts';
import { exceptionsOf, type DeskSchedule, type Schedule } from '../meetings/schedule.ts';
import type { DayItem } from '../../pages/dayview.tsx';
import type { Taken } from '../../pages/day-rows.ts';
import type { Appointment } from './read-day.ts';

/** A desk's day. Minutes of the local day. */
export type DeskDay = { id: number; label: string; open: Interval[]; closures: (Interval & { label: string })[] };

/** When each desk is open on a local day, and why it isn't. */
export function deskDays(schedules: readonly Schedule[], day: number, zone: Zone): DeskDay[] {
  return schedules.flatMap((schedule) => schedule.desks.map((desk) => deskDay(desk, schedule, day, zone)));
}

function deskDay(desk: DeskSchedule, schedule: Schedule, day: number, zone: Zone): DeskDay {
  const within = (interval: Interval): Interval => onDay(interval, day, zone);
  const hours = desk.hours.length > 0 ? desk.hours : schedule.hours;
  const open = merged(openings(hours, day, day + 1, zone)).map(within);
  const closures = exceptionsOf(desk, day, day + 1, zone)
    .map(({ label, ...interval }) => ({ ...within(interval), label }))
    .filter(({ start, end }) => start < end);
  return { id: desk.id, label: desk.label, open, closures };
}

/** Minutes of the epoch as minutes of a local day; what lies outside is cut off. */
export function onDay({ start, end }: Interval, day: number, zone: Zone): Interval {
  const minute = (at: number): number => Math.min(minutesPerDay, Math.max(0, zone.toLocal(at) - day * minutesPerDay));
  const last = zone.toLocal(end);
  return { start: minute(start), end: dayOfMinute(last) > day ? minutesPerDay : minute(end) };
}

/** From the first opening or appointment to the last, in whole hours; null where there is neither. */
export function boundsOf(desks: readonly DeskDay[], taken: readonly Interval[]): Interval | null {
  const all = [...desks.flatMap(({ open }) => open), ...taken];
  if (all.length === 0) return null;
  return {
    start: Math.floor(Math.min(...all.map(({ start }) => start)) / 60) * 60,
    end: Math.ceil(Math.max(...all.map(({ end }) => end)) / 60) * 60,
  };
}

/** What a desk is closed for within the bounds: exceptions by their labels, the rest as `closedUntil` says it. Appointments stand above. */
export function closedItems(
  { open, closures }: DeskDay,
  bounds: Interval,
  taken: readonly Interval[],
  words: { closed: string; closedUntil: (minute: number) => string; unavailable: string },
): Taken<DayItem>[] {
  const busy = merged(taken.toSorted((a, b) => a.start - b.start));
  const excepted = merged(closures.map(({ start, end }) => ({ start, end })).toSorted((a, b) => a.start - b.start));
  const shut = subtract(subtract([bounds], open), merged([...busy, ...excepted].toSorted((a, b) => a.start - b.start)));
  const lastEnd = open.at(-1)?.end ?? 0;
  return [
    ...shut.map(({ start, end }) => ({
      start,
      end,
      item: { kind: 'closed', reason: end < lastEnd ? words.closedUntil(end) : words.closed } as const,
    })),
    ...closures.flatMap(({ label, ...closure }) => {
      const shown = { start: Math.max(closure.start, bounds.start), end: Math.min(closure.end, bounds.end) };
      const parts = shown.start < shown.end ? subtract([shown], busy) : [];
      return parts.map((part) => ({ ...part, item: { kind: 'closed', reason: label || words.unavailable } as const }));
    }),
  ];
}

/** How long a row of the drawing is: so that the shortest appointment has one. */
export function stepOf(lengths: readonly number[]): number {
  const shortest = Math.min(15, ...lengths.filter((length) => length > 0));
  return shortest >= 15 ? 15 : shortest >= 10 ? 10 : 5;
}

export type AppointmentState = 'coming' | 'now' | 'past' | 'away';

export function stateOf({ startMinute, endMinute, present }: Appointment, nowMinute: number): AppointmentState {
  if (present === false) return 'away';
  if (endMinute <= nowMinute) return 'past';
  if (present === true) return 'now';
  return startMinute <= nowMinute ? 'now' : 'coming';
}
