import type { Posted } from '../../accounts/posted.ts';
import { personOf } from '../../accounts/caller.ts';
import type { DataField } from '../definitions/types.ts';
import type { Forms } from '../forms.ts';
import type { Values } from '../requests/types.ts';
import { failedExits, isWorthLeaving } from './exit-conditions.ts';
import { mayStand, openPage, pageAfter, pageBefore, type Fill } from './fill.ts';
import { valuesOf, type FormPage } from './pages.ts';
import { withLocked } from './prefill.ts';
import { holdsAnswer, readPage, type FieldFault, type PageRead, type Typed } from './read-page.ts';
import { saveFill } from './statements.ts';
import type { Visit } from './visit.ts';
import { walk } from './visibility.ts';

/** What was pressed. `more` shows later dates; anything else is « Suivant ». */
export type Pressed = 'next' | 'previous' | 'more';

/** Why a page is shown again; nothing of it counts as answered. */
export type Again = {
  kind: 'again';
  fill: Fill;
  pageId: string;
  faults: readonly FieldFault[];
  /** Of exit conditions: global messages, as the form's author wrote them. */
  messages: readonly string[];
  why: 'faults' | 'unavailable' | 'opened' | 'honeypot' | 'more';
};

export type PagePosted =
  | Again
  | { kind: 'go'; fill: Fill; pageId: string }
  /** The page that was posted isn't the one that comes now: hidden, unknown, or before its turn. */
  | { kind: 'out of turn'; fill: Fill; pageId: string };

/** What a page sent: values by field id, and which fields were on it. */
export type PageBody = { pageId: string; typed: Typed; shown: ReadonlySet<string>; honeypot: boolean };

/** Reads the fields that are the page's; others that a body holds are nobody's. */
export function bodyOf(posted: Posted, pages: readonly FormPage[]): PageBody {
  const pageId = posted.text('page') || (pages[0]?.id ?? '0');
  const fields = pages.find(({ id }) => id === pageId)?.fields ?? [];
  const asked = new Set(posted.text('shown').split(','));
  const typed = Object.fromEntries(fields.filter(holdsAnswer).flatMap((field) => typedIn(field, posted, asked)));
  const shown = new Set([...asked, ...Object.keys(typed)]);
  return { pageId, typed, shown, honeypot: posted.text('f00') !== '' };
}

/** Boxes that aren't ticked send nothing: that they were asked says that they are empty. */
function typedIn({ id, type }: DataField, posted: Posted, asked: ReadonlySet<string>): [string, Typed[string]][] {
  const name = `f${id}`;
  if (type === 'items') return posted.has(name) || asked.has(id) ? [[id, posted.texts(name).filter(Boolean)]] : [];
  return posted.has(name) || (type === 'bool' && asked.has(id)) ? [[id, posted.text(name)]] : [];
}

/**
 * A page is posted (spec/forms-workflows.md, section 1.7): it is read with live data, hidden fields are dropped, what is left is checked, then the
 * exit conditions, then the bait for robots. Whatever the end, what was typed is kept.
 */
export async function postPage(
  forms: Forms,
  visit: Visit,
  before: Fill,
  body: PageBody,
  pressed: Pressed,
): Promise<PagePosted> {
  const { pages } = await walk(visit.pages, before.values, visit.at);
  const page = pages.find(({ id }) => id === body.pageId);
  if (!page || !mayStand(pages, before.done, page.id))
    return { kind: 'out of turn', fill: before, pageId: openPage(pages, before.done) };
  const typed = withoutPage(page, before.typed, body.typed);
  if (pressed !== 'next') {
    const fill = { ...before, typed, done: without(before.done, page.id) };
    if (pressed === 'more') return { kind: 'again', fill, pageId: page.id, faults: [], messages: [], why: 'more' };
    const pageId = pageBefore(pages, page.id);
    await keep(forms, visit, fill, pageId);
    return { kind: 'go', fill, pageId };
  }
  return leave(forms, visit, { ...before, typed }, page, body);
}

async function leave(forms: Forms, visit: Visit, fill: Fill, page: FormPage, body: PageBody): Promise<PagePosted> {
  const known = await valuesBefore(visit, page, fill.values);
  const locked = await withLocked(
    page.fields.filter(holdsAnswer),
    body.typed,
    await visit.at(known),
    personOf(visit.caller),
  );
  const read = await readPage(page, locked, body.shown, known, visit, fill.values);
  const own = { ...known, ...read.values };
  const messages = isWorthLeaving(read) ? await failedExits(page.postConditions, await visit.at(own)) : [];
  const why = refusal(read, messages, body.honeypot);
  if (why !== null) {
    const again = { ...fill, done: without(fill.done, page.id) };
    await keep(forms, visit, again, page.id);
    return {
      kind: 'again',
      fill: again,
      pageId: page.id,
      faults: why === 'unavailable' ? [] : read.faults,
      messages,
      why,
    };
  }
  const values = { ...dropped(page, fill.values), ...read.values };
  const left = { ...fill, values, done: [...without(fill.done, page.id), page.id] };
  const { pages } = await walk(visit.pages, values, visit.at);
  const pageId = pageAfter(pages, page.id);
  await keep(forms, visit, left, pageId);
  return { kind: 'go', fill: left, pageId };
}

function refusal(read: PageRead, messages: readonly string[], honeypot: boolean): Again['why'] | null {
  if (read.unavailable) return 'unavailable';
  if (read.faults.length > 0 || messages.length > 0) return 'faults';
  if (read.opened) return 'opened';
  return honeypot ? 'honeypot' : null;
}

/** What the visible pages before this one keep. */
export async function valuesBefore(visit: Visit, page: FormPage, values: Values): Promise<Values> {
  const index = visit.pages.findIndex(({ id }) => id === page.id);
  return (await walk(visit.pages.slice(0, index), values, visit.at)).values;
}

async function keep(forms: Forms, visit: Visit, fill: Fill, pageId: string): Promise<void> {
  const { form, sessionHashId, caller } = visit;
  const accountId = personOf(caller)?.id ?? null;
  await saveFill(forms.town.db, fill, {
    definitionId: form.id,
    sessionHashId,
    accountId,
    pageId,
    now: forms.town.clock(),
  });
}

const without = (done: readonly string[], pageId: string): readonly string[] => done.filter((id) => id !== pageId);

function withoutPage(page: FormPage, typed: Typed, posted: Typed): Typed {
  const own = new Set(page.fields.map(({ id }) => id));
  return { ...Object.fromEntries(Object.entries(typed).filter(([id]) => !own.has(id))), ...posted };
}

function dropped(page: FormPage, values: Values): Values {
  const own = new Set(Object.keys(valuesOf(page.fields, values)));
  return Object.fromEntries(Object.entries(values).filter(([key]) => !own.has(key)));
}
