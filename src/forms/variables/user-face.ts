import type { Person } from '../../accounts/caller.ts';
import { nameOf } from '../../accounts/people.ts';
import { lazy, plain, type Lazy } from '../../templates/values.ts';
import type { Role } from '../requests/facts.ts';
import { Opaque } from './faces.ts';

/** `form_user`, `session_user`: what templates see of a person. Filters on people find the person in `personBehind`. */
export function userFace(person: Person): Lazy {
  const value = new PersonValue(person);
  const parts: Readonly<Record<string, () => unknown>> = {
    display_name: () => nameOf(person),
    name: () => nameOf(person),
    email: () => person.email,
    nameid: () => person.nameId,
    name_identifier_0: () => person.nameId,
    admin_access: () => person.admin,
    backoffice_access: () => person.backoffice,
    has_deleted_account: () => false,
    var_first_name: () => person.firstName,
    var_last_name: () => person.lastName,
    var_email: () => person.email,
  };
  return {
    [lazy]: true,
    plain: () => value,
    text: () => nameOf(person),
    get: (key) => (Object.hasOwn(parts, key) ? parts[key]?.() : undefined),
    equals: (other) => (other instanceof PersonValue ? other.person.id === person.id : other === nameOf(person)),
    compare: () => undefined,
  };
}

export class PersonValue extends Opaque {
  readonly person: Person;
  constructor(person: Person) {
    super('person');
    this.person = person;
  }
}

type Filter = (value: unknown, argument: unknown) => unknown;

/** Filters about people: `roles`, `has_role`; undefined where the value isn't a person. */
export function peopleFilters(roles: readonly Role[]): Readonly<Record<string, Filter>> {
  const namesOf = (value: unknown): string[] | undefined => {
    const behind = plain(value);
    if (!(behind instanceof PersonValue)) return undefined;
    return behind.person.roles.map((slug) => roles.find((role) => role.slug === slug)?.name ?? slug);
  };
  return {
    roles: namesOf,
    has_role: (value, argument) => namesOf(value)?.includes(String(plain(argument))),
  };
}
