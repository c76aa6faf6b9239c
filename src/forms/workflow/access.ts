import { isAdministrator, personOf, rolesOf, type Caller } from '../../accounts/caller.ts';
import { rolesOfFunction, roleNamed, type Role } from '../requests/facts.ts';
import type { Request } from '../requests/request.ts';
import { kindOf, statusOf } from './status.ts';

/** Somebody before a request. */
export type Asker = { caller: Caller; sessionHashId: string | null };

/** Who made the request: the account that it names, else the session that it was made in. */
export function isSubmitter(
  request: Pick<Request, 'accountId' | 'sessionHashId'>,
  { caller, sessionHashId }: Asker,
): boolean {
  if (request.accountId !== null) return personOf(caller)?.id === request.accountId;
  return request.sessionHashId !== null && sessionHashId === request.sessionHashId;
}

/** Whether one of the keys of a `by` is the asker's: functions, roles, `_submitter`, `logged-users`. Nobody is in an empty list. */
export function isOneOf(keys: readonly string[], request: Request, asker: Asker, roles: readonly Role[]): boolean {
  const held = rolesOf(asker.caller);
  return keys.some((key) => {
    if (key === '_submitter') return isSubmitter(request, asker);
    if (key === 'logged-users') return personOf(asker.caller) !== null || asker.caller.kind === 'client';
    if (key === '_signed_calls') return false;
    return slugsOf(key, request, roles).some((slug) => held.includes(slug));
  });
}

/** The slugs behind a key of a `by`. */
export function slugsOf(
  key: string,
  request: Pick<Request, 'form' | 'workflowRoles'>,
  roles: readonly Role[],
): readonly string[] {
  if (key === '_submitter' || key === 'logged-users') return [key];
  if (key.startsWith('_')) return rolesOfFunction(request, key, roles);
  return [roleNamed(roles, key)?.slug ?? key];
}

export type Standing = { concernedRoles: readonly string[]; actionRoles: readonly string[]; endpoint: boolean };

/** What the row of a request keeps of its status, so that statements can tell who may read it and for whom it waits. */
export function standingOf(
  request: Pick<Request, 'form' | 'workflowRoles' | 'workflow' | 'status'>,
  roles: readonly Role[],
): Standing {
  const functions = Object.keys(request.workflow.roles);
  const status = statusOf(request.workflow, request.status);
  const by = (status?.items ?? []).flatMap((action) =>
    action.type === 'choice' || (action.type === 'jump' && action.mode === 'trigger') ? action.by : [],
  );
  return {
    concernedRoles: unique(functions.flatMap((key) => rolesOfFunction(request, key, roles))),
    actionRoles: unique(by.flatMap((key) => slugsOf(key, request, roles))),
    endpoint: status === null || kindOf(status) === 'endpoint',
  };
}

const unique = (slugs: readonly string[]): readonly string[] => [...new Set(slugs)].toSorted();

/** Whether the asker may read the request, as `readable` in requests/statements.ts holds it in SQL. */
export function mayRead(request: Request, asker: Asker, roles: readonly Role[]): boolean {
  const held = rolesOf(asker.caller);
  const { concernedRoles, actionRoles } = standingOf(request, roles);
  return (
    isAdministrator(asker.caller) ||
    isSubmitter(request, asker) ||
    [...concernedRoles, ...actionRoles].some((slug) => held.includes(slug))
  );
}
