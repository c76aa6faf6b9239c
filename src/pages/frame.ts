/** What stands around every page: whose house it is, who reads, in which language, where one is. Made by the routes, read by `Page`. */

export type Language = 'fr' | 'en';
export type Appearance = 'auto' | 'light' | 'dark';
export type Level = 'ok' | 'wait' | 'bad' | 'note';

export type TownIdentity = {
  name: string;
  /** `#rrggbb`; the palette is computed from it. */
  colour: string;
  address: string;
  phone: string;
  email: string;
  /** As people say it: « Ouverte du lundi au vendredi, de 8 h 30 à 12 h ». */
  hours: string;
  logoUrl: string | null;
  accessibilityState: 'non' | 'partiellement' | 'totalement';
};

export type NavigationEntry = { href: string; label: string; current: boolean; count?: number };

export type Flash = { level: Level; text: string };

export type Frame = {
  language: Language;
  town: TownIdentity;
  appearance: Appearance;
  user: { name: string; backoffice: boolean } | null;
  csrfToken: string;
  /** The path of this page with its query, to come back to it. */
  path: string;
  homeUrl: string;
  area: 'citizen' | 'desk';
  navigation: readonly NavigationEntry[];
  flash: Flash | null;
  now: Temporal.ZonedDateTime;
};
