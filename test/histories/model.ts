/*
 * What a town's events do, told a second time and in order, for one caller after the other: the requirement's rules, not the product's code.
 * Answers are texts, so that a recorded one and a told one are compared at a glance.
 */
export type EventRules = { total: number; waitingTotal: number; promotes: boolean };

export type Op =
  | { kind: 'book'; event: string; places: number }
  | { kind: 'lock'; event: string; code: string }
  | { kind: 'confirm'; event: string; code: string }
  | { kind: 'cancel'; booking: number }
  | { kind: 'accept'; booking: number }
  | { kind: 'move'; booking: number; event: string }
  | { kind: 'replace'; user: string; events: readonly string[] }
  | { kind: 'look'; event: string };

type Take = { booking: string; places: number; list: 'main' | 'waiting' };
/** By booking: what it is, or that it was. Bookings made by a set have no number that a caller knows. */
type Booking = { event: string; places: number; code: string | null; user: string | null } | 'cancelled';

/** Each event's bookings in the order of their turns. */
export type State = { takes: Readonly<Record<string, readonly Take[]>>; bookings: Readonly<Record<string, Booking>> };

/** A step makes a copy of what it changes. */
type Draft = {
  rules: Readonly<Record<string, EventRules>>;
  takes: Record<string, Take[]>;
  bookings: Record<string, Booking>;
};

export function emptyState(rules: Readonly<Record<string, EventRules>>): State {
  return { takes: Object.fromEntries(Object.keys(rules).map((event) => [event, []])), bookings: {} };
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

/** `id`: the number that the caller was given, where one was. Null: that number can't be. */
type Rule<Kind extends Op['kind']> = (draft: Draft, op: Extract<Op, { kind: Kind }>, id: string) => string | null;

const locking = (draft: Draft, { kind, event, code }: Extract<Op, { code: string }>, id: string): string | null => {
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
};

/** One call after the others: what it answers, and what stands then. Null where the number that the caller was given can't be. */
export function step(
  ofEvents: Readonly<Record<string, EventRules>>,
  state: State,
  op: Op,
  id: string,
): { answer: string; state: State } | null {
  const draft: Draft = {
    rules: ofEvents,
    takes: { ...(state.takes as Record<string, Take[]>) },
    bookings: { ...state.bookings },
  };
  const rule = rules[op.kind] as Rule<Op['kind']>;
  const answer = rule(draft, op, id);
  return answer === null ? null : { answer, state: draft };
}
