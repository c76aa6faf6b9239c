import type {
  Action,
  Definition,
  FormDefinition,
  GlobalAction,
  Status,
  WorkflowDefinition,
} from '../definitions/types.ts';

/** What contradicts itself inside one definition: ids that stand twice, jumps to statuses that aren't there. */
export function contradictionsOf(definition: Definition): string[] {
  if (definition.kind === 'form') return formContradictions(definition);
  return definition.kind === 'workflow' ? workflowContradictions(definition) : [];
}

function formContradictions({ fields }: FormDefinition): string[] {
  return twice(fields.map(({ id }) => id)).map((id) => `two fields have the id \`${id}\``);
}

function workflowContradictions({ statuses, globalActions }: WorkflowDefinition): string[] {
  const ids = new Set(statuses.map(({ id }) => id));
  const names = globalActions.flatMap(({ triggers }) => triggers.map(({ id }) => id));
  return [
    ...(statuses.length === 0 ? ['the workflow has no status'] : []),
    ...twice(statuses.map(({ id }) => id)).map((id) => `two statuses have the id \`${id}\``),
    ...twice(globalActions.map(({ id }) => id)).map((id) => `two global actions have the id \`${id}\``),
    ...twice(names).map((id) => `two triggers have the id \`${id}\``),
    ...statuses.flatMap((status) => listContradictions(status, `status \`${status.name}\``, ids)),
    ...globalActions.flatMap((action) => listContradictions(action, `global action \`${action.name}\``, ids)),
    ...globalActions.flatMap((action) => triggerContradictions(action, ids)),
  ];
}

function listContradictions({ items }: Status | GlobalAction, where: string, statuses: ReadonlySet<string>): string[] {
  return [
    ...twice(items.map(({ id }) => id)).map((id) => `${where}: two actions have the id \`${id}\``),
    ...items.flatMap((action) =>
      targetsOf(action)
        .filter((target) => target !== '_previous' && !statuses.has(target))
        .map(
          (target) =>
            `${where}: action \`${action.id}\` leads to ${target === '' ? 'no status' : `the status \`${target}\`, which isn't there`}`,
        ),
    ),
  ];
}

function targetsOf(action: Action): string[] {
  if (action.type === 'jump' || action.type === 'choice') return [action.status];
  if (action.type !== 'webservice_call') return [];
  const { onApplicationError, on4xx, on5xx, onNetworkError, onBadData } = action;
  return [onApplicationError, on4xx, on5xx, onNetworkError, onBadData].filter(
    (target) => target !== ':stop' && target !== ':pass',
  );
}

const kindsOfStatuses = new Set(['_endpoint_status', '_waitpoint_status', '_transition_status']);

function triggerContradictions({ name, triggers }: GlobalAction, statuses: ReadonlySet<string>): string[] {
  return triggers.flatMap((trigger) =>
    trigger.type === 'manual'
      ? trigger.statuses
          .filter((status) => !statuses.has(status) && !kindsOfStatuses.has(status))
          .map((status) => `global action \`${name}\`: it is offered in the status \`${status}\`, which isn't there`)
      : [],
  );
}

/** Ids that stand more than once; a large file may hold a hundred thousand. */
function twice(ids: readonly string[]): string[] {
  const seen = new Set<string>();
  const again = new Set<string>();
  for (const id of ids) (seen.has(id) ? again : seen).add(id);
  return [...again].filter((id) => id !== '');
}
