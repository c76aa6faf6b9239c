import type {
  BoolField,
  ChoiceAction,
  ComputedField,
  DateField,
  FormDefinition,
  ItemField,
  ItemsField,
  NumericField,
  PageField,
  PostCondition,
  Status,
  StringField,
  TitleField,
  WebServiceDefinition,
  WorkflowDefinition,
} from '../definitions/types.ts';

/** Definitions for tests, as an import would give them, with what a test doesn't say left at its default. */

const base = {
  condition: null,
  cssClass: '',
  displayLocations: ['validation', 'summary', 'listings'],
  kept: [],
} as const;
const question = { required: 'required', hint: '', prefill: null, anonymise: 'final' } as const;

export function pageField(id: string, label: string, more: Partial<PageField> = {}): PageField {
  return { ...base, type: 'page', id, label, varname: null, postConditions: [], ...more };
}

export function stringField(id: string, label: string, more: Partial<StringField> = {}): StringField {
  return {
    ...base,
    ...question,
    type: 'string',
    id,
    label,
    varname: `x${id}`,
    maxLength: null,
    validation: null,
    ...more,
  };
}

export function itemField(id: string, label: string, more: Partial<ItemField> = {}): ItemField {
  return {
    ...base,
    ...question,
    type: 'item',
    id,
    label,
    varname: `x${id}`,
    items: [],
    dataSource: null,
    displayMode: 'list',
    displayDisabledItems: false,
    useHintAsFirstOption: false,
    initialDateAlignment: null,
    ...more,
  };
}

export function itemsField(id: string, label: string, more: Partial<ItemsField> = {}): ItemsField {
  return {
    ...base,
    ...question,
    type: 'items',
    id,
    label,
    varname: `x${id}`,
    items: [],
    dataSource: null,
    displayMode: 'checkboxes',
    minChoices: 0,
    maxChoices: 0,
    displayDisabledItems: false,
    ...more,
  };
}

export function boolField(id: string, label: string, more: Partial<BoolField> = {}): BoolField {
  return { ...base, ...question, type: 'bool', id, label, varname: `x${id}`, ...more };
}

export function numericField(id: string, label: string, more: Partial<NumericField> = {}): NumericField {
  const bounds = { restrictToIntegers: true, minValue: '0', maxValue: null };
  return { ...base, ...question, ...bounds, type: 'numeric', id, label, varname: `x${id}`, ...more };
}

export function dateField(id: string, label: string, more: Partial<DateField> = {}): DateField {
  const bounds = { minimumDate: null, maximumDate: null };
  const days = { minimumIsFuture: false, dateInThePast: false, dateCanBeToday: false };
  return { ...base, ...question, ...bounds, ...days, type: 'date', id, label, varname: `x${id}`, ...more };
}

export function commentField(id: string, label: string): TitleField {
  return { ...base, type: 'comment', id, label, varname: null };
}

/** `form_var_x<id>` is what the template gives. */
export function computedField(id: string, valueTemplate: string, more: Partial<ComputedField> = {}): ComputedField {
  const own = { valueTemplate, freezeOnInitialValue: false, dataSource: null };
  return { ...base, ...own, type: 'computed', id, label: `x${id}`, varname: `x${id}`, ...more };
}

export function exit(condition: string, errorMessage: string): PostCondition {
  return { condition, errorMessage };
}

export function sampleForm(
  slug: string,
  fields: FormDefinition['fields'],
  more: Partial<FormDefinition> = {},
): FormDefinition {
  return {
    kind: 'form',
    slug,
    name: slug,
    description: '',
    keywords: '',
    category: null,
    workflow: null,
    workflowRoles: {},
    userRoles: [],
    confirmation: true,
    disabled: false,
    disabledRedirection: null,
    onlyAllowOne: false,
    alwaysAdvertise: false,
    enableTrackingCodes: false,
    digestTemplate: null,
    fields,
    kept: [],
    ...more,
  };
}

export function choiceAction(
  id: string,
  label: string,
  status: string,
  more: Partial<ChoiceAction> = {},
): ChoiceAction {
  return {
    type: 'choice',
    id,
    condition: null,
    kept: [],
    label,
    by: ['_receiver'],
    status,
    requireConfirmation: false,
    confirmationText: null,
    backofficeInfoText: null,
    ignoreFormErrors: false,
    setMarker: false,
    identifier: null,
    ...more,
  };
}

export function sampleStatus(id: string, name: string, more: Partial<Status> = {}): Status {
  return { id, name, visibility: null, forcedEndpoint: false, colour: '', items: [], kept: [], ...more };
}

export function sampleWorkflow(slug: string, statuses: readonly Status[]): WorkflowDefinition {
  return {
    kind: 'workflow',
    slug,
    name: slug,
    roles: { _receiver: 'Destinataire' },
    statuses,
    globalActions: [],
    kept: [],
  };
}

export function sampleWebService(slug: string, url: string): WebServiceDefinition {
  return {
    kind: 'web service',
    slug,
    name: slug,
    method: 'POST',
    url,
    qsData: [],
    postData: [{ name: 'lock_code', value: '{{ session_hash_id }}' }],
    postFormdata: false,
    requestSignatureKey: null,
    timeoutSeconds: null,
    cacheSeconds: 0,
    notifyOnErrors: false,
    recordOnErrors: true,
    kept: [],
  };
}
