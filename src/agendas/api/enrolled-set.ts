import { minuteOf } from '../../time/days.ts';
import type { EventName } from '../bookings/orders.ts';
import type { Range } from '../bookings/rules.ts';
import type { AgendasTown } from '../database.ts';
import type { Event } from '../events/event.ts';
import { readEvents } from '../events/read.ts';
import { isAsked, type AgendasAsked } from './agendas-asked.ts';

export type EnrolledSet =
  /** `letsGo`: whether an event that isn't named goes. */
  | { kind: 'set'; agendas: string[]; letsGo(event: { agendaId: number; startMinute: number }): boolean }
  /** `names`: events that are outside of the person's enrolment, or aren't there. */
  | { kind: 'outside'; names: string[] };

/** A person's set of events in the agendas that he is enrolled in. What he has outside of his enrolment is left alone: the lane asks, while it holds what he has. */
export async function enrolledSet(
  { db, clock }: Pick<AgendasTown, 'db' | 'clock'>,
  asked: AgendasAsked,
  { slots, range }: { slots: readonly EventName[]; range: Range },
): Promise<EnrolledSet> {
  const now = minuteOf(clock());
  const events = await readEvents(db, {
    agendaIds: [...asked.agendas.keys()],
    ...(range === 'future' ? { from: now + 1 } : range === 'past' ? { until: now + 1 } : {}),
    limit: 50_000,
  });
  const nameOf = ({ agendaId, slug }: Event): EventName => ({ agenda: asked.agendas.get(agendaId)!.slug, event: slug });
  const within = new Set(
    events
      .filter((event) => isAsked(asked, event))
      .flatMap((event) => [event.slug, String(event.id)].map((name) => `${nameOf(event).agenda}@${name}`)),
  );
  const names = slots.map(({ agenda, event }) => `${agenda}@${event}`).filter((name) => !within.has(name));
  if (names.length > 0) return { kind: 'outside', names };
  const agendas = [...asked.agendas.values()].map(({ slug }) => slug);
  return { kind: 'set', agendas, letsGo: (event) => isAsked(asked, event) };
}
