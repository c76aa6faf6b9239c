import type { Agenda } from '../agenda/agenda.ts';
import { rangeRefusal, reasonsAgainst } from '../availability/free-range.ts';
import type { Bounds } from '../availability/window.ts';
import type { MeetingPlace, MeetingState } from './decide.ts';
import { rangeQuestion } from './free-range.ts';
import { daysOf } from './offer.ts';
import { withoutOwn } from './taken.ts';

/** A thing that somebody asks to rent, from a step to another. */
export type RangeAsk = {
  agenda: Pick<Agenda, 'id' | 'slotMinutes' | 'minimalSlots' | 'maximalSlots'>;
  /** The slug of the thing: a desk of the agenda. */
  resource: string;
  start: number;
  end: number;
  bounds: Bounds;
  lockCode: string | null;
  movedBookingId: number | null;
};

export type RangeOutcome =
  | { kind: 'placed'; place: MeetingPlace }
  | {
      kind: 'refused';
      reason:
        | 'unknown resource'
        | 'no more desk available'
        | 'event not bookable'
        | 'range is too short'
        | 'range is too long'
        | 'invalid range';
    };

/** Decides one range, by the rule that shows the steps. What is placed must be told to `state` by `occupy` before the next one is decided. */
export function decideRange(state: MeetingState, ask: RangeAsk): RangeOutcome {
  const { agenda, start, end, bounds, lockCode, movedBookingId } = ask;
  const schedule = state.schedules.get(agenda.id);
  const desk = schedule?.desks.find(({ slug }) => slug === ask.resource);
  if (!schedule || !desk) return { kind: 'refused', reason: 'unknown resource' };
  const span = { start, end };
  const taken = withoutOwn(state.taken, { agendaId: agenda.id, lockCode, movedBookingId });
  const question = rangeQuestion(schedule, desk.id, taken, agenda, bounds, daysOf(span, state.zone), state.zone);
  const refusal = rangeRefusal(
    question,
    span,
    { minimal: agenda.minimalSlots, maximal: agenda.maximalSlots },
    state.zone,
  );
  switch (refusal) {
    case null:
      return {
        kind: 'placed',
        place: { agendaId: agenda.id, meetingTypeId: null, deskId: desk.id, resourceIds: [], spans: [span] },
      };
    case 'too short':
      return { kind: 'refused', reason: 'range is too short' };
    case 'too long':
      return { kind: 'refused', reason: 'range is too long' };
    case 'not on a step':
    case 'over several days':
      return { kind: 'refused', reason: 'invalid range' };
    case 'not free': {
      const kinds = new Set(reasonsAgainst(question.desk, span, bounds).map(({ kind }) => kind));
      return {
        kind: 'refused',
        reason: kinds.has('delay') || kinds.has('window') ? 'event not bookable' : 'no more desk available',
      };
    }
  }
}
