import { Decimal, Foreign, TemplateFile } from '../../src/templates/values.ts';
import { decimalOf } from '../../src/templates/decimal.ts';

/** A value of the case files: JSON as it is, other types as `{"$date": …}`, `{"$datetime": …}`, `{"$time": …}`, `{"$decimal": …}`, `{"$file": …}`. */
export function typed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(typed);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value);
  const [only] = entries;
  if (only && entries.length <= 3 && only[0].startsWith('$')) return special(only[0], String(only[1]), value);
  return Object.fromEntries(entries.map(([key, item]) => [key, typed(item)]));
}

function special(kind: string, text: string, whole: object): unknown {
  switch (kind) {
    case '$date':
      return new Foreign(Temporal.PlainDate.from(text));
    case '$datetime':
      return new Foreign(
        /[+-]\d\d:\d\d$|Z$/.test(text)
          ? Temporal.ZonedDateTime.from(`${text}[${text.endsWith('Z') ? 'UTC' : text.slice(-6)}]`)
          : Temporal.PlainDateTime.from(text),
      );
    case '$time':
      return new Foreign(Temporal.PlainTime.from(text));
    case '$decimal':
      return decimalOf(text) ?? new Decimal(false, 0n, 0);
    case '$file':
      return new TemplateFile(text, 'content_type' in whole ? String(whole.content_type) : 'text/plain', () => '');
    default:
      throw new Error(`Unknown kind of value: ${kind}`);
  }
}
