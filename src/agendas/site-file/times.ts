import { dayOf, instantOf, localMinuteOf } from '../../time/days.ts';
import type { Zone } from '../../time/zone.ts';
import { refusedAt, type SectionRefused } from './schema.ts';

export function isRefused<T>(value: T | SectionRefused): value is SectionRefused {
  return typeof value === 'object' && value !== null && 'kind' in value && value.kind === 'refused';
}

/** The instant at which the town's clocks show `text`; a date or an hour that never comes is refused. */
export function readDatetime(text: string, path: string, zone: Zone): Temporal.Instant | SectionRefused {
  try {
    const local = Temporal.PlainDateTime.from(text.replace(' ', 'T'), { overflow: 'reject' });
    if (local.year < 1970 || local.year > 2199) return refusedAt(path, 'takes a year from 1970 to 2199');
    const minute = zone.shownAt(localMinuteOf(local));
    return minute === null ? refusedAt(path, `${text} is never shown by clocks in ${zone.id}`) : instantOf(minute);
  } catch {
    return refusedAt(path, `${text} is not a date and a time`);
  }
}

export function readDate(text: string, path: string): Temporal.PlainDate | SectionRefused {
  try {
    const date = Temporal.PlainDate.from(text, { overflow: 'reject' });
    return dayOf(date) >= 0 && date.year <= 2199 ? date : refusedAt(path, 'takes a year from 1970 to 2199');
  } catch {
    return refusedAt(path, `${text} is not a date`);
  }
}
