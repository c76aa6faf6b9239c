import { dayNumber, dayOfMinute, dayText, minutesPerDay, timeText } from '../../time/days.ts';
import type { Zone } from '../../time/zone.ts';

/** `passeport-30:2024-01-21-0945`: a meeting type's slug and the local time of a start. */
export function slotId(type: string, start: number, zone: Zone): string {
  const local = zone.toLocal(start);
  const day = dayOfMinute(local);
  return `${type}:${dayText(day)}-${timeText(local - day * minutesPerDay).replace(':', '')}`;
}

export type SlotName = { type: string; start: number };

/** Null for what names no start: another form, a day that doesn't exist, the hour that March leaves out. Of October's doubled hour, its first showing. */
export function parseSlotId(id: string, zone: Zone): SlotName | null {
  const parts = /^([^:\0]{1,160}):(\d{4})-(\d\d)-(\d\d)-(\d\d)(\d\d)$/.exec(id);
  if (!parts || !id.isWellFormed()) return null;
  const [, type = ''] = parts;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0] = parts.slice(2).map(Number);
  if (year < 1970 || year > 2199 || hour > 23 || minute > 59 || month < 1 || month > 12) return null;
  const number = dayNumber(year, month, day);
  if (dayText(number) !== `${parts[2]}-${parts[3]}-${parts[4]}`) return null;
  const start = zone.shownAt(number * minutesPerDay + hour * 60 + minute);
  return start === null ? null : { type, start };
}
