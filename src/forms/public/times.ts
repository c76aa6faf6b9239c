import { capital, day, hour, moment, type Telling } from '../../pages/dates.ts';
import type { DayOfTimes } from '../../pages/time-picker.tsx';
import type { Item } from '../sources/source.ts';
import { startOf } from './slots.ts';

export type Times = {
  days: readonly DayOfTimes[];
  firstFree: { href: string; label: string } | null;
  /** The day from which the page before, or after, begins; null where there is none. */
  earlier: string | null;
  later: string | null;
};

/** Days that stand side by side. */
const across = 5;

/** Appointments have no places: their times are told, five days at once. */
export function areTimes(items: readonly Item[]): boolean {
  return items.every(({ entry }) => entry['places'] === undefined);
}

type Asked = {
  anchor: string;
  chosen: string;
  /** The first day asked for; else that of what is chosen, then the first that suits `align`, then the first with a free time. */
  from: string;
  align: string;
  telling: Telling;
};

export function timesOf(items: readonly Item[], { anchor, chosen, from, align, telling }: Asked): Times {
  const days = [
    ...Map.groupBy(
      items.filter((item) => startOf(item) !== null),
      dateOf,
    ),
  ];
  const has = (test: (item: Item) => boolean): number => days.findIndex(([, ofDay]) => ofDay.some(test));
  const since = (date: string): number =>
    /^\d{4}-\d\d-\d\d/.test(date) ? days.findIndex(([of]) => of >= date.slice(0, 10)) : -1;
  const start =
    [since(from), has(({ id }) => id === chosen), since(align), has(({ disabled }) => !disabled), 0].find(
      (index) => index >= 0,
    ) ?? 0;
  const shown = days.slice(start, start + across);
  const first = shown.flatMap(([, ofDay]) => ofDay).find(({ disabled }) => !disabled);
  const firstStart = first && startOf(first);
  return {
    days: shown.map(([date, ofDay]) => ({
      id: `${anchor}-${date}`,
      title: day(Temporal.PlainDate.from(date), telling),
      times: ofDay.map((item) => timeOf(item, chosen, telling)),
    })),
    firstFree: firstStart
      ? { href: `#${anchor}-${firstStart.toPlainDate().toString()}`, label: moment(firstStart, telling) }
      : null,
    earlier: start > 0 ? (days[Math.max(0, start - across)]?.[0] ?? null) : null,
    later: days[start + across]?.[0] ?? null,
  };
}

function dateOf(item: Item): string {
  return startOf(item)!.toPlainDate().toString();
}

function timeOf(item: Item, chosen: string, { language }: Telling): DayOfTimes['times'][number] {
  return {
    value: item.id,
    time: capital(hour(startOf(item)!, language)),
    taken: item.disabled,
    checked: item.id === chosen,
  };
}
