import type { Person } from '../../accounts/caller.ts';
import { nameOf } from '../../accounts/people.ts';
import type { DataField, Prefill } from '../definitions/types.ts';
import type { Posted } from '../fields/field-type.ts';
import { scalarText } from '../requests/scalar.ts';
import { plainJson } from '../../templates/payload.ts';
import type { Moment } from './moment.ts';
import type { Typed } from './read-page.ts';

/** What stands in a field before anybody types: a text made from what is known, or what the account says; of boxes, which are ticked. */
export async function prefilled(
  { type, prefill }: Pick<DataField, 'type'> & { prefill: Prefill },
  moment: Moment,
  person: Person | null,
): Promise<Posted> {
  return type === 'items' && prefill.type === 'string'
    ? ticked(plainJson(await moment.value(prefill.value)))
    : inText(prefill, moment, person);
}

function ticked(value: unknown): readonly string[] {
  const list: readonly unknown[] = Array.isArray(value) ? value : [value];
  return list.map((one) => scalarText(one).trim()).filter(Boolean);
}

async function inText(prefill: Prefill, moment: Moment, person: Person | null): Promise<string> {
  return prefill.type === 'string' ? (await moment.text(prefill.value)).trim() : ofPerson(prefill.value, person);
}

function ofPerson(key: string, person: Person | null): string {
  if (!person) return '';
  const known: Readonly<Record<string, string>> = {
    email: person.email,
    first_name: person.firstName,
    prenom: person.firstName,
    last_name: person.lastName,
    nom: person.lastName,
    name: nameOf(person),
    nameid: person.nameId,
  };
  // Profile fields of the exports begin with an underscore.
  return known[key.replace(/^_/, '')] ?? '';
}

/** A locked field holds what is computed, whatever was posted: a browser can't change it. */
export async function withLocked(
  fields: readonly DataField[],
  typed: Typed,
  moment: Moment,
  person: Person | null,
): Promise<Typed> {
  const locked: Record<string, Posted> = {};
  for (const { id, type, prefill } of fields)
    if (prefill?.locked) locked[id] = await prefilled({ type, prefill }, moment, person);
  return { ...typed, ...locked };
}
