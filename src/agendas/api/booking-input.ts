import type { BookOrder, Details, ReplaceOrder, ReplaceWish } from '../bookings/orders.ts';
import { isHttpAddress } from '../../platform/http-address.ts';
import { isObject, type Input } from './input.ts';

/** Columns of a booking from a payload. What nobody asked for by name is kept in `extra_data`: read it last. */
export function readDetails(input: Input): Details {
  const short = (name: string): string => input.text(name, 250);
  const [name, first, last] = [short('user_name'), short('user_first_name'), short('user_last_name')];
  const details = {
    label: short('label'),
    user_display_label: input.text('user_display_label', 500),
    user_external_id: short('user_external_id').trim(),
    user_first_name: first,
    user_last_name: first === '' && last === '' ? name : last,
    user_email: short('user_email'),
    user_phone_number: short('user_phone_number'),
    extra_emails: input.list('extra_emails', 50, 250) ?? [],
    extra_phone_numbers: input.list('extra_phone_numbers', 50, 50) ?? [],
    sms_counter: short('sms_counter'),
    form_url: input.text('form_url'),
    backoffice_url: input.text('backoffice_url'),
    cancel_callback_url: address(input, 'cancel_callback_url'),
    presence_callback_url: address(input, 'presence_callback_url'),
    absence_callback_url: address(input, 'absence_callback_url'),
  };
  return { ...details, extra_data: extraOf(input) };
}

/** What will be called; blank where it is absent. */
function address(input: Input, name: string): string {
  const text = input.text(name).trim();
  if (text !== '' && !isHttpAddress(text)) input.refuse(name, 'Enter an address that begins with http:// or https://.');
  return text;
}

/** Free keys, and those of an `extra_data` object, side by side. */
export function extraOf(input: Input): Record<string, unknown> | null {
  const rest = input.rest();
  if (rest === null || !isObject(rest['extra_data'])) return rest;
  const { extra_data: named, ...others } = rest;
  const whole = { ...named, ...others };
  return Object.keys(whole).length > 0 ? whole : null;
}

type BookOptions = Omit<BookOrder, 'kind' | 'slots' | 'details'>;

const ranges = ['future', 'past', 'all'] as const;

/** Which events are meant, by their start. */
export function readRange(input: Input, query: Input): BookOrder['range'] {
  const inAddress = query.choice('events', ranges);
  return input.choice('events', ranges) ?? inAddress ?? 'future';
}

/** How to book: the count, the delays and the range may stand in the address too, where the payload doesn't say. */
export function readOptions(input: Input, query: Input): BookOptions {
  const inAddress = query.integer('count', 1, 10_000);
  const places = input.integer('count', 1, 10_000) ?? inAddress ?? 1;
  const code = input.text('lock_code', 250);
  const confirm = input.boolean('confirm_after_lock') ?? false;
  if (confirm && code === '') input.refuse('lock_code', 'This field is required with confirm_after_lock.');
  const cancelled = input.integer('cancel_booking_id', 0, Number.MAX_SAFE_INTEGER);
  return {
    places,
    lock: code === '' ? null : { code, confirm },
    excludeUser: input.boolean('exclude_user') ?? false,
    // A number that no booking has is one that doesn't exist.
    cancelBookingId: cancelled === null ? null : Math.min(cancelled, 2_147_483_647),
    bypassDelays: input.boolean('bypass_delays') ?? query.boolean('bypass_delays') ?? false,
    forceWaitingList: input.boolean('force_waiting_list') ?? false,
    range: readRange(input, query),
  };
}

type ReplaceOptions = ReplaceWish & Pick<ReplaceOrder, 'bypassDelays' | 'range'>;

/** How to book a set, with the options of one booking. Nobody is booked twice for an event of a set, so `exclude_user` asks for what is so; a set says by itself what it lets go. */
export function readSetOptions(input: Input, query: Input): ReplaceOptions {
  const { places, lock, bypassDelays, forceWaitingList, range, cancelBookingId } = readOptions(input, query);
  if (cancelBookingId !== null)
    input.refuse('cancel_booking_id', 'A set lets go what it does not name: no booking can be named here.');
  const checksOverlaps = input.boolean('check_overlaps') ?? query.boolean('check_overlaps') ?? false;
  return { places, lock, bypassDelays, forceWaitingList, range, checksOverlaps };
}

/** Whether a set is only held for a while, so that nobody has to be named. */
export function isLockCall({ lock }: Pick<ReplaceWish, 'lock'>): boolean {
  return lock !== null && !lock.confirm;
}

/** Whether a cancellation is the person's own, and so bound by the agenda's delay. */
export function readChecksDelay(input: Input, query: Input): boolean {
  return input.boolean('check_delay') ?? query.boolean('check_delay') ?? false;
}
