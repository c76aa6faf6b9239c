import type { Agenda } from '../agenda/agenda.ts';
import { eventView, type Wording } from './event-view.ts';
import { whyNoneOf, type Offers } from './list-events.ts';

/** What a listing of several agendas says of itself, in the form of an agenda's own. */
export function metaOfSeveral(
  data: readonly { disabled: boolean }[],
  offered: readonly ({ agenda: Agenda } & Pick<Offers, 'meta'>)[],
  wording: Wording,
) {
  const available = data.filter(({ disabled }) => !disabled).length;
  const firsts = offered.flatMap(({ agenda, meta: { firstBookable: event } }) => (event ? [{ agenda, event }] : []));
  const [first] = firsts.toSorted((a, b) => a.event.startMinute - b.event.startMinute || a.event.id - b.event.id);
  const told = first && { ...first.event, userList: null };
  return {
    no_bookable_datetimes: available === 0,
    bookable_datetimes_number_total: data.length,
    bookable_datetimes_number_available: available,
    first_bookable_slot: first
      ? eventView(told!, first.agenda, false, wording, `${first.agenda.slug}@${first.event.slug}`)
      : null,
    ...(first ? {} : { no_bookable_reason: whyNoneOf(offered.map(({ meta }) => meta.whyNone)) }),
  };
}
