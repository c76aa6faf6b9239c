import { fits, hasLine, listFor, waitingListIsActive, type Closed, type Places } from '../bookings/rules.ts';

/** An event with its counters. Minutes since the epoch. Expired locks are already taken off. */
export type Event = Places & {
  id: number;
  agendaId: number;
  slug: string;
  label: string;
  startMinute: number;
  durationMinutes: number | null;
  /** The oldest of the waiting list moves up by itself. */
  promotes: boolean;
  description: string | null;
  pricing: string | null;
  url: string | null;
  publicationMinute: number | null;
  customFields: Record<string, unknown>;
  recurrenceDays: readonly number[];
  primarySlug: string | null;
  cancelled: boolean;
  closed: Closed | null;
  checked: boolean;
  checkLocked: boolean;
  invoiced: boolean;
  /** Where the user that was asked for stands. */
  userList: 'main' | 'waiting' | null;
};

export type PlacesView = {
  total: number;
  reserved: number;
  /** Below zero where several places at once went beyond. */
  available: number;
  full: boolean;
  has_waiting_list: boolean;
  waiting_list_total?: number;
  waiting_list_reserved?: number;
  waiting_list_available?: number;
  waiting_list_activated?: boolean;
};

/** Places as the API shows them; the figures of the waiting list only where there is one. */
export function placesView(event: Places, overbooking: boolean): PlacesView {
  const { total, waitingTotal, booked } = event;
  return {
    total,
    reserved: booked,
    available: total - booked,
    full: listFor(event, 1, overbooking) === 'sold out',
    has_waiting_list: waitingTotal > 0,
    ...(waitingTotal > 0 ? { ...waitingListView(event), waiting_list_activated: waitingListIsActive(event) } : {}),
  };
}

export function waitingListView({ waitingTotal, waiting }: Places) {
  return {
    waiting_list_total: waitingTotal,
    waiting_list_reserved: waiting,
    waiting_list_available: Math.max(0, waitingTotal - waiting),
  };
}

/** Whether at least `count` places of the main list are free. */
export function hasFreePlaces(event: Places, count: number): boolean {
  return count <= 1 || (!hasLine(event) && fits(event, count, false));
}
