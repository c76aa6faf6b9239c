import type { FastifyInstance, FastifyRequest } from 'fastify';
import { may, type Agenda } from '../agenda/agenda.ts';
import { markOfSlots } from '../agenda/mark.ts';
import { bookingBounds } from '../availability/window.ts';
import type { AgendasTown } from '../database.ts';
import { bookableDays, daysAsked } from '../meetings/days-ahead.ts';
import { firstRange, listRanges } from '../meetings/free-range.ts';
import { listSlots, meetingsNamed, schedulesOf, typesOf, type Meetings, type SlotsAsked } from '../meetings/listing.ts';
import { runnerOn, type Runner } from '../meetings/runner.ts';
import { sourcesOf } from '../meetings/source-state.ts';
import { reasonView } from '../meetings/reason-view.ts';
import { readSchedules, type Schedule } from '../meetings/schedule.ts';
import { HttpRefusal } from '../../platform/server/refusal.ts';
import type { Zone } from '../../time/zone.ts';
import { Input } from './input.ts';
import { isForAnybody, momentOf, openKeptAnswers, sendText } from './kept-answers.ts';
import { localDatetime } from './local-text.ts';
import {
  dayOfStepsView,
  explainedViews,
  firstRangeView,
  meetingTypeView,
  slotsMeta,
  slotViews,
  sourceView,
} from './meetings-views.ts';
import { agendaAt, isName, wordingOf } from './reading.ts';
import { invalidPayload, send, unknownAgenda } from './refusals.ts';

type AgendaParams = { Params: { agenda: string } };
type TypeParams = { Params: { agenda: string; type: string } };

/** What anybody may read of agendas of meetings: types, slots, desks, resources, ranges to rent. */
export function meetingsRoutes(server: FastifyInstance, town: AgendasTown): void {
  const { db, clock } = town;
  const run = runnerOn(town.hot, db);
  const config = { access: 'anyone' } as const;
  const wording = wordingOf(town);
  const { addresses, zone } = wording;
  const kept = openKeptAnswers();

  server.get<AgendaParams>('/api/agenda/:agenda/meetings/', { config }, async (request) => {
    const meetings = await meetingsAt(run, request.params.agenda);
    const types = typesOf(meetings, await schedulesOf(run, meetings));
    return { err: 0, data: types.map((type) => meetingTypeView(type, meetings.agenda, addresses)) };
  });

  server.get<TypeParams>('/api/agenda/:agenda/meetings/:type/', { config }, async (request) => {
    const meetings = await meetingsAt(run, request.params.agenda);
    const types = typesOf(meetings, await schedulesOf(run, meetings));
    const type = types.find(({ slug }) => slug === request.params.type);
    if (!type) throw unknownType();
    return { err: 0, data: meetingTypeView(type, meetings.agenda, addresses) };
  });

  server.get<TypeParams>('/api/agenda/:agenda/meetings/:type/datetimes/', { config }, async (request, reply) => {
    const { agenda: name, type: typeName } = request.params;
    const query = new Input(request.query);
    const plain = readSlotsAsked(query, zone, false);
    const meetings = () => meetingsAt(run, name);
    if (query.isRefused) {
      await meetings();
      return send(reply, invalidPayload(query));
    }
    const now = clock();
    const isKept = isForAnybody(request.query) && isName(name);
    const mark = isKept ? await markOfSlots(run, name) : null;
    const key = `${name} ${typeName} ${momentOf(now)} ${JSON.stringify(plain)}`;
    const text = await kept.answer(key, mark, async () => slotsAnswer(await meetings(), typeName, query, request, now));
    return query.isRefused ? send(reply, invalidPayload(query)) : sendText(reply, text);
  });

  /** What isn't kept may name a resource that isn't there: refused in `query`. */
  const slotsAnswer = async (
    meetings: Meetings,
    typeName: string,
    query: Input,
    { caller }: FastifyRequest,
    now: Temporal.Instant,
  ) => {
    const asked = readSlotsAsked(query, zone, may(caller, meetings.agenda, 'view'));
    const slots = await listSlots(run, meetings, typeName, asked, now, zone);
    if ('kind' in slots) {
      if (slots.kind === 'unknown meeting type') throw unknownType();
      return query.refuse('resources', `unknown resource: ${slots.slug}`);
    }
    const { type, refused } = slots;
    const view = slotViews(meetings, type, asked.resources, wording);
    const data = slots.slots.map(view);
    const meta = slotsMeta(data, slots, view);
    if (!asked.explain) return { err: 0, data, meta };
    // A right on a virtual agenda gives none on those it is made of.
    const seen = new Set(meetings.members.filter((member) => may(caller, member, 'view')).map(({ id }) => id));
    return { err: 0, data, meta, explain: explainedViews(meetings, type, refused, (id) => seen.has(id), zone) };
  };

  server.get<AgendaParams>('/api/agenda/:agenda/desks/', { config }, async (request) => {
    const { desks, agenda } = await scheduleAt(town, request.params.agenda);
    const sources = may(request.caller, agenda, 'view') ? await sourcesOf(run, agenda.id) : null;
    return {
      err: 0,
      data: desks.map(({ id, slug, label }) => ({
        id: slug,
        text: label,
        ...(sources === null
          ? {}
          : { exception_sources: (sources.get(id) ?? []).map((source) => sourceView(source, zone)) }),
      })),
    };
  });

  server.get<AgendaParams>('/api/agenda/:agenda/shared-resources/', { config }, async (request) => {
    const { resources } = await scheduleAt(town, request.params.agenda);
    return { err: 0, data: resources.map(({ slug, label, description }) => ({ id: slug, text: label, description })) };
  });

  server.get<AgendaParams>('/api/agenda/:agenda/resources/', { config }, async (request) => {
    const { desks, resources, agenda } = await scheduleAt(town, request.params.agenda);
    if (agenda.freeRange) return { err: 0, data: desks.map(({ slug, label }) => ({ id: slug, text: label })) };
    return { err: 0, data: resources.map(({ slug, label, description }) => ({ id: slug, text: label, description })) };
  });

  server.get<AgendaParams>('/api/agenda/:agenda/free-range/datetimes/', { config }, async (request, reply) => {
    const agenda = await agendaAt(db, request.params.agenda);
    if (!agenda.freeRange) throw unknownAgenda();
    const maySee = may(request.caller, agenda, 'view');
    const query = new Input(request.query);
    const resource = query.text('resource', 160);
    const user = query.text('user_external_id', 250);
    const asked = readSlotsAsked(query, zone, maySee);
    if (query.isRefused) return send(reply, invalidPayload(query));
    const now = clock();
    const bounds = bookingBounds(agenda, now, zone, asked.bypassDelays);
    const days = daysAsked(asked, bounds, now, zone);
    const own = { resource, lockCode: asked.lockCode, user: maySee && user !== '' ? user : null };
    const found =
      resource === '' || days.end <= days.first ? [] : await listRanges(run, agenda, own, bounds, days, zone);
    if (found === null) {
      query.refuse('resource', `unknown resource: ${resource}`);
      return send(reply, invalidPayload(query));
    }
    const within = bookableDays(bounds, now, zone);
    const shown = found
      .filter(({ day }) => day >= within.first && day < within.end)
      .map((day) => dayOfStepsView(day, wording));
    const inListing = firstRange(
      found.filter(({ day }) => day >= within.first && day < within.end),
      agenda,
    );
    // However far it is, whatever days were asked for.
    const first =
      inListing.start === null && resource !== '' && (asked.dateStart !== null || asked.dateEnd !== null)
        ? firstRange((await listRanges(run, agenda, own, bounds, within, zone)) ?? [], agenda)
        : inListing;
    const fillslot = { fillslot_url: addresses.agenda(agenda.slug, 'free-range/fillslot/') };
    return {
      err: 0,
      data: asked.hideDisabled ? shown.filter(({ disabled }) => !disabled) : shown,
      meta: {
        minimal_booking_slots: agenda.minimalSlots ?? 1,
        maximal_booking_slots: agenda.maximalSlots,
        ...firstRangeView(first, resource, zone),
        api: fillslot,
      },
      ...(asked.explain
        ? {
            explain: found.flatMap(({ steps }) =>
              steps
                .filter(({ status }) => status !== 'free')
                .map(({ minute, reasons }) => ({
                  datetime: localDatetime(zone.toLocal(minute)),
                  reasons: reasons.map((reason) => reasonView(reason, resource, maySee, zone)),
                })),
            ),
          }
        : {}),
    };
  });
}

export function readSlotsAsked(query: Input, zone: Zone, maySeeBookings: boolean): SlotsAsked {
  const text = (name: string): string | null => query.text(name, 250) || null;
  const user = text('user_external_id');
  const [excluded, alias] = [text('exclude_user_external_id'), text('exclude_user')];
  return {
    dateStart: query.date('date_start', zone),
    dateEnd: query.date('date_end', zone),
    resources: query.list('resources', 20, 160) ?? [],
    excludeUser: maySeeBookings ? (excluded ?? alias) : null,
    user: maySeeBookings ? user : null,
    lockCode: text('lock_code'),
    hideDisabled: query.boolean('hide_disabled') ?? false,
    bypassDelays: query.boolean('bypass_delays') ?? false,
    explain: query.boolean('explain') ?? false,
  };
}

async function meetingsAt(run: Runner, name: string): Promise<Meetings> {
  const meetings = isName(name) ? await meetingsNamed(run, name) : null;
  if (!meetings) throw unknownAgenda();
  return meetings;
}

const unknownType = (): HttpRefusal => new HttpRefusal(404, 'not-found', 'unknown meeting type');

async function scheduleAt(town: AgendasTown, reference: string): Promise<Schedule & { agenda: Agenda }> {
  const agenda = await agendaAt(town.db, reference);
  const schedule = (await readSchedules(runnerOn(town.hot, town.db), [agenda.id], { start: 0, end: 0 })).get(agenda.id);
  if (agenda.kind !== 'meetings' || !schedule) throw unknownAgenda();
  return { ...schedule, agenda };
}
