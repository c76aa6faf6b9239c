/**
 * What an administrator defines: forms, workflows, data sources, web services. Read from exported definitions (exchange/), kept as versions
 * (`forms.definition_version.body` holds one of these as JSON), never changed once a request points to it.
 * Keys of the exported format that no code reads are kept beside (`kept`) and exported again as they came.
 */

/** An element of an exported definition, as it came. */
export type KeptElement = {
  name: string;
  attributes: Readonly<Record<string, string>>;
  children: readonly (KeptElement | string)[];
};

export type Kept = readonly KeptElement[];

/** A template: Django's syntax where it contains `{{` or `{%`, else the text itself. */
export type TemplateText = string;

/** The body of an `if` (spec/forms-workflows.md, section 4.6). Null and blank are true. */
export type ConditionText = string | null;

export type DefinitionKind = 'form' | 'workflow' | 'data source' | 'web service';

/** Roles are named by slug where the export has one, else by name; a key that starts with `_` is a function or a special role. */
export type RoleReference = { slug: string; name: string };

// Forms

export type FormDefinition = {
  kind: 'form';
  slug: string;
  name: string;
  description: string;
  keywords: string;
  category: { slug: string; name: string } | null;
  /** Slug of its workflow; null is the built-in one. */
  workflow: string | null;
  /** Function of the workflow (`_receiver`) → role. */
  workflowRoles: Readonly<Record<string, RoleReference>>;
  /** Roles that may fill it; empty is anybody. */
  userRoles: readonly RoleReference[];
  /** A summary page before the request is made. */
  confirmation: boolean;
  disabled: boolean;
  disabledRedirection: TemplateText | null;
  onlyAllowOne: boolean;
  alwaysAdvertise: boolean;
  enableTrackingCodes: boolean;
  digestTemplate: TemplateText | null;
  fields: readonly Field[];
  kept: Kept;
};

export type FieldBase = {
  /** Its input is named `f<id>`. */
  id: string;
  label: TemplateText;
  varname: string | null;
  condition: ConditionText;
  cssClass: string;
  displayLocations: readonly DisplayLocation[];
  kept: Kept;
};

export type DisplayLocation = 'validation' | 'summary' | 'listings' | 'statistics';

export type DataFieldBase = FieldBase & {
  required: 'required' | 'optional' | 'frontoffice';
  hint: TemplateText;
  prefill: Prefill | null;
  anonymise: 'final' | 'intermediate' | 'no';
};

export type Prefill = { type: 'string' | 'user'; value: TemplateText; locked: boolean };

export type PostCondition = { condition: string; errorMessage: TemplateText };

export type PageField = FieldBase & { type: 'page'; postConditions: readonly PostCondition[] };
export type TitleField = FieldBase & { type: 'title' | 'subtitle' | 'comment' };

export type StringField = DataFieldBase & {
  type: 'string';
  maxLength: number | null;
  validation: FieldValidation | null;
};
export type EmailField = DataFieldBase & { type: 'email' };
export type TextField = DataFieldBase & {
  type: 'text';
  rows: number | null;
  maxLength: number | null;
  displayMode: string;
};
export type ItemField = DataFieldBase & {
  type: 'item';
  items: readonly string[];
  dataSource: SourceReference | null;
  displayMode: 'list' | 'radio' | 'autocomplete' | 'timetable';
  displayDisabledItems: boolean;
  useHintAsFirstOption: boolean;
  initialDateAlignment: TemplateText | null;
};

/** « Liste à choix multiple ». Zero and null ask for no number of choices. */
export type ItemsField = DataFieldBase & {
  type: 'items';
  items: readonly string[];
  dataSource: SourceReference | null;
  displayMode: 'checkboxes' | 'autocomplete';
  minChoices: number | null;
  maxChoices: number | null;
  displayDisabledItems: boolean;
};
export type ListField = ItemField | ItemsField;

/** « Case à cocher ». */
export type BoolField = DataFieldBase & { type: 'bool' };

/** « Nombre ». Its bounds are decimals as texts. */
export type NumericField = DataFieldBase & {
  type: 'numeric';
  restrictToIntegers: boolean;
  minValue: string | null;
  maxValue: string | null;
};

/** « Date ». `dateCanBeToday` lets today in where it has to be in the future, or in the past. */
export type DateField = DataFieldBase & {
  type: 'date';
  minimumDate: TemplateText | null;
  maximumDate: TemplateText | null;
  minimumIsFuture: boolean;
  dateInThePast: boolean;
  dateCanBeToday: boolean;
};

/** « Donnée calculée »: never seen; its value is that of a template. A frozen one keeps the first value that it had. */
export type ComputedField = FieldBase & {
  type: 'computed';
  valueTemplate: TemplateText;
  freezeOnInitialValue: boolean;
  dataSource: SourceReference | null;
};

/** `type`: a kind of generic source (`json`, `jsonvalue`), or the slug of a named one (then `value` is empty). */
export type SourceReference = { type: string; value: TemplateText };

export type FieldValidation = { type: string; value: string; errorMessage: string | null };

export type DataField =
  | StringField
  | EmailField
  | TextField
  | ItemField
  | ItemsField
  | BoolField
  | NumericField
  | DateField;
export type Field = PageField | TitleField | ComputedField | DataField;
export type FieldType = Field['type'];

// Workflows

export type WorkflowDefinition = {
  kind: 'workflow';
  slug: string;
  name: string;
  /** Functions: key that starts with `_` → label. */
  roles: Readonly<Record<string, string>>;
  statuses: readonly Status[];
  globalActions: readonly GlobalAction[];
  kept: Kept;
};

export type Status = {
  /** Requests in it have `status: wf-<id>`. */
  id: string;
  name: string;
  /** Keys of the functions or roles that see it in the history; null is everybody. */
  visibility: readonly string[] | null;
  forcedEndpoint: boolean;
  colour: string;
  items: readonly Action[];
  kept: Kept;
};

export type GlobalAction = {
  id: string;
  name: string;
  items: readonly Action[];
  triggers: readonly Trigger[];
  kept: Kept;
};

export type Trigger = WebserviceTrigger | ManualTrigger;

/** « Appel externe ». No role: anybody may call. */
export type WebserviceTrigger = {
  type: 'webservice';
  id: string;
  identifier: string;
  roles: readonly string[];
  kept: Kept;
};

/** « Manuel ». `statuses`: status ids, `_endpoint_status`, `_waitpoint_status`, `_transition_status`; empty is all. */
export type ManualTrigger = {
  type: 'manual';
  id: string;
  roles: readonly string[];
  statuses: readonly string[];
  allowAsMassAction: boolean;
  requireConfirmation: boolean;
  confirmationText: TemplateText | null;
  kept: Kept;
};

export type ActionBase = { id: string; condition: ConditionText; kept: Kept };

/** A status id, or `_previous`: the one marked last. */
export type Target = string;

export type JumpAction = ActionBase & {
  type: 'jump';
  status: Target;
  mode: 'immediate' | 'timeout' | 'trigger';
  trigger: string | null;
  by: readonly string[];
  timeout: TemplateText | null;
  setMarker: boolean;
  identifier: string | null;
};

/** « Saut manuel »: a button. */
export type ChoiceAction = ActionBase & {
  type: 'choice';
  label: TemplateText;
  by: readonly string[];
  status: Target;
  requireConfirmation: boolean;
  confirmationText: TemplateText | null;
  backofficeInfoText: string | null;
  ignoreFormErrors: boolean;
  setMarker: boolean;
  identifier: string | null;
};

/** « Alerte ». `to`: empty is everybody. */
export type DisplayMessageAction = ActionBase & {
  type: 'displaymsg';
  message: TemplateText;
  level: 'success' | 'info' | 'warning' | 'error' | null;
  position: 'top' | 'bottom' | 'actions';
  to: readonly string[];
};

/** « Message dans l'historique ». */
export type RegisterCommentAction = ActionBase & {
  type: 'register-comment';
  comment: TemplateText;
  level: 'success' | 'info' | 'warning' | 'error' | null;
  to: readonly string[];
};

/** `:stop` « Arrêter », `:pass` « Ignorer », or the status to jump to. */
export type ErrorTarget = string;

/** A row of a table « clé → gabarit ». */
export type TemplateRow = { name: string; value: TemplateText };

export type WebserviceCallAction = ActionBase & {
  type: 'webservice_call';
  label: string;
  /** Null: POST when there is a body to send, else GET. */
  method: HttpMethod | null;
  url: TemplateText;
  qsData: readonly TemplateRow[];
  post: boolean;
  postData: readonly TemplateRow[];
  responseType: 'json';
  varname: string | null;
  requestSignatureKey: TemplateText | null;
  storeAllResponses: boolean;
  onApplicationError: ErrorTarget;
  on4xx: ErrorTarget;
  on5xx: ErrorTarget;
  onNetworkError: ErrorTarget;
  onBadData: ErrorTarget;
  notifyOnErrors: boolean;
  recordOnErrors: boolean;
  recordErrors: boolean;
  setMarker: boolean;
};

export type HttpMethod = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

export type Action = JumpAction | ChoiceAction | DisplayMessageAction | RegisterCommentAction | WebserviceCallAction;
export type ActionType = Action['type'];

// Data sources and web services

export type DataSourceDefinition = {
  kind: 'data source';
  slug: string;
  name: string;
  source: SourceReference;
  qsData: readonly TemplateRow[];
  cacheSeconds: number;
  queryParameter: string | null;
  idParameter: string | null;
  /** Dotted path to the list. */
  dataAttribute: string;
  idAttribute: string;
  textAttribute: string;
  notifyOnErrors: boolean;
  recordOnErrors: boolean;
  external: 'agenda' | 'agenda_manual' | null;
  externalType: string | null;
  kept: Kept;
};

export type WebServiceDefinition = {
  kind: 'web service';
  slug: string;
  name: string;
  method: HttpMethod;
  url: TemplateText;
  qsData: readonly TemplateRow[];
  postData: readonly TemplateRow[];
  postFormdata: boolean;
  requestSignatureKey: TemplateText | null;
  timeoutSeconds: number | null;
  cacheSeconds: number;
  notifyOnErrors: boolean;
  recordOnErrors: boolean;
  kept: Kept;
};

export type Definition = FormDefinition | WorkflowDefinition | DataSourceDefinition | WebServiceDefinition;

export type DefinitionOf<K extends DefinitionKind> = Extract<Definition, { kind: K }>;
