import { isHttpAddress } from '../../platform/http-address.ts';
import type { References } from './references.ts';
import { refusedAt, type AgendaEntry, type AgendasSection, type EventEntry, type SectionRefused } from './schema.ts';

/** What stands of an agenda, as far as what a file says may speak against it. */
export type Standing = {
  minimalDelay: number;
  maximalDelay: number;
  minimalSlots: number | null;
  maximalSlots: number | null;
  freeRange: boolean;
  eventsType: string | null;
  /** Of a virtual agenda. */
  members: readonly string[];
};

/** An agenda of which nothing is said, as the database makes it. */
const untold: Standing = {
  minimalDelay: 1,
  maximalDelay: 56,
  minimalSlots: null,
  maximalSlots: null,
  freeRange: false,
  eventsType: null,
  members: [],
};

/** The first thing of the file that speaks against another, in the file or in the database; null where nothing does. */
export function contradiction(section: AgendasSection, known: References): SectionRefused | null {
  const fields = new Map(known.fields);
  for (const { slug, custom_fields: said } of section.events_types ?? [])
    if (said || !fields.has(slug)) fields.set(slug, new Set((said ?? []).map((field) => field.slug)));
  const after = new Map(known.standing);
  for (const agenda of section.agendas ?? []) after.set(agenda.slug, told(agenda, after.get(agenda.slug) ?? untold));
  for (const [index, calendar] of (section.unavailability_calendars ?? []).entries()) {
    const wrong = ofSources(calendar.exception_sources, `unavailability_calendars[${index}].exception_sources`);
    if (wrong) return wrong;
  }
  for (const [index, agenda] of (section.agendas ?? []).entries()) {
    const wrong = ofAgenda(agenda, `agendas[${index}]`, after, fields);
    if (wrong) return wrong;
  }
  return null;
}

/** The agenda as it stands once the file is in. */
function told(agenda: AgendaEntry, before: Standing): Standing {
  const rented = agenda.kind === 'meetings' ? agenda : null;
  const said = <T>(value: T | undefined, stands: T): T => (value === undefined ? stands : value);
  return {
    minimalDelay: said(agenda.minimal_booking_delay, before.minimalDelay),
    maximalDelay: said(agenda.maximal_booking_delay, before.maximalDelay),
    minimalSlots: said(rented?.minimal_booking_slots, before.minimalSlots),
    maximalSlots: said(rented?.maximal_booking_slots, before.maximalSlots),
    freeRange: said(rented?.free_range, before.freeRange),
    eventsType: said(agenda.kind === 'events' ? agenda.events_type : undefined, before.eventsType),
    members: said(agenda.kind === 'virtual' ? agenda.agendas : undefined, before.members),
  };
}

function ofAgenda(
  agenda: AgendaEntry,
  at: string,
  after: ReadonlyMap<string, Standing>,
  fields: ReadonlyMap<string, ReadonlySet<string>>,
): SectionRefused | null {
  // Agendas are named by their numbers too.
  if (/^\d+$/.test(agenda.slug)) return refusedAt(`${at}.slug`, 'takes more than digits');
  const { minimalDelay, maximalDelay, minimalSlots, maximalSlots, freeRange, eventsType } = after.get(agenda.slug)!;
  const said = (keys: readonly string[]): string => `${at}.${keys.find((key) => key in agenda) ?? keys[0]}`;
  const [least, most] = ['minimal_booking_delay', 'maximal_booking_delay'] as const;
  if (maximalDelay > 0 && minimalDelay > maximalDelay && (least in agenda || most in agenda))
    return refusedAt(
      said([most, least]),
      `leaves nothing to book: from ${minimalDelay} days on, up to ${maximalDelay}`,
    );
  if (minimalSlots !== null && maximalSlots !== null && maximalSlots < minimalSlots)
    return refusedAt(
      `${at}.maximal_booking_slots`,
      `${maximalSlots} is lower than minimal_booking_slots, ${minimalSlots}`,
    );
  if (agenda.kind === 'virtual') {
    const wrong = (agenda.agendas ?? []).findIndex((slug) => after.get(slug)?.freeRange);
    return wrong === -1 ? null : refusedAt(`${at}.agendas[${wrong}]`, 'is rented by the hour: it has no slots');
  }
  if (agenda.kind === 'meetings') {
    const whole = freeRange ? [...after].find(([, { members }]) => members.includes(agenda.slug)) : undefined;
    if (whole) return refusedAt(`${at}.free_range`, `can't be: "${whole[0]}" is made of its slots`);
    for (const [d, desk] of (agenda.desks ?? []).entries()) {
      const wrong = ofSources(desk.exception_sources, `${at}.desks[${d}].exception_sources`);
      if (wrong) return wrong;
    }
    return null;
  }
  const sources = ofSources(agenda.exception_sources, `${at}.exception_sources`);
  if (sources) return sources;
  const known = (eventsType === null ? undefined : fields.get(eventsType)) ?? new Set<string>();
  for (const [e, event] of (agenda.events ?? []).entries()) {
    const wrong = ofEvent(event, `${at}.events[${e}]`, known);
    if (wrong) return wrong;
  }
  return null;
}

function ofEvent(event: EventEntry, at: string, fields: ReadonlySet<string>): SectionRefused | null {
  const { recurrence_days: days, recurrence_end_date: end, start_datetime: start } = event;
  const twice = (days ?? []).findIndex((day, index) => days!.indexOf(day) !== index);
  if (twice !== -1) return refusedAt(`${at}.recurrence_days[${twice}]`, 'stands there twice');
  if (typeof end === 'string' && end < start.slice(0, 10))
    return refusedAt(`${at}.recurrence_end_date`, 'is before the start');
  const all = [
    { ...event, at },
    ...(event.occurrences ?? []).map((one, i) => ({ ...one, at: `${at}.occurrences[${i}]` })),
  ];
  for (const one of all) {
    const unknown = Object.keys(one.custom_fields ?? {}).find((name) => !fields.has(name));
    if (unknown !== undefined)
      return refusedAt(`${one.at}.custom_fields.${unknown}`, 'is not a field of the agenda’s events type');
  }
  return null;
}

function ofSources(sources: readonly { url: string }[] | undefined, at: string): SectionRefused | null {
  const wrong = (sources ?? []).findIndex(({ url }) => !isHttpAddress(url));
  return wrong === -1
    ? null
    : refusedAt(`${at}[${wrong}].url`, 'takes an address that begins with http:// or https://');
}
