import { decimalOf } from '../../templates/decimal.ts';
import { order } from '../../templates/python.ts';
import type { NumericField } from '../definitions/types.ts';
import type { DataFieldType } from './field-type.ts';
import { messages, tooGreat, tooSmall } from './messages.ts';
import { readText, textOf, usualMost } from './text-line.ts';

/** « Nombre ». Its answer is a decimal as a text, so that no cent is lost; typed with a comma or a point, and blanks between thousands. */
export const numeric: DataFieldType<NumericField> = {
  async read(field, posted, env) {
    const read = readText(field, posted, env, usualMost.line);
    if (read.kind !== 'text') return read;
    const number = numberIn(read.text);
    if (number === null)
      return { kind: 'refused', message: field.restrictToIntegers ? messages.integer : messages.number };
    if (field.restrictToIntegers && !isWhole(number)) return { kind: 'refused', message: messages.integer };
    const { minValue: least, maxValue: most } = field;
    if (least !== null && compared(number, least) < 0) return { kind: 'refused', message: tooSmall(least) };
    if (most !== null && compared(number, most) > 0) return { kind: 'refused', message: tooGreat(most) };
    return { kind: 'read', values: { [field.id]: field.restrictToIntegers ? number.replace(/\..*/, '') : number } };
  },
  typed({ id }, posted) {
    const text = typeof posted === 'string' ? posted.trim() : '';
    return { [id]: text === '' ? null : (numberIn(text) ?? text) };
  },
  display({ id }, values, language) {
    const text = textOf(values[id], usualMost.line) ?? '';
    return language === 'fr' ? text.replace('.', ',') : text;
  },
  async fromApi({ id }, { value, raw }) {
    const text = (textOf(value ?? raw, usualMost.line) ?? '').trim();
    return { [id]: text === '' ? null : (numberIn(text) ?? decimalOf(text)?.toString() ?? null) };
  },
};

/** The decimal that people type: `1 234,50` is 1234.50. Null where it is none, or longer than anybody counts. */
export function numberIn(text: string): string | null {
  const plain = text.replace(/(?<=\d)[ \u00a0\u202f](?=\d{3}(?!\d))/g, '').replace(',', '.');
  const [, sign = '', whole = '', fraction = ''] = /^([+-]?)(\d{1,28})(?:\.(\d{1,28}))?$/.exec(plain) ?? [];
  if (whole === '') return null;
  const number = whole.replace(/^0+(?=\d)/, '') + (fraction === '' ? '' : `.${fraction}`);
  return sign === '-' && /[1-9]/.test(number) ? `-${number}` : number;
}

const isWhole = (number: string): boolean => /^-?\d+(\.0+)?$/.test(number);

function compared(left: string, right: string): number {
  return order(decimalOf(left), decimalOf(right)) ?? 0;
}
