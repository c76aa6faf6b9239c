import { months } from '../../pages/dates.ts';
import { civilDate, dayOfMinute, localText, minutesPerDay, timeText } from '../../time/days.ts';

/** `2026-07-08 10:00:00` */
export function localDatetime(localMinute: number): string {
  return `${localText(localMinute)}:00`;
}

/** `8 juillet 2026 10:00`: the text of what has no label, as clients know it. */
export function longDatetime(localMinute: number, language: 'fr' | 'en'): string {
  const day = dayOfMinute(localMinute);
  const { year, month, day: dayOfMonth } = civilDate(day);
  return `${dayOfMonth} ${months[language][month - 1]} ${year} ${timeText(localMinute - day * minutesPerDay)}`;
}

/** ISO: Monday first. */
export const weekdayNames = {
  fr: ['Lundi', 'Mardi', 'Mercredi', 'Jeudi', 'Vendredi', 'Samedi', 'Dimanche'],
  en: ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'],
} as const;

/** `10:00:00` */
export function timeOf(localMinute: number): string {
  return localDatetime(localMinute).slice(11);
}
