/**
 * Dates and times as people say them: « demain à 9 h 30 », « lundi 21 décembre », « de 10 h à 12 h ». Local times of the
 * town come in, words go out; what is today is told by `Telling.now`. No-break spaces (U+00A0) stand within a time.
 */
import type { Language } from './frame.ts';

/** In which language, and when it is: `now` decides « demain » and whether the year is said. */
export type Telling = { language: Language; now: Temporal.PlainDateTime | Temporal.ZonedDateTime };

const n = '\u00a0';

const weekdays = {
  fr: ['lundi', 'mardi', 'mercredi', 'jeudi', 'vendredi', 'samedi', 'dimanche'],
  en: ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'],
} as const;

export const months = {
  fr: [
    'janvier',
    'février',
    'mars',
    'avril',
    'mai',
    'juin',
    'juillet',
    'août',
    'septembre',
    'octobre',
    'novembre',
    'décembre',
  ],
  en: [
    'January',
    'February',
    'March',
    'April',
    'May',
    'June',
    'July',
    'August',
    'September',
    'October',
    'November',
    'December',
  ],
} as const;

const shortMonths = {
  fr: ['janv.', 'févr.', 'mars', 'avr.', 'mai', 'juin', 'juil.', 'août', 'sept.', 'oct.', 'nov.', 'déc.'],
  en: ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'],
} as const;

const words = {
  fr: {
    yesterday: 'hier',
    today: 'aujourd’hui',
    tomorrow: 'demain',
    at: ' à ',
    from: 'de ',
    to: ' à ',
    fromDay: 'du ',
    toDay: ' au ',
  },
  en: {
    yesterday: 'yesterday',
    today: 'today',
    tomorrow: 'tomorrow',
    at: ' at ',
    from: '',
    to: ' to ',
    fromDay: '',
    toDay: ' to ',
  },
} as const;

/** « lundi 21 décembre », « vendredi 1er janvier 2027 »: the year only when it isn't this one. */
export function day(date: Temporal.PlainDate, telling: Telling): string {
  const { language } = telling;
  return `${weekday(date, language)} ${dayOfMonth(date, language)} ${month(date, language)}${year(date, telling)}`;
}

/** « aujourd’hui », « demain », « hier », then `day`. */
export function nearDay(date: Temporal.PlainDate, telling: Telling): string {
  return nearby(date, telling) ?? day(date, telling);
}

/** « aujourd’hui, lundi 21 décembre »: for a heading, where the date has to stand too. */
export function nearDayInFull(date: Temporal.PlainDate, telling: Telling): string {
  const near = nearby(date, telling);
  return near === null ? day(date, telling) : `${near}, ${day(date, telling)}`;
}

/** « lun. 21 déc. », "Mon 21 Dec": for tables only. */
export function shortDay(date: Temporal.PlainDate, telling: Telling): string {
  const { language } = telling;
  const name = weekday(date, language).slice(0, 3) + (language === 'fr' ? '.' : '');
  const monthName = shortMonths[language][date.month - 1] ?? '';
  return `${name} ${dayOfMonth(date, language)}${n}${monthName}${year(date, telling)}`;
}

/** « 9 h 30 », « 14 h », "9.30 am", "2 pm", "midday". */
export function hour(time: Temporal.PlainTime | Temporal.PlainDateTime, language: Language): string {
  const minutes = String(time.minute).padStart(2, '0');
  if (language === 'fr') return time.minute === 0 ? `${time.hour}${n}h` : `${time.hour}${n}h${n}${minutes}`;
  if (time.minute === 0 && time.hour === 0) return 'midnight';
  if (time.minute === 0 && time.hour === 12) return 'midday';
  const figure = time.hour % 12 === 0 ? 12 : time.hour % 12;
  return `${figure}${time.minute === 0 ? '' : `.${minutes}`}${n}${time.hour < 12 ? 'am' : 'pm'}`;
}

/** « aujourd’hui à 14 h », « lundi 21 décembre à 9 h 30 ». */
export function moment(at: Temporal.PlainDateTime, telling: Telling): string {
  return nearDay(at.toPlainDate(), telling) + words[telling.language].at + hour(at, telling.language);
}

/** For tables: « hier à 20 h 15 » near now, « sam. 21 nov. » otherwise. */
export function shortMoment(at: Temporal.PlainDateTime, telling: Telling): string {
  const near = nearby(at.toPlainDate(), telling);
  return near === null
    ? shortDay(at.toPlainDate(), telling)
    : near + words[telling.language].at + hour(at, telling.language);
}

/** « de 10 h à 12 h », "2 pm to 5 pm". */
export function hours(from: Temporal.PlainTime, to: Temporal.PlainTime, language: Language): string {
  return words[language].from + hour(from, language) + words[language].to + hour(to, language);
}

/** On the face of a slot: « 10 h – 12 h ». */
export function shortHours(from: Temporal.PlainTime, to: Temporal.PlainTime, language: Language): string {
  return `${hour(from, language)}${n}– ${hour(to, language)}`;
}

/** « mardi 22 décembre, de 10 h à 12 h »; over several days « du lundi 21 décembre à 9 h au mardi 22 décembre à 17 h ». */
export function span(from: Temporal.PlainDateTime, to: Temporal.PlainDateTime, telling: Telling): string {
  const { language } = telling;
  if (from.toPlainDate().equals(to.toPlainDate())) {
    return `${day(from.toPlainDate(), telling)}, ${hours(from.toPlainTime(), to.toPlainTime(), language)}`;
  }
  const say = (at: Temporal.PlainDateTime) => day(at.toPlainDate(), telling) + words[language].at + hour(at, language);
  return words[language].fromDay + say(from) + words[language].toDay + say(to);
}

/** « du 19 octobre au 2 novembre »: days without their weekdays, for a period. */
export function period(from: Temporal.PlainDate, to: Temporal.PlainDate, telling: Telling): string {
  const { language } = telling;
  const say = (date: Temporal.PlainDate) =>
    `${dayOfMonth(date, language)} ${month(date, language)}${year(date, telling)}`;
  return words[language].fromDay + say(from) + words[language].toDay + say(to);
}

/** A day as the leaf of a calendar: « Lundi », « 21 », « décembre ». */
export type Leaf = { weekday: string; number: string; month: string };

export function leaf(date: Temporal.PlainDate, telling: Telling): Leaf {
  const name = weekday(date, telling.language);
  return {
    weekday: capital(name),
    number: String(date.day),
    month: month(date, telling.language) + year(date, telling),
  };
}

/** The first letter as a capital: at the beginning of a sentence or a title. */
export function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function nearby(date: Temporal.PlainDate, { language, now }: Telling): string | null {
  const away = now.toPlainDate().until(date, { largestUnit: 'days' }).days;
  if (away === 0) return words[language].today;
  if (away === 1) return words[language].tomorrow;
  return away === -1 ? words[language].yesterday : null;
}

function weekday(date: Temporal.PlainDate, language: Language): string {
  return weekdays[language][date.dayOfWeek - 1] ?? '';
}

function dayOfMonth(date: Temporal.PlainDate, language: Language): string {
  return language === 'fr' && date.day === 1 ? '1er' : String(date.day);
}

function month(date: Temporal.PlainDate, language: Language): string {
  return months[language][date.month - 1] ?? '';
}

function year(date: Temporal.PlainDate, { now }: Telling): string {
  return date.year === now.year ? '' : ` ${date.year}`;
}
