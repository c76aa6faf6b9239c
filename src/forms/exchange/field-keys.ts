import type {
  DataFieldBase,
  DisplayLocation,
  FieldValidation,
  PageField,
  PostCondition,
  Prefill,
} from '../definitions/types.ts';
import { keepRest, plainText, requiredText, type Key } from './keys.ts';
import { elementOf, type Reading } from './reading.ts';
import { conditionElement, conditionIn, keepWhole } from './small-keys.ts';
import { childNamed, elementsIn, textIn, type XmlElement } from './xml.ts';

/** Keys that fields alone have. */

const locations: readonly DisplayLocation[] = ['validation', 'summary', 'listings', 'statistics'];

export const displayLocations = (absent: readonly DisplayLocation[]): Key<readonly DisplayLocation[]> => ({
  name: 'display_locations',
  read(found) {
    if (!found) return absent;
    const said = elementsIn(found).map((element) => textIn(element).trim());
    return locations.filter((location) => said.includes(location));
  },
  write: (values) =>
    elementOf(
      'display_locations',
      values.map((value) => elementOf('display_location', [value])),
    ),
});

/** Its answer stands under `<id>`, `<id>_display` and `<id>_structured`: no id may look like another's, nor like what every object has. */
export const id: Key<string> = {
  ...requiredText('id', 'a field'),
  read(found, piece) {
    const value = requiredText('id', 'a field').read(found, piece);
    const strange =
      !/^[A-Za-z0-9][A-Za-z0-9_-]{0,99}$/.test(value) || /_(display|structured)$/.test(value) || value in {};
    if (value !== '' && strange) piece.reading.refuse(`\`${value.slice(0, 60)}\` can't be the id of a field`, found);
    return value;
  },
};

export const required = (absent: DataFieldBase['required']): Key<DataFieldBase['required']> => ({
  name: 'required',
  read(found, piece) {
    const said = plainText(found, piece).trim().toLowerCase();
    if (said === '') return absent;
    if (said === 'true' || said === 'required') return 'required';
    if (said === 'false' || said === 'optional') return 'optional';
    if (said !== 'frontoffice') piece.reading.refuseUnknown('obligation', said.slice(0, 100));
    return 'frontoffice';
  },
  write: (value) => elementOf('required', [value]),
});

export const anonymise = (absent: DataFieldBase['anonymise']): Key<DataFieldBase['anonymise']> => ({
  name: 'anonymise',
  read(found, piece) {
    const said = plainText(found, piece).trim().toLowerCase();
    if (said === '') return absent;
    if (said === 'true' || said === 'final') return 'final';
    if (said === 'false' || said === 'no') return 'no';
    if (said !== 'intermediate') piece.reading.refuseUnknown('anonymisation', said.slice(0, 100));
    return 'intermediate';
  },
  write: (value) => elementOf('anonymise', [value]),
});

export const prefill: Key<Prefill | null> = {
  name: 'prefill',
  read(found, piece) {
    if (!found) return null;
    const type = textIn(childNamed(found, 'type')).trim();
    if (type !== 'string' && type !== 'user') {
      if (type !== 'none' && type !== '') keepWhole(found, piece);
      return null;
    }
    keepRest(found, piece, ['type', 'value', 'locked']);
    return {
      type,
      value: textIn(childNamed(found, 'value')),
      locked: textIn(childNamed(found, 'locked')).trim().toLowerCase() === 'true',
    };
  },
  write: (value) =>
    value === null
      ? null
      : elementOf('prefill', [
          elementOf('type', [value.type]),
          elementOf('value', [value.value]),
          value.locked ? elementOf('locked', ['true']) : null,
        ]),
};

/** Checks of a text that are executed (fields/validations.ts has one for each; a test holds the two together). */
export const knownValidations: readonly string[] = (
  'digits time url phone phone-fr mobile-local zipcode-fr siren-fr siret-fr nir-fr ants-predemand-fr caf-beneficiary-number-fr ' +
  'tax-assessment-fiscal-number-fr tax-assessment-reference-fr rna-number-fr nrn-be iban regex django'
).split(' ');

export const validation: Key<FieldValidation | null> = {
  name: 'validation',
  read(found, piece) {
    const type = textIn(found && childNamed(found, 'type')).trim();
    if (!found || type === '' || type === 'none') return null;
    if (!knownValidations.includes(type)) piece.reading.refuseUnknown('validation', type.slice(0, 100));
    keepRest(found, piece, ['type', 'value', 'error_message']);
    return {
      type,
      value: textIn(childNamed(found, 'value')),
      errorMessage: textIn(childNamed(found, 'error_message')) || null,
    };
  },
  write: (value) =>
    value === null
      ? null
      : elementOf('validation', [
          elementOf('type', [value.type]),
          value.value === '' ? null : elementOf('value', [value.value]),
          value.errorMessage === null ? null : elementOf('error_message', [value.errorMessage]),
        ]),
};

export const postConditions: Key<PageField['postConditions']> = {
  name: 'post_conditions',
  read: (found, { reading }) =>
    found ? elementsIn(found).flatMap((element) => postConditionOf(element, reading) ?? []) : [],
  write: (values) => elementOf('post_conditions', values.map(postConditionElement)),
};

function postConditionOf(element: XmlElement, reading: Reading): PostCondition | null {
  const found = childNamed(element, 'condition');
  const value = found && conditionIn(found, reading);
  return value ? { condition: value, errorMessage: textIn(childNamed(element, 'error_message')) } : null;
}

function postConditionElement({ condition, errorMessage }: PostCondition) {
  return elementOf('post_condition', [conditionElement(condition), elementOf('error_message', [errorMessage])]);
}
