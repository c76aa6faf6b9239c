import { day, hour, hours, moment, nearDayInFull, span, type Telling } from '../../pages/dates.ts';
import type { Frame } from '../../pages/frame.ts';
import type { BookingLine } from './read-bookings.ts';
import { localOf, type Desk } from './desk.ts';
import { webAddress } from './addresses.ts';
import type { Texts } from './texts.ts';

/** The reader's language and moment. */
export function tellingOf({ language, now }: Frame): Telling {
  return { language, now };
}

type Named = Pick<BookingLine, 'id' | 'firstName' | 'lastName' | 'label' | 'userLabel' | 'heldUntil'>;

/** How a person is called: « Léa Roux ». A booking without a name goes by its label, then by its number. */
export function nameOf(booking: Named, t: Texts): string {
  const name = `${booking.firstName} ${booking.lastName}`.trim();
  return (
    name || booking.label || booking.userLabel || (booking.heldUntil === null ? t.booking(booking.id) : t.heldName)
  );
}

/** In lists by name: « Roux Léa ». */
export function listNameOf(booking: Named, t: Texts): string {
  return `${booking.lastName} ${booking.firstName}`.trim() || nameOf(booking, t);
}

/** What stands below the name: the booking's label, where it says more. */
export function detailOf(booking: Named): string | null {
  return booking.label !== '' && `${booking.firstName}${booking.lastName}` !== '' ? booking.label : null;
}

/** The page of the request as agents see it: its address ends in its number. */
export function requestOf(
  { requestUrl }: Pick<BookingLine, 'requestUrl'>,
  t: Texts,
): { href: string; label: string } | null {
  const href = webAddress(requestUrl);
  if (href === null) return null;
  const number = /\/(\d[\d-]*)\/?$/.exec(new URL(href).pathname)?.[1];
  return { href, label: number === undefined ? t.seeRequest : t.requestNumber(number) };
}

type Timed = { startMinute: number; durationMinutes: number | null };

export function eventName({ label }: { label: string }, t: Texts): string {
  return label || t.event;
}

/** « Multisport, lundi 21 décembre » */
export function eventTitle(desk: Desk, event: Timed & { label: string }, telling: Telling, t: Texts): string {
  return `${eventName(event, t)}, ${day(localOf(desk, event.startMinute).toPlainDate(), telling)}`;
}

/** « lundi 21 décembre, de 10 h à 12 h », « lundi 21 décembre à 10 h » without a duration. */
export function eventWhen(desk: Desk, { startMinute, durationMinutes }: Timed, telling: Telling): string {
  const start = localOf(desk, startMinute);
  if (durationMinutes !== null) return span(start, localOf(desk, startMinute + durationMinutes), telling);
  return `${day(start.toPlainDate(), telling)}${telling.language === 'fr' ? ' à ' : ' at '}${hour(start, telling.language)}`;
}

/** The same, with « aujourd’hui » before it where it is. */
export function eventWhenNear(desk: Desk, event: Timed, telling: Telling): string {
  const start = localOf(desk, event.startMinute);
  const near = nearDayInFull(start.toPlainDate(), telling);
  const whole = day(start.toPlainDate(), telling);
  return near === whole ? eventWhen(desk, event, telling) : eventWhen(desk, event, telling).replace(whole, near);
}

/** « de 10 h à 12 h », « 10 h » without a duration. */
export function eventHours(desk: Desk, { startMinute, durationMinutes }: Timed, { language }: Telling): string {
  const start = localOf(desk, startMinute);
  if (durationMinutes === null) return hour(start, language);
  const end = localOf(desk, startMinute + durationMinutes);
  return start.toPlainDate().equals(end.toPlainDate())
    ? hours(start.toPlainTime(), end.toPlainTime(), language)
    : hour(start, language);
}

export function momentOf(desk: Desk, minute: number, telling: Telling): string {
  return moment(localOf(desk, minute), telling);
}
