import { capital, hour, hours, leaf, type Telling } from '../../pages/dates.ts';
import { Ticket } from '../../pages/ticket.tsx';
import { texts as shared } from '../../pages/texts.ts';
import type { BookingView } from './bookings.ts';
import { texts } from './texts.ts';

export function BookingTicket({ booking, telling }: { booking: BookingView; telling: Telling }) {
  const { label, agenda, start, waiting, places, cancelled } = booking;
  const t = texts[telling.language];
  if (!start) return null;
  const facts = [
    { label: t.hour, value: timesOf(booking, telling) },
    { label: t.placesBooked, value: shared[telling.language].places(places) },
    ...(agenda === null || agenda === label ? [] : [{ label: t.agenda, value: agenda }]),
    ...(waiting && !cancelled ? [{ label: t.list, value: t.waitingList }] : []),
  ];
  return (
    <Ticket leaf={leaf(start.toPlainDate(), telling)} title={label || (agenda ?? '')} facts={facts} off={cancelled} />
  );
}

/** « de 10 h à 12 h »; where the end isn't known, « 10 h ». */
export function timesOf({ start, end }: Pick<BookingView, 'start' | 'end'>, { language }: Telling): string {
  if (!start) return '';
  if (!end || !end.toPlainDate().equals(start.toPlainDate())) return capital(hour(start, language));
  return hours(start.toPlainTime(), end.toPlainTime(), language);
}
