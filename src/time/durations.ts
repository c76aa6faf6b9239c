/** A duration in words: « 1 h 30 » as clocks and timetables write it, « une heure et demie » is for people who speak. */
export type DurationLanguage = 'fr' | 'en';

const units = {
  fr: { day: ['jour', 'jours'], hour: ['heure', 'heures'], minute: ['minute', 'minutes'], and: ' et ' },
  en: { day: ['day', 'days'], hour: ['hour', 'hours'], minute: ['minute', 'minutes'], and: ' and ' },
} as const;

/** « 1 jour, 2 heures et 5 minutes », « 45 minutes ». Whole minutes; a day is 24 hours. */
export function durationInWords(minutes: number, language: DurationLanguage): string {
  const words = units[language];
  const total = Math.abs(Math.trunc(minutes));
  const parts = [
    { count: Math.floor(total / 1440), unit: words.day },
    { count: Math.floor(total / 60) % 24, unit: words.hour },
    { count: total % 60, unit: words.minute },
  ].filter(({ count }) => count > 0);
  if (parts.length === 0) parts.push({ count: 0, unit: words.minute });
  // In French nought is singular, in English it is plural.
  const isSingular = (count: number): boolean => count === 1 || (count === 0 && language === 'fr');
  const told = parts.map(({ count, unit }) => `${count}\u00a0${unit[isSingular(count) ? 0 : 1]}`);
  const last = told.pop()!;
  return told.length === 0 ? last : told.join(', ') + words.and + last;
}

/** « 45 min », « 1 h 30 », « 2 h »; in English « 1 h 30 min ». */
export function durationShort(minutes: number, language: DurationLanguage): string {
  const hours = Math.floor(minutes / 60);
  const rest = minutes % 60;
  if (hours === 0) return `${rest}\u00a0min`;
  if (rest === 0) return `${hours}\u00a0h`;
  const two = String(rest).padStart(2, '0');
  return language === 'fr' ? `${hours}\u00a0h\u00a0${two}` : `${hours}\u00a0h\u00a0${rest}\u00a0min`;
}
