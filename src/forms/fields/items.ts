import type { ItemsField } from '../definitions/types.ts';
import type { Values } from '../requests/types.ts';
import { findItem } from '../sources/items.ts';
import { keptJson } from '../sources/json.ts';
import { structuredOf } from '../sources/entries.ts';
import type { Item, ItemFound } from '../sources/source.ts';
import { choicesOf, knownItem } from './choices.ts';
import type { DataFieldType, FieldEnv, FieldRead } from './field-type.ts';
import { messages, tooFew, tooMany } from './messages.ts';
import { isRequired, textOf, usualMost } from './text-line.ts';

/**
 * « Liste à choix multiple ». Its answer is a list of ids, in the order of the list; labels and whole items are looked up when it is posted. Nothing
 * chosen is null: to the agendas that means nothing booked, so that a source which is down never counts as nothing chosen.
 */
export const items: DataFieldType<ItemsField> = {
  async read(field, posted, env) {
    const ids = idsIn(posted);
    if (ids === null) return { kind: 'refused', message: messages.unreadable };
    const found = await chosen(field, ids, env);
    if (found.kind === 'error') return { kind: 'source unavailable', summary: found.summary };
    if (found.kind === 'unknown') return { kind: 'refused', message: messages.choice };
    return refusal(field, ids.length, env) ?? { kind: 'read', values: valuesOf(field, found.items) };
  },
  typed: ({ id }, posted) => {
    const ids = idsIn(posted) ?? [];
    return ids.length === 0 ? blankOf(id) : { [id]: ids, [`${id}_display`]: ids.join(', ') };
  },
  display({ id }, values) {
    const shown = values[`${id}_display`];
    if (typeof shown === 'string') return shown;
    const value = values[id];
    return Array.isArray(value) ? value.map(String).join(', ') : typeof value === 'string' ? value : '';
  },
  async fromApi(field, given, env) {
    const ids = idsIn(given.raw ?? given.value) ?? [];
    const label = textOf(given.value, usualMost.text);
    const structured = keptJson(given.structured);
    if (ids.length > 0 && Array.isArray(structured) && label !== null)
      return {
        [field.id]: ids,
        [`${field.id}_display`]: label,
        [`${field.id}_structured`]: structured,
      };
    return valuesOf(field, await Promise.all(ids.map((id) => knownOr(field, id, env))));
  },
};

/** A list must not make a server look for a million items. */
const mostChoices = 1_000;

/** What was ticked: ids without blanks and doubles; null where it can't be read. */
function idsIn(posted: unknown): readonly string[] | null {
  const list: unknown[] = Array.isArray(posted) ? posted : posted === undefined || posted === null ? [] : [posted];
  const ids = [...new Set(list.map((one) => textOf(one, usualMost.line)?.trim()))].filter((id) => id !== '');
  const known = ids.filter((id) => id !== undefined);
  return known.length < ids.length || known.length > mostChoices ? null : known;
}

type Chosen = { kind: 'items'; items: readonly Item[] } | Exclude<ItemFound, { kind: 'item' }>;

async function chosen(field: ItemsField, ids: readonly string[], env: FieldEnv): Promise<Chosen> {
  const choices = await choicesOf(field, env);
  if (choices.kind === 'error') return choices;
  const offered = choices.items.filter(({ id, disabled }) => !disabled && ids.includes(id));
  if (offered.length === ids.length) return { kind: 'items', items: offered };
  if (field.dataSource === null || field.displayMode !== 'autocomplete') return { kind: 'unknown' };
  return searched(field.dataSource, ids, env);
}

/** What is searched as one types is asked for one by one. */
async function searched(
  source: NonNullable<ItemsField['dataSource']>,
  ids: readonly string[],
  env: FieldEnv,
): Promise<Chosen> {
  const items: Item[] = [];
  for (const id of ids) {
    const found = await findItem(source, id, env);
    if (found.kind !== 'item') return found;
    if (found.item.disabled) return { kind: 'unknown' };
    items.push(found.item);
  }
  return { kind: 'items', items };
}

function refusal(field: ItemsField, count: number, env: FieldEnv): FieldRead | null {
  const [least, most] = [field.minChoices ?? 0, field.maxChoices ?? 0];
  if (count === 0) return isRequired(field, env) ? { kind: 'refused', message: messages.required } : null;
  if (count < least) return { kind: 'refused', message: tooFew(least) };
  return most > 0 && count > most ? { kind: 'refused', message: tooMany(most) } : null;
}

async function knownOr(field: ItemsField, id: string, env: FieldEnv): Promise<Item> {
  const found = await knownItem(field, id, env);
  return found.kind === 'item' ? found.item : { id, text: id, disabled: false, entry: { id, text: id } };
}

/** All three keys every time: an earlier answer's labels must not stay beside a new one. The structured list has an entry for each, or is nothing. */
function valuesOf({ id }: ItemsField, chosen: readonly Item[]): Values {
  if (chosen.length === 0) return blankOf(id);
  return {
    [id]: chosen.map((one) => one.id),
    [`${id}_display`]: chosen.map(({ text }) => text).join(', '),
    [`${id}_structured`]: chosen.some((one) => structuredOf(one) !== null) ? chosen.map(({ entry }) => entry) : null,
  };
}

function blankOf(id: string): Values {
  return { [id]: null, [`${id}_display`]: null, [`${id}_structured`]: null };
}
