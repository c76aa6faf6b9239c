import type { Agenda } from '../agenda/agenda.ts';
import type { Window } from '../agenda/window.ts';
import type { HeldMeetings } from '../meetings/meet.ts';
import type { CancelledBy, ListName } from '../tables.ts';
import type { Details, EventAtOnce } from './orders.ts';
import { promoted, type Closed, type Places } from './rules.ts';

/** An event whose row is locked: its counters are the truth until the transaction ends, and change here first. */
export type HeldEvent = EventAtOnce & {
  promotes: boolean;
  publicationMinute: number | null;
  cancelled: boolean;
  closed: Closed | null;
  version: number;
  exceeds: boolean;
  /** Milliseconds since the epoch. */
  lockEndsAt: number | null;
  changed: boolean;
};

export type Taken = {
  /** Null until it is written. */
  id: number | null;
  /** Null for a desk's or a resource's span. */
  eventId: number | null;
  places: number;
  list: ListName;
  turn: number;
  changed: boolean;
};

export type HeldBooking = {
  id: number;
  agendaId: number;
  /** Of an appointment. */
  meetingTypeId: number | null;
  places: number;
  user: string;
  lockCode: string | null;
  /** Milliseconds since the epoch; null: not a lock. */
  expiresAt: number | null;
  cancelled: boolean;
  cancelCallbackUrl: string;
  presenceCallbackUrl: string;
  taken: Taken[];
  /** Numbers of what it let go while it stays: events of a booking of several. */
  released: number[];
  /** What has to be written. */
  isNew: boolean;
  cancelledBy: CancelledBy | null;
  details: Details | null;
  askedBy: string;
  changed: boolean;
};

export type OwedCallback = { bookingId: number; kind: 'cancel'; url: string };

/** Everything that a group of orders is decided on, and what their decisions change. */
export type World = {
  nowMs: number;
  nowMinute: number;
  lockMs: number;
  agendas: ReadonlyMap<number, Agenda>;
  windows: ReadonlyMap<number, Window>;
  /** By agenda: the first start that a person may still cancel; null: whenever. */
  cancellableFrom: ReadonlyMap<number, number | null>;
  /** By number. */
  events: ReadonlyMap<number, HeldEvent>;
  eventByName: ReadonlyMap<string, number>;
  agendaByName: ReadonlyMap<string, number>;
  bookings: Map<number, HeldBooking>;
  callbacks: OwedCallback[];
  /** Desks and resources, where appointments are asked for. */
  meetings: HeldMeetings | null;
  takeId(): number;
};

export const nameOf = ({ agenda, event }: { agenda: string; event: string }): string => `${agenda}/${event}`;

export function isLock({ expiresAt }: Pick<HeldBooking, 'expiresAt'>): boolean {
  return expiresAt !== null;
}

function touch(event: HeldEvent): void {
  event.version++;
  event.changed = true;
}

/** Puts places on a list; the change's number is the place in the line. */
export function take(event: HeldEvent, places: number, list: ListName): Taken {
  touch(event);
  if (list === 'main') event.booked += places;
  else event.waiting += places;
  return { id: null, eventId: event.id, places, list, turn: event.version, changed: true };
}

export function letGo(event: HeldEvent, taken: Taken): void {
  touch(event);
  if (taken.list === 'main') event.booked -= taken.places;
  else event.waiting -= taken.places;
}

/** Takes from one list and puts on the other, at the end of its line. */
export function changeList(event: HeldEvent, taken: Taken, list: ListName): void {
  letGo(event, taken);
  Object.assign(taken, { ...take(event, taken.places, list), id: taken.id });
}

/** Ends a booking or a lock and frees what it took. The events that it leaves are to be promoted on, once what comes in its stead has its places. */
export function end(world: World, booking: HeldBooking, by: CancelledBy): HeldEvent[] {
  const left: HeldEvent[] = [];
  for (const taken of booking.taken) {
    const event = taken.eventId === null ? undefined : world.events.get(taken.eventId);
    if (!event) continue;
    letGo(event, taken);
    left.push(event);
  }
  Object.assign(booking, { cancelled: true, cancelledBy: by, changed: true });
  return left;
}

/** Lets one of a booking's events go; the others stay. */
export function release(event: HeldEvent, booking: HeldBooking, taken: Taken): void {
  letGo(event, taken);
  booking.taken = booking.taken.filter((one) => one !== taken);
  if (taken.id !== null) booking.released.push(taken.id);
}

/** Tells the events of a lock until when it holds them. */
export function lockUntil(events: readonly HeldEvent[], expiresAt: number): void {
  for (const event of events) {
    event.lockEndsAt = Math.min(event.lockEndsAt ?? expiresAt, expiresAt);
    event.changed = true;
  }
}

/** A place was freed: who waited longest moves up, where the event does so by itself. `but`: just put there by hand. */
export function promote(world: World, events: readonly HeldEvent[], but: HeldBooking | null = null): void {
  for (const event of new Set(events)) {
    if (!event.promotes || event.waiting === 0) continue;
    const line = lineOf(world, event).filter(({ booking }) => booking !== but);
    for (const { taken } of promoted(event, line, overbookingOf(world, event))) changeList(event, taken, 'main');
  }
}

/** The waiting list without the locks that stand in it, the oldest first. */
function lineOf(world: World, event: HeldEvent): { booking: HeldBooking; taken: Taken; places: number }[] {
  const line: { booking: HeldBooking; taken: Taken; places: number }[] = [];
  for (const booking of world.bookings.values()) {
    if (booking.cancelled || isLock(booking)) continue;
    for (const taken of booking.taken) {
      if (taken.eventId === event.id && taken.list === 'waiting') line.push({ booking, taken, places: taken.places });
    }
  }
  return line.toSorted((a, b) => a.taken.turn - b.taken.turn);
}

export function overbookingOf(world: World, event: Pick<HeldEvent, 'agendaId'>): boolean {
  return world.agendas.get(event.agendaId)?.overbooking ?? true;
}

/** The places as they would be without what these bookings hold. */
export function placesWithout(event: HeldEvent, bookings: readonly HeldBooking[]): Places {
  let { booked, waiting } = event;
  for (const { taken } of bookings) {
    for (const one of taken) {
      if (one.eventId !== event.id) continue;
      if (one.list === 'main') booked -= one.places;
      else waiting -= one.places;
    }
  }
  return { total: event.total, waitingTotal: event.waitingTotal, booked, waiting };
}

/** An event as an answer tells it, kept apart from later changes. */
export function atOnce(event: HeldEvent): EventAtOnce {
  const {
    id,
    agendaId,
    slug,
    label,
    startMinute,
    durationMinutes,
    primarySlug,
    customFields,
    total,
    waitingTotal,
    booked,
    waiting,
  } = event;
  return {
    id,
    agendaId,
    slug,
    label,
    startMinute,
    durationMinutes,
    primarySlug,
    customFields,
    total,
    waitingTotal,
    booked,
    waiting,
  };
}

/** Locks whose time is over are ended before anything is decided. */
export function sweep(world: World): void {
  const due = [...world.events.values()].filter(({ lockEndsAt }) => lockEndsAt !== null && lockEndsAt <= world.nowMs);
  const locks = [...world.bookings.values()].filter((booking) => isLock(booking) && !booking.cancelled);
  const over = locks.filter(({ expiresAt }) => expiresAt! <= world.nowMs);
  const left = over.flatMap((lock) => end(world, lock, 'lock'));
  for (const event of due) {
    const ends = locks
      .filter((lock) => !lock.cancelled && lock.taken.some(({ eventId }) => eventId === event.id))
      .map(({ expiresAt }) => expiresAt!);
    Object.assign(event, { lockEndsAt: ends.length > 0 ? Math.min(...ends) : null, changed: true });
  }
  promote(world, left);
}
