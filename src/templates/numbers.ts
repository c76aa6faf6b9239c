import { Decimal, decimalOf, decimalOfFloat, decimalOfInteger, digitCount, normalized, rescale } from './decimal.ts';
import { Float, plain } from './values.ts';

const KEPT = -6;
const PRECISION = 28;

/**
 * The number that a value holds or tells, as people write them: a comma or a point, at most six decimals kept.
 * Undefined for what tells none; booleans count as 0.
 */
export function numberTold(given: unknown): Decimal | undefined {
  const value = plain(given);
  if (typeof value === 'boolean') return decimalOfInteger(0);
  const exact =
    typeof value === 'string'
      ? decimalOf(value.replaceAll(',', '.'))
      : typeof value === 'number'
        ? decimalOfFloat(value)
        : typeof value === 'bigint'
          ? decimalOfInteger(value)
          : value instanceof Float
            ? decimalOfFloat(value.value)
            : value instanceof Decimal
              ? value
              : undefined;
  if (!exact) return undefined;
  const kept = rescale(exact, KEPT);
  return digitCount(kept) > PRECISION ? undefined : normalized(kept);
}

export const ZERO = new Decimal(false, 0n, 0);

/** Like {@link numberTold}, zero for what tells no number. */
export function numberOf(value: unknown): Decimal {
  return numberTold(value) ?? ZERO;
}
