import type { Action, ActionBase, ActionType, HttpMethod, JumpAction } from '../definitions/types.ts';
import { refuseUnknownFields } from './field-shapes.ts';
import { flag, oneOf, optionalText, plainText, readShape, text, writeShape, type Key, type Shape } from './keys.ts';
import { elementOf, type Reading } from './reading.ts';
import { condition, roleKeys, rows } from './small-keys.ts';
import { childNamed, textIn, type XmlElement } from './xml.ts';

/** How each action stands in the exported format. An action that the engine learns is a row here, and one in `workflow/actions/`. */

const levels = [null, 'success', 'info', 'warning', 'error'] as const;
const methods: readonly (HttpMethod | null)[] = [null, 'GET', 'POST', 'PUT', 'PATCH', 'DELETE'];

/** Blank where the export has none: whoever reads the list then counts. */
const id: Key<string> = {
  name: 'id',
  attribute: true,
  read: (found) => textIn(found).trim(),
  write: (value) => elementOf('id', [value]),
};

const base: Shape<ActionBase> = { id, condition };

const trimmed = (name: string, absent = ''): Key<string> => ({
  name,
  read: (found, piece) => plainText(found, piece).trim() || absent,
  write: (value) => (value === absent ? null : elementOf(name, [value])),
});

/** Absent: a timeout where there is a `timeout`, a waiting call where there is a `trigger`, else at once. */
const mode: Key<JumpAction['mode']> = {
  name: 'mode',
  read(found, piece) {
    const holds = (name: string) => textIn(childNamed(piece.element, name)).trim() !== '';
    const inferred = holds('timeout') ? 'timeout' : holds('trigger') ? 'trigger' : 'immediate';
    const said = plainText(found, piece).trim() || inferred;
    if (said === 'immediate' || said === 'trigger') return said;
    piece.reading.refuseUnknown('mode of a jump', said.slice(0, 100));
    return 'immediate';
  },
  write: (value) => elementOf('mode', [value]),
};

export const actionShapes: { readonly [T in ActionType]: Shape<Extract<Action, { type: T }>> } = {
  jump: {
    ...base,
    status: trimmed('status'),
    mode,
    trigger: optionalText('trigger'),
    by: roleKeys('by'),
    timeout: optionalText('timeout'),
    setMarker: flag('set_marker_on_status'),
    identifier: optionalText('identifier'),
  },
  choice: {
    ...base,
    label: text('label'),
    by: roleKeys('by'),
    status: trimmed('status'),
    requireConfirmation: flag('require_confirmation'),
    confirmationText: optionalText('confirmation_text'),
    backofficeInfoText: optionalText('backoffice_info_text'),
    ignoreFormErrors: flag('ignore_form_errors'),
    setMarker: flag('set_marker_on_status'),
    identifier: optionalText('identifier'),
  },
  displaymsg: {
    ...base,
    message: text('message'),
    level: oneOf('level', levels, null, 'level of a message'),
    position: oneOf('position', ['top', 'bottom', 'actions'], 'top', 'position of a message'),
    to: roleKeys('to'),
  },
  'register-comment': {
    ...base,
    comment: text('comment'),
    level: oneOf('level', levels, null, 'level of a message'),
    to: roleKeys('to'),
  },
  webservice_call: {
    ...base,
    label: text('label'),
    method: oneOf('method', methods, null, 'method of a web service'),
    url: text('url'),
    qsData: rows('qs_data', 'item'),
    post: flag('post'),
    postData: rows('post_data', 'item'),
    responseType: oneOf('response_type', ['json'], 'json', 'response type of a web service'),
    varname: optionalText('varname'),
    requestSignatureKey: optionalText('request_signature_key'),
    storeAllResponses: flag('store_all_responses'),
    onApplicationError: trimmed('action_on_app_error', ':pass'),
    on4xx: trimmed('action_on_4xx', ':stop'),
    on5xx: trimmed('action_on_5xx', ':stop'),
    onNetworkError: trimmed('action_on_network_errors', ':stop'),
    onBadData: trimmed('action_on_bad_data', ':pass'),
    notifyOnErrors: flag('notify_on_errors'),
    recordOnErrors: flag('record_on_errors', true),
    recordErrors: flag('record_errors'),
    setMarker: flag('set_marker_on_status'),
  },
};

function isKnownAction(type: string): type is ActionType {
  return Object.hasOwn(actionShapes, type);
}

/** An `item` of a status or of a global action; null and a reason where its type isn't known yet. */
export function readAction(element: XmlElement, reading: Reading): Action | null {
  const type = element.attributes['type'] ?? '';
  if (!isKnownAction(type)) {
    if (type === '') reading.refuse('an action has no `type`', element);
    else reading.refuseUnknown('action', type.slice(0, 100));
    refuseUnknownFields(element, reading);
    return null;
  }
  return { type, ...readShape(actionShapes[type] as Shape<ActionBase>, element, reading) } as unknown as Action;
}

export function writeAction(action: Action) {
  return writeShape(actionShapes[action.type] as Shape<Action>, action, 'item', { type: action.type });
}
