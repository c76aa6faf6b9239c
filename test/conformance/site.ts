import { contextOf, type Context, type Environment } from '../../src/templates/context.ts';
import { truth } from '../../src/templates/python.ts';
import type { TemplateError } from '../../src/templates/errors.ts';
import { dayOf } from '../../src/time/days.ts';
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
  const n = h + l - 7 * m;
  const month = Math.floor((n + 90) / 25);
  return new Temporal.PlainDate(year, month, (n + 33 * month + 19) % 32);
}

const FIXED = ['01-01', '05-01', '05-08', '07-14', '08-15', '11-01', '11-11', '12-25'];
const known = new Map<number, ReadonlySet<number>>();

/** The public holidays of France, the site's calendar in the cases, as days since 1970-01-01. */
export function holidays(year: number): ReadonlySet<number> {
  let days = known.get(year);
  if (!days) {
    const sunday = easter(year);
    const text = String(year).padStart(4, '0');
    const dates = FIXED.map((day) => Temporal.PlainDate.from(`${text}-${day}`));
    days = new Set([...dates, ...[1, 39, 50].map((after) => sunday.add({ days: after }))].map(dayOf));
    known.set(year, days);
  }
  return days;
}

/** The site that the cases were observed on. */
export function siteContext(names: unknown, language: 'fr' | 'en'): Context {
  const site = {
    site_name: null,
    site_lang: language,
    site_url: 'http://example.net',
    site_url_backoffice: 'http://example.net/backoffice',
    site_theme: 'django',
    manager_homepage_title: null,
    is_in_backoffice: false,
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
    ports: { holidays, tags: { make_public_url: publicAddress } },
  };
}

/** Stands for the store of signed addresses, which isn't the language's. */
function publicAddress(_words: readonly unknown[], { url }: Readonly<Record<string, unknown>>): unknown {
  return truth(url) ? '/api/sign-url-token/0123456789abcdef' : '';
}
