import type { ItemField } from '../definitions/types.ts';
import type { Values } from '../requests/types.ts';
import { structuredOf } from '../sources/entries.ts';
import { findItem } from '../sources/items.ts';
import { isObject, keptJson } from '../sources/json.ts';
import type { Item, ItemFound } from '../sources/source.ts';
import { choicesOf, knownItem } from './choices.ts';
import type { DataFieldType, FieldEnv } from './field-type.ts';
import { messages } from './messages.ts';
import { readText, textOf, usualMost } from './text-line.ts';

/** « Liste ». Its answer is an id; label and whole item are looked up when it is posted, and kept as they were. */
export const item: DataFieldType<ItemField> = {
  async read(field, posted, env) {
    const read = readText(field, posted, env, usualMost.line);
    if (read.kind === 'read') return { kind: 'read', values: blank(field) };
    if (read.kind !== 'text') return read;
    const found = await chosen(field, read.text, env);
    if (found.kind === 'error') return { kind: 'source unavailable', summary: found.summary };
    if (found.kind === 'unknown' || found.item.disabled) return { kind: 'refused', message: messages.choice };
    return { kind: 'read', values: valuesOf(field, found.item) };
  },
  display(field, values) {
    const shown = values[`${field.id}_display`] ?? values[field.id];
    return typeof shown === 'string' ? shown : typeof shown === 'number' ? String(shown) : '';
  },
  async fromApi(field, given, env) {
    const id = textOf(given.raw ?? given.value, usualMost.line);
    if (id === null || id === '') return blank(field);
    const label = textOf(given.value, usualMost.line);
    const structured = keptJson(given.structured);
    if (isObject(structured) && label !== null) {
      return {
        ...blank(field),
        [field.id]: id,
        [`${field.id}_display`]: label,
        [`${field.id}_structured`]: structured,
      };
    }
    const found = await knownItem(field, id, env);
    return found.kind === 'item'
      ? valuesOf(field, found.item)
      : { ...blank(field), [field.id]: id, [`${field.id}_display`]: label ?? id };
  },
};

/** By its id alone, as the list offers it now; what is searched as one types is asked for by itself. */
async function chosen(field: ItemField, id: string, env: FieldEnv): Promise<ItemFound> {
  if (field.dataSource !== null && field.displayMode === 'autocomplete') return findItem(field.dataSource, id, env);
  const choices = await choicesOf(field, env);
  if (choices.kind === 'error') return choices;
  const found = choices.items.find((one) => one.id === id);
  return found ? { kind: 'item', item: found } : { kind: 'unknown' };
}

/** All three keys every time: an earlier answer's label must not stay beside a new one. */
function valuesOf({ id }: ItemField, chosen: Item): Values {
  return { [id]: chosen.id, [`${id}_display`]: chosen.text, [`${id}_structured`]: structuredOf(chosen) };
}

function blank({ id }: ItemField): Values {
  return { [id]: null, [`${id}_display`]: null, [`${id}_structured`]: null };
}
