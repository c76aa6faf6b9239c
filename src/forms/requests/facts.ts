import { sql } from 'kysely';
import type { Person } from '../../accounts/caller.ts';
import { personById } from '../../accounts/people.ts';
import type { RoleReference } from '../definitions/types.ts';
import type { Forms } from '../forms.ts';
import type { FormReference, FullRequest, Request } from './request.ts';

export type Role = { id: number; slug: string; name: string; backoffice: boolean };

/** What stands around a request and is read with it: people, roles, variables of the site. */
export type Facts = {
  submitter: Person | null;
  agent: Person | null;
  roles: readonly Role[];
  variables: Readonly<Record<string, string>>;
};

export async function factsOf(forms: Forms, request: Pick<Request, 'accountId' | 'submission'>): Promise<Facts> {
  const { db } = forms.town;
  const person = async (id: number | null | undefined): Promise<Person | null> =>
    id == null ? null : personById(db, id);
  const [submitter, agent, roles, variables] = await Promise.all([
    person(request.accountId),
    person(request.submission.agentAccountId),
    rolesOfTown(forms),
    variablesOfTown(forms),
  ]);
  return { submitter, agent, roles, variables };
}

export async function rolesOfTown(forms: Forms): Promise<readonly Role[]> {
  const { rows } = await sql<Role>`select id, slug, name, backoffice from accounts.role order by name, id`.execute(
    forms.town.db,
  );
  return rows;
}

export async function variablesOfTown(forms: Forms): Promise<Readonly<Record<string, string>>> {
  const rows = await forms.town.db.selectFrom('forms.variable').selectAll().execute();
  return Object.fromEntries(rows.map(({ name, value }) => [name, value]));
}

/** The role that a definition names: by slug, else by name. */
export function roleNamed(roles: readonly Role[], reference: RoleReference | string): Role | null {
  const [slug, name] = typeof reference === 'string' ? [reference, reference] : [reference.slug, reference.name];
  return roles.find((role) => role.slug === slug) ?? roles.find((role) => role.name === name) ?? null;
}

/** The slugs that a function stands for: the request's own, else the form's. A role that isn't there yet keeps the slug it is named by. */
export function rolesOfFunction(
  request: { form: FormReference; workflowRoles: Request['workflowRoles'] },
  key: string,
  roles: readonly Role[],
): readonly string[] {
  const own = request.workflowRoles[key];
  if (own) return own;
  const reference = request.form.definition.workflowRoles[key];
  if (!reference) return [];
  return [roleNamed(roles, reference)?.slug ?? (reference.slug || reference.name)];
}

export type Addresses = { page: string; backoffice: string; api: string };

/** Where a request stands: its page, its page in the back office, its API; each with its final slash. */
export function addressesOf(formsUrl: URL, request: { form: FormReference; number: number }): Addresses {
  const path = `${request.form.definition.slug}/${request.number}/`;
  const base = formsUrl.href;
  return { page: base + path, backoffice: `${base}backoffice/management/${path}`, api: `${base}api/forms/${path}` };
}

/** « Demande - n°1-16 ». */
export function titleOf(request: Pick<FullRequest, 'form' | 'displayId'>): string {
  return `${request.form.definition.name} - n°${request.displayId}`;
}
