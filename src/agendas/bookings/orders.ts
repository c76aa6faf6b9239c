import type { Caller } from '../../accounts/caller.ts';
import type { Agenda } from '../agenda/agenda.ts';
import type { MeetingPlace } from '../meetings/decide.ts';
import type { MeetAsk } from '../meetings/meet.ts';
import type { ListName } from '../tables.ts';
import type { Places, Range } from './rules.ts';

/** Who books and how to reach them: columns of `agendas.booking`. */
export type Details = {
  label: string;
  user_display_label: string;
  user_external_id: string;
  user_first_name: string;
  user_last_name: string;
  user_email: string;
  user_phone_number: string;
  extra_emails: readonly string[];
  extra_phone_numbers: readonly string[];
  sms_counter: string;
  form_url: string;
  backoffice_url: string;
  cancel_callback_url: string;
  presence_callback_url: string;
  absence_callback_url: string;
  extra_data: Record<string, unknown> | null;
};

export const noDetails: Details = {
  label: '', user_display_label: '', user_external_id: '', user_first_name: '', user_last_name: '', user_email: '', user_phone_number: '',
  extra_emails: [], extra_phone_numbers: [], sms_counter: '', form_url: '', backoffice_url: '', cancel_callback_url: '', presence_callback_url: '',
  absence_callback_url: '', extra_data: null,
}; // prettier-ignore

/** An event by the agenda's and its own slug or number, as an address or a payload names it. */
export type EventName = { agenda: string; event: string };

/** Takes places of one event, or of several for one booking. */
export type BookOrder = {
  kind: 'book';
  slots: readonly EventName[];
  places: number;
  details: Details;
  /** `lock`: held for a while under the code; `confirm`: for good, in place of what the code holds. */
  lock: { code: string; confirm: boolean } | null;
  excludeUser: boolean;
  cancelBookingId: number | null;
  bypassDelays: boolean;
  forceWaitingList: boolean;
  range: Range;
};

/** Makes the given events the only ones of that user in those agendas. */
export type ReplaceOrder = {
  kind: 'replace';
  agendas: readonly string[];
  slots: readonly EventName[];
  /** Blank where it is only to lock. */
  user: string;
  details: Details;
  bypassDelays: boolean;
  range: Range;
  /** `replace`: what isn't named is cancelled; `book`: nothing is; `unbook`: what is named is. */
  action: 'replace' | 'book' | 'unbook';
  /** Which of the person's events that aren't named go, decided while they are held; unless it is given, the action says which. */
  letsGo?: (event: EventAtOnce) => boolean;
  /** Each event stands for itself: what is full or can't be booked is left out. */
  leavesOut?: boolean;
} & Partial<ReplaceWish>;

/** How a set is booked; without it: one place each, nothing locked, on the list that has room. */
export type ReplaceWish = {
  /** Of each event that is new to the person; what the person has already stays as it is. */
  places: number;
  /** As of a `BookOrder`: to lock holds the events that the person hasn't, and lets nothing go. */
  lock: BookOrder['lock'];
  forceWaitingList: boolean;
  /** Refuses where two of the person's events were at the same time. */
  checksOverlaps: boolean;
};

export type BookingOrder =
  /** `checksDelay`: for the person who booked, so not once the agenda's cancellation delay has begun. */
  | { kind: 'cancel'; bookingId: number; by: 'call'; checksDelay?: boolean }
  /** By a person in the back office: calls back; without an address, only where it is forced. */
  | { kind: 'cancel'; bookingId: number; by: 'agent'; force: boolean }
  | { kind: 'accept'; bookingId: number }
  | { kind: 'suspend'; bookingId: number }
  | { kind: 'resize'; bookingId: number; places: number }
  | { kind: 'move'; bookingId: number; to: EventName };

/** An appointment, or a range to rent. */
export type MeetOrder = MeetAsk & {
  kind: 'meet';
  places: number;
  details: Details;
  /** The booking that is given up stays itself, and has the new place: moved by an agent. */
  keepsBooking?: boolean;
};

export type Order = BookOrder | ReplaceOrder | BookingOrder | MeetOrder;

/** An order with who gives it. */
export type Asked = { order: Order; caller: Caller };

/** What an answer tells of an event: places as they stood once the order was done. */
export type EventAtOnce = Places & {
  id: number;
  agendaId: number;
  slug: string;
  label: string;
  startMinute: number;
  durationMinutes: number | null;
  primarySlug: string | null;
  customFields: Record<string, unknown>;
};

export type TakenPlace = { event: EventAtOnce; list: ListName };

export type Outcome =
  | {
      kind: 'met';
      bookingId: number;
      agenda: Agenda;
      place: MeetingPlace;
      desk: { slug: string; label: string };
      resources: readonly { slug: string; label: string }[];
      cancelledBookingId: number | null;
    }
  | {
      kind: 'booked';
      bookingId: number;
      agenda: Agenda;
      taken: readonly TakenPlace[];
      cancelledBookingId: number | null;
    }
  | {
      kind: 'replaced';
      agendas: ReadonlyMap<number, Agenda>;
      booked: readonly TakenPlace[];
      cancelled: readonly EventAtOnce[];
      /** Left out, since nobody more is taken there. */
      full: readonly EventAtOnce[];
    }
  | { kind: 'done'; bookingId: number; overbookedPlaces: number }
  | { kind: 'refused'; err: number; reason: string; description: string }
  /** `names`: what the caller named and isn't there. */
  | {
      kind: 'not found';
      what: 'agenda' | 'event' | 'slot' | 'booking' | 'meeting type' | 'resource';
      names: readonly string[];
    }
  | { kind: 'forbidden' }
  /** The nonce of the call was spent before. */
  | { kind: 'replayed' };

export function refused(reason: string, err = 1, description = reason): Outcome {
  return { kind: 'refused', err, reason, description };
}
