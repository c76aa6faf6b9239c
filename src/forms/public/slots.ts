import { capital, day, hour, leaf, nearDayInFull, shortHours, type Telling } from '../../pages/dates.ts';
import type { Slot, SlotDay } from '../../pages/slot-picker.tsx';
import { texts } from '../../pages/texts.ts';
import type { Json } from '../requests/types.ts';
import type { Item } from '../sources/source.ts';

export type Slots = { days: readonly SlotDay[]; firstFree: { href: string; label: string } | null; hidden: number };

/** Items of an agenda carry a moment: these are picked by day, in the order in which they came. */
export function areSlots(items: readonly Item[]): boolean {
  return items.length > 0 && items.every((item) => startOf(item) !== null);
}

type Asked = { anchor: string; chosen: readonly string[]; most: number; telling: Telling };

/** The days of a slot picker. At most `most` entries stand on the page, up to the end of a day; chosen ones are always among them. */
export function slotsOf(items: readonly Item[], { anchor, chosen, most, telling }: Asked): Slots {
  const days: (SlotDay & { slots: Slot[]; date: Temporal.PlainDate })[] = [];
  const chosenIndex = items.findLastIndex(({ id }) => chosen.includes(id));
  let shown = 0;
  for (const [index, item] of items.entries()) {
    const start = startOf(item);
    if (!start) continue;
    const date = start.toPlainDate();
    const current = days.at(-1);
    const isNew = !current || !current.date.equals(date);
    if (isNew && shown >= most && index > chosenIndex) break;
    if (isNew)
      days.push({
        date,
        id: `${anchor}-${date.toString()}`,
        title: day(date, telling),
        leaf: leaf(date, telling),
        slots: [],
      });
    days.at(-1)?.slots.push(slotOf(item, start, chosen, telling));
    shown++;
  }
  const first = days.find(({ slots }) => slots.some(({ state }) => state === 'free' || state === 'few'));
  return {
    days,
    firstFree: first ? { href: `#${first.id}`, label: nearDayInFull(first.date, telling) } : null,
    hidden: items.length - shown,
  };
}

function slotOf(item: Item, start: Temporal.PlainDateTime, chosen: readonly string[], { language }: Telling): Slot {
  const end = endOf(item, start);
  const time =
    end && end.toPlainDate().equals(start.toPlainDate())
      ? shortHours(start.toPlainTime(), end.toPlainTime(), language)
      : hour(start, language);
  const words = textOf(item.entry['label']) ?? (looksLikeDate(item) ? null : item.text);
  const where = textOf(item.entry['description']);
  return {
    value: item.id,
    time: capital(time),
    ...(words === null ? {} : { what: words }),
    ...(where === null ? {} : { where: where.slice(0, 200) }),
    ...stateOf(item, language),
    checked: chosen.includes(item.id),
  };
}

/** How many places are left, in words: the last one, a rank on the waiting list, or none. */
export function stateOf(item: Item, language: Telling['language']): Pick<Slot, 'state' | 'left' | 'rank'> {
  const t = texts[language];
  if (item.disabled) return { state: 'full' };
  const booked = item.entry['booked_for_external_user'];
  if (booked === 'main-list') return { state: 'free', left: t.booked };
  if (booked === 'waiting-list') return { state: 'waiting', left: t.bookedWaiting };
  const places = objectOf(item.entry['places']);
  const available = numberOf(places?.['available']);
  if (!places || available === null) return { state: 'free' };
  if (places['waiting_list_activated'] === true || (available <= 0 && places['has_waiting_list'] === true)) {
    const reserved = numberOf(places['waiting_list_reserved']) ?? 0;
    return { state: 'waiting', rank: t.wouldBe(reserved + 1) };
  }
  return available === 1 ? { state: 'few' } : { state: 'free', left: t.places(Math.max(0, available)) };
}

/** An appointment's text is its date and hour, which the day and the time of the slot already say. */
function looksLikeDate(item: Item): boolean {
  return !objectOf(item.entry['places']) && /\d{1,2}[:h]\d{2}/.test(item.text);
}

export function startOf(item: Pick<Item, 'entry'>): Temporal.PlainDateTime | null {
  return localTime(item.entry['datetime']);
}

export function endOf(item: Pick<Item, 'entry'>, start: Temporal.PlainDateTime): Temporal.PlainDateTime | null {
  const told = localTime(item.entry['end_datetime']);
  if (told) return told;
  const minutes = numberOf(item.entry['duration']);
  return minutes === null || minutes <= 0 ? null : start.add({ minutes: Math.round(minutes) });
}

/** « 2026-07-08 10:00:00 », as agendas tell local times. */
export function localTime(value: Json | undefined): Temporal.PlainDateTime | null {
  if (typeof value !== 'string' || !/^\d{4}-\d\d-\d\d[T ]\d\d:\d\d/.test(value)) return null;
  try {
    return Temporal.PlainDateTime.from(value.slice(0, 16).replace(' ', 'T'));
  } catch {
    return null;
  }
}

function objectOf(value: Json | undefined): { readonly [key: string]: Json } | null {
  return value !== null && typeof value === 'object' && !Array.isArray(value)
    ? (value as { readonly [key: string]: Json })
    : null;
}

function numberOf(value: Json | undefined): number | null {
  return typeof value === 'number' && Number.isFinite(value) ? value : null;
}

function textOf(value: Json | undefined): string | null {
  return typeof value === 'string' && value.trim() !== '' ? value.trim() : null;
}

/** Entries that stand on the page at once (look: up to 60 all do), and how many more each press adds. */
export const step = 60;
