import type { DataField } from '../definitions/types.ts';
import type { Values } from '../requests/types.ts';
import type { FieldEnv, FieldRead } from './field-type.ts';
import { messages, tooLong } from './messages.ts';

/** What every text field reads: letters alone, trimmed, of bounded length; blank is null and refused where an answer is asked for. */
export function readText(
  field: DataField,
  posted: unknown,
  env: Pick<FieldEnv, 'backoffice'>,
  most: number,
): FieldRead | { kind: 'text'; text: string } {
  if (posted !== undefined && posted !== null && typeof posted !== 'string')
    return { kind: 'refused', message: messages.unreadable };
  const text = (posted ?? '').replace(/\r\n?/g, '\n').trim();
  if (text.includes('\0') || !text.isWellFormed()) return { kind: 'refused', message: messages.unreadable };
  if (text === '')
    return isRequired(field, env)
      ? { kind: 'refused', message: messages.required }
      : { kind: 'read', values: { [field.id]: null } };
  if (Array.from(text).length > most) return { kind: 'refused', message: tooLong(most) };
  return { kind: 'text', text };
}

/** Whether an answer is asked for here: some are asked of citizens alone. */
export function isRequired(
  { required }: Pick<DataField, 'required'>,
  { backoffice }: Pick<FieldEnv, 'backoffice'>,
): boolean {
  return required === 'required' || (required === 'frontoffice' && backoffice !== true);
}

/** Bounds where the administrator set none. */
export const usualMost = { line: 10_000, text: 100_000 } as const;

/** A text that a caller of the API gave: anything plain counts, what a database can't hold is taken out. */
export function textOf(given: unknown, most: number): string | null {
  if (typeof given !== 'string' && typeof given !== 'number' && typeof given !== 'boolean') return null;
  const text = String(given).replaceAll('\0', '').toWellFormed();
  return text.length <= most ? text : Array.from(text).slice(0, most).join('');
}

export function keptText(field: DataField, values: Values): string {
  const value = values[field.id];
  return typeof value === 'string' ? value : typeof value === 'number' ? String(value) : '';
}
