import { span, type Telling, day, hour } from '../../pages/dates.ts';
import type { DataField } from '../definitions/types.ts';
import { displayField } from '../fields/field-types.ts';
import type { Values } from '../requests/types.ts';
import { endOf, startOf } from './slots.ts';

/** An answer as people read it; a choice that has a moment says it. */
export function answerOf(field: DataField, values: Values, telling: Telling): string {
  const text = displayField(field, values);
  const structured = values[`${field.id}_structured`];
  if (
    field.type !== 'item' ||
    text === '' ||
    structured === null ||
    typeof structured !== 'object' ||
    Array.isArray(structured)
  )
    return text;
  const entry = structured as Values;
  const start = startOf({ entry });
  if (!start || /\d{1,2}[:h]\d{2}/.test(text)) return text;
  const end = endOf({ entry }, start);
  const when = end
    ? span(start, end, telling)
    : `${day(start.toPlainDate(), telling)}, ${hour(start, telling.language)}`;
  return `${text}, ${when}`;
}
