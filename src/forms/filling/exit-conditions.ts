import type { DataField, PostCondition } from '../definitions/types.ts';
import type { Moment } from './moment.ts';
import type { PageRead } from './read-page.ts';

/**
 * The messages of the exit conditions that don't hold, one that fails counting as not holding. All are evaluated on the same moment, so a web
 * service that several of them name is called once.
 */
export async function failedExits(conditions: readonly PostCondition[], moment: Moment): Promise<readonly string[]> {
  const messages: string[] = [];
  for (const { condition, errorMessage } of conditions) {
    if (!(await moment.holds(condition, false))) messages.push(await moment.text(errorMessage));
  }
  return messages;
}

/**
 * Whether the exit conditions are looked at: once the page's answers hold. A choice that vanished from its list meanwhile doesn't hold, but the
 * condition's own message (« Choisissez un nouveau créneau ») says better what to do: it is looked at all the same.
 */
export function isWorthLeaving({ faults, unavailable, opened, values }: PageRead): boolean {
  return !unavailable && !opened && faults.every(({ field }) => isList(field) && (values[field.id] ?? null) !== null);
}

const isList = ({ type }: DataField): boolean => type === 'item' || type === 'items';
