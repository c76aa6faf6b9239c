import type { Kysely } from 'kysely';
import { minuteOf } from '../../time/days.ts';
import type { Zone } from '../../time/zone.ts';
import type { Agenda } from '../agenda/agenda.ts';
import { bookingWindow, type Window } from '../agenda/window.ts';
import { listFor, whyNotBookable, type Range } from '../bookings/rules.ts';
import type { Database } from '../database.ts';
import { hasFreePlaces, type Event } from '../events/event.ts';
import { readEvents } from '../events/read.ts';
import type { Input } from './input.ts';

/** What a listing of events is asked for (spec/agendas.md, section 3.3). */
export type EventsAsked = {
  dateStart: number | null;
  dateEnd: number | null;
  range: Range;
  user: string | null;
  excludeUser: string | null;
  hideDisabled: boolean;
  bypassDelays: boolean;
  lockCode: string | null;
  minPlaces: number;
};

/** Users count only for those who may see bookings: otherwise anybody could learn where somebody goes. */
export function readEventsAsked(query: Input, zone: Zone, maySeeBookings: boolean): EventsAsked {
  const text = (name: string): string | null => query.text(name, 250) || null;
  const [user, excluded, alias] = [text('user_external_id'), text('exclude_user_external_id'), text('exclude_user')];
  return {
    dateStart: query.date('date_start', zone),
    dateEnd: query.date('date_end', zone),
    range: query.choice('events', ['future', 'past', 'all']) ?? 'future',
    user: maySeeBookings ? user : null,
    excludeUser: maySeeBookings ? (excluded ?? alias) : null,
    hideDisabled: query.boolean('hide_disabled') ?? false,
    bypassDelays: query.boolean('bypass_delays') ?? false,
    lockCode: text('lock_code'),
    minPlaces: query.integer('min_places', 0, 1_000_000) ?? 0,
  };
}

export type Offer = { event: Event; disabled: boolean };
export type Offers = { offers: Offer[]; meta: Meta };
type Meta = { firstBookable: Event | null; whyNone: string | null };

/** Events of an agenda that are offered, full ones among them, with the first that can be booked however far it is. */
export async function offeredEvents(
  db: Kysely<Database>,
  agenda: Agenda,
  asked: EventsAsked,
  now: Temporal.Instant,
  zone: Zone,
): Promise<Offers> {
  const nowMinute = minuteOf(now);
  const window = bookingWindow(agenda, now, zone);
  const span = spanOf(asked, nowMinute, window);
  // Whoever excludes a user asks where that user stands, too.
  const user = asked.user ?? asked.excludeUser;
  const events = await readEvents(db, { agendaIds: [agenda.id], ...span, lockCode: asked.lockCode, user });
  const excluded = await excludedIds(db, agenda, asked, span, events);
  const context = { nowMinute, window, range: asked.range, bypassDelays: asked.bypassDelays };
  const offers: Offer[] = [];
  for (const event of events) {
    if (event.userList === null && whyNotBookable(event, context) !== null) continue;
    const disabled =
      whyNotBookable(event, context) !== null ||
      listFor(event, 1, agenda.overbooking) === 'sold out' ||
      !hasFreePlaces(event, asked.minPlaces) ||
      excluded.has(event.id);
    if (disabled && asked.hideDisabled) continue;
    if (asked.minPlaces > 1 && !hasFreePlaces(event, asked.minPlaces)) continue;
    offers.push({ event: asked.user === null ? { ...event, userList: null } : event, disabled });
  }
  const first = offers.find(({ disabled }) => !disabled)?.event ?? null;
  return {
    offers,
    meta: first ? { firstBookable: first, whyNone: null } : await beyond(db, agenda, asked, nowMinute, window),
  };
}

function spanOf(asked: EventsAsked, nowMinute: number, window: Window): { from: number; until?: number } {
  const past = asked.range !== 'future';
  const least = past ? 0 : asked.bypassDelays || asked.user !== null ? nowMinute : Math.max(nowMinute, window.from);
  const limits = [
    asked.dateEnd,
    asked.range === 'past' ? nowMinute + 1 : null,
    asked.bypassDelays || asked.user !== null || past ? null : window.until,
  ];
  const until = limits.filter((limit) => limit !== null);
  return {
    from: Math.max(least, asked.dateStart ?? least),
    ...(until.length > 0 ? { until: Math.min(...until) } : {}),
  };
}

async function excludedIds(
  db: Kysely<Database>,
  agenda: Agenda,
  { user, excludeUser }: EventsAsked,
  span: { from: number; until?: number },
  events: readonly Event[],
): Promise<Set<number>> {
  if (excludeUser === null) return new Set();
  const known =
    user === null || user === excludeUser
      ? events
      : await readEvents(db, { agendaIds: [agenda.id], ...span, user: excludeUser });
  return new Set(known.filter(({ userList }) => userList !== null).map(({ id }) => id));
}

/** The first event that can be booked, whatever dates were asked for; where there is none, why. */
async function beyond(
  db: Kysely<Database>,
  agenda: Agenda,
  asked: EventsAsked,
  nowMinute: number,
  window: Window,
): Promise<Meta> {
  const coming = await readEvents(db, { agendaIds: [agenda.id], from: nowMinute, lockCode: asked.lockCode });
  if (coming.length === 0) return { firstBookable: null, whyNone: 'no event' };
  const context = { nowMinute, window, range: 'future' as const, bypassDelays: asked.bypassDelays };
  const inWindow = coming.filter((event) => whyNotBookable(event, context) === null);
  const first = inWindow.find(
    (event) => listFor(event, 1, agenda.overbooking) !== 'sold out' && hasFreePlaces(event, asked.minPlaces),
  );
  if (first) return { firstBookable: first, whyNone: null };
  return {
    firstBookable: null,
    whyNone: inWindow.length === 0 ? 'no event within the booking delays' : 'all events are full',
  };
}
