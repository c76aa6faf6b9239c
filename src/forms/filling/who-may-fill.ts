import { isAdministrator, rolesOf, type Caller } from '../../accounts/caller.ts';
import type { FormDefinition } from '../definitions/types.ts';

/** Whether a form is open to somebody; 'sign in': it may be, once one knows who it is. */
export function mayFill(
  form: Pick<FormDefinition, 'userRoles' | 'disabled'>,
  caller: Caller,
): 'yes' | 'sign in' | 'no' | 'closed' {
  if (form.disabled) return 'closed';
  if (form.userRoles.length === 0 || isAdministrator(caller)) return 'yes';
  if (caller.kind === 'anonymous') return 'sign in';
  const roles = rolesOf(caller);
  const open = form.userRoles.some(
    ({ slug, name }) => slug === 'logged-users' || name === 'logged-users' || roles.includes(slug),
  );
  return open ? 'yes' : 'no';
}

/** Whether the home page names it to them. */
export function isAdvertised(
  form: Pick<FormDefinition, 'userRoles' | 'disabled' | 'alwaysAdvertise'>,
  caller: Caller,
): boolean {
  const may = mayFill(form, caller);
  return may === 'yes' || (may === 'sign in' && form.alwaysAdvertise);
}
