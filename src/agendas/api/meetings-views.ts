import { dayOfMinute, dayText, dateOf, minutesPerDay, timeText } from '../../time/days.ts';
import type { Zone } from '../../time/zone.ts';
import type { Agenda } from '../agenda/agenda.ts';
import type { DayOfSteps } from '../availability/free-range.ts';
import type { Meetings, Refused, Slot, Slots } from '../meetings/listing.ts';
import { reasonView, type ReasonView } from '../meetings/reason-view.ts';
import type { MeetingType } from '../meetings/schedule.ts';
import type { SourceState } from '../meetings/source-state.ts';
import { slotId } from '../meetings/slot-id.ts';
import type { Addresses } from './addresses.ts';
import type { Wording } from './event-view.ts';
import { localDatetime, longDatetime } from './local-text.ts';

/** A meeting type as the API shows it (spec/agendas.md, section 3.7). */
export function meetingTypeView(
  { slug, label, durationMinutes }: MeetingType,
  agenda: Pick<Agenda, 'slug'>,
  addresses: Addresses,
) {
  const at = `meetings/${encodeURIComponent(slug)}/`;
  return {
    id: slug,
    text: label,
    duration: durationMinutes,
    api: {
      datetimes_url: addresses.agenda(agenda.slug, `${at}datetimes/`),
      meeting_url: addresses.agenda(agenda.slug, at),
    },
  };
}

/** Slots as the API shows them (section 3.8); those of a virtual agenda name the agendas that have them free. */
export function slotViews(
  meetings: Meetings,
  type: MeetingType,
  resources: readonly string[],
  { addresses, zone, language }: Wording,
) {
  const isVirtual = meetings.agenda.kind === 'virtual';
  const query = resources.length === 0 ? '' : `?resources=${resources.map(encodeURIComponent).join(',')}`;
  // What many slots have in common is written once: their agenda's address, and their day.
  const prefixes = new Map<string, string>();
  const prefixOf = (agenda: string): string => {
    const known = prefixes.get(agenda) ?? addresses.agenda(agenda, `fillslot/${encodeURIComponent(type.slug)}:`);
    prefixes.set(agenda, known);
    return known;
  };
  const days = new Map<number, { date: string; words: string }>();
  const dayOf = (day: number): { date: string; words: string } => {
    const known = days.get(day) ?? {
      date: dayText(day),
      words: longDatetime(day * minutesPerDay, language).slice(0, -5),
    };
    days.set(day, known);
    return known;
  };
  return (slot: Slot) => {
    const local = zone.toLocal(slot.start);
    const day = dayOfMinute(local);
    const { date, words } = dayOf(day);
    const time = timeText(local - day * minutesPerDay);
    const name = `${date}-${time.slice(0, 2)}${time.slice(3)}`;
    return {
      id: `${type.slug}:${name}`,
      date,
      datetime: `${date} ${time}:00`,
      end_datetime: localDatetime(zone.toLocal(slot.start + type.durationMinutes)),
      text: words + time,
      disabled: slot.disabled,
      ...(slot.isUsers ? { booked_for_external_user: 'main-list' } : {}),
      ...(isVirtual
        ? {
            agendas: slot.members.map(({ slug, label }) => ({
              id: slug,
              text: label,
              api: { fillslot_url: `${prefixOf(slug)}${name}/${query}` },
            })),
          }
        : {}),
      api: { fillslot_url: `${prefixOf(meetings.agenda.slug)}${name}/${query}` },
    };
  };
}

type SlotView = ReturnType<ReturnType<typeof slotViews>>;

export function slotsMeta(
  data: readonly SlotView[],
  { firstBookable, whyNone }: Slots,
  view: (slot: Slot) => SlotView,
) {
  const available = data.filter(({ disabled }) => !disabled).length;
  return {
    no_bookable_datetimes: available === 0,
    bookable_datetimes_number_total: data.length,
    bookable_datetimes_number_available: available,
    first_bookable_slot: firstBookable ? view(firstBookable) : null,
    ...(whyNone === null ? {} : { no_bookable_reason: whyNone }),
  };
}

export type Explained = {
  id: string;
  datetime: string;
  reasons?: ReasonView[];
  agendas?: { id: string; reasons: ReasonView[] }[];
};

/** Why each start isn't offered; for a virtual agenda, by member. */
export function explainedViews(
  meetings: Meetings,
  type: MeetingType,
  refused: readonly Refused[],
  maySeeBookings: (agendaId: number) => boolean,
  zone: Zone,
): Explained[] {
  return refused.map(({ start, members }) => {
    const common = { id: slotId(type.slug, start, zone), datetime: localDatetime(zone.toLocal(start)) };
    const views = members.map(({ member, desks, explanation }) => {
      const may = maySeeBookings(member.id);
      const whatever = explanation.whatever.map((reason) => reasonView(reason, null, may, zone));
      const byDesk = explanation.atDesk.flatMap((reasons, desk) =>
        reasons.map((reason) => reasonView(reason, desks[desk]!, may, zone)),
      );
      return { id: member.slug, reasons: [...whatever, ...byDesk] };
    });
    return meetings.agenda.kind === 'virtual'
      ? { ...common, agendas: views }
      : { ...common, reasons: views[0]?.reasons ?? [] };
  });
}

const dayFormats = { short: new Map<string, Intl.DateTimeFormat>(), long: new Map<string, Intl.DateTimeFormat>() };

/** « ven. 27 juin 2025 », « vendredi 27 juin 2025 » */
function dayInWords(day: number, language: 'fr' | 'en', weekday: 'short' | 'long'): string {
  const format =
    dayFormats[weekday].get(language) ??
    new Intl.DateTimeFormat(language === 'fr' ? 'fr-FR' : 'en-GB', {
      weekday,
      day: 'numeric',
      month: 'long',
      year: 'numeric',
      timeZone: 'UTC',
    });
  dayFormats[weekday].set(language, format);
  return format.format(dateOf(day).toZonedDateTime('UTC').epochMilliseconds);
}

/** A day of a free-range agenda as the API shows it (section 3.10): each status holds to the next hour. */
export function dayOfStepsView({ day, steps }: DayOfSteps, { zone, language }: Wording) {
  return {
    id: dayText(day),
    text: dayInWords(day, language, 'short'),
    verbose_label: dayInWords(day, language, 'long'),
    disabled: steps.every(({ status }) => status !== 'free'),
    // Midnight at the end of the day is its 24:00.
    opening_hours: steps.map(({ minute, status }) => ({
      hour: timeText(zone.toLocal(minute) - day * minutesPerDay),
      status,
    })),
  };
}

/** The first range that may be rented, however far it is; where there is none, why. */
export function firstRangeView(
  { start, whyNone }: { start: number | null; whyNone: string | null },
  resource: string,
  zone: Zone,
) {
  if (start !== null) {
    const local = zone.toLocal(start);
    return { first_bookable_slot: { date: dayText(dayOfMinute(local)), datetime: localDatetime(local) } };
  }
  return { first_bookable_slot: null, no_bookable_reason: resource === '' ? 'no resource is asked for' : whyNone };
}

/** A calendar that closes a desk, with why nothing newer could be read; what was read last holds meanwhile. */
export function sourceView({ url, fileName, readAt, failure }: SourceState, zone: Zone) {
  return { url, file_name: fileName, read_at: readAt === null ? null : localDatetime(zone.toLocal(readAt)), failure };
}
