import type { Zone } from '../../time/zone.ts';
import {
  refusedAt,
  type AgendasSection,
  type ExceptionEntry,
  type OpeningHoursEntry,
  type SectionRefused,
} from './schema.ts';
import { isRefused, readDate, readDatetime } from './times.ts';

/** The first date or span of hours of the file that can't be; null where all can. */
export function refusedTime(section: AgendasSection, zone: Zone): SectionRefused | null {
  const checks: (SectionRefused | null)[] = [];
  for (const [index, calendar] of (section.unavailability_calendars ?? []).entries()) {
    checks.push(ofExceptions(calendar.exceptions, `unavailability_calendars[${index}].exceptions`, zone));
  }
  for (const [index, agenda] of (section.agendas ?? []).entries()) {
    const at = `agendas[${index}]`;
    if (agenda.kind === 'events') {
      checks.push(ofExceptions(agenda.exceptions, `${at}.exceptions`, zone));
      for (const [e, event] of (agenda.events ?? []).entries()) checks.push(ofEvent(event, `${at}.events[${e}]`, zone));
    } else if (agenda.kind === 'meetings') {
      checks.push(ofHours(agenda.opening_hours, `${at}.opening_hours`, zone));
      for (const [d, desk] of (agenda.desks ?? []).entries()) {
        checks.push(ofHours(desk.opening_hours, `${at}.desks[${d}].opening_hours`, zone));
        checks.push(ofExceptions(desk.exceptions, `${at}.desks[${d}].exceptions`, zone));
      }
    } else {
      for (const [i, { start_time, end_time }] of (agenda.excluded_hours ?? []).entries()) {
        if (end_time <= start_time)
          checks.push(refusedAt(`${at}.excluded_hours[${i}].end_time`, 'is not after the start'));
      }
    }
  }
  return checks.find((check) => check !== null) ?? null;
}

type Dated = {
  start_datetime?: string;
  publication_datetime?: string | null;
  recurrence_end_date?: string | null;
  occurrences?: readonly (Dated & { date: string })[];
};

function ofEvent(event: Dated, at: string, zone: Zone): SectionRefused | null {
  const read = [
    event.start_datetime ? readDatetime(event.start_datetime, `${at}.start_datetime`, zone) : null,
    event.publication_datetime ? readDatetime(event.publication_datetime, `${at}.publication_datetime`, zone) : null,
    event.recurrence_end_date ? readDate(event.recurrence_end_date, `${at}.recurrence_end_date`) : null,
  ];
  return read.find(isRefused) ?? ofOccurrences(event.occurrences ?? [], `${at}.occurrences`, zone);
}

function ofOccurrences(
  occurrences: readonly (Dated & { date: string })[],
  at: string,
  zone: Zone,
): SectionRefused | null {
  const dates = new Set<string>();
  for (const [index, occurrence] of occurrences.entries()) {
    const { date } = occurrence;
    const read = readDate(date, `${at}[${index}].date`);
    if (isRefused(read)) return read;
    if (dates.has(date)) return refusedAt(`${at}[${index}].date`, `${date} is named twice`);
    dates.add(date);
    const wrong = ofEvent(occurrence, `${at}[${index}]`, zone);
    if (wrong) return wrong;
  }
  return null;
}

function ofExceptions(
  exceptions: readonly ExceptionEntry[] | undefined,
  at: string,
  zone: Zone,
): SectionRefused | null {
  for (const [index, { start_datetime, end_datetime }] of (exceptions ?? []).entries()) {
    const start = readDatetime(start_datetime, `${at}[${index}].start_datetime`, zone);
    if (isRefused(start)) return start;
    const end = readDatetime(end_datetime, `${at}[${index}].end_datetime`, zone);
    if (isRefused(end)) return end;
    if (end.epochMilliseconds <= start.epochMilliseconds)
      return refusedAt(`${at}[${index}].end_datetime`, 'is not after the start');
  }
  return null;
}

function ofHours(hours: readonly OpeningHoursEntry[] | undefined, at: string, zone: Zone): SectionRefused | null {
  for (const [index, entry] of (hours ?? []).entries()) {
    const { weekday, weekday_indexes: indexes, date, start_time, end_time } = entry;
    if ((weekday === undefined) === (date === undefined))
      return refusedAt(`${at}[${index}]`, 'takes either a weekday or a date');
    if (date !== undefined && indexes !== undefined)
      return refusedAt(`${at}[${index}].weekday_indexes`, 'stands beside a weekday, not beside a date');
    const twice = (indexes ?? []).findIndex((one, i) => indexes!.indexOf(one) !== i);
    if (twice !== -1) return refusedAt(`${at}[${index}].weekday_indexes[${twice}]`, 'stands there twice');
    if (date !== undefined) {
      const read = readDate(date, `${at}[${index}].date`);
      if (isRefused(read)) return read;
    }
    if (end_time.slice(0, 5) <= start_time.slice(0, 5))
      return refusedAt(`${at}[${index}].end_time`, 'is not after the start');
    if (date === undefined) continue;
    // An hour that clocks leave out opens nothing on that day.
    for (const [key, time] of [
      ['start_time', start_time],
      ['end_time', end_time],
    ] as const) {
      const read = time.startsWith('24:') ? null : readDatetime(`${date} ${time}`, `${at}[${index}].${key}`, zone);
      if (isRefused(read)) return read;
    }
  }
  return null;
}
