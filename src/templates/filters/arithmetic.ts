import { Fault } from '../errors.ts';
import * as decimals from '../decimal.ts';
import { Decimal, decimalOfInteger } from '../decimal.ts';
import { numberOf, numberTold } from '../numbers.ts';
import { str } from '../python.ts';
import type { FilterRow } from '../rows.ts';
import type { Run } from '../run.ts';
import { floatOf, plain } from '../values.ts';
import { floatformat, localisedNumber } from './floatformat.ts';
import { row } from './row.ts';
import { bounded } from './texts.ts';

/** A decimal made whole. */
export function wholeOf(value: Decimal, rounding: decimals.Rounding = 'down'): number | bigint {
  const whole = decimals.rescale(value, 0, rounding).signed;
  const small = Number(whole);
  return Number.isSafeInteger(small) ? small : whole;
}

/** A number as arithmetic takes it: null and texts that tell none aren't zero here. */
function strictNumber(value: unknown): Decimal | undefined {
  return value === null ? undefined : numberTold(value);
}

function added(given: unknown, argument: unknown, run: Run): unknown {
  const value = given ?? '';
  const other = plain(argument) ?? '';
  if (Array.isArray(value)) {
    bounded(value.length + (Array.isArray(other) ? other.length : 1), run);
    if (Array.isArray(other)) return [...(value as unknown[]), ...(other as unknown[])];
    return other === '' && argument === null ? value : [...(value as unknown[]), other];
  }
  if (value === '') return other;
  if (other === '') return value;
  const [a, b] = [numberTold(value), numberTold(other)];
  if (a && b) return decimals.add(a, b);
  if (typeof value !== 'string' || typeof other !== 'string') return '';
  bounded(value.length + other.length, run);
  return value + other;
}

function clamped(value: unknown, argument: unknown, run: Run): unknown {
  const [low, high, more] = str(argument, run.language).trim().split(/\s+/).map(numberTold);
  const number = strictNumber(value);
  if (!number || !low || !high || more !== undefined) return '';
  if (decimals.compare(number, low) < 0) return low;
  return decimals.compare(number, high) > 0 ? high : number;
}

function limited(side: 1 | -1) {
  return (value: unknown, argument: unknown): unknown => {
    const [number, limit] = [strictNumber(value), strictNumber(argument)];
    if (!number || !limit) return '';
    return decimals.compare(number, limit) * side < 0 ? limit : number;
  };
}

function isTrue(value: unknown): boolean {
  if (value === null || value === '' || value === false) return false;
  if (typeof value === 'string') return value !== 'false' && value !== 'False';
  const number = typeof value === 'object' || typeof value === 'number' ? numberTold(value) : undefined;
  if (number) return !number.isZero;
  return Array.isArray(value) ? value.length > 0 : true;
}

export const arithmeticFilters: readonly FilterRow[] = [
  row(
    'decimal',
    [
      'Un nombre ; avec une valeur, son écriture à tant de décimales.',
      'A number; with an argument, written with so many decimals.',
    ],
    ['{{ "12,5"|decimal:2 }}', '12,50'],
    (value, argument, run) => {
      const number = value instanceof Decimal ? value : numberOf(value);
      return argument === undefined ? number : floatformat(number, argument, run);
    },
    { argument: 'optional' },
  ),
  row(
    'integer',
    ['Un nombre entier, les décimales étant coupées.', 'A whole number, its decimals cut.'],
    ['{{ "3,9"|integer }}', '3'],
    (value) => wholeOf(numberOf(value)),
  ),
  row(
    'float',
    ['Un nombre à virgule flottante.', 'A floating-point number.'],
    ['{{ "12.50"|float }}', '12,5'],
    (value) => floatOf(numberOf(value).toNumber()),
  ),
  row(
    'boolean',
    ['Faux pour rien, vide, « false » et 0.', 'False for null, empty, "false" and 0.'],
    ['{{ "False"|boolean }}', 'False'],
    isTrue,
  ),
  row(
    'add',
    [
      'La somme de nombres, la suite de textes, l’ajout à une liste.',
      'The sum of numbers, texts joined, a list with one more.',
    ],
    ['{{ 5|add:"2,5" }}', '7,5'],
    added,
    { argument: 'required' },
  ),
  row(
    'subtract',
    ['La différence.', 'The difference.'],
    ['{{ 5|subtract:"2,5" }}', '2,5'],
    (value, argument) => decimals.subtract(numberOf(value), numberOf(argument)),
    { argument: 'required' },
  ),
  row(
    'multiply',
    ['Le produit.', 'The product.'],
    ['{{ "19.99"|multiply:3 }}', '59,97'],
    (value, argument) => decimals.multiply(numberOf(value), numberOf(argument)),
    { argument: 'required' },
  ),
  row(
    'divide',
    ['Le quotient ; vide quand on divise par zéro.', 'The quotient; empty on a zero divisor.'],
    ['{{ 5|divide:4 }}', '1,25'],
    (value, argument) => decimals.divide(numberOf(value), numberOf(argument)) ?? '',
    { argument: 'required' },
  ),
  row(
    'modulo',
    ['Le reste de la division.', 'The rest of the division.'],
    ['{{ 5|modulo:3 }}', '2'],
    (value, argument) => decimals.remainder(numberOf(value), numberOf(argument)) ?? '',
    { argument: 'required' },
  ),
  row('ceil', ['L’entier au-dessus.', 'The whole number above.'], ['{{ "2,1"|ceil }}', '3'], (value) =>
    wholeOf(numberOf(value), 'ceiling'),
  ),
  row('floor', ['L’entier au-dessous.', 'The whole number below.'], ['{{ "-2,1"|floor }}', '-3'], (value) =>
    wholeOf(numberOf(value), 'floor'),
  ),
  row('abs', ['Sans le signe.', 'Without the sign.'], ['{{ "-2,5"|abs }}', '2,5'], (value) => {
    const { digits, exponent } = numberOf(value);
    return new Decimal(false, digits, exponent);
  }),
  row(
    'clamp',
    ['Entre un minimum et un maximum.', 'Between a minimum and a maximum.'],
    ['{{ 12|clamp:"1 10" }}', '10'],
    clamped,
    { argument: 'required' },
  ),
  row('limit_low', ['Au moins tant.', 'At least so much.'], ['{{ 5|limit_low:8 }}', '8'], limited(1), {
    argument: 'required',
  }),
  row('limit_high', ['Au plus tant.', 'At most so much.'], ['{{ 5|limit_high:3 }}', '3'], limited(-1), {
    argument: 'required',
  }),
  row(
    'intcomma',
    ['Un nombre avec ses milliers séparés.', 'A number with its thousands parted.'],
    ['{{ 1234567|intcomma }}', '1\u00a0234\u00a0567'],
    (value, _argument, run) => localisedNumber(numberOf(value), run, true),
    { argument: 'optional' },
  ),
  row(
    'floatformat',
    ['Un nombre à tant de décimales.', 'A number with so many decimals.'],
    ['{{ "19.987"|floatformat:2 }}', '19,99'],
    floatformat,
    {
      argument: 'optional',
    },
  ),
  row(
    'divisibleby',
    ['Vrai si le nombre est un multiple.', 'Whether the number is a multiple.'],
    ['{{ 9|divisibleby:3 }}', 'True'],
    (value, argument) => wholeStrictly(value) % nonZero(wholeStrictly(argument)) === 0n,
    { argument: 'required' },
  ),
];

function wholeStrictly(value: unknown): bigint {
  const text = typeof value === 'string' ? (/^\s*[-+]?\d+\s*$/.test(value) ? value : undefined) : value;
  if (text === undefined || text === null)
    throw new Fault('Un nombre entier est attendu.', 'A whole number is expected.');
  const number = typeof text === 'boolean' ? decimalOfInteger(text ? 1 : 0) : numberTold(text);
  if (!number) throw new Fault('Un nombre entier est attendu.', 'A whole number is expected.');
  return decimals.rescale(number, 0, 'down').signed;
}

function nonZero(value: bigint): bigint {
  if (value === 0n) throw new Fault('Division par zéro.', 'Division by zero.');
  return value;
}
