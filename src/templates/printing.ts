import { Decimal } from './decimal.ts';
import { formatMoment } from './date-format.ts';
import { isTemporal, siteText } from './moments.ts';
import { decimalText, floatText, numberText, repr, str } from './python.ts';
import type { Run } from './run.ts';
import { Float, Foreign, isLazy, Pending, Safe } from './values.ts';

/** Markup letters made harmless. A loop over short texts is twice as fast as a pattern's test. */
export function escapeHtml(text: string): string {
  const { length } = text;
  for (let at = 0; at < length; at++) {
    const code = text.charCodeAt(at);
    if (code < 63 && (code === 38 || code === 60 || code === 62 || code === 34 || code === 39)) {
      return escapedFrom(text, at);
    }
  }
  return text;
}

function escapedFrom(text: string, first: number): string {
  let escaped = '';
  let from = 0;
  for (let at = first; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code >= 63) continue;
    const entity = entityOf(code);
    if (entity === undefined) continue;
    escaped += text.slice(from, at) + entity;
    from = at + 1;
  }
  return escaped + text.slice(from);
}

function entityOf(code: number): string | undefined {
  switch (code) {
    case 38:
      return '&amp;';
    case 60:
      return '&lt;';
    case 62:
      return '&gt;';
    case 34:
      return '&quot;';
    case 39:
      return '&#x27;';
    default:
      return undefined;
  }
}

const withSeparator = (text: string, run: Run): string =>
  run.language === 'fr' && run.localized ? text.replace('.', ',') : text;

/** Beyond this many digits a decimal prints with a power of ten. */
const PLAIN_DIGITS = 200;

function decimalPrinted(value: Decimal, run: Run): string {
  if (!run.localized) return decimalText(value);
  const digits = value.digits.toString();
  if (Math.abs(value.exponent) + digits.length <= PLAIN_DIGITS) return withSeparator(value.toString(), run);
  const power = value.exponent + digits.length - 1;
  const mantissa = digits.length > 1 ? `${digits[0]}.${digits.slice(1)}` : digits;
  return withSeparator(`${value.negative ? '-' : ''}${mantissa}e${power < 0 ? '' : '+'}${power}`, run);
}

function floatPrinted(value: number, run: Run): string {
  const text = floatText(value);
  if (!run.localized || !text.includes('e')) return withSeparator(text, run);
  // Powers of ten are written out where numbers are localised.
  const [mantissa = '', power = '0'] = text.split('e');
  const fraction = mantissa.split('.')[1]?.length ?? 0;
  const digits = BigInt(mantissa.replace(/[-.]/g, ''));
  return withSeparator(new Decimal(mantissa.startsWith('-'), digits, Number(power) - fraction).toString(), run);
}

const LONG_FORMATS = {
  fr: { date: 'j F Y', datetime: 'j F Y H:i', time: 'H:i' },
  en: { date: 'N j, Y', datetime: 'N j, Y, P', time: 'P' },
} as const;

function foreignPrinted(value: Foreign, run: Run): string {
  const formats = LONG_FORMATS[run.localized ? run.language : 'en'];
  const moment = value.value;
  const kind =
    moment instanceof Temporal.PlainDate ? 'date' : moment instanceof Temporal.PlainTime ? 'time' : 'datetime';
  return formatMoment(moment, formats[kind], run.language, run.env.timeZone) ?? '';
}

/** A value as it prints, before escaping. */
export function printed(value: unknown, run: Run): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'number') {
    return Number.isInteger(value) ? numberText(value) : floatPrinted(value, run);
  }
  if (typeof value !== 'object' || value === null) return str(value, run.language);
  if (value instanceof Safe) return value.text;
  if (value instanceof Pending) return printed(value.settled(), run);
  if (isLazy(value)) return value.text();
  if (value instanceof Decimal) return decimalPrinted(value, run);
  if (value instanceof Float) return floatPrinted(value.value, run);
  if (value instanceof Foreign) return foreignPrinted(value, run);
  if (isTemporal(value)) return siteText(value, run.language);
  return Array.isArray(value) ? repr(value, run.language) : str(value, run.language);
}

/** A value as it stands in the page or text: escaped where escaping is on and nothing says that it is safe. */
export function output(value: unknown, run: Run): string {
  if (typeof value === 'string') {
    if (value.length > 512) run.write(value.length);
    return run.autoescape ? escapeHtml(value) : value;
  }
  if (typeof value === 'number' && Number.isInteger(value)) return numberText(value);
  if (value instanceof Safe) {
    if (value.text.length > 512) run.write(value.text.length);
    return value.text;
  }
  const text = printed(value, run);
  if (text.length > 512) run.write(text.length);
  return run.autoescape ? escapeHtml(text) : text;
}
