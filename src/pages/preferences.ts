/** What a reader sets for himself: language and appearance, kept in cookies that say nothing else. */
import type { Appearance, Language } from './frame.ts';
import { languageOf } from './texts.ts';

export const languageCookie = 'guichet_language';
export const appearanceCookie = 'guichet_appearance';

/** Where the form « Apparence » posts `appearance`, `next` and `_csrf`. */
export const appearanceUrl = '/apparence/';

/** A link that sets the language cookie, then goes to `next`. */
export function languageUrl(language: Language, next: string): string {
  return `/langue/${language}/?next=${encodeURIComponent(next)}`;
}

export function appearanceOf(cookie: string | undefined): Appearance {
  return cookie === 'light' || cookie === 'dark' ? cookie : 'auto';
}

/** Reads both preferences from a request's cookies and its `Accept-Language`. */
export function preferences(
  cookies: Readonly<Record<string, string | undefined>>,
  acceptLanguage: string | undefined,
): { language: Language; appearance: Appearance } {
  return {
    language: languageOf(cookies[languageCookie], acceptLanguage),
    appearance: appearanceOf(cookies[appearanceCookie]),
  };
}

/**
 * `next` where it is a path of this very site, else `otherwise`. Browsers read `//host`, `/\host` and a tab or a line
 * break in between as another site, so these go too.
 */
export function localPath(next: string | undefined, otherwise = '/'): string {
  // oxlint-disable-next-line no-control-regex
  return next !== undefined && /^\/(?![/\\])[^\u0000-\u0020\\]*$/.test(next) ? next : otherwise;
}
