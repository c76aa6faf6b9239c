import type {
  ChoiceAction,
  FormDefinition,
  ItemField,
  PageField,
  PostCondition,
  Status,
  StringField,
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
