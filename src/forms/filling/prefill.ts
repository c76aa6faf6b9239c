import type { Person } from '../../accounts/caller.ts';
import { nameOf } from '../../accounts/people.ts';
import type { DataField, Prefill } from '../definitions/types.ts';
import type { Moment } from './moment.ts';
import type { Typed } from './read-page.ts';

/** What stands in a field before anybody types: a text made from what is known, or what the account says. */
export async function prefilled(prefill: Prefill, moment: Moment, person: Person | null): Promise<string> {
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
  return known[key] ?? '';
}

/** A locked field holds what is computed, whatever was posted: a browser can't change it. */
export async function withLocked(
  fields: readonly DataField[],
  typed: Typed,
  moment: Moment,
  person: Person | null,
): Promise<Typed> {
  const locked: Record<string, string> = {};
  for (const { id, prefill } of fields) if (prefill?.locked) locked[id] = await prefilled(prefill, moment, person);
  return { ...typed, ...locked };
}
