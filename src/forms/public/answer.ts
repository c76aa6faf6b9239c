import { span, type Telling, day, hour } from '../../pages/dates.ts';
import type { DataField } from '../definitions/types.ts';
import { displayField } from '../fields/field-types.ts';
import { scalarText } from '../requests/scalar.ts';
import type { Json, Values } from '../requests/types.ts';
import { isObject } from '../sources/json.ts';
import { endOf, startOf } from './slots.ts';

/** An answer as people read it; choices that have a moment say it. */
export function answerOf(field: DataField, values: Values, telling: Telling): string {
  const text = displayField(field, values, telling.language);
  const structured = values[`${field.id}_structured`];
  if (text === '') return text;
  if (field.type === 'item') return withMoment(text, structured, telling);
  if (field.type !== 'items' || !Array.isArray(structured)) return text;
  const told = structured.map((entry: Json) =>
    withMoment(isObject(entry) ? scalarText(entry['text']) : '', entry, telling),
  );
  return told.every((one, index) => one === (structured[index] as Values)['text']) ? text : told.join('\u00a0; ');
}

function withMoment(text: string, entry: Json | undefined, telling: Telling): string {
  if (!isObject(entry)) return text;
  const start = startOf({ entry });
  if (!start || (/\d{1,2}[:h]\d{2}/.test(text) && !isMomentAlone(text))) return text;
  const end = endOf({ entry }, start);
  const when = end
    ? span(start, end, telling)
    : `${day(start.toPlainDate(), telling)}, ${hour(start, telling.language)}`;
  return isMomentAlone(text) ? when : `${text}, ${when}`;
}

/** What an agenda calls an appointment that has no name: « 26 novembre 2026 09:00 ». People are told the moment as they say it. */
export function isMomentAlone(text: string): boolean {
  return /^\d{1,2} \p{L}+ \d{4} \d{2}:\d{2}$/u.test(text);
}
