import fc from 'fast-check';
import Type from 'typebox';
import { accountsSection, type AccountsSection } from '../../src/accounts/accounts-site-file.ts';
import { formsSection, type FormsSection } from '../../src/forms/site-file.ts';
import { agendasSection } from '../../src/agendas/site-file.ts';
import type {
  AgendaEntry,
  AgendasSection,
  EventEntry,
  EventsAgendaEntry,
  ExceptionEntry,
  OpeningHoursEntry,
} from '../../src/agendas/site-file/schema.ts';
import { fromSchema, pathOf, placesOf, put, type Place, type Schema, type Texts } from '../bad-input/from-schema.ts';

/* Site files of agendas, drawn from their own schema; what a schema can't say (names that stand for something, spans that end after they begin) is put right after. */

export const schema: Schema = JSON.parse(JSON.stringify(agendasSection)) as Schema;

const two = (number: number): string => String(number).padStart(2, '0');
const date = fc
  .oneof(
    { weight: 9, arbitrary: fc.integer({ min: 0, max: 900 }) },
    { weight: 1, arbitrary: fc.integer({ min: -20_000, max: 60_000 }) },
  )
  .map((days) => Temporal.PlainDate.from('2026-01-01').add({ days }).toString());
/** No clock change falls into these hours. */
const hour = fc.tuple(fc.integer({ min: 4, max: 22 }), fc.nat(59)).map(([h, minute]) => `${two(h)}:${two(minute)}`);
const odd = fc.constantFrom(
  'é',
  '👪',
  '\u2028',
  '"',
  '<b>',
  "'",
  '\\',
  '%',
  'null',
  '{{ x }}',
  '\t',
  '  ',
  '\u202e',
  '__proto__',
  'constructor',
);
const prose = fc
  .oneof(
    fc.string({ maxLength: 12 }),
    odd,
    fc.tuple(fc.string({ unit: 'grapheme', maxLength: 8 }), odd).map((parts) => parts.join(' ')),
  )
  .map((drawn) => drawn.replaceAll('\0', ''));
const name = fc
  .oneof(
    fc.constantFrom('a', 'b', 'c', 'd', 'stages-ete', 'É', '0', '12', '__proto__', 'constructor', 'x'.repeat(160)),
    fc.string({ minLength: 1, maxLength: 8 }),
  )
  .map((drawn) => drawn.replaceAll(/[\0/?#\s,:@]/gu, '-'));

const plainName = fc.constantFrom('a', 'B', 'agents', 'x'.repeat(90), 'constructor', 'toString', 'a_1');

const texts: Texts = [
  { like: '2026-01-01', arbitrary: date },
  { like: '2026-01-01 10:00', arbitrary: fc.tuple(date, fc.constantFrom(' ', 'T'), hour, fc.constantFrom('', ':00')).map((parts) => parts.join('')) },
  { like: '10:00', arbitrary: hour },
  { like: 'a@example.org', arbitrary: fc.tuple(plainName, fc.constantFrom('example.org', 'É.fr')).map(([who, host]) => `${who}@${host}`) },
  { like: 'name', arbitrary: plainName },
  { like: 'na-me', arbitrary: plainName.map((drawn) => `${drawn}-1`) },
  { like: 'É', arbitrary: name },
  { like: 'some words', arbitrary: prose },
]; // prettier-ignore
/** As the schema says and no more: it may name what isn't there, and end before it begins. */
export const raw: fc.Arbitrary<AgendasSection> = fromSchema(schema, texts) as fc.Arbitrary<AgendasSection>;

/** What only an installation's own tables name. */
export type Known = { roles: readonly string[] };

const bySlug = <T extends { slug: string }>(list: readonly T[] = []): T[] => [
  ...new Map(list.map((one) => [one.slug, one])).values(),
];
/** One of those that there are, the same for the same name; null where there is none. */
const among = (known: readonly string[], asked: string | null | undefined): string | null =>
  asked === null || asked === undefined || known.length === 0 ? null : known[asked.length % known.length]!;
const allAmong = (known: readonly string[], asked: readonly string[] = []): string[] => [
  ...new Set(asked.map((one) => among(known, one)).filter((one) => one !== null)),
];

/** A section whose names all stand for something and whose spans all end after they begin. */
export function fit(section: AgendasSection, { roles }: Known): AgendasSection {
  const lists = {
    categories: bySlug(section.categories),
    resources: bySlug(section.resources),
    events_types: bySlug(section.events_types),
    unavailability_calendars: bySlug(section.unavailability_calendars).map((one) => called(withSpans(one))),
  };
  const slugs = (list: readonly { slug: string }[]): string[] => list.map(({ slug }) => slug);
  const agendas = bySlug(section.agendas?.map((one) => ({ ...one, slug: one.slug.replace(/^\d+$/, 'n$&') })));
  const meetings = slugs(agendas.filter((one) => one.kind === 'meetings' && !one.free_range));
  const calendars = slugs(lists.unavailability_calendars);
  const fitAgenda = (agenda: AgendaEntry): AgendaEntry => {
    const common = {
      category: among(slugs(lists.categories), agenda.category),
      view_role: among(roles, agenda.view_role),
      edit_role: among(roles, agenda.edit_role),
      admin_role: among(roles, agenda.admin_role),
      ...inOrder(agenda),
    };
    if (agenda.kind === 'virtual')
      return {
        ...agenda,
        ...common,
        agendas: allAmong(meetings, agenda.agendas),
        excluded_hours: (agenda.excluded_hours ?? []).map(later),
      };
    if (agenda.kind === 'events') {
      const type = among(slugs(lists.events_types), agenda.events_type);
      const fields = lists.events_types.find(({ slug }) => slug === type)?.custom_fields ?? [];
      return {
        ...called(withSpans(agenda)),
        ...common,
        events_type: type,
        unavailability_calendars: allAmong(calendars, agenda.unavailability_calendars),
        ...(agenda.notifications ? { notifications: toSomebody(agenda.notifications, roles) } : {}),
        events: bySlug(agenda.events).map((event) =>
          ofType(fields, once({ ...event, recurrence_end_date: nearTo(event) })),
        ),
      };
    }
    const desks = bySlug(agenda.desks).map((desk) => ({
      ...called(withSpans(desk)),
      opening_hours: (desk.opening_hours ?? []).map(oneDay),
      unavailability_calendars: allAmong(calendars, desk.unavailability_calendars),
    }));
    const [fewest, longest] = [agenda.minimal_booking_slots ?? null, agenda.maximal_booking_slots ?? null];
    return {
      ...agenda,
      ...common,
      resources: allAmong(slugs(lists.resources), agenda.resources),
      meeting_types: bySlug(agenda.meeting_types),
      desks: agenda.free_range ? [] : desks,
      free_range_resources: agenda.free_range ? bySlug(agenda.free_range_resources) : [],
      opening_hours: (agenda.opening_hours ?? []).map(oneDay),
      maximal_booking_slots: fewest !== null && longest !== null ? Math.max(fewest, longest) : longest,
    };
  };
  return { ...lists, agendas: agendas.map(fitAgenda) };
}

type Notifications = NonNullable<EventsAgendaEntry['notifications']>;

function toSomebody(notifications: Notifications, roles: readonly string[]): Notifications {
  return Object.fromEntries(
    Object.entries(notifications).map(([about, one]) => [
      about,
      one && {
        ...(one.emails ? { emails: one.emails.map((_, n) => `somebody-${n}@example.org`) } : {}),
        ...(one.role === undefined ? {} : { role: among(roles, one.role) }),
      },
    ]),
  );
}

/** A first day that may be booked that isn't after the last. */
function inOrder({ minimal_booking_delay: least = 1, maximal_booking_delay: most = 56 }: AgendaEntry) {
  return { minimal_booking_delay: most === 0 ? least : Math.min(least, most), maximal_booking_delay: most };
}

function called<T extends { exception_sources?: { url: string }[] | undefined }>(one: T): T {
  if (!one.exception_sources) return one;
  const urls = one.exception_sources.map(({ url }) => `https://calendars.example.org/${url.length}.ics`);
  return { ...one, exception_sources: [...new Set(urls)].map((url) => ({ url })) };
}

type Custom = { custom_fields?: EventEntry['custom_fields'] };

/** Values of the fields that the events type has, alone. */
function ofType(fields: readonly { slug: string }[], event: EventEntry): EventEntry {
  const kept = <T extends Custom>(one: T): T => {
    if (one.custom_fields === undefined) return one;
    const known = Object.entries(one.custom_fields).filter(([name]) => fields.some(({ slug }) => slug === name));
    return { ...one, custom_fields: Object.fromEntries(known) };
  };
  return event.occurrences === undefined ? kept(event) : kept({ ...event, occurrences: event.occurrences.map(kept) });
}

/** Each weekday once. */
function once(event: EventEntry): EventEntry {
  return event.recurrence_days ? { ...event, recurrence_days: [...new Set(event.recurrence_days)] } : event;
}

function withSpans<T extends { exceptions?: ExceptionEntry[] | undefined }>(one: T): T {
  if (!one.exceptions) return one;
  const exceptions = one.exceptions.map((exception) => {
    const [start, end] = [exception.start_datetime, exception.end_datetime]
      .map((text) => text.replace('T', ' ').slice(0, 16))
      .toSorted();
    return { ...exception, start_datetime: start!, end_datetime: start === end ? `${end!.slice(0, 11)}23:30` : end! };
  });
  return { ...one, exceptions };
}

function later<T extends { start_time: string; end_time: string }>(hours: T): T {
  return hours.end_time.slice(0, 5) > hours.start_time.slice(0, 5) ? hours : { ...hours, end_time: '24:00' };
}

/** On a date or a weekday: not both, not neither. */
function oneDay(hours: OpeningHoursEntry): OpeningHoursEntry {
  const { date: day, weekday, weekday_indexes: indexes, ...rest } = later(hours);
  if (day !== undefined) return { ...rest, date: day };
  return {
    ...rest,
    weekday: weekday ?? 1,
    ...(indexes === undefined ? {} : { weekday_indexes: [...new Set(indexes)] }),
  };
}

function nearTo({ start_datetime: start }: { start_datetime: string }): string {
  return Temporal.PlainDate.from(start.slice(0, 10)).add({ days: 40 }).toString();
}

/** People, secrets and variables, without the agendas, which have a grammar of their own. */
const peopleSchema: Schema = JSON.parse(
  JSON.stringify(
    Type.Object({ ...accountsSection.properties, ...formsSection.properties }, { additionalProperties: false }),
  ),
) as Schema;
export type People = AccountsSection & FormsSection;

/** Names are each there once and stand for something; passwords stay out, whose hashes take long. */
export const people: fc.Arbitrary<People> = (fromSchema(peopleSchema, texts) as fc.Arbitrary<People>).map(
  ({ roles, users, services, api_clients: clients, ...rest }) => {
    const once = <T>(list: readonly T[] = [], by: (one: T) => string): T[] => [
      ...new Map(list.map((one) => [by(one), one])).values(),
    ];
    const known = once(roles, ({ slug }) => slug);
    const slugs = known.map(({ slug }) => slug);
    return {
      ...rest,
      roles: known,
      users: once(users, ({ email }) => email.toLowerCase()).map(({ password: _password, ...user }) => ({
        ...user,
        password_hash: null,
        name_id: `of ${user.email.toLowerCase()}`,
        roles: allAmong(slugs, user.roles),
      })),
      services: once(services, ({ orig }) => orig),
      api_clients: once(clients, ({ identifier }) => identifier).map((one) => ({
        ...one,
        roles: allAmong(slugs, one.roles),
      })),
    };
  },
);

export type Fault = { name: string; section: unknown; path: string };

const wrong: readonly unknown[] = [
  null,
  true,
  1.5,
  -1e9,
  9e30,
  '',
  'a\0b',
  'x'.repeat(25_000),
  [],
  [[]],
  {},
  { slug: [] },
  [null],
];
const keys = ['zz', 'Label', 'slug ', 'constructor', 'toString', '__proto__'];
const references: Readonly<Record<string, true>> = {
  category: true, role: true, view_role: true, edit_role: true, admin_role: true, events_type: true, resources: true, unavailability_calendars: true, agendas: true,
}; // prettier-ignore

/** What can be wrong with the people, the secrets and the variables: wrong values, keys and lacks. */
export const faultsInPeople = (section: People): Fault[] => faultsOf(section, peopleSchema);

function faultsOf(section: unknown, of: Schema): Fault[] {
  const faults: Fault[] = [];
  const add = (fault: string, at: Place, to: unknown, told: Place = at): void => {
    faults.push({ name: fault, section: put<unknown>(section, at, to), path: pathOf(told) });
  };
  for (const { at, value, whole, schema: here } of placesOf(section, of)) {
    for (const other of wrong) if (at.length > 0 && !takes(whole, other)) add('wrong value', at, other);
    if (here.type === 'string') for (const text of ['a\0b', 'a\ud800b']) add('what no text may hold', at, text);
    if (here.type === 'integer') {
      if (here.minimum !== undefined) add('too little', at, here.minimum - 1);
      if (here.maximum !== undefined) add('too much', at, here.maximum + 1);
    }
    if (!here.properties) continue;
    for (const key of keys)
      add('unknown key', at, Object.fromEntries([...Object.entries(value as object), [key, 1]]), [...at, key]);
    for (const key of here.required ?? []) if (key !== 'kind') add('missing', [...at, key], undefined);
  }
  return faults;
}

/** Everything that can be wrong in one place of a section that is right. */
export function faultsIn(section: AgendasSection): Fault[] {
  const faults = faultsOf(section, schema);
  const add = (fault: string, at: Place, to: unknown, told: Place = at): void => {
    faults.push({ name: fault, section: put<unknown>(section, at, to), path: pathOf(told) });
  };
  for (const { at, value } of placesOf(section, schema)) {
    const last = at.at(-1);
    const parent = at.length > 1 ? at.at(-2) : undefined;
    // A kind that is none leaves open what the rest means.
    if (last === 'kind') add('another kind', at, 'x');
    if (
      typeof value === 'string' &&
      (references[String(last)] || (typeof last === 'number' && references[String(parent)]))
    )
      add('unknown name', at, 'nothing-of-that-name');
    if (String(last).endsWith('datetime') && typeof value === 'string') {
      add('a day that is none', at, '2026-02-30 10:00');
      add('an hour that is none', at, '2026-03-29 02:30');
    }
    if (last === 'end_time') add('an end before its start', at, '00:00');
    if (last === 'slug' && typeof parent === 'number' && at.length > 2) {
      const list = at.slice(0, -2);
      const rows = list.reduce<unknown>(
        (inner, step) => (inner as Record<string, unknown>)[step],
        section,
      ) as unknown[];
      // Custom fields alone have no names that others use.
      if (list.at(-1) !== 'custom_fields')
        add('there twice', list, [...rows, rows[parent]], [...list, rows.length, 'slug']);
    }
  }
  for (const [index, agenda] of (section.agendas ?? []).entries()) {
    if (agenda.kind !== 'virtual') continue;
    const at = ['agendas', index, 'agendas'];
    add('a circle of one', at, [agenda.slug], [...at, 0]);
    for (const other of section.agendas ?? [])
      if (other.kind === 'virtual') add('a circle', at, [other.slug], [...at, 0]);
  }
  return faults;
}

function takes(here: Schema, value: unknown): boolean {
  if (here.anyOf) return here.anyOf.some((one) => takes(one, value));
  if ('const' in here) return value === here.const;
  switch (here.type) {
    case 'null':
      return value === null;
    case 'boolean':
      return typeof value === 'boolean';
    case 'integer':
      return (
        Number.isInteger(value) &&
        Number(value) >= (here.minimum ?? -Infinity) &&
        Number(value) <= (here.maximum ?? Infinity)
      );
    case 'string':
      return (
        typeof value === 'string' &&
        value.length >= (here.minLength ?? 0) &&
        value.length <= (here.maxLength ?? Infinity) &&
        new RegExp(here.pattern ?? '', 'u').test(value)
      );
    case 'array':
      // What an array holds is wrong at its own place.
      return Array.isArray(value);
    default:
      return typeof value === 'object' && value !== null && !Array.isArray(value);
  }
}

/** With another value, which the schema takes there, in one of its places. */
export function changed(section: AgendasSection, nth: number, seed: number): unknown {
  const places = [...placesOf(section, schema)].slice(1);
  const place = places[nth % places.length];
  if (!place) return section;
  const [other] = fc.sample(fromSchema(place.whole, texts), { seed, numRuns: 1 });
  return put<unknown>(section, place.at, other);
}
