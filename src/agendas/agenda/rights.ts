import { isAdministrator, type Caller } from '../../accounts/caller.ts';
import { may, type Agenda } from './agenda.ts';

/** Whether a caller sets the town's agendas up: an administrator, or a service that signs. API clients book, and set up nothing of the whole town. */
export function maySetUp(caller: Caller): boolean {
  return isAdministrator(caller) || (caller.kind === 'signed' && caller.client === null);
}

/** Who edits an agenda may change it, but not say who else may. */
export function mayGiveRoles(caller: Caller, agenda: Pick<Agenda, 'viewRole' | 'editRole' | 'adminRole'>): boolean {
  return maySetUp(caller) || may(caller, agenda, 'admin');
}
