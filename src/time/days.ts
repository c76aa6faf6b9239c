/**
 * Days as numbers, since 1970-01-01 (0), in the Gregorian calendar: where thousands are counted, a number in place of a
 * `Temporal.PlainDate`. A local minute is a number too: `day * 1440 + minute of the day`, as if the wall stood in UTC.
 */
export const minutesPerDay = 1440;

const daysPerEra = 146_097;

/** Howard Hinnant's "days from civil": years counted from March, eras of 400. */
export function dayNumber(year: number, month: number, day: number): number {
  const y = month <= 2 ? year - 1 : year;
  const era = Math.floor(y / 400);
  const yearOfEra = y - era * 400;
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1;
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
  return era * daysPerEra + dayOfEra - 719_468;
}

export type CivilDate = { year: number; month: number; day: number };

export function civilDate(dayNumber: number): CivilDate {
  const shifted = dayNumber + 719_468;
  const era = Math.floor(shifted / daysPerEra);
  const dayOfEra = shifted - era * daysPerEra;
  const yearOfEra = Math.floor(
    (dayOfEra - Math.floor(dayOfEra / 1460) + Math.floor(dayOfEra / 36_524) - Math.floor(dayOfEra / 146_096)) / 365,
  );
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const shiftedMonth = Math.floor((5 * dayOfYear + 2) / 153);
  const month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9;
  return {
    year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0),
    month,
    day: dayOfYear - Math.floor((153 * shiftedMonth + 2) / 5) + 1,
  };
}

export function dayOf(date: Temporal.PlainDate): number {
  return dayNumber(date.year, date.month, date.day);
}

export function dateOf(day: number): Temporal.PlainDate {
  return Temporal.PlainDate.from(civilDate(day));
}

/** ISO: 1 is Monday, 7 is Sunday. */
export function isoWeekday(day: number): number {
  return ((((day + 3) % 7) + 7) % 7) + 1;
}

/** Which one of its weekday in the month: 1 for the first Monday, 5 for a fifth. */
export function nthOfMonth(day: number): number {
  return Math.ceil(civilDate(day).day / 7);
}

/** The number of the ISO week's Monday, in weeks: two days of one week have the same. */
export function weekNumber(day: number): number {
  return Math.floor((day + 3) / 7);
}

export function dayOfMinute(localMinute: number): number {
  return Math.floor(localMinute / minutesPerDay);
}

const two = (value: number): string => (value < 10 ? `0${value}` : String(value));

/** `2026-03-29` */
export function dayText(day: number): string {
  const { year, month, day: dayOfMonth } = civilDate(day);
  return `${String(year).padStart(4, '0')}-${two(month)}-${two(dayOfMonth)}`;
}

/** `09:45` */
export function timeText(minuteOfDay: number): string {
  return `${two(Math.floor(minuteOfDay / 60))}:${two(minuteOfDay % 60)}`;
}

/** `2026-03-29 09:45` */
export function localText(localMinute: number): string {
  const day = dayOfMinute(localMinute);
  return `${dayText(day)} ${timeText(localMinute - day * minutesPerDay)}`;
}

export function localMinuteOf(local: Temporal.PlainDateTime): number {
  return dayNumber(local.year, local.month, local.day) * minutesPerDay + local.hour * 60 + local.minute;
}

export function plainDateTimeOf(localMinute: number): Temporal.PlainDateTime {
  const day = dayOfMinute(localMinute);
  const minute = localMinute - day * minutesPerDay;
  return Temporal.PlainDateTime.from({ ...civilDate(day), hour: Math.floor(minute / 60), minute: minute % 60 });
}

/** Minutes since the epoch; seconds are cut off. */
export function minuteOf(instant: Temporal.Instant): number {
  return Math.floor(instant.epochMilliseconds / 60_000);
}

export function instantOf(minute: number): Temporal.Instant {
  return Temporal.Instant.fromEpochMilliseconds(minute * 60_000);
}
