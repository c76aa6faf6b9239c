import { day, hour, type Telling } from '../../pages/dates.ts';
import type { Paragraph } from '../../platform/mail/message.ts';
import type { Told } from './state.ts';

/** Events of one agenda that the staff is told of; `start` is local, `page` where they are looked at. */
export type Notification = {
  agenda: string;
  events: readonly {
    slug: string;
    label: string;
    start: Temporal.PlainDateTime;
    state: Told;
    total: number;
    booked: number;
    waiting: number;
  }[];
  page: string;
};

/** No-break space. */
const n = '\u00a0';
const many = (number: number, one: string, more: string): string => `${number}${n}${number < 2 ? one : more}`;
const manyEn = (number: number, one: string, more: string): string => `${number} ${number === 1 ? one : more}`;

const words = {
  fr: {
    states: { 'almost full': 'Presque complet', full: 'Complet', cancelled: 'Annulé' } satisfies Record<Told, string>,
    colon: `${n}: `,
    at: (date: string, time: string) => `${date} à ${time}`,
    several: (agenda: string, number: number) =>
      `${agenda}${n}: ${many(number, 'évènement à voir', 'évènements à voir')}`,
    counts: (booked: number, total: number, waiting: number): string =>
      `${many(booked, 'inscrit', 'inscrits')} pour ${many(total, 'place', 'places')}${waiting > 0 ? `, ${waiting}${n}en attente` : ''}`,
    see: 'Voir dans les agendas',
  },
  en: {
    states: { 'almost full': 'Almost full', full: 'Full', cancelled: 'Cancelled' } satisfies Record<Told, string>,
    colon: ': ',
    at: (date: string, time: string) => `${date} at ${time}`,
    several: (agenda: string, number: number) => `${agenda}: ${manyEn(number, 'event', 'events')} to look at`,
    counts: (booked: number, total: number, waiting: number): string =>
      `${manyEn(booked, 'booking', 'bookings')} for ${manyEn(total, 'place', 'places')}${waiting > 0 ? `, ${waiting} waiting` : ''}`,
    see: 'See in the agendas',
  },
};

/** A mail to the staff: of one event in its subject, of several a line each. */
export function notificationWords(
  { agenda, events, page }: Notification,
  telling: Telling,
): { subject: string; body: Paragraph[] } {
  const t = words[telling.language];
  const lines = events.map(({ state, label, slug, start, booked, total, waiting }) => {
    const when = t.at(day(start.toPlainDate(), telling), hour(start, telling.language));
    const head = `${t.states[state]}${t.colon}${label || slug}, ${when}`;
    return { head, line: state === 'cancelled' ? head : `${head} (${t.counts(booked, total, waiting)})` };
  });
  const subject = lines.length === 1 ? lines[0]!.head : t.several(agenda, lines.length);
  return {
    subject,
    body: [agenda, lines.map(({ line }) => line).join('\n'), { href: page, label: t.see }],
  };
}
