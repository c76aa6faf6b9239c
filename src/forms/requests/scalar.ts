/** The text of a kept value that is a text or a number; nothing for lists and objects. */
export function scalarText(value: unknown, otherwise = ''): string {
  if (typeof value === 'string') return value;
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : otherwise;
}
