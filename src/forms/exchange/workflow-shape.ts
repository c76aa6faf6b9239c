import type { Action, GlobalAction, Status, WorkflowDefinition } from '../definitions/types.ts';
import { readAction, writeAction } from './action-shapes.ts';
import { refuseUnknownFields } from './field-shapes.ts';
import { flag, list, readShape, requiredText, text, writeShape, type Key, type Shape } from './keys.ts';
import { elementOf, type Reading } from './reading.ts';
import { slug } from './slugs.ts';
import { readTrigger, writeTrigger } from './trigger-shapes.ts';
import { childNamed, elementsIn, textIn, type XmlElement } from './xml.ts';

const visibility: Key<Status['visibility']> = {
  name: 'visibility',
  read(found) {
    const keys = found ? elementsIn(found).map((element) => textIn(element).trim()) : [];
    return keys.length === 0 ? null : keys;
  },
  write: (keys) =>
    keys === null
      ? null
      : elementOf(
          'visibility',
          keys.map((key) => elementOf('role', [key])),
        ),
};

const allActions = list('items', 'item', readAction, writeAction);

/** Actions of older exports have no ids: they are counted, from 1. */
const items: Key<readonly Action[]> = {
  ...allActions,
  read(found, piece) {
    const actions = allActions.read(found, piece);
    const taken = new Set(actions.map(({ id }) => id));
    let next = 1;
    const fresh = (): string => {
      while (taken.has(String(next))) next += 1;
      taken.add(String(next));
      return String(next);
    };
    return actions.map((action) => (action.id === '' ? { ...action, id: fresh() } : action));
  },
};

const statusShape: Shape<Status> = {
  id: requiredText('id', 'a status'),
  name: text('name'),
  visibility,
  forcedEndpoint: flag('forced_endpoint'),
  colour: text('colour'),
  items,
};

const globalActionShape: Shape<GlobalAction> = {
  id: requiredText('id', 'a global action'),
  name: text('name'),
  items,
  triggers: list('triggers', 'trigger', readTrigger, writeTrigger),
};

/** `<role id="_receiver">Destinataire</role>`. */
const functions: Key<WorkflowDefinition['roles']> = {
  name: 'roles',
  read: (found) =>
    Object.fromEntries(
      (found ? elementsIn(found) : []).map((element) => [element.attributes['id'] ?? '', textIn(element)]),
    ),
  write: (roles) =>
    elementOf(
      'roles',
      Object.entries(roles).map(([key, label]) => elementOf('role', [label], { id: key })),
    ),
};

const workflowShape: Shape<WorkflowDefinition> = {
  name: requiredText('name', 'a workflow'),
  slug: slug('slug', '-'),
  roles: functions,
  statuses: list<Status>(
    'possible_status',
    'status',
    (element, reading) => readShape(statusShape, element, reading),
    (status) => writeShape(statusShape, status, 'status'),
  ),
  globalActions: list<GlobalAction>(
    'global_actions',
    'action',
    (element, reading) => readShape(globalActionShape, element, reading),
    (action) => writeShape(globalActionShape, action, 'action'),
  ),
};

export function readWorkflow(root: XmlElement, reading: Reading): WorkflowDefinition {
  for (const name of ['variables', 'backoffice-fields']) {
    const found = childNamed(root, name);
    if (found) refuseUnknownFields(found, reading);
  }
  return { kind: 'workflow', ...readShape(workflowShape, root, reading) };
}

export function writeWorkflow(workflow: WorkflowDefinition) {
  return writeShape(workflowShape, workflow, 'workflow');
}
