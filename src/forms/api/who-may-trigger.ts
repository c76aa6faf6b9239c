import { personOf, rolesOf, type Caller } from '../../accounts/caller.ts';
import { forbidden } from '../../platform/server/refusal.ts';
import type { JumpAction } from '../definitions/types.ts';
import type { Role } from '../requests/facts.ts';
import type { FullRequest } from '../requests/request.ts';
import { isOneOf, standingOf, type Asker } from '../workflow/access.ts';

const isSigned = (caller: Caller): boolean => caller.kind === 'signed';

/** No role: anybody. A role never takes a bare signature; `_signed_calls` takes any that is valid. */
export function mayTrigger(
  keys: readonly string[],
  request: FullRequest,
  asker: Asker,
  roles: readonly Role[],
): boolean {
  if (keys.length === 0) return true;
  if (isSigned(asker.caller) && keys.some((key) => key === '_signed_calls' || key === 'logged-users')) return true;
  return isOneOf(keys, request, asker, roles);
}

/** Below the API only programs come in, and only with a role that the request concerns; a visitor's session is none. Null where the caller may. */
export function whyStranger(request: FullRequest, caller: Caller, roles: readonly Role[]): string | null {
  const known =
    caller.kind === 'client' || (caller.kind === 'signed' && (personOf(caller) !== null || caller.client !== null));
  if (!known) return 'User not authenticated.';
  const { concernedRoles, actionRoles } = standingOf(request, roles);
  const held = rolesOf(caller);
  return [...concernedRoles, ...actionRoles].some((slug) => held.includes(slug)) ? null : 'Unsufficient roles.';
}

/** Who may make a jump that waits for a call: a bare signature where the jump names nobody, else one whom it names. Throws 403. */
export function authorise(action: JumpAction, request: FullRequest, asker: Asker, roles: readonly Role[]): void {
  if (isSigned(asker.caller) && action.by.length === 0) return;
  if (
    personOf(asker.caller) === null &&
    asker.caller.kind !== 'client' &&
    !(asker.caller.kind === 'signed' && asker.caller.client)
  ) {
    throw forbidden('User not authenticated.');
  }
  if (!isOneOf(action.by, request, asker, roles)) throw forbidden('Unsufficient roles.');
}
