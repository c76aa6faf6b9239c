import * as decimals from '../decimal.ts';
import { Decimal } from '../decimal.ts';
import { numberOf } from '../numbers.ts';
import { floatformat } from './floatformat.ts';
import { floatOf } from '../values.ts';
import type { FilterRow } from '../rows.ts';

/** A decimal cut to a whole number. */
export function wholeOf(value: Decimal, rounding: decimals.Rounding = 'down'): number | bigint {
  const whole = decimals.rescale(value, 0, rounding).signed;
  const small = Number(whole);
  return Number.isSafeInteger(small) ? small : whole;
}

const decimal: FilterRow = {
  name: 'decimal',
  argument: 'optional',
  fr: 'Un nombre ; avec une valeur, son écriture à tant de décimales.',
  en: 'A number; with an argument, written with so many decimals.',
  example: ['{{ "12,5"|decimal:2 }}', '12,50'],
  run(value, argument, run) {
    const number = value instanceof Decimal ? value : numberOf(value);
    return argument === undefined ? number : floatformat(number, argument, run);
  },
};

export const numberFilters: readonly FilterRow[] = [
  decimal,
  {
    name: 'integer',
    fr: 'Un nombre entier, les décimales étant coupées.',
    en: 'A whole number, its decimals cut.',
    example: ['{{ "3,9"|integer }}', '3'],
    run: (value) => wholeOf(numberOf(value)),
  },
  {
    name: 'float',
    fr: 'Un nombre à virgule.',
    en: 'A floating-point number.',
    example: ['{{ "12.50"|float }}', '12,5'],
    run: (value) => floatOf(numberOf(value).toNumber()),
  },
  {
    name: 'multiply',
    argument: 'required',
    fr: 'Le produit.',
    en: 'The product.',
    example: ['{{ "19.99"|multiply:3 }}', '59,97'],
    run: (value, argument) => decimals.multiply(numberOf(value), numberOf(argument)),
  },
];
