import type { Json } from '../requests/types.ts';
import { atPath, isObject } from './json.ts';
import type { Item, ItemsFound } from './source.ts';

/** Where the list, the ids and the labels stand in an answer; dotted paths. */
export type Paths = { list: string; id: string; text: string };

export const usualPaths: Paths = { list: 'data', id: 'id', text: 'text' };

/** The items of an answer (spec/forms-workflows.md, section 5.3): an object whose `err` is nothing, with a list; entries without an id or a readable label are left out. */
export function itemsOfAnswer(answer: Json | undefined, paths: Paths): ItemsFound {
  if (answer === undefined) return { kind: 'error', summary: 'the answer is not JSON' };
  if (!isObject(answer)) return { kind: 'error', summary: 'the answer is not an object' };
  const { err } = answer;
  if (err !== undefined && err !== null && err !== 0 && err !== '0' && err !== false)
    return { kind: 'error', summary: errorOf(answer) };
  const list = atPath(answer, paths.list);
  if (!Array.isArray(list)) return { kind: 'error', summary: `the answer has no list at "${paths.list}"` };
  return {
    kind: 'items',
    items: list.flatMap((entry: Json) => itemOf(entry, paths) ?? []),
    meta: answer['meta'] ?? null,
  };
}

/** The items of a JSON value: a list of objects, each with an id and a text; else none of them counts. */
export function itemsOfValue(value: Json | undefined): ItemsFound {
  if (!Array.isArray(value)) return { kind: 'error', summary: 'the value is not a JSON list' };
  const items: Item[] = [];
  for (const entry of value as Json[]) {
    const item =
      isObject(entry) && typeof entry['text'] === 'string' && entry['text'] !== '' ? itemOf(entry, usualPaths) : null;
    if (!item) return { kind: 'error', summary: 'an entry of the value has no "id" or no "text"' };
    items.push(item);
  }
  return { kind: 'items', items, meta: null };
}

function itemOf(entry: Json, paths: Paths): Item | null {
  if (!isObject(entry)) return null;
  const id = idOf(atPath(entry, paths.id));
  const text = atPath(entry, paths.text) ?? id;
  if (id === '' || typeof text !== 'string') return null;
  return {
    id,
    text,
    disabled: isTrue(entry['disabled']),
    entry: { ...entry, id: entry['id'] === undefined || paths.id !== 'id' ? id : entry['id'], text },
  };
}

function idOf(id: Json | undefined): string {
  return typeof id === 'string' || typeof id === 'number' || typeof id === 'boolean' ? String(id) : '';
}

function isTrue(value: Json | undefined): boolean {
  return value !== undefined && value !== null && value !== false && value !== 0 && value !== '';
}

function errorOf(answer: { readonly [key: string]: Json }): string {
  const parts = ['err', 'err_desc', 'err_class', 'reason'].flatMap((key) => {
    const value = answer[key];
    return value === undefined || value === null
      ? []
      : [`${key}: ${typeof value === 'string' ? value : JSON.stringify(value)}`];
  });
  return parts.join(', ').slice(0, 300);
}

/** What a request keeps of a chosen item beside its id and label; null where there is nothing more. */
export function structuredOf(item: Item): { readonly [key: string]: Json } | null {
  return Object.keys(item.entry).some((key) => key !== 'id' && key !== 'text') ? item.entry : null;
}
