/** JSON as callers of `form_export_to_json` know it: a blank after commas and colons, letters beyond ASCII written by their numbers. */
export function pythonJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(pythonJson).join(', ')}]`;
  if (typeof value === 'object' && value !== null) {
    return `{${Object.entries(value)
      .map(([key, item]) => `${text(key)}: ${pythonJson(item)}`)
      .join(', ')}}`;
  }
  return typeof value === 'string' ? text(value) : (JSON.stringify(value) ?? 'null');
}

function text(value: string): string {
  return JSON.stringify(value).replace(
    /[\u007f-\uffff]/g,
    (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
