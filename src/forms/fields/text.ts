import type { TextField } from '../definitions/types.ts';
import type { DataFieldType } from './field-type.ts';
import { keptText, readText, textOf, usualMost } from './text-line.ts';

/** « Texte long ». It is text whatever its display mode says: nothing typed becomes markup. */
export const text: DataFieldType<TextField> = {
  async read(field, posted, env) {
    const read = readText(field, posted, env, field.maxLength ?? usualMost.text);
    return read.kind === 'text' ? { kind: 'read', values: { [field.id]: read.text } } : read;
  },
  display: keptText,
  async fromApi(field, { value, raw }) {
    return { [field.id]: textOf(value ?? raw, usualMost.text) };
  },
};
