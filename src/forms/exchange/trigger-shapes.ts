import type { Trigger } from '../definitions/types.ts';
import { attribute, flag, optionalText, readShape, requiredText, writeShape, type Key, type Shape } from './keys.ts';
import type { Reading } from './reading.ts';
import { roleKeys, texts } from './small-keys.ts';
import type { XmlElement } from './xml.ts';

/** Stands in an address, and is the key of what was sent. */
const identifier: Key<string> = {
  ...requiredText('identifier', 'a trigger « Appel externe »'),
  read(found, piece) {
    const value = requiredText('identifier', 'a trigger « Appel externe »').read(found, piece);
    const fits = value === '' || (/^[A-Za-z][A-Za-z0-9_-]{0,99}$/.test(value) && !(value in {}));
    if (!fits)
      piece.reading.refuse(
        `\`${value.slice(0, 60)}\` can't be an identifier: a letter, then letters, digits, _`,
        found,
      );
    return value;
  },
};

/** How each trigger of a global action stands in the exported format. */
const triggerShapes: { readonly [T in Trigger['type']]: Shape<Extract<Trigger, { type: T }>> } = {
  webservice: {
    id: attribute('id', 'a trigger'),
    identifier,
    roles: roleKeys('roles'),
  },
  manual: {
    id: attribute('id', 'a trigger'),
    roles: roleKeys('roles'),
    statuses: texts('statuses', 'statuse'),
    allowAsMassAction: flag('allow_as_mass_action', true),
    requireConfirmation: flag('require_confirmation'),
    confirmationText: optionalText('confirmation_text'),
  },
};

export function readTrigger(element: XmlElement, reading: Reading): Trigger | null {
  const type = element.attributes['type'] ?? '';
  if (!Object.hasOwn(triggerShapes, type)) {
    reading.refuseUnknown('trigger', type.slice(0, 100));
    return null;
  }
  return { type, ...readShape(triggerShapes[type as 'manual'], element, reading) } as unknown as Trigger;
}

export function writeTrigger(trigger: Trigger) {
  return writeShape(triggerShapes[trigger.type] as Shape<Trigger>, trigger, 'trigger', { type: trigger.type });
}
