import type {
  DataFieldBase,
  DisplayLocation,
  Field,
  FieldBase,
  FieldType,
  FieldValidation,
  PageField,
  PostCondition,
  Prefill,
  TitleField,
} from '../definitions/types.ts';
import {
  flag,
  integer,
  keepRest,
  oneOf,
  optionalText,
  plainText,
  readShape,
  requiredText,
  text,
  writeShape,
  type Key,
  type Shape,
} from './keys.ts';
import { elementOf, type Reading } from './reading.ts';
import { condition, conditionElement, conditionIn, keepWhole, source, texts } from './small-keys.ts';
import { childNamed, elementsIn, textIn, type XmlElement } from './xml.ts';

/** How each type of field stands in the exported format. A type that the forms learn is a row here, and one in `fields/`. */

const locations: readonly DisplayLocation[] = ['validation', 'summary', 'listings', 'statistics'];

const displayLocations = (absent: readonly DisplayLocation[]): Key<readonly DisplayLocation[]> => ({
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
const id: Key<string> = {
  ...requiredText('id', 'a field'),
  read(found, piece) {
    const value = requiredText('id', 'a field').read(found, piece);
    const strange =
      !/^[A-Za-z0-9][A-Za-z0-9_-]{0,99}$/.test(value) || /_(display|structured)$/.test(value) || value in {};
    if (value !== '' && strange) piece.reading.refuse(`\`${value.slice(0, 60)}\` can't be the id of a field`, found);
    return value;
  },
};

const base = (shownOn: readonly DisplayLocation[]): Shape<FieldBase> => ({
  id,
  label: text('label'),
  varname: optionalText('varname'),
  condition,
  cssClass: text('extra_css_class'),
  displayLocations: displayLocations(shownOn),
});

const required: Key<DataFieldBase['required']> = {
  name: 'required',
  read(found, piece) {
    const said = plainText(found, piece).trim().toLowerCase();
    if (said === '' || said === 'true' || said === 'required') return 'required';
    if (said === 'false' || said === 'optional') return 'optional';
    if (said !== 'frontoffice') piece.reading.refuseUnknown('obligation', said.slice(0, 100));
    return 'frontoffice';
  },
  write: (value) => elementOf('required', [value]),
};

const anonymise = (absent: DataFieldBase['anonymise']): Key<DataFieldBase['anonymise']> => ({
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

const prefill: Key<Prefill | null> = {
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

const dataBase = (anonymised: DataFieldBase['anonymise'] = 'final'): Shape<DataFieldBase> => ({
  ...base(['validation', 'summary']),
  required,
  hint: text('hint'),
  prefill,
  anonymise: anonymise(anonymised),
});

/** Checks of a text that are executed (fields/validations.ts has one for each; a test holds the two together). */
export const knownValidations: readonly string[] = (
  'digits time url phone phone-fr mobile-local zipcode-fr siren-fr siret-fr nir-fr ants-predemand-fr caf-beneficiary-number-fr ' +
  'tax-assessment-fiscal-number-fr tax-assessment-reference-fr rna-number-fr nrn-be iban regex django'
).split(' ');

const validation: Key<FieldValidation | null> = {
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

const postConditions: Key<PageField['postConditions']> = {
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

const label: Shape<FieldBase> = base(['validation', 'summary']);

type FieldOf<T extends FieldType> = T extends TitleField['type'] ? TitleField : Extract<Field, { type: T }>;

export const fieldShapes: { readonly [T in FieldType]: Shape<FieldOf<T>> } = {
  page: { ...base([]), postConditions },
  title: label,
  subtitle: label,
  comment: base([]),
  string: { ...dataBase(), maxLength: integer('maxlength', null), validation },
  email: dataBase(),
  text: {
    ...dataBase(),
    rows: integer('rows', null),
    maxLength: integer('maxlength', null),
    displayMode: text('display_mode', 'plain'),
  },
  item: {
    ...dataBase(),
    items: texts('items', 'item'),
    dataSource: source('data_source', true),
    displayMode: oneOf(
      'display_mode',
      ['list', 'radio', 'autocomplete', 'timetable'],
      'list',
      'display mode of a list',
    ),
    displayDisabledItems: flag('display_disabled_items'),
    useHintAsFirstOption: flag('use_hint_as_first_option', true),
    initialDateAlignment: optionalText('initial_date_alignment'),
  },
};

export function isKnownField(type: string): type is FieldType {
  return Object.hasOwn(fieldShapes, type);
}

/** A `field`; null and a reason where its type isn't known yet. */
export function readField(element: XmlElement, reading: Reading): Field | null {
  const type = textIn(childNamed(element, 'type')).trim();
  if (!isKnownField(type)) {
    if (type === '') reading.refuse('a field has no `type`', element);
    else reading.refuseUnknown('field type', type.slice(0, 100));
    refuseUnknownInside(element, reading);
    refuseUnknownFields(element, reading);
    return null;
  }
  return { type, ...readShape(fieldShapes[type] as Shape<FieldBase>, element, reading, ['type']) } as unknown as Field;
}

export function writeField(field: Field) {
  return writeShape(fieldShapes[field.type] as Shape<Field>, field, 'field', {}, [elementOf('type', [field.type])]);
}

/** Names what isn't known of the fields inside pieces that are kept, or not known themselves: options of a workflow, the action « Formulaire ». */
export function refuseUnknownFields(element: XmlElement, reading: Reading): void {
  for (const child of elementsIn(element)) {
    const type = child.name === 'field' ? textIn(childNamed(child, 'type')).trim() : '';
    if (type !== '' && !isKnownField(type)) reading.refuseUnknown('field type', type.slice(0, 100));
    if (type !== '') refuseUnknownInside(child, reading);
    refuseUnknownFields(child, reading);
  }
}

/** Names the unknown data source and language of condition of a field that is not read. */
function refuseUnknownInside(field: XmlElement, reading: Reading): void {
  const piece = { element: field, reading, kept: [] };
  source('data_source', true).read(childNamed(field, 'data_source'), piece);
  condition.read(childNamed(field, 'condition'), piece);
}
