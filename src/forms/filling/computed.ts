import { Decimal, decimalOf } from '../../templates/decimal.ts';
import { equal } from '../../templates/python.ts';
import { isLazy } from '../../templates/values.ts';
import { TemplateError } from '../../templates/errors.ts';
import { plainJson } from '../../templates/payload.ts';
import type { ComputedField, Field } from '../definitions/types.ts';
import type { Json, Values } from '../requests/types.ts';
import { keptJson } from '../sources/json.ts';
import type { At, Moment } from './moment.ts';

/** Letters that a computed value holds at most, as JSON. */
const longest = 100_000;

/**
 * The computed values of these fields, in their order, each seeing those before it. One that is frozen keeps what is stored of it; one that is hidden
 * isn't evaluated.
 */
export async function computedValues(fields: readonly Field[], known: Values, stored: Values, at: At): Promise<Values> {
  const values: Record<string, Json> = {};
  for (const field of fields) {
    if (field.type !== 'computed') continue;
    const before = stored[field.id] ?? null;
    const moment = await at({ ...known, ...values });
    if (field.freezeOnInitialValue && before !== null) values[field.id] = before;
    else values[field.id] = (await moment.holds(field.condition, true)) ? await computedValue(field, moment) : null;
  }
  return values;
}

/** The value of the template as JSON; null where it fails, is too long, or nothing that JSON can hold. Both are told to administrators. */
export async function computedValue({ valueTemplate }: ComputedField, moment: Moment): Promise<Json> {
  const value = keptJson(jsonOf(await moment.value(valueTemplate)), longest);
  if (value === undefined) moment.names.env.onError?.(new TemplateError('limit', tooLong, valueTemplate, 0));
  return value ?? null;
}

/** A number stays one where JSON can hold it exactly, so that conditions compare it as a number; else decimals are texts, as in payloads. */
function jsonOf(value: unknown): unknown {
  const plain = isLazy(value) && !value.payload ? value.plain() : value;
  if (!(plain instanceof Decimal)) return plainJson(value);
  const number = plain.toNumber();
  return Number.isFinite(number) && equal(plain, decimalOf(String(number))) ? number : plainJson(plain);
}

const tooLong = {
  fr: 'La donnée calculée est trop longue ou trop profonde pour être gardée.',
  en: 'The computed value is too long or too deep to be kept.',
};
