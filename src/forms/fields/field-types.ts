import type { DataField, Field } from '../definitions/types.ts';
import { bool } from './bool.ts';
import { date } from './date.ts';
import { email } from './email.ts';
import type { Values } from '../requests/types.ts';
import type { DataFieldType, FieldEnv, FieldRead, FromApi, Posted } from './field-type.ts';
import { item } from './item.ts';
import { items } from './items.ts';
import { numeric } from './numeric.ts';
import { string } from './string.ts';
import { text } from './text.ts';

/** The types of fields that hold an answer; the others (page, title, subtitle, comment) only show. */
export const fieldTypes: { readonly [T in DataField['type']]: DataFieldType<Extract<DataField, { type: T }>> } = {
  string,
  email,
  text,
  item,
  items,
  bool,
  numeric,
  date,
};

/** What a field's type can do. */
function typeOf<F extends DataField>(field: F): DataFieldType<F> {
  return fieldTypes[field.type] as unknown as DataFieldType<F>;
}

export function isDataField(field: Field): field is DataField {
  return Object.hasOwn(fieldTypes, field.type);
}

/** Reads what a browser posted under `f<id>`. */
export function readField(field: DataField, posted: unknown, env: FieldEnv): Promise<FieldRead> {
  return typeOf(field).read(field, posted, env);
}

/** What is known of a field as long as it isn't read: what was typed. */
export function typedField(field: DataField, posted: Posted | undefined): Values {
  const type = typeOf(field);
  if (type.typed) return type.typed(field, posted ?? '');
  const text = typeof posted === 'string' ? posted : '';
  return text === '' ? { [field.id]: null } : { [field.id]: text, [`${field.id}_display`]: text };
}

/** The answer as people read it; blank where there is none. */
export function displayField(field: DataField, values: Values, language: 'fr' | 'en'): string {
  return typeOf(field).display(field, values, language);
}

/** What a caller of the API gave for a field. */
export function fieldFromApi(field: DataField, given: FromApi, env: FieldEnv): Promise<Values> {
  return typeOf(field).fromApi(field, given, env);
}
