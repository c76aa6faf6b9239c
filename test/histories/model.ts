import { durations, offered, place, standingTold, type Appointment, type Hours, type Slot } from './appointments.ts';

/*
 * What a town's events and desks do, told a second time and in order, for one caller after the other: the requirement's rules, not the product's code.
 * Answers are texts, so that a recorded one and a told one are compared at a glance.
 */
export type EventRules = { total: number; waitingTotal: number; promotes: boolean };

/** By slug: some events, and the desks of one agenda. */
export type Rules = { events: Readonly<Record<string, EventRules>>; desks: Readonly<Record<string, Hours>> };

export type Op =
  | { kind: 'book'; event: string; places: number }
  | { kind: 'lock'; event: string; code: string }
  | { kind: 'confirm'; event: string; code: string }
  | { kind: 'cancel'; booking: number }
  | { kind: 'accept'; booking: number }
  | { kind: 'move'; booking: number; event: string }
  | { kind: 'replace'; user: string; events: readonly string[] }
  | { kind: 'look'; event: string }
  | ({ kind: 'meet' } & Slot)
  | ({ kind: 'hold'; code: string } & Slot)
  | ({ kind: 'settle'; code: string } & Slot)
  | ({ kind: 'shift'; booking: number } & Slot)
  | { kind: 'offer'; type: Slot['type'] }
  /** All that is taken, by the tables themselves. */
  | { kind: 'stands' };

/** What a caller was given with the answer: the number of a booking, the desk of an appointment; or nothing. */
export type Given = { id: string; desk: string };

type Take = { booking: string; places: number; list: 'main' | 'waiting' };
/** By booking: what it is, or that it was. Bookings made by a set have no number that a caller knows. */
type Booking = { event: string; places: number; code: string | null; user: string | null } | 'cancelled';

/** `takes`: each event's bookings in the order of their turns. An appointment that has gone is told among the `bookings` alone. */
export type State = {
  takes: Readonly<Record<string, readonly Take[]>>;
  bookings: Readonly<Record<string, Booking>>;
  appointments: readonly Appointment[];
};

/** A step makes a copy of what it changes. */
type Draft = {
  rules: Rules['events'];
  desks: Rules['desks'];
  takes: Record<string, Take[]>;
  bookings: Record<string, Booking>;
  appointments: readonly Appointment[];
};

export function emptyState({ events }: Rules): State {
  return { takes: Object.fromEntries(Object.keys(events).map((event) => [event, []])), bookings: {}, appointments: [] };
}

const sum = (takes: readonly Take[], list: Take['list']): number =>
  takes.reduce((places, take) => places + (take.list === list ? take.places : 0), 0);

function listFor(
  { total, waitingTotal }: EventRules,
  takes: readonly Take[],
  places: number,
): Take['list'] | 'sold out' {
  const [booked, waiting] = [sum(takes, 'main'), sum(takes, 'waiting')];
  if (waiting === 0 && fits({ total, waitingTotal }, booked, places)) return 'main';
  return waiting + places <= waitingTotal ? 'waiting' : 'sold out';
}

/** Several places may go beyond while one is left, where there is a waiting list. */
const fits = (
  { total, waitingTotal }: Pick<EventRules, 'total' | 'waitingTotal'>,
  booked: number,
  places: number,
): boolean => booked + places <= total || (waitingTotal > 0 && booked < total);

const counters = ({ takes }: Draft, event: string): string =>
  `${sum(takes[event]!, 'main')}+${sum(takes[event]!, 'waiting')}`;

function promote(draft: Draft, event: string): void {
  const rules = draft.rules[event]!;
  if (!rules.promotes) return;
  let booked = sum(draft.takes[event]!, 'main');
  for (const take of draft.takes[event]!.filter(({ list }) => list === 'waiting')) {
    const booking = draft.bookings[take.booking];
    if (booking === 'cancelled' || booking?.code !== null) continue;
    if (!fits(rules, booked, take.places)) return;
    booked += take.places;
    toMain(draft, event, take.booking);
  }
}

function toMain({ takes }: Draft, event: string, booking: string): void {
  const others = takes[event]!.filter((take) => take.booking !== booking);
  const moved = takes[event]!.find((take) => take.booking === booking)!;
  takes[event] = [...others, { ...moved, list: 'main' }];
}

/** Frees what a booking takes, and gives its event. */
function end(draft: Draft, id: string): string {
  const { event } = draft.bookings[id] as Exclude<Booking, 'cancelled'>;
  draft.takes[event] = draft.takes[event]!.filter(({ booking }) => booking !== id);
  draft.bookings[id] = 'cancelled';
  return event;
}

function put(
  draft: Draft,
  id: string,
  event: string,
  list: Take['list'],
  more: Partial<Exclude<Booking, 'cancelled'>> = {},
): void {
  const booking = { event, places: 1, code: null, user: null, ...more };
  draft.bookings[id] = booking;
  draft.takes[event] = [...draft.takes[event]!, { booking: id, places: booking.places, list }];
}

const live = (draft: Draft): [string, Exclude<Booking, 'cancelled'>][] =>
  Object.entries(draft.bookings).flatMap(([id, booking]) => (booking === 'cancelled' ? [] : [[id, booking]]));

const booked = (draft: Draft, id: string, event: string): string => {
  const { list } = draft.takes[event]!.find(({ booking }) => booking === id)!;
  return `${list} ${counters(draft, event)}`;
};

type Of<Kind extends Op['kind']> = Extract<Op, { kind: Kind }>;

/** `id`, `desk`: what the caller was given, where it was. Null: that can't be. */
type Rule<Kind extends Op['kind']> = (draft: Draft, op: Of<Kind>, id: string, desk: string) => string | null;

const locking = (draft: Draft, { kind, event, code }: Of<'lock' | 'confirm'>, id: string): string | null => {
  const own = live(draft).find(([, booking]) => booking.code === code);
  const held = own && draft.takes[own[1].event]!.find(({ booking }) => booking === own[0]);
  const others = draft.takes[event]!.filter(({ booking }) => booking !== own?.[0]);
  const free = listFor(draft.rules[event]!, others, 1);
  const onSame = own?.[1].event === event ? held?.list : undefined;
  // What one's own lock holds is not taken from one, whoever waits.
  const list = onSame === 'main' ? 'main' : free !== 'main' && onSame === 'waiting' ? 'waiting' : free;
  if (list === 'sold out') return 'sold out';
  const kept = kind === 'lock' ? code : null;
  if (own && onSame === list) {
    if (id !== own[0]) return null;
    draft.bookings[id] = { ...own[1], code: kept };
    if (kind === 'confirm') promote(draft, event);
    return booked(draft, id, event);
  }
  if (id in draft.bookings) return null;
  const left = own ? end(draft, own[0]) : null;
  put(draft, id, event, list, { code: kept });
  if (left !== null) promote(draft, left);
  if (kind === 'confirm') promote(draft, event);
  return booked(draft, id, event);
};

const isKnown = ({ bookings, appointments }: Draft, id: string): boolean =>
  id in bookings || appointments.some(({ booking }) => booking === id);

/** An appointment in the stead of `own`, where there is one. */
function meet(
  draft: Draft,
  slot: Slot,
  { own, code, given }: { own: Appointment | undefined; code: string | null; given: Given },
): string | null {
  const placed = place(draft.desks, draft.appointments, slot, { own, told: given.desk });
  if (placed === null || typeof placed === 'string') return placed;
  if (isKnown(draft, given.id)) return null;
  if (own) leave(draft, own);
  const appointment = {
    booking: given.id,
    desk: placed.desk,
    start: slot.start,
    end: slot.start + durations[slot.type],
  };
  draft.appointments = [...draft.appointments, { ...appointment, code }];
  return `at ${placed.desk}`;
}

function leave(draft: Draft, own: Appointment): void {
  draft.appointments = draft.appointments.filter((one) => one !== own);
  draft.bookings[own.booking] = 'cancelled';
}

const appointmentOf = ({ appointments }: Draft, id: number): Appointment | undefined =>
  appointments.find(({ booking }) => booking === String(id));

const holding = (
  draft: Draft,
  { kind, code, ...slot }: Of<'hold' | 'settle'>,
  id: string,
  desk: string,
): string | null => {
  const own = draft.appointments.find((one) => one.code === code);
  return meet(draft, slot, { own, code: kind === 'hold' ? code : null, given: { id, desk } });
};

const rules: { [Kind in Op['kind']]: Rule<Kind> } = {
  book(draft, { event, places }, id) {
    const list = listFor(draft.rules[event]!, draft.takes[event]!, places);
    if (list === 'sold out') return 'sold out';
    if (id in draft.bookings) return null;
    put(draft, id, event, list, { places });
    return booked(draft, id, event);
  },
  lock: locking,
  confirm: locking,
  cancel(draft, { booking }) {
    const appointment = appointmentOf(draft, booking);
    if (appointment) {
      leave(draft, appointment);
      return 'done';
    }
    if (draft.bookings[booking] === 'cancelled') return 'already cancelled';
    // Not there yet, in this order: a lie, or the order is another one.
    if (draft.bookings[booking] === undefined) return null;
    promote(draft, end(draft, String(booking)));
    return 'done';
  },
  accept(draft, { booking: id }) {
    const booking = draft.bookings[id];
    if (booking === 'cancelled' || !booking) return 'booking is cancelled';
    const take = draft.takes[booking.event]!.find((one) => one.booking === String(id));
    if (take?.list !== 'waiting' || booking.code !== null) return 'booking is not in waiting list';
    toMain(draft, booking.event, String(id));
    return `done, ${Math.max(0, sum(draft.takes[booking.event]!, 'main') - draft.rules[booking.event]!.total)} over`;
  },
  move(draft, { booking: from, event }, id) {
    const booking = draft.bookings[from];
    if (booking === 'cancelled' || !booking) return 'cancel booking: booking already cancelled';
    if (booking.places !== 1) return 'cancel booking: count is different';
    const list = listFor(draft.rules[event]!, draft.takes[event]!, 1);
    if (list === 'sold out') return 'sold out';
    if (id in draft.bookings) return null;
    put(draft, id, event, list);
    promote(draft, end(draft, String(from)));
    return booked(draft, id, event);
  },
  replace(draft, { user, events }) {
    const own = live(draft).filter(([, booking]) => booking.user === user);
    const coming = events.filter((event) => !own.some(([, booking]) => booking.event === event));
    const going = own.filter(([, { event }]) => !events.includes(event));
    const full = coming.filter((event) => listFor(draft.rules[event]!, draft.takes[event]!, 1) === 'sold out');
    if (full.length > 0) return `some events are full: ${full.join(', ')}`;
    const waits: string[] = [];
    for (const event of coming) {
      const list = listFor(draft.rules[event]!, draft.takes[event]!, 1);
      if (list === 'waiting') waits.push(event);
      // A turn within the user's own line of sets: no caller is told its number.
      put(draft, `${user} ${Object.keys(draft.bookings).length}`, event, list === 'waiting' ? list : 'main', { user });
    }
    for (const event of going.map(([id]) => end(draft, id))) promote(draft, event);
    return `+${coming.length} -${going.length} waiting: ${waits.join(', ')}`;
  },
  look: (draft, { event }) => counters(draft, event),
  meet: (draft, slot, id, desk) => meet(draft, slot, { own: undefined, code: null, given: { id, desk } }),
  hold: holding,
  settle: holding,
  shift(draft, { booking, ...slot }, id, desk) {
    const own = appointmentOf(draft, booking);
    if (!own) return 'cancel booking: booking already cancelled';
    return meet(draft, slot, { own, code: null, given: { id, desk } });
  },
  offer: ({ desks, appointments }, { type }) => offered(desks, appointments, type),
  stands: (draft) => {
    const lists = Object.keys(draft.rules).map((event) => `${event} ${counters(draft, event)}`);
    return `${lists.toSorted().join(', ')}; ${standingTold(draft.appointments)}`;
  },
};

/** One call after the others: what it answers, and what stands then. Null where what the caller was given can't be. */
export function step(rulesOf: Rules, state: State, op: Op, given: Given): { answer: string; state: State } | null {
  const draft: Draft = {
    rules: rulesOf.events,
    desks: rulesOf.desks,
    takes: { ...(state.takes as Record<string, Take[]>) },
    bookings: { ...state.bookings },
    appointments: state.appointments,
  };
  const rule = rules[op.kind] as Rule<Op['kind']>;
  const answer = rule(draft, op, given.id, given.desk);
  const { takes, bookings, appointments } = draft;
  return answer === null ? null : { answer, state: { takes, bookings, appointments } };
}
