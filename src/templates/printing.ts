import { Decimal } from './decimal.ts';
import { formatMoment } from './date-format.ts';
import { isTemporal, siteText } from './moments.ts';
import { decimalText, floatText, numberText, repr, str } from './python.ts';
import type { Run } from './run.ts';
import { Float, Foreign, isLazy, Pending, Safe } from './values.ts';

const SPECIAL = /[&<>"']/g;

/** Whether letters to make harmless stand in a text; the pattern's `lastIndex` is then behind the first. */
function hasSpecial(text: string): boolean {
  SPECIAL.lastIndex = 0;
  return SPECIAL.test(text);
}

/** Markup letters made harmless. */
export function escapeHtml(text: string): string {
  return hasSpecial(text) ? escaped(text) : text;
}

/** Like {@link escapeHtml}, the copy being counted: what isn't copied costs nothing. */
export function escapeCounted(text: string, run: Run): string {
  if (!hasSpecial(text)) return text;
  run.write(text.length);
  return escaped(text);
}

/**
 * A text in which {@link hasSpecial} found something. The pattern goes from one letter to the next: asking a text for its
 * letters one by one costs twice as much where they are rare, and sixteen times in a long text.
 */
function escaped(text: string): string {
  let html = '';
  let from = 0;
  do {
    const at = SPECIAL.lastIndex - 1;
    html += text.slice(from, at) + (entityOf(text.charCodeAt(at)) ?? '');
    from = at + 1;
  } while (SPECIAL.test(text));
  return html + text.slice(from);
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
  if (typeof value === 'string') return run.autoescape ? escapeCounted(value, run) : value;
  if (typeof value === 'number' && Number.isInteger(value)) return numberText(value);
  if (value instanceof Safe) return value.text;
  const text = printed(value, run);
  run.write(text.length);
  return run.autoescape ? escapeHtml(text) : text;
}
