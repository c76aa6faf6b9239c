/**
 * Exact decimals: a sign, digits and a power of ten, with the habits of the language's users: `1.10` keeps its zero, results are
 * rounded to 28 digits, half to even. Source: General Decimal Arithmetic, https://speleotrove.com/decimal/.
 */
export class Decimal {
  readonly negative: boolean;
  /** The digits, never negative. */
  readonly digits: bigint;
  /** The power of ten that the digits are multiplied by. */
  readonly exponent: number;

  constructor(negative: boolean, digits: bigint, exponent: number) {
    this.negative = negative;
    this.digits = digits;
    this.exponent = exponent;
  }

  /** Plain notation, whatever the exponent. */
  toString(): string {
    const sign = this.negative ? '-' : '';
    const text = this.digits.toString();
    if (this.exponent >= 0) return sign + (this.digits === 0n ? '0' : text + '0'.repeat(this.exponent));
    const padded = text.padStart(1 - this.exponent, '0');
    return `${sign}${padded.slice(0, this.exponent)}.${padded.slice(this.exponent)}`;
  }

  toNumber(): number {
    return Number(`${this.negative ? '-' : ''}${this.digits}e${this.exponent}`);
  }

  get isZero(): boolean {
    return this.digits === 0n;
  }

  get signed(): bigint {
    return this.negative ? -this.digits : this.digits;
  }
}

/** Digits that a result keeps. */
const PRECISION = 28;
/** Powers of ten beyond which a text is no number for us: a few letters must not make a million digits. */
const MAX_EXPONENT = 400;
const MAX_TEXT = 1000;

const NUMBER = /^[+-]?(?:\d+(?:_\d+)*\.?(?:\d+(?:_\d+)*)?|\.\d+(?:_\d+)*)(?:[eE][+-]?\d+)?$/;

/** The decimal that a text writes (`12`, `-3.50`, `.5`, `1e3`, `1_000`), or undefined. */
export function decimalOf(text: string): Decimal | undefined {
  const trimmed = text.trim();
  if (trimmed.length > MAX_TEXT || !NUMBER.test(trimmed)) return undefined;
  const [mantissa = '', power = '0'] = trimmed.replaceAll('_', '').toLowerCase().split('e');
  const negative = mantissa.startsWith('-');
  const [whole = '', fraction = ''] = mantissa.replace(/^[+-]/, '').split('.');
  const exponent = Number(power) - fraction.length;
  if (Math.abs(exponent) > MAX_EXPONENT) return undefined;
  return new Decimal(negative, BigInt(whole + fraction), exponent);
}

/** A whole number as a decimal. */
export function decimalOfInteger(value: number | bigint): Decimal {
  const digits = BigInt(value);
  return new Decimal(digits < 0n || Object.is(value, -0), digits < 0n ? -digits : digits, 0);
}

/** The exact value of a binary floating-point number; undefined for infinities and NaN. */
export function decimalOfFloat(value: number): Decimal | undefined {
  if (!Number.isFinite(value)) return undefined;
  if (Number.isInteger(value)) return decimalOfInteger(value);
  const negative = value < 0;
  let scaled = Math.abs(value);
  let halvings = 0;
  while (!Number.isInteger(scaled)) {
    scaled *= 2;
    halvings += 1;
  }
  // n / 2^k is n × 5^k / 10^k.
  return new Decimal(negative, BigInt(scaled) * 5n ** BigInt(halvings), -halvings);
}

export type Rounding = 'half even' | 'half up' | 'down' | 'ceiling' | 'floor';

function divideRounded(digits: bigint, divisor: bigint, negative: boolean, rounding: Rounding): bigint {
  const quotient = digits / divisor;
  const rest = digits % divisor;
  if (rest === 0n) return quotient;
  const twice = rest * 2n;
  const up =
    rounding === 'half up'
      ? twice >= divisor
      : rounding === 'half even'
        ? twice > divisor || (twice === divisor && quotient % 2n === 1n)
        : rounding === 'ceiling'
          ? !negative
          : rounding === 'floor'
            ? negative
            : false;
  return up ? quotient + 1n : quotient;
}

const tenTo = (power: number): bigint => 10n ** BigInt(power);

/** The value written with `exponent` as its power of ten (-2 for cents), rounded where digits are lost. */
export function rescale(value: Decimal, exponent: number, rounding: Rounding = 'half even'): Decimal {
  const { negative, digits } = value;
  if (value.exponent >= exponent) return new Decimal(negative, digits * tenTo(value.exponent - exponent), exponent);
  return new Decimal(negative, divideRounded(digits, tenTo(exponent - value.exponent), negative, rounding), exponent);
}

export function digitCount(value: Decimal): number {
  return value.digits.toString().length;
}

/** Rounded to the 28 digits that a result keeps. */
export function settle(value: Decimal): Decimal {
  const excess = digitCount(value) - PRECISION;
  if (excess <= 0) return value;
  const rounded = rescale(value, value.exponent + excess);
  return digitCount(rounded) > PRECISION ? rescale(rounded, rounded.exponent + 1) : rounded;
}

/** Without its trailing zeros: 12.50 → 12.5, 1000 → 1E3, which print alike. */
export function normalized(value: Decimal): Decimal {
  if (value.digits === 0n) return new Decimal(value.negative, 0n, 0);
  let { digits, exponent } = value;
  while (digits % 10n === 0n) {
    digits /= 10n;
    exponent += 1;
  }
  return new Decimal(value.negative, digits, exponent);
}

function ofSigned(signed: bigint, exponent: number, zeroIsNegative = false): Decimal {
  return settle(
    new Decimal(signed < 0n || (signed === 0n && zeroIsNegative), signed < 0n ? -signed : signed, exponent),
  );
}

export function add(left: Decimal, right: Decimal): Decimal {
  const exponent = Math.min(left.exponent, right.exponent);
  const sum = rescale(left, exponent).signed + rescale(right, exponent).signed;
  return ofSigned(sum, exponent, left.negative && right.negative);
}

export function negate(value: Decimal): Decimal {
  return new Decimal(!value.negative, value.digits, value.exponent);
}

export function subtract(left: Decimal, right: Decimal): Decimal {
  return add(left, negate(right));
}

export function multiply(left: Decimal, right: Decimal): Decimal {
  return settle(
    new Decimal(left.negative !== right.negative, left.digits * right.digits, left.exponent + right.exponent),
  );
}

/** The quotient to 28 digits, as short as it can be written when exact; undefined when the divisor is zero. */
export function divide(left: Decimal, right: Decimal): Decimal | undefined {
  if (right.digits === 0n) return undefined;
  const negative = left.negative !== right.negative;
  const ideal = left.exponent - right.exponent;
  if (left.digits === 0n) return new Decimal(negative, 0n, ideal);
  const shift = Math.max(0, PRECISION + 2 + digitCount(right) - digitCount(left));
  const dividend = left.digits * tenTo(shift);
  let digits = dividend / right.digits;
  let exponent = ideal - shift;
  if (dividend % right.digits !== 0n) {
    // A last digit that keeps rounding honest: never taken for an exact half.
    return settle(new Decimal(negative, digits * 10n + 1n, exponent - 1));
  }
  while (exponent < ideal && digits % 10n === 0n) {
    digits /= 10n;
    exponent += 1;
  }
  return settle(new Decimal(negative, digits, exponent));
}

/** The rest of the division, with the sign of the dividend; undefined when the divisor is zero. */
export function remainder(left: Decimal, right: Decimal): Decimal | undefined {
  if (right.digits === 0n) return undefined;
  const exponent = Math.min(left.exponent, right.exponent);
  const rest = rescale(left, exponent).digits % rescale(right, exponent).digits;
  return settle(new Decimal(left.negative, rest, exponent));
}

/** Negative, zero or positive, as of `left - right`. */
export function compare(left: Decimal, right: Decimal): number {
  const exponent = Math.min(left.exponent, right.exponent);
  const difference = rescale(left, exponent).signed - rescale(right, exponent).signed;
  return difference < 0n ? -1 : difference > 0n ? 1 : 0;
}
