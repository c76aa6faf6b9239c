import type { Forms } from '../forms.ts';

/** Addresses of the forms' pages, below the path of `FORMS_URL`: `home` ends with a slash. */
export function homeOf({ town }: Pick<Forms, 'town'>): string {
  return town.settings.formsUrl.pathname;
}

export function formAddress(home: string, slug: string): string {
  return `${home}${slug}/`;
}

/** A page of a form under way; the first one of a new form has none of its own. */
export function pageAddress(home: string, slug: string, fillId: string, pageId: string): string {
  return `${formAddress(home, slug)}?fill=${fillId}&page=${encodeURIComponent(pageId)}`;
}

export function requestAddress(home: string, slug: string, number: number): string {
  return `${formAddress(home, slug)}${number}/`;
}

/** The agents' pages; `slug` null is all forms. */
export function queueAddress(home: string, slug: string | null = null): string {
  return slug === null ? `${home}backoffice/` : `${home}backoffice/management/${slug}/`;
}

export function agentAddress(home: string, slug: string, number: number): string {
  return `${queueAddress(home, slug)}${number}/`;
}
