import { TemplateError } from '../../templates/errors.ts';
import { asDate, siteText } from '../../templates/moments.ts';
import type { DateField, TemplateText } from '../definitions/types.ts';
import { renderedValue, type Surroundings } from '../sources/rendering.ts';
import type { DataFieldType } from './field-type.ts';
import { messages, tooEarly, tooLate } from './messages.ts';
import { readText, textOf, usualMost } from './text-line.ts';

/** « Date ». Its answer is YYYY-MM-DD; typed so, or as the site writes dates (31/12/2026). */
export const date: DataFieldType<DateField> = {
  async read(field, posted, env) {
    const read = readText(field, posted, env, usualMost.line);
    if (read.kind !== 'text') return read;
    const found = dateIn(read.text);
    if (!found) return { kind: 'refused', message: messages.date };
    const { first, last } = await boundsOf(field, env);
    if (first && isBefore(found, first)) return { kind: 'refused', message: tooEarly(first) };
    if (last && isBefore(last, found)) return { kind: 'refused', message: tooLate(last) };
    return { kind: 'read', values: { [field.id]: found.toString() } };
  },
  typed({ id }, posted) {
    const text = typeof posted === 'string' ? posted.trim() : '';
    return { [id]: text === '' ? null : (dateIn(text)?.toString() ?? text) };
  },
  display({ id }, values, language) {
    const text = textOf(values[id], usualMost.line) ?? '';
    const found = dateIn(text);
    return found ? siteText(found, language) : text;
  },
  async fromApi({ id }, { value, raw }) {
    return { [id]: dateIn(textOf(value ?? raw, usualMost.line) ?? '')?.toString() ?? null };
  },
};

/** The date that a text tells; a time of day beside it is left out. Years have four figures at most, and no century before 1000. */
export function dateIn(text: string): Temporal.PlainDate | null {
  const found = asDate(text);
  return found && found.year >= 1000 && found.year <= 9999 ? found : null;
}

/** The first and the last date that may be given; null where there is no bound, or none that can be computed. */
export async function boundsOf(
  field: DateField,
  surroundings: Surroundings,
): Promise<{ first: Temporal.PlainDate | null; last: Temporal.PlainDate | null }> {
  const today = surroundings.env.now.toPlainDate();
  const days = field.dateCanBeToday ? 0 : 1;
  const firsts = [await boundIn(field.minimumDate, surroundings), field.minimumIsFuture ? today.add({ days }) : null];
  const lasts = [await boundIn(field.maximumDate, surroundings), field.dateInThePast ? today.subtract({ days }) : null];
  const inOrder = (dates: readonly (Temporal.PlainDate | null)[]) =>
    dates.filter((one) => one !== null).toSorted(Temporal.PlainDate.compare);
  return { first: inOrder(firsts).at(-1) ?? null, last: inOrder(lasts)[0] ?? null };
}

async function boundIn(template: TemplateText | null, surroundings: Surroundings): Promise<Temporal.PlainDate | null> {
  if (template === null) return null;
  try {
    return asDate(await renderedValue(template.trim(), surroundings)) ?? null;
  } catch (error) {
    if (!(error instanceof TemplateError)) throw error;
    surroundings.env.onError?.(error);
    return null;
  }
}

const isBefore = (left: Temporal.PlainDate, right: Temporal.PlainDate): boolean =>
  Temporal.PlainDate.compare(left, right) < 0;
