import { minuteOf } from '../../time/days.ts';
import type { Zone } from '../../time/zone.ts';
import type { Agenda } from '../agenda/agenda.ts';
import { bookingWindow, type Window } from '../agenda/window.ts';
import type { Range } from '../bookings/rules.ts';
import type { Event } from '../events/event.ts';
import type { Closing } from '../events/closings.ts';
import { leftOutDays } from '../events/left-out.ts';
import { isHidden, reasonsAgainst, type EventReason, type OfferQuestion } from '../events/offer.ts';
import { readEvents } from '../events/read.ts';
import { readStanding } from '../events/standing.ts';
import type { Reader } from '../meetings/runner.ts';
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
  explain: boolean;
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
    explain: query.boolean('explain') ?? false,
  };
}

export type Offer = { event: Event; disabled: boolean };
/** An event that can't be booked, or one that a series leaves out. */
export type RefusedEvent = {
  event: Pick<Event, 'slug' | 'startMinute' | 'publicationMinute'>;
  reasons: (EventReason | { kind: 'exception'; exception: Closing })[];
};
export type Offers = {
  offers: Offer[];
  meta: Meta;
  /** Each event of the days asked for that can't be booked, and those that series leave out then; empty unless asked for. */
  refused: RefusedEvent[];
};
type Counts = (event: Pick<Event, 'agendaId' | 'startMinute'>) => boolean;
type Meta = { firstBookable: Event | null; whyNone: string | null };

/** Events of an agenda that are offered, full ones among them, with the first that can be booked however far it is. `counts`: those that are asked about at all. */
export async function offeredEvents(
  db: Reader,
  agenda: Agenda,
  asked: EventsAsked,
  now: Temporal.Instant,
  zone: Zone,
  counts: Counts = () => true,
): Promise<Offers> {
  const nowMinute = minuteOf(now);
  const window = bookingWindow(agenda, now, zone);
  const listed = spanOf(asked, nowMinute, window);
  // Who asks why not also asks about what stands outside the booking window.
  const span = asked.explain ? spanOf({ ...asked, bypassDelays: true }, nowMinute, window) : listed;
  // Whoever excludes a user asks where that user stands, too.
  const user = asked.user ?? asked.excludeUser;
  const read = await readEvents(db, { agendaIds: [agenda.id], ...span, lockCode: asked.lockCode, user });
  const events = read.filter(counts);
  const question = await questionOf(db, agenda, asked, events, { nowMinute, window });
  const offers: Offer[] = [];
  const refused: RefusedEvent[] = [];
  for (const event of events) {
    const reasons = reasonsAgainst(event, question);
    const disabled = reasons.length > 0;
    if (asked.explain && disabled) refused.push({ event, reasons });
    if (event.startMinute < listed.from || event.startMinute >= (listed.until ?? Infinity)) continue;
    if ((event.userList === null && isHidden(reasons)) || (disabled && asked.hideDisabled)) continue;
    if (asked.minPlaces > 1 && reasons.some(({ kind }) => kind === 'min places')) continue;
    offers.push({ event: asked.user === null ? { ...event, userList: null } : event, disabled });
  }
  if (asked.explain) await addLeftOut(refused, db, agenda, span, nowMinute, zone, counts);
  const first = offers.find(({ disabled }) => !disabled)?.event ?? null;
  const meta = first ? { firstBookable: first, whyNone: null } : await beyond(db, agenda, asked, question, counts);
  return { offers, meta, refused };
}

/** The days on which series don't take place. That one isn't published yet is a reason as it is of an event. */
async function addLeftOut(
  refused: RefusedEvent[],
  db: Reader,
  agenda: Agenda,
  span: { from: number; until?: number },
  nowMinute: number,
  zone: Zone,
  counts: Counts,
): Promise<void> {
  for (const { closings, ...event } of await leftOutDays(db, agenda.id, span, zone)) {
    if (!counts({ ...event, agendaId: agenda.id })) continue;
    const unpublished = event.publicationMinute !== null && event.publicationMinute > nowMinute;
    refused.push({
      event,
      reasons: [
        ...closings.map((exception) => ({ kind: 'exception', exception }) as const),
        ...(unpublished ? [{ kind: 'not published' } as const] : []),
      ],
    });
  }
  refused.sort((a, b) => a.event.startMinute - b.event.startMinute);
}

async function questionOf(
  db: Reader,
  agenda: Agenda,
  asked: EventsAsked,
  events: readonly Event[],
  time: { nowMinute: number; window: Window },
): Promise<OfferQuestion> {
  const ids = events.map(({ id }) => id);
  const { excludeUser, lockCode, explain } = asked;
  const own = excludeUser === null ? new Map<number, never>() : await readStanding(db, ids, { user: excludeUser });
  return {
    ...time,
    range: asked.range,
    bypassDelays: asked.bypassDelays,
    overbooking: agenda.overbooking,
    minPlaces: asked.minPlaces,
    excluded: new Map([...own].map(([id, [first]]) => [id, first!.bookingId])),
    locks: explain ? await readStanding(db, ids, { locksBut: lockCode }) : new Map(),
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

const atOnce = 2_000;

/** The first event that can be booked, whatever dates were asked for and however far it is; where there is none, why. */
async function beyond(
  db: Reader,
  agenda: Agenda,
  asked: EventsAsked,
  time: { nowMinute: number; window: Window },
  counts: Counts,
): Promise<Meta> {
  const reading = { agendaIds: [agenda.id], from: time.nowMinute, lockCode: asked.lockCode, limit: atOnce };
  const judged: EventReason[][] = [];
  for (let offset = 0; ; offset += atOnce) {
    const coming = await readEvents(db, { ...reading, offset });
    const question = await questionOf(db, agenda, { ...asked, range: 'future', explain: false }, coming, time);
    for (const event of coming.filter(counts)) {
      const reasons = reasonsAgainst(event, question);
      if (reasons.length === 0) return { firstBookable: event, whyNone: null };
      judged.push(reasons);
    }
    if (coming.length < atOnce) return { firstBookable: null, whyNone: whyNone(judged) };
  }
}

const whys = [
  'the user has booked already',
  'no event has as many free places',
  'all events are full',
  'no event within the booking delays',
  'no event',
] as const;

/** Of several agendas, the reason of the one that comes nearest to having something. */
export function whyNoneOf(reasons: readonly (string | null)[]): string {
  return whys.find((why) => reasons.includes(why)) ?? 'no event';
}

/** What speaks against the events that come nearest to being bookable. */
function whyNone(judged: readonly (readonly EventReason[])[]): (typeof whys)[number] {
  if (judged.length === 0) return 'no event';
  const shown = judged.filter((reasons) => !isHidden(reasons));
  if (shown.length === 0) return 'no event within the booking delays';
  const isOnly = (kind: EventReason['kind']): boolean =>
    shown.some((reasons) => reasons.every((reason) => reason.kind === kind));
  if (isOnly('user already booked')) return 'the user has booked already';
  return isOnly('min places') ? 'no event has as many free places' : 'all events are full';
}
