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
  let values: Values = {};
  for (const field of fields) {
    if (field.type !== 'computed') continue;
    const moment = await at({ ...known, ...values });
    values = { ...values, ...(await valueOf(field, stored, moment)) };
  }
  return values;
}

async function valueOf(field: ComputedField, stored: Values, moment: Moment): Promise<Values> {
  const { id, freezeOnInitialValue, condition } = field;
  const before = stored[id] ?? null;
  if (freezeOnInitialValue && before !== null)
    return { [id]: before, [`${id}_display`]: stored[`${id}_display`] ?? null };
  return (await moment.holds(condition, true)) ? computedValue(field, moment) : keptAs(id, null);
}

/**
 * The value of the template as JSON; null where it fails, is too long, or nothing that JSON can hold. Both are told to administrators. Of a decimal
 * `<id>_display` is its text to the last digit, by which names know that it is a number.
 */
export async function computedValue({ id, valueTemplate }: ComputedField, moment: Moment): Promise<Values> {
  const given = await moment.value(valueTemplate);
  const plain = isLazy(given) && !given.payload ? given.plain() : given;
  if (plain instanceof Decimal) return keptAs(id, jsonOf(plain), String(plainJson(plain)));
  const value = keptJson(plainJson(given), longest);
  if (value === undefined) moment.names.env.onError?.(new TemplateError('limit', tooLong, valueTemplate, 0));
  return keptAs(id, value ?? null);
}

/** A number where JSON can hold it exactly, else a text. */
function jsonOf(decimal: Decimal): Json {
  const number = decimal.toNumber();
  return Number.isFinite(number) && equal(decimal, decimalOf(String(number))) ? number : String(plainJson(decimal));
}

/** Both keys every time: what an earlier value showed must not stay beside a new one. */
export function keptAs(id: string, value: Json, display: string | null = null): Values {
  return { [id]: value, [`${id}_display`]: display };
}

const tooLong = {
  fr: 'La donnée calculée est trop longue ou trop profonde pour être gardée.',
  en: 'The computed value is too long or too deep to be kept.',
};
