import ICAL from 'ical.js';
import { instantOf } from '../../time/days.ts';

/** What a calendar says of a booking. Minutes since the epoch; empty texts are left out. */
export type CalendarEvent = {
  /** The same for the same booking, for ever. */
  uid: string;
  start: number;
  end: number;
  summary: string;
  description?: string;
  location?: string;
  comment?: string;
  url?: string;
  organizer?: string;
  cancelled?: boolean;
  /** When it was made or last changed. */
  stamp: Temporal.Instant;
};

/** An iCalendar file (RFC 5545) whose texts come back as they were, whatever they hold; times are in UTC. */
export function calendarText(events: readonly CalendarEvent[]): string {
  const calendar = new ICAL.Component('vcalendar');
  calendar.addPropertyWithValue('version', '2.0');
  calendar.addPropertyWithValue('prodid', '-//Guichet//Agendas//FR');
  for (const event of events) calendar.addSubcomponent(component(event));
  return `${calendar.toString()}\r\n`;
}

function component(event: CalendarEvent): ICAL.Component {
  const vevent = new ICAL.Component('vevent');
  const add = (name: string, value: string | undefined): void => {
    const clean = cleaned(value ?? '');
    if (clean !== '') vevent.addPropertyWithValue(name, clean);
  };
  add('uid', event.uid);
  vevent.addPropertyWithValue('dtstamp', timeOf(event.stamp));
  vevent.addPropertyWithValue('dtstart', timeOf(instantOf(event.start)));
  vevent.addPropertyWithValue('dtend', timeOf(instantOf(event.end)));
  add('summary', event.summary);
  add('description', event.description);
  add('location', event.location);
  add('comment', event.comment);
  // A URI is written as it stands: one with a line end in it would start a line of its own.
  add('url', oneLine(event.url));
  add('organizer', oneLine(organizerOf(event.organizer ?? '')));
  if (event.cancelled) add('status', 'CANCELLED');
  return vevent;
}

function organizerOf(organizer: string): string {
  return organizer === '' || organizer.includes(':') ? organizer : `mailto:${organizer}`;
}

function timeOf(instant: Temporal.Instant): ICAL.Time {
  const text = instant.toString({ smallestUnit: 'second' });
  return ICAL.Time.fromDateTimeString(text);
}

function oneLine(text: string | undefined): string {
  return (text ?? '').replaceAll(/\s+/g, '%20');
}

/** Line ends as one character, no other control characters, no half characters: what RFC 5545 can carry. */
export function cleaned(text: string): string {
  return text
    .replaceAll(/\r\n?/g, '\n')
    .replaceAll(/[^\P{Cc}\n\t]/gu, ' ')
    .toWellFormed();
}
