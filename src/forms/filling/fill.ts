import type { Values } from '../requests/types.ts';
import type { FormPage } from './pages.ts';
import type { Typed } from './read-page.ts';

/** A form under way. */
export type Fill = {
  /** A uuid, made when the first page is shown: several may stand open side by side. */
  id: string;
  /** Of the form's definition: it stays the same while one fills. */
  versionId: number;
  values: Values;
  typed: Typed;
  /** Ids of the pages left by « Suivant » with nothing to mend. */
  done: readonly string[];
  /** The number of the request that it became. */
  request: { number: number; displayId: string } | null;
};

export const summary = 'summary';

/** Where one may stand at most: the first page that isn't done, else the summary. */
export function openPage(pages: readonly FormPage[], done: readonly string[]): string {
  return pages.find(({ id }) => !done.includes(id))?.id ?? summary;
}

/** Whether one may stand at a page: all those before it are done. Pages that aren't gone through are nobody's. */
export function mayStand(pages: readonly FormPage[], done: readonly string[], pageId: string): boolean {
  const index = pageId === summary ? pages.length : pages.findIndex(({ id }) => id === pageId);
  return index >= 0 && pages.slice(0, index).every(({ id }) => done.includes(id));
}

/** The page after this one, or the summary. */
export function pageAfter(pages: readonly FormPage[], pageId: string): string {
  return pages[pages.findIndex(({ id }) => id === pageId) + 1]?.id ?? summary;
}

/** The page before this one (or before the summary); the first has none but itself. */
export function pageBefore(pages: readonly FormPage[], pageId: string): string {
  const index = pageId === summary ? pages.length : pages.findIndex(({ id }) => id === pageId);
  return pages[Math.max(0, index - 1)]?.id ?? summary;
}
