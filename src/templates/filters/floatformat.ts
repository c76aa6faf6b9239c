import { Decimal, decimalOf, rescale } from '../decimal.ts';
import { floatText } from '../python.ts';
import { str } from '../python.ts';
import type { Run } from '../run.ts';
import { Float, Safe } from '../values.ts';

/** Decimals that may be asked for; more would only cost. */
const MOST_PLACES = 200;

function grouped(whole: string, separator: string): string {
  return whole.replace(/\B(?=(?:\d{3})+$)/g, separator);
}

/** A whole part and decimals as the language writes them. */
export function localisedNumber(value: Decimal, run: Run, grouping = false): string {
  const text = value.toString();
  const sign = text.startsWith('-') ? '-' : '';
  const [whole = '', fraction] = text.slice(sign.length).split('.');
  const [group, point] = run.language === 'fr' ? ['\u00a0', ','] : [',', '.'];
  return sign + (grouping ? grouped(whole, group) : whole) + (fraction === undefined ? '' : point + fraction);
}

/**
 * A number with so many decimals: `2` always two, `-2` two unless it is whole, with `g` for groups of thousands and `u` for no
 * localisation. Anything that isn't a number gives an empty text.
 */
export function floatformat(value: unknown, argument: unknown, run: Run): unknown {
  let places = argument === undefined ? '-1' : str(argument, run.language);
  let grouping = false;
  let localized = true;
  for (let last = places.at(-1); places.length > 1 && (last === 'g' || last === 'u'); last = places.at(-1)) {
    if (last === 'g') grouping = true;
    else localized = false;
    places = places.slice(0, -1);
  }
  const number = numberIn(value, run);
  if (!number) return '';
  if (!/^\s*[-+]?\d+\s*$/.test(places)) return printedNumber(value, run);
  const count = Number(places);
  if (Math.abs(count) > MOST_PLACES) return printedNumber(value, run);
  const isWhole = !number.toString().replace(/\.0*$/, '').includes('.');
  const rounded = rescale(number, isWhole && count < 0 ? 0 : -Math.abs(count), 'half up');
  const shown = rounded.isZero ? new Decimal(number.negative && !number.isZero, 0n, rounded.exponent) : rounded;
  const text = localized ? localisedNumber(shown, run, grouping) : shown.toString();
  return new Safe(text);
}

function numberIn(value: unknown, run: Run): Decimal | undefined {
  if (value instanceof Decimal) return value;
  if (typeof value === 'boolean') return undefined;
  const text = value instanceof Float ? floatText(value.value) : str(value, run.language);
  return decimalOf(text);
}

function printedNumber(value: unknown, run: Run): string {
  return str(value, run.language);
}
