import type { Action, ChoiceAction, Status, WorkflowDefinition } from './types.ts';

/**
 * The workflow of forms that name none (spec/forms-workflows.md, section 2.1): sent → new → accepted or rejected → finished.
 * What it sends by mail and its comments come with those actions.
 */
export const defaultWorkflow: WorkflowDefinition = {
  kind: 'workflow',
  slug: '_default',
  name: 'Par défaut',
  roles: { _receiver: 'Destinataire' },
  statuses: [
    status(
      'just_submitted',
      'Juste envoyé',
      ['_receiver'],
      [
        {
          ...base('_jump_to_new'),
          type: 'jump',
          status: 'new',
          mode: 'immediate',
          trigger: null,
          by: [],
          timeout: null,
          setMarker: false,
          identifier: null,
        },
      ],
    ),
    status('new', 'Nouveau', null, [
      button('_accept', 'Accepter', 'accepted'),
      button('_reject', 'Refuser', 'rejected'),
    ]),
    status('rejected', 'Rejeté', null, []),
    status('accepted', 'Accepté', null, [button('_finish', 'Terminer', 'finished')]),
    status('finished', 'Terminé', null, []),
  ],
  globalActions: [],
  kept: [],
};

function base(id: string) {
  return { id, condition: null, kept: [] };
}

function button(id: string, label: string, status: string): ChoiceAction {
  return {
    ...base(id),
    type: 'choice',
    label,
    by: ['_receiver'],
    status,
    requireConfirmation: false,
    confirmationText: null,
    backofficeInfoText: null,
    ignoreFormErrors: false,
    setMarker: false,
    identifier: null,
  };
}

function status(id: string, name: string, visibility: readonly string[] | null, items: readonly Action[]): Status {
  return { id, name, visibility, forcedEndpoint: false, colour: '', items, kept: [] };
}
