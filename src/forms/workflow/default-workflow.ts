import type { Action, ChoiceAction, Status, WorkflowDefinition } from '../definitions/types.ts';

const button = (id: string, label: string, status: string): ChoiceAction => ({
  id,
  type: 'choice',
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
});

const status = (id: string, name: string, items: readonly Action[] = []): Status => ({
  id,
  name,
  visibility: null,
  forcedEndpoint: false,
  colour: '',
  items,
  kept: [],
});

/** The workflow of a form that names none (spec/forms-workflows.md, section 2.1). */
export const defaultWorkflow: WorkflowDefinition = {
  kind: 'workflow',
  slug: '_default',
  name: 'Par défaut',
  roles: { _receiver: 'Destinataire' },
  statuses: [
    status('new', 'Nouveau', [button('_accept', 'Accepter', 'accepted'), button('_reject', 'Refuser', 'rejected')]),
    status('rejected', 'Rejeté'),
    status('accepted', 'Accepté', [button('_finish', 'Terminer', 'finished')]),
    status('finished', 'Terminé'),
  ],
  globalActions: [],
  kept: [],
};
