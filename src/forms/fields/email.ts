import type { EmailField } from '../definitions/types.ts';
import type { DataFieldType } from './field-type.ts';
import { messages } from './messages.ts';
import { keptText, readText, textOf, usualMost } from './text-line.ts';

/** « Courriel ». */
export const email: DataFieldType<EmailField> = {
  async read(field, posted, env) {
    const read = readText(field, posted, env, usualMost.line);
    if (read.kind !== 'text') return read;
    return isEmail(read.text)
      ? { kind: 'read', values: { [field.id]: read.text } }
      : { kind: 'refused', message: messages.email };
  },
  display: keptText,
  async fromApi(field, { value, raw }) {
    return { [field.id]: textOf(value ?? raw, usualMost.line) };
  },
};

/** An address as mail servers take them: no comments, no quotes, a domain of several labels; 254 signs at most (RFC 5321). */
export function isEmail(text: string): boolean {
  const at = text.lastIndexOf('@');
  const local = text.slice(0, at);
  if (text.length > 254 || at < 1 || local.length > 64) return false;
  if (!/^[\p{L}\p{N}!#$%&'*+/=?^_`{|}~.-]+$/u.test(local) || /^\.|\.\.|\.$/.test(local)) return false;
  const labels = text.slice(at + 1).split('.');
  return (
    labels.length > 1 &&
    labels.every(
      (label) => label.length <= 63 && /^[\p{L}\p{N}](?:[\p{L}\p{N}\p{M}-]*[\p{L}\p{N}\p{M}])?$/u.test(label),
    )
  );
}
