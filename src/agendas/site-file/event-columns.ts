import { instantOf, minuteOf } from '../../time/days.ts';
import type { Zone } from '../../time/zone.ts';
import type { EventEntry, OccurrenceEntry } from './schema.ts';
import { isRefused, readDatetime } from './times.ts';

/** What a file says of any event, an occurrence among them, as columns; what it doesn't say isn't there. */
export function ownColumnsOf(entry: EventEntry | OccurrenceEntry, zone: Zone) {
  const instant = (text: string): Temporal.Instant => {
    const read = readDatetime(text, '', zone);
    if (isRefused(read)) throw new Error(read.reason);
    return instantOf(minuteOf(read));
  };
  const { start_datetime: start, publication_datetime: publication } = entry;
  return present({
    start_at: start === undefined ? undefined : instant(start),
    places: entry.places,
    label: entry.label,
    duration_minutes: entry.duration,
    waiting_list_places: entry.waiting_list_places,
    promotes: entry.waiting_list_bookings_automatic_confirm,
    description: entry.description,
    pricing: entry.pricing,
    url: entry.url,
    publication_at: typeof publication === 'string' ? instant(publication) : publication,
    custom_fields: entry.custom_fields,
  });
}

/** The same of an event by itself, with how it recurs. */
export function eventColumns(event: EventEntry, zone: Zone) {
  const { start_at, places, custom_fields: fields, ...columns } = ownColumnsOf(event, zone);
  const { recurrence_days: days, recurrence_end_date: end } = event;
  return {
    ...columns,
    start_at: start_at!,
    places: places!,
    ...present({
      custom_fields: fields === undefined ? undefined : JSON.stringify(fields),
      recurrence_days: days === undefined ? undefined : [...new Set(days ?? [])].toSorted((a, b) => a - b),
      recurrence_week_interval: event.recurrence_week_interval,
      recurrence_end_date: typeof end === 'string' ? Temporal.PlainDate.from(end) : end,
    }),
  };
}

type Present<T> = { [K in keyof T]?: Exclude<T[K], undefined> };

/** Without what isn't said. */
export function present<T extends object>(columns: T): Present<T> {
  return Object.fromEntries(Object.entries(columns).filter(([, value]) => value !== undefined)) as Present<T>;
}
