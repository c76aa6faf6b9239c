import type { ListField } from '../definitions/types.ts';
import { findItem, itemsOf } from '../sources/items.ts';
import type { Item, ItemFound, ItemsFound } from '../sources/source.ts';
import type { FieldEnv } from './field-type.ts';

/** What a list offers, disabled items included: its own choices, or those of its data source. */
export async function choicesOf(field: ListField, env: FieldEnv): Promise<ItemsFound> {
  if (field.dataSource === null) return { kind: 'items', items: field.items.map(fixed), meta: null };
  const found = await itemsOf(field.dataSource, env);
  if (field.type === 'item' || found.kind === 'error') return found;
  return { ...found, items: found.items.map((item) => (isBooked(item) ? { ...item, disabled: false } : item)) };
}

/** An event that the user has booked already: one keeps it by leaving it ticked, be it full since. */
export function isBooked({ entry }: Pick<Item, 'entry'>): boolean {
  const list = entry['booked_for_external_user'];
  return list === 'main-list' || list === 'waiting-list';
}

/** An item as it is known at all, disabled or not offered any more. */
export async function knownItem(field: ListField, id: string, env: FieldEnv): Promise<ItemFound> {
  if (field.dataSource !== null) return findItem(field.dataSource, id, env);
  return field.items.includes(id) ? { kind: 'item', item: fixed(id) } : { kind: 'unknown' };
}

function fixed(text: string): Item {
  return { id: text, text, disabled: false, entry: { id: text, text } };
}
