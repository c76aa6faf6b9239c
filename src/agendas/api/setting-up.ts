import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Caller } from '../../accounts/caller.ts';
import type { Answer } from '../../platform/idempotency.ts';
import { forbidden } from '../../platform/server/refusal.ts';
import { may, type Agenda } from '../agenda/agenda.ts';
import { mayGiveRoles, maySetUp } from '../agenda/rights.ts';
import { changeAgenda, makeAgenda } from '../agenda/write-agenda.ts';
import type { BookingDesk } from '../bookings/give-order.ts';
import type { Transaction } from '../database.ts';
import type { Against } from '../events/change-rules.ts';
import { findEvent } from '../events/read.ts';
import { removeEvent } from '../events/remove-event.ts';
import { changeEvent, makeEvent } from '../events/write-event.ts';
import { agendaKeys, eventKeys } from '../site-file/schema.ts';
import type { Invalid, Said } from '../site-file/said.ts';
import { agendaAnswer, agendaAt, eventAnswer, isName, wordingOf } from './reading.ts';
import { writeOnce } from './give.ts';
import { Input, isObject, textRefusal } from './input.ts';
import { invalidPayload, refusal, send, unknownEvent } from './refusals.ts';
import { readKeys } from './site-keys.ts';

type AgendaParams = { Params: { agenda: string } };
type EventParams = { Params: { agenda: string; event: string } };
const kinds = ['events', 'meetings', 'virtual'] as const;

/** What a payload says of an agenda; `text` is the name that answers give to its label. */
export function readAgendaSaid(input: Input): Said {
  const said = readKeys(input, agendaKeys);
  const text = input.text('text', 250);
  if (said['label'] === '') input.refuse('label', 'This field may not be blank.');
  return text === '' || 'label' in said ? said : { ...said, label: text };
}

export function readNewAgenda(input: Input) {
  return { slug: input.text('slug', 160) || null, kind: input.choice('kind', kinds), said: readAgendaSaid(input) };
}

/** What a payload says of an event; `datetime` is the name that answers give to its start. */
export function readEventSaid(input: Input): Said {
  const said = readKeys(input, eventKeys);
  const datetime = input.text('datetime', 30);
  const start = datetime === '' || 'start_datetime' in said ? {} : { start_datetime: datetime };
  const own = input.unread().filter((name) => name.startsWith('custom_field_'));
  if (own.length === 0) return { ...said, ...start };
  const values = own.map((name) => [name.slice('custom_field_'.length), customValue(input, name)] as const);
  const named = isObject(said['custom_fields']) ? said['custom_fields'] : {};
  return { ...said, ...start, custom_fields: { ...named, ...Object.fromEntries(values) } };
}

function customValue(input: Input, name: string): unknown {
  const value = input.take(name) ?? null;
  const wrong = typeof value === 'string' ? textRefusal(value, 10_000) : null;
  return wrong === null ? value : input.refuse(name, wrong);
}

export function readNewEvent(input: Input) {
  return { slug: input.text('slug', 160) || null, said: readEventSaid(input) };
}

/** A key that means nothing here is a mistake: nothing would come of it. */
function refuseUnknown(input: Input, own: Readonly<Record<string, unknown>> = {}): void {
  for (const name of input.unread()) {
    if (!(name in own)) input.refuse(name.isWellFormed() ? name : 'non_field_errors', 'This key is not known.');
    else if (input.values[name] !== own[name]) input.refuse(name, 'This can not be changed.');
  }
}

function required(input: Input, said: Said, ...names: string[]): void {
  for (const name of names)
    if (said[name] === undefined && !(name in input.errors)) input.refuse(name, 'This field is required.');
}

const refused = (input: Input): { status: 400; body: unknown } | null =>
  input.isRefused ? invalidPayload(input) : null;
const unfit = ({ key, reason }: Invalid): Answer => invalidPayload({ errors: { [key]: [reason] } });
const unwilling = ({ reason, description }: Against): Answer => ({
  status: 200,
  body: refusal(reason, 1, description),
});

/** Agendas and events, made and changed by programs and agents (spec/agendas.md, the end of section 3's table). */
export function settingUpRoutes(server: FastifyInstance, desk: BookingDesk): void {
  const { db, clock } = desk.town;
  const config = { access: 'caller' } as const;
  const wording = wordingOf(desk.town);
  const moment = () => ({ zone: wording.zone, now: clock() });

  server.post('/api/agenda/', { config }, async (request, reply) => {
    if (!maySetUp(request.caller)) throw forbidden();
    const input = new Input(request.body);
    const { slug, kind, said } = readNewAgenda(input);
    refuseUnknown(input);
    required(input, { ...said, kind: kind ?? undefined }, 'kind', 'label');
    const wrong = refused(input);
    if (wrong || kind === null) return send(reply, wrong!);
    const whole = { ...said, kind, label: said['label'] as string };
    return writeOnce(desk, request, reply, async (trx) => {
      const outcome = await makeAgenda(trx, whole, slug, moment());
      return outcome.kind === 'invalid' ? unfit(outcome) : agendaTold(trx, outcome.id);
    });
  });

  server.patch<AgendaParams>('/api/agenda/:agenda/', { config }, async (request, reply) => {
    const agenda = await toChange(request, request.params.agenda);
    const input = new Input(request.body);
    const said = readAgendaSaid(input);
    refuseUnknown(input, { id: agenda.slug, slug: agenda.slug, kind: agenda.kind });
    const wrong = refused(input);
    if (wrong) return send(reply, wrong);
    if (['view_role', 'edit_role', 'admin_role'].some((key) => key in said) && !mayGiveRoles(request.caller, agenda))
      throw forbidden();
    return writeOnce(desk, request, reply, async (trx) => {
      const outcome = await changeAgenda(trx, agenda.id, said, moment());
      return outcome.kind === 'invalid' ? unfit(outcome) : agendaTold(trx, outcome.id);
    });
  });

  server.post<AgendaParams>('/api/agenda/:agenda/event/', { config }, async (request, reply) => {
    const agenda = await toChange(request, request.params.agenda);
    if (agenda.kind !== 'events') return send(reply, notOfEvents());
    const input = new Input(request.body);
    const { slug, said } = readNewEvent(input);
    refuseUnknown(input);
    required(input, said, 'start_datetime', 'places');
    const wrong = refused(input);
    if (wrong) return send(reply, wrong);
    return writeEvent(request, reply, agenda, (trx) => makeEvent(trx, agenda, said, slug, moment()));
  });

  server.patch<EventParams>('/api/agenda/:agenda/event/:event/', { config }, async (request, reply) => {
    const agenda = await toChange(request, request.params.agenda);
    const event = await eventAt(agenda, request.params.event);
    const input = new Input(request.body);
    const said = readEventSaid(input);
    refuseUnknown(input, { id: event.slug, slug: event.slug });
    const wrong = refused(input);
    if (wrong) return send(reply, wrong);
    return writeEvent(request, reply, agenda, (trx) => changeEvent(trx, agenda, event.id, said, moment()));
  });

  server.delete<EventParams>('/api/agenda/:agenda/event/:event/', { config }, async (request, reply) => {
    const agenda = await toChange(request, request.params.agenda);
    const { id } = await eventAt(agenda, request.params.event);
    return writeOnce(desk, request, reply, async (trx) => {
      const outcome = await removeEvent(trx, agenda.id, id, clock());
      if (outcome === null) throw unknownEvent();
      if (outcome.kind === 'refused') return unwilling(outcome.against);
      return { status: 200, body: { err: 0, removed: outcome.how } };
    });
  });

  async function toChange({ caller }: { caller: Caller }, reference: string): Promise<Agenda> {
    const agenda = await agendaAt(db, reference);
    if (!may(caller, agenda, 'edit')) throw forbidden();
    return agenda;
  }

  async function eventAt(agenda: Agenda, reference: string) {
    const event = isName(reference) ? await findEvent(db, agenda.id, reference) : null;
    if (!event) throw unknownEvent();
    return event;
  }

  async function agendaTold(trx: Transaction, id: number): Promise<Answer> {
    return { status: 200, body: { err: 0, data: await agendaAnswer(trx, id, wording) } };
  }

  function writeEvent(
    request: FastifyRequest,
    reply: FastifyReply,
    agenda: Agenda,
    write: (trx: Transaction) => ReturnType<typeof changeEvent>,
  ) {
    return writeOnce(desk, request, reply, async (trx) => {
      const outcome = await write(trx);
      if (outcome.kind === 'invalid') return unfit(outcome);
      if (outcome.kind === 'refused') return unwilling(outcome.against);
      return { status: 200, body: { err: 0, data: await eventAnswer(trx, agenda, outcome.id, clock(), wording) } };
    });
  }
}

const notOfEvents = (): Answer => invalidPayload({ errors: { agenda: ['is not an agenda of events'] } });
