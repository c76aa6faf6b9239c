import { sql } from 'kysely';
import { openSecrets } from '../../src/accounts/services.ts';
import { signedCallsOf } from '../../src/accounts/signed-calls.ts';
import type { Database } from '../../src/forms/database.ts';
import { openDefinitions } from '../../src/forms/definitions/definitions.ts';
import { saveDefinition } from '../../src/forms/definitions/store.ts';
import type {
  Action,
  Definition,
  FormDefinition,
  GlobalAction,
  JumpAction,
  RegisterCommentAction,
  RoleReference,
  Status,
  WorkflowDefinition,
} from '../../src/forms/definitions/types.ts';
import type { Forms } from '../../src/forms/forms.ts';
import { openAnswers } from '../../src/forms/sources/answers.ts';
import type { Outbound } from '../../src/platform/outbound.ts';
import type { OpenTown } from '../../src/platform/open-town.ts';

/** Shorthands for the definitions that the cases describe in words. */
export const jumpTo = (status: string, more: Partial<JumpAction> = {}): JumpAction => ({
  id: `jump-${status}-${more.trigger ?? more.mode ?? 'now'}`,
  type: 'jump',
  condition: null,
  kept: [],
  status,
  mode: 'immediate',
  trigger: null,
  by: [],
  timeout: null,
  setMarker: false,
  identifier: null,
  ...more,
});

export const comment = (id: string, text: string): RegisterCommentAction => ({
  id,
  type: 'register-comment',
  condition: null,
  kept: [],
  comment: text,
  level: null,
  to: [],
});

export const status = (id: string, name: string, items: readonly Action[] = []): Status => ({
  id,
  name,
  visibility: null,
  forcedEndpoint: false,
  colour: '',
  items,
  kept: [],
});

export const workflow = (
  statuses: readonly Status[],
  globalActions: readonly GlobalAction[] = [],
  roles: Record<string, string> = { _receiver: 'Destinataire' },
): WorkflowDefinition => ({ kind: 'workflow', slug: 'suivi', name: 'Suivi', roles, statuses, globalActions, kept: [] });

export const form = (
  slug: string,
  name: string,
  fields: readonly unknown[],
  workflowRoles: Record<string, RoleReference>,
  more: Partial<FormDefinition> = {},
): FormDefinition => ({
  kind: 'form',
  slug,
  name,
  description: '',
  keywords: '',
  category: null,
  workflow: 'suivi',
  workflowRoles,
  userRoles: [],
  confirmation: true,
  disabled: false,
  disabledRedirection: null,
  onlyAllowOne: false,
  alwaysAdvertise: false,
  enableTrackingCodes: false,
  digestTemplate: null,
  // The cases hold types of fields that can't be filled in here yet; what was answered to them is read all the same.
  fields: fields as FormDefinition['fields'],
  kept: [],
  ...more,
});

export async function save(forms: Forms, definition: Definition): Promise<void> {
  await forms.town.db.transaction().execute((trx) => saveDefinition(trx, definition));
}

/** The forms of an open town, with another way out where one is given. */
export async function formsOf(open: OpenTown, outbound?: Outbound): Promise<Forms> {
  const town = { ...open.of<Database>(), ...(outbound ? { outbound } : {}) };
  const calls = signedCallsOf(town, openSecrets(town.db, town.settings), town.settings.formsUrl);
  return { town, calls, definitions: openDefinitions(town.db), answers: openAnswers() };
}

export async function makeRole(forms: Forms, slug: string, name: string): Promise<number> {
  const { rows } = await sql<{
    id: number;
  }>`insert into accounts.role (slug, name) values (${slug}, ${name}) returning id`.execute(forms.town.db);
  return rows[0]!.id;
}

export async function makePerson(
  forms: Forms,
  person: { email: string; first?: string; last?: string; nameId: string; roles?: readonly number[] },
): Promise<number> {
  const { db } = forms.town;
  const { rows } = await sql<{ id: number }>`insert into accounts.account (email, first_name, last_name, name_id)
    values (${person.email}, ${person.first ?? ''}, ${person.last ?? ''}, ${person.nameId}) returning id`.execute(db);
  const id = rows[0]!.id;
  for (const role of person.roles ?? [])
    await sql`insert into accounts.account_role (account_id, role_id) values (${id}, ${role})`.execute(db);
  return id;
}

/** What a request is afterwards, as the cases tell it. */
export async function afterwards(forms: Forms, requestId: number) {
  const { db } = forms.town;
  const { rows } = await sql<{
    status: string;
    workflow_data: Record<string, unknown>;
  }>`select status, workflow_data from forms.request where id = ${requestId}`.execute(db);
  const { rows: history } = await sql<{ status: string | null; who: string | null; parts: { type: string }[] }>`
    select status, who, parts from forms.evolution where request_id = ${requestId} order by number`.execute(db);
  const { rows: events } = await sql<{
    event: string;
  }>`select event from forms.trace where request_id = ${requestId} order by id`.execute(db);
  const { rows: errors } = await sql<{
    count: number;
  }>`select coalesce(sum(occurrences), 0)::int as count from forms.logged_error where request_id = ${requestId}`.execute(
    db,
  );
  return {
    status: rows[0]!.status,
    workflowData: rows[0]!.workflow_data,
    history,
    events: events.map(({ event }) => event),
    loggedErrors: errors[0]!.count,
  };
}
