import type { Caller } from '../../accounts/caller.ts';
import { giveOrder, type BookingDesk } from './give-order.ts';
import type { EventName, Outcome } from './orders.ts';

/**
 * « Annuler » in the back office: cancels, frees the place and owes the request its callback, all in one transaction. Where no address is known the answer is the
 * refusal `no callback address`, unless it is forced.
 */
export async function cancelByAgent(
  desk: BookingDesk,
  caller: Caller,
  bookingId: number,
  force: boolean,
): Promise<Outcome> {
  const outcome = await giveOrder(desk, caller, { kind: 'cancel', bookingId, by: 'agent', force });
  if (outcome.kind === 'done') desk.town.wakes.wake('agendas callbacks');
  return outcome;
}

/** From the waiting list to the main list, whatever room there is: the agent decides. */
export function accept(desk: BookingDesk, caller: Caller, bookingId: number): Promise<Outcome> {
  return giveOrder(desk, caller, { kind: 'accept', bookingId });
}

/** From the main list to the end of the waiting list. */
export function suspend(desk: BookingDesk, caller: Caller, bookingId: number): Promise<Outcome> {
  return giveOrder(desk, caller, { kind: 'suspend', bookingId });
}

/** To another event of the same agenda, under the same number: the request's addresses stay good. */
export function move(desk: BookingDesk, caller: Caller, bookingId: number, to: EventName): Promise<Outcome> {
  return giveOrder(desk, caller, { kind: 'move', bookingId, to });
}

export function resize(desk: BookingDesk, caller: Caller, bookingId: number, places: number): Promise<Outcome> {
  return giveOrder(desk, caller, { kind: 'resize', bookingId, places });
}
