import { contextOf, type Context, type Environment } from '../../src/templates/context.ts';
import type { TemplateError } from '../../src/templates/errors.ts';
import { typed } from './typed.ts';

/** Easter Sunday of the Gregorian calendar (Meeus, Jones, Butcher). */
function easter(year: number): Temporal.PlainDate {
  const [a, b, c] = [year % 19, Math.floor(year / 100), year % 100];
  const [d, e] = [Math.floor(b / 4), b % 4];
  const g = Math.floor((8 * b + 13) / 25);
  const h = (19 * a + b - d - g + 15) % 30;
  const [i, k] = [Math.floor(c / 4), c % 4];
  const l = (32 + 2 * e + 2 * i - h - k) % 7;
  const m = Math.floor((a + 11 * h + 19 * l) / 433);
  const n = h + l - 7 * m + 90;
  const month = Math.floor(n / 25);
  return new Temporal.PlainDate(year, month, (n + 33 * month + 19) % 32);
}

const FIXED = new Set(['1-1', '5-1', '5-8', '7-14', '8-15', '11-1', '11-11', '12-25']);
const movable = new Map<number, ReadonlySet<string>>();

/** The public holidays of France, the site's calendar in the cases. */
export function isHoliday(date: Temporal.PlainDate): boolean {
  if (FIXED.has(`${date.month}-${date.day}`)) return true;
  let days = movable.get(date.year);
  if (!days) {
    const sunday = easter(date.year);
    days = new Set([1, 39, 50].map((after) => sunday.add({ days: after }).toString()));
    movable.set(date.year, days);
  }
  return days.has(date.toString());
}

/** The site that the cases were observed on. */
export function siteContext(names: unknown, language: 'fr' | 'en'): Context {
  const site = {
    site_name: null,
    site_lang: language,
    site_url: 'http://example.net',
    cards: {},
    forms: {},
    webservice: {},
  };
  return contextOf(typed(names ?? {}) as object, contextOf(site));
}

export function siteEnvironment(
  frozen: string,
  language: 'fr' | 'en',
  onError: (error: TemplateError) => void,
): Environment {
  return {
    now: Temporal.Instant.from(frozen).toZonedDateTimeISO('Europe/Paris'),
    language,
    timeZone: 'Europe/Paris',
    onError,
    ports: { isHoliday },
  };
}
