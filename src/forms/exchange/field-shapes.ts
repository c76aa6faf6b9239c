import type { DataFieldBase, DisplayLocation, Field, FieldBase, FieldType, TitleField } from '../definitions/types.ts';
import { anonymise, displayLocations, id, postConditions, prefill, required, validation } from './field-keys.ts';
import { decimal, flag, integer, oneOf, optionalText, readShape, text, writeShape, type Shape } from './keys.ts';
import { elementOf, type Reading } from './reading.ts';
import { condition, source, texts } from './small-keys.ts';
import { childNamed, elementsIn, textIn, type XmlElement } from './xml.ts';

/** How each type of field stands in the exported format. A type that the forms learn is a row here, and one in `fields/`. */

const base = (shownOn: readonly DisplayLocation[]): Shape<FieldBase> => ({
  id,
  label: text('label'),
  varname: optionalText('varname'),
  condition,
  cssClass: text('extra_css_class'),
  displayLocations: displayLocations(shownOn),
});

const dataBase = (
  anonymised: DataFieldBase['anonymise'] = 'final',
  asked: DataFieldBase['required'] = 'required',
): Shape<DataFieldBase> => ({
  ...base(['validation', 'summary']),
  required: required(asked),
  hint: text('hint'),
  prefill,
  anonymise: anonymise(anonymised),
});

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
  items: {
    ...dataBase('no'),
    items: texts('items', 'item'),
    dataSource: source('data_source', true),
    displayMode: oneOf('display_mode', ['checkboxes', 'autocomplete'], 'checkboxes', 'display mode of a list'),
    minChoices: integer('min_choices', null),
    maxChoices: integer('max_choices', null),
    displayDisabledItems: flag('display_disabled_items'),
  },
  bool: dataBase('no', 'optional'),
  numeric: {
    ...dataBase(),
    restrictToIntegers: flag('restrict_to_integers', true),
    minValue: decimal('min_value', '0'),
    maxValue: decimal('max_value', null),
  },
  date: {
    ...dataBase(),
    minimumDate: optionalText('minimum_date'),
    maximumDate: optionalText('maximum_date'),
    minimumIsFuture: flag('minimum_is_future'),
    dateInThePast: flag('date_in_the_past'),
    dateCanBeToday: flag('date_can_be_today'),
  },
  computed: {
    ...base([]),
    valueTemplate: text('value_template'),
    freezeOnInitialValue: flag('freeze_on_initial_value'),
    dataSource: source('data_source', true),
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
