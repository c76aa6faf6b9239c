import type { Caller } from '../../accounts/caller.ts';
import { accept, cancelByAgent, move, resize, suspend } from '../bookings/by-agent.ts';
import type { BookingDesk } from '../bookings/give-order.ts';
import type { EventName, Outcome } from '../bookings/orders.ts';
import { resend } from '../callbacks/resend.ts';
import { markByAgent, tickByAgent, type Tick } from '../checks/check.ts';

/** What agents do from their pages, each a use case of the rooms beside. */
export type AgentActions = {
  /** Calls back; without a known address it is refused unless forced. */
  cancel(caller: Caller, bookingId: number, force: boolean): Promise<Outcome>;
  accept(caller: Caller, bookingId: number): Promise<Outcome>;
  /** From the main list to the end of the waiting list. */
  suspend(caller: Caller, bookingId: number): Promise<Outcome>;
  resize(caller: Caller, bookingId: number, places: number): Promise<Outcome>;
  /** To another event of the same agenda. */
  move(caller: Caller, bookingId: number, to: EventName): Promise<Outcome>;
  /** Keeps who was there; nobody is told. Answers how many answers changed. */
  tick(caller: Caller, eventId: number, ticks: readonly Tick[]): Promise<number>;
  /** Marks the event as checked and tells the requests concerned. Answers how many. */
  mark(caller: Caller, eventId: number): Promise<number>;
  /** False where the call isn't pending or failed any more. */
  resend(caller: Caller, callbackId: number): Promise<boolean>;
};

export function actionsOf(desk: BookingDesk): AgentActions {
  return {
    cancel: (caller, bookingId, force) => cancelByAgent(desk, caller, bookingId, force),
    accept: (caller, bookingId) => accept(desk, caller, bookingId),
    suspend: (caller, bookingId) => suspend(desk, caller, bookingId),
    resize: (caller, bookingId, places) => resize(desk, caller, bookingId, places),
    move: (caller, bookingId, to) => move(desk, caller, bookingId, to),
    tick: (caller, eventId, ticks) => tickByAgent(desk, caller, eventId, ticks),
    mark: (caller, eventId) => markByAgent(desk, caller, eventId),
    resend: (caller, callbackId) => resend(desk, caller, callbackId),
  };
}
