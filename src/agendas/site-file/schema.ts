import Type, { type Static, type TProperties } from 'typebox';
import { Compile } from 'typebox/compile';

const closed = <T extends TProperties>(properties: T) => Type.Object(properties, { additionalProperties: false });
const optional = Type.Optional;
const orNull = <T extends Type.TSchema>(schema: T) => Type.Union([schema, Type.Null()]);

/** No NUL, and bounded: what PostgreSQL keeps as it came. (Lone surrogates can't come out of a file read as UTF-8 text.) */
const text = (maxLength: number) => Type.String({ maxLength, pattern: '^[^\\u0000]*$' });
const slug = Type.String({ minLength: 1, maxLength: 160, pattern: '^[^\\u0000/?#\\s,:@]+$' });
const count = (minimum: number, maximum: number) => Type.Integer({ minimum, maximum });
const date = Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}$' });
const datetime = Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}[ T]\\d{2}:\\d{2}(:00)?$' });
const time = Type.String({ pattern: '^([01]\\d|2[0-3]):[0-5]\\d(:00)?$' });
/** An end may be the day's own: midnight that follows. */
const endTime = Type.String({ pattern: '^(([01]\\d|2[0-3]):[0-5]\\d|24:00)(:00)?$' });
const weekday = count(1, 7);
const label = text(250);
const address = text(2000);

const exception = closed({ label: optional(text(250)), start_datetime: datetime, end_datetime: datetime });
const openingHours = closed({
  weekday: optional(weekday),
  weekday_indexes: optional(Type.Array(count(1, 5), { maxItems: 5 })),
  date: optional(date),
  start_time: time,
  end_time: endTime,
});
const exceptionSource = closed({ url: address });
const desk = closed({
  slug,
  label: optional(label),
  opening_hours: optional(Type.Array(openingHours)),
  exceptions: optional(Type.Array(exception)),
  exception_sources: optional(Type.Array(exceptionSource)),
  unavailability_calendars: optional(Type.Array(slug)),
  public_holidays: optional(Type.Boolean()),
});
const meetingType = closed({
  slug,
  label: optional(label),
  duration: optional(count(1, 1440)),
  pause_before: optional(count(0, 1440)),
  pause_after: optional(count(0, 1440)),
});
const customValue = Type.Union([text(10_000), Type.Boolean(), Type.Null()]);
const ofAnyEvent = {
  label: optional(label),
  duration: optional(orNull(count(1, 527_040))),
  waiting_list_places: optional(count(0, 1_000_000)),
  waiting_list_bookings_automatic_confirm: optional(Type.Boolean()),
  description: optional(orNull(text(20_000))),
  pricing: optional(orNull(text(250))),
  url: optional(orNull(address)),
  publication_datetime: optional(orNull(datetime)),
  custom_fields: optional(Type.Record(text(160), customValue)),
};
/** What one occurrence says by itself; `date`: the day on which its series has it. */
const occurrence = closed({
  date,
  slug: optional(slug),
  cancelled: optional(Type.Boolean()),
  start_datetime: optional(datetime),
  places: optional(count(0, 1_000_000)),
  ...ofAnyEvent,
});
const event = closed({
  slug,
  start_datetime: datetime,
  places: count(0, 1_000_000),
  ...ofAnyEvent,
  recurrence_days: optional(orNull(Type.Array(weekday, { maxItems: 7 }))),
  recurrence_week_interval: optional(count(1, 3)),
  recurrence_end_date: optional(orNull(date)),
  occurrences: optional(Type.Array(occurrence, { maxItems: 3_660 })),
});

/** Who of the staff is told. */
const recipients = closed({
  emails: optional(Type.Array(text(254), { maxItems: 50 })),
  role: optional(orNull(slug)),
});

const common = {
  slug,
  label,
  category: optional(orNull(slug)),
  view_role: optional(orNull(slug)),
  edit_role: optional(orNull(slug)),
  admin_role: optional(orNull(slug)),
  minimal_booking_delay: optional(count(0, 10_000)),
  maximal_booking_delay: optional(count(0, 10_000)),
  minimal_booking_time: optional(time),
  maximal_bookings_per_user: optional(orNull(count(1, 10_000))),
  anonymize_after_days: optional(orNull(count(1, 100_000))),
  reminder_days: optional(orNull(count(1, 365))),
  reminder_text: optional(text(5000)),
};
const eventsAgenda = closed({
  ...common,
  kind: Type.Literal('events'),
  events_type: optional(orNull(slug)),
  partial_bookings: optional(Type.Boolean()),
  minimal_booking_delay_in_working_days: optional(Type.Boolean()),
  minimal_cancellation_delay: optional(orNull(count(0, 10_000))),
  minimal_cancellation_delay_in_working_days: optional(Type.Boolean()),
  overbooking: optional(Type.Boolean()),
  booking_form_url: optional(orNull(address)),
  notifications: optional(
    closed({
      almost_full: optional(orNull(recipients)),
      full: optional(orNull(recipients)),
      cancelled: optional(orNull(recipients)),
    }),
  ),
  // When recurring events don't take place.
  exceptions: optional(Type.Array(exception)),
  exception_sources: optional(Type.Array(exceptionSource)),
  unavailability_calendars: optional(Type.Array(slug)),
  public_holidays: optional(Type.Boolean()),
  events: optional(Type.Array(event)),
});
const meetingsAgenda = closed({
  ...common,
  kind: Type.Literal('meetings'),
  meeting_types: optional(Type.Array(meetingType)),
  resources: optional(Type.Array(slug)),
  desks: optional(Type.Array(desk)),
  free_range: optional(Type.Boolean()),
  slot_minutes: optional(orNull(count(1, 1440))),
  minimal_booking_slots: optional(orNull(count(1, 1440))),
  maximal_booking_slots: optional(orNull(count(1, 1440))),
  free_range_resources: optional(Type.Array(closed({ slug, label: optional(label) }))),
  opening_hours: optional(Type.Array(openingHours)),
});
const virtualAgenda = closed({
  ...common,
  kind: Type.Literal('virtual'),
  agendas: optional(Type.Array(slug)),
  excluded_hours: optional(Type.Array(closed({ weekday, start_time: time, end_time: endTime }))),
});
const customField = closed({
  slug,
  label: optional(label),
  type: optional(
    Type.Union([Type.Literal('text'), Type.Literal('textarea'), Type.Literal('bool'), Type.Literal('date')]),
  ),
});

/** Keys of an agenda of any kind, but its name, its kind and its events; which of them its kind takes, `refusalOfSection` says. */
export const agendaKeys = without(
  { ...eventsAgenda.properties, ...meetingsAgenda.properties, ...virtualAgenda.properties },
  ['slug', 'kind', 'events'],
);
export const eventKeys = without(event.properties, ['slug', 'occurrences']);

function without(properties: TProperties, names: readonly string[]): TProperties {
  return Object.fromEntries(Object.entries(properties).filter(([name]) => !names.includes(name)));
}

export type EventEntry = Static<typeof event>;
export type OccurrenceEntry = Static<typeof occurrence>;
export type OpeningHoursEntry = Static<typeof openingHours>;
export type ExceptionEntry = Static<typeof exception>;
export type DeskEntry = Static<typeof desk>;
export type EventsAgendaEntry = Static<typeof eventsAgenda>;
export type MeetingsAgendaEntry = Static<typeof meetingsAgenda>;
export type VirtualAgendaEntry = Static<typeof virtualAgenda>;
export type AgendaEntry = EventsAgendaEntry | MeetingsAgendaEntry | VirtualAgendaEntry;

/** The agendas' part of a site file (spec/running.md, "The site file"). */
export const agendasSection = closed({
  categories: optional(Type.Array(closed({ slug, label: optional(label) }))),
  resources: optional(Type.Array(closed({ slug, label: optional(label), description: optional(text(2000)) }))),
  events_types: optional(
    Type.Array(
      closed({ slug, label: optional(label), custom_fields: optional(Type.Array(customField, { maxItems: 100 })) }),
    ),
  ),
  unavailability_calendars: optional(
    Type.Array(
      closed({
        slug,
        label: optional(label),
        exceptions: optional(Type.Array(exception)),
        exception_sources: optional(Type.Array(exceptionSource)),
      }),
    ),
  ),
  agendas: optional(Type.Array(Type.Union([eventsAgenda, meetingsAgenda, virtualAgenda]))),
});

export type AgendasSection = Static<typeof agendasSection>;

const open = Compile(
  Type.Object(
    { ...agendasSection.properties, agendas: optional(Type.Array(Type.Unknown())) },
    { additionalProperties: false },
  ),
);
const byKind = { events: Compile(eventsAgenda), meetings: Compile(meetingsAgenda), virtual: Compile(virtualAgenda) };

export type SectionRefused = { kind: 'refused'; path: string; reason: string };

/** The first thing that doesn't fit, named by its path (`agendas[0].events[2].places`); null where all fits. */
export function refusalOfSection(section: unknown): SectionRefused | null {
  const refused = firstError(open, section, '');
  if (refused) return refused;
  for (const [index, agenda] of ((section as { agendas?: unknown[] }).agendas ?? []).entries()) {
    const at = `agendas[${index}]`;
    if (typeof agenda !== 'object' || agenda === null || Array.isArray(agenda)) return refusedAt(at, 'takes an object');
    const kind = 'kind' in agenda ? agenda.kind : undefined;
    if (kind !== 'events' && kind !== 'meetings' && kind !== 'virtual') {
      return refusedAt(`${at}.kind`, 'takes "events", "meetings" or "virtual"');
    }
    const wrong = firstError(byKind[kind], agenda, at);
    if (wrong) return wrong;
  }
  return null;
}

export function refusedAt(path: string, reason: string): SectionRefused {
  return { kind: 'refused', path, reason };
}

type Checker = {
  Check(value: unknown): boolean;
  Errors(value: unknown): { keyword: string; instancePath: string; message: string; params: object }[];
};

function firstError(schema: Checker, value: unknown, base: string): SectionRefused | null {
  if (schema.Check(value)) return null;
  const error = schema.Errors(value)[0];
  if (!error) return refusedAt(base, 'does not fit');
  const path = `${base}${pathOf(error.instancePath)}`.replace(/^\./, '');
  if (error.keyword === 'boolean') return refusedAt(path, 'is not a key of the site file');
  if (error.keyword === 'required' && 'requiredProperties' in error.params) {
    return refusedAt(
      `${path}${path ? '.' : ''}${String((error.params.requiredProperties as string[])[0])}`,
      'is missing',
    );
  }
  return refusedAt(path, error.message);
}

/** `/agendas/0/slug` → `.agendas[0].slug` */
function pathOf(pointer: string): string {
  return pointer
    .split('/')
    .slice(1)
    .map((step) => (/^\d+$/.test(step) ? `[${step}]` : `.${step.replaceAll('~1', '/').replaceAll('~0', '~')}`))
    .join('');
}
