import type { ItemsField } from '../definitions/types.ts';
import { isBooked } from '../fields/choices.ts';
import type { Posted } from '../fields/field-type.ts';
import type { ItemsFound } from '../sources/source.ts';
import type { BoxesView, DownView, Question, Showing, SlotsView } from './field-views.ts';
import { areSlots, slotsOf, step } from './slots.ts';

/** Any of several, by day where they have a moment. What is booked already stands ticked: one takes the tick away to cancel. */
export function boxesView(
  field: ItemsField,
  question: Question,
  given: Posted | undefined,
  found: ItemsFound,
  { most, telling }: Pick<Showing, 'most' | 'telling'>,
): BoxesView | SlotsView | DownView {
  if (found.kind === 'error') return { ...question, kind: 'down', values: [given ?? []].flat() };
  const items = found.items.filter(({ disabled }) => !disabled || field.displayDisabledItems);
  const chosen = given === undefined ? items.filter(isBooked).map(({ id }) => id) : [given].flat();
  if (!areSlots(items)) {
    const options = items.map(({ id, text, disabled }) => ({ value: id, label: text, disabled }));
    return { ...question, kind: 'boxes', values: chosen, options };
  }
  const { days, firstFree, hidden } = slotsOf(items, { anchor: `jour-${field.id}`, chosen, most, telling });
  return { ...question, kind: 'slots', several: true, days, firstFree, more: hidden > 0 ? most + step : null };
}
