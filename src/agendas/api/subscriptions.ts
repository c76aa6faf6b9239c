import { noDetails } from '../bookings/orders.ts';
import type { FastifyInstance } from 'fastify';
import { sql } from 'kysely';
import { may, type Agenda } from '../agenda/agenda.ts';
import { dayOf, minutesPerDay } from '../../time/days.ts';
import { openZone } from '../../time/zone.ts';
import type { BookingDesk } from '../bookings/give-order.ts';
import type { Caller } from '../../accounts/caller.ts';
import { forbidden, HttpRefusal } from '../../platform/server/refusal.ts';
import { extraOf } from './booking-input.ts';
import { writeOnce } from './give.ts';
import { Input } from './input.ts';
import { agendaAt } from './reading.ts';
import { invalidPayload, send, unknownAgenda } from './refusals.ts';

type AgendaParams = { Params: { agenda: string } };
type OneParams = { Params: { agenda: string; id: string } };

const unknown = (): HttpRefusal => new HttpRefusal(404, 'not-found', 'unknown subscription');

/** People enrolled in an agenda for a period, whose last day is excluded (spec/agendas.md, sections 1.14 and 3.23). */
export function subscriptionRoutes(server: FastifyInstance, desk: BookingDesk): void {
  const { db } = desk.town;
  const config = { access: 'caller' } as const;
  const allowed = async (reference: string, caller: Caller, right: 'view' | 'edit'): Promise<Agenda> => {
    const agenda = await agendaAt(db, reference);
    // Nobody is enrolled in desks or in things to rent.
    if (agenda.kind !== 'events') throw unknownAgenda();
    if (!may(caller, agenda, right)) throw forbidden();
    return agenda;
  };
  const numberOf = (text: string): number => {
    if (!/^[1-9]\d{0,8}$/.test(text)) throw unknown();
    return Number(text);
  };
  const columns = [
    'id',
    'user_external_id',
    'user_first_name',
    'user_last_name',
    'user_email',
    'user_phone_number',
    'date_start',
    'date_end',
    'extra_data',
  ] as const;
  const view = <T extends { date_start: Temporal.PlainDate; date_end: Temporal.PlainDate }>(row: T) => ({
    ...row,
    date_start: row.date_start.toString(),
    date_end: row.date_end.toString(),
  });

  server.get<AgendaParams>('/api/agenda/:agenda/subscription/', { config }, async (request, reply) => {
    const agenda = await allowed(request.params.agenda, request.caller, 'view');
    const query = new Input(request.query);
    const user = query.text('user_external_id', 250);
    const [from, until] = [query.plainDate('date_start'), query.plainDate('date_end')];
    if (query.isRefused) return send(reply, invalidPayload(query));
    const rows = await db
      .selectFrom('agendas.subscription')
      .select(columns)
      .where('agenda_id', '=', agenda.id)
      .$if(user !== '', (some) => some.where('user_external_id', '=', user))
      .$if(from !== null, (some) => some.where('date_end', '>', from!))
      .$if(until !== null, (some) => some.where('date_start', '<', until!))
      .orderBy('date_start')
      .orderBy('id')
      .limit(10_000)
      .execute();
    return { err: 0, data: rows.map(view) };
  });

  /** What a payload says; of a change, what it doesn't say stays. */
  const read = (input: Input, isNew: boolean) => {
    const says = (name: string): boolean => isNew || Object.hasOwn(input.values, name);
    const text = (name: string) => (says(name) ? { [name]: input.text(name, 250) } : {});
    const start = input.plainDate('date_start');
    const end = input.plainDate('date_end');
    const user = input.text('user_external_id', 250);
    if (isNew) {
      for (const [name, value] of [
        ['user_external_id', user || null],
        ['date_start', start],
        ['date_end', end],
      ] as const) {
        if (value === null && !(name in input.errors)) input.refuse(name, 'This field is required.');
      }
    }
    if (start && end && Temporal.PlainDate.compare(start, end) >= 0)
      input.refuse('date_end', 'The end date must be after the start date.');
    const texts = {
      ...text('user_first_name'),
      ...text('user_last_name'),
      ...text('user_email'),
      ...text('user_phone_number'),
    };
    const extra = extraOf(input);
    return {
      ...(user === '' ? {} : { user_external_id: user }),
      ...texts,
      ...(start ? { date_start: start } : {}),
      ...(end ? { date_end: end } : {}),
      ...(extra === null ? {} : { extra_data: JSON.stringify(extra) }),
    };
  };

  server.post<AgendaParams>('/api/agenda/:agenda/subscription/', { config }, async (request, reply) => {
    const agenda = await allowed(request.params.agenda, request.caller, 'edit');
    const input = new Input(request.body);
    const given = read(input, true);
    if (input.isRefused) return send(reply, invalidPayload(input));
    return writeOnce(desk, request, reply, async (trx) => {
      const { id } = await trx
        .insertInto('agendas.subscription')
        .values({
          agenda_id: agenda.id,
          ...(given as { user_external_id: string; date_start: Temporal.PlainDate; date_end: Temporal.PlainDate }),
        })
        .returning('id')
        .executeTakeFirstOrThrow();
      return { status: 200, body: { err: 0, id } };
    });
  });

  server.route<OneParams>({
    method: ['GET', 'PATCH', 'DELETE'],
    url: '/api/agenda/:agenda/subscription/:id/',
    config,
    async handler(request, reply) {
      const { method, params, caller } = request;
      const reads = method === 'GET' || method === 'HEAD';
      const agenda = await allowed(params.agenda, caller, reads ? 'view' : 'edit');
      const id = numberOf(params.id);
      const find = (where: typeof db) =>
        where
          .selectFrom('agendas.subscription')
          .select(columns)
          .where('id', '=', id)
          .where('agenda_id', '=', agenda.id);
      if (method === 'DELETE') {
        return writeOnce(desk, request, reply, async (trx) => {
          const ended = await find(trx).forUpdate().executeTakeFirst();
          if (!ended) throw unknown();
          // Committed before what stands here: who asks again after a fault in between finds the subscription, and ends what was begun.
          await releaseEvents(desk, caller, agenda, ended);
          await trx.deleteFrom('agendas.subscription').where('id', '=', id).execute();
          return { status: 200, body: { err: 0 } };
        });
      }
      const row = await find(db).executeTakeFirst();
      if (!row) throw unknown();
      if (reads) return { err: 0, data: view(row) };
      const input = new Input(request.body);
      const given = read(input, false);
      const [start, end] = [given.date_start ?? row.date_start, given.date_end ?? row.date_end];
      if (!input.isRefused && Temporal.PlainDate.compare(start, end) >= 0)
        input.refuse('date_end', 'The end date must be after the start date.');
      if (input.isRefused) return send(reply, invalidPayload(input));
      return writeOnce(desk, request, reply, async (trx) => {
        const { extra_data: extra, ...columns } = given;
        // Free keys that aren't said stay, as those of a booking do.
        const kept =
          extra === undefined ? {} : { extra_data: sql<string>`coalesce(extra_data, '{}') || ${extra}::jsonb` };
        if (Object.keys(given).length > 0)
          await trx
            .updateTable('agendas.subscription')
            .set({ ...columns, ...kept })
            .where('id', '=', id)
            .execute();
        return { status: 200, body: { err: 0, id } };
      });
    },
  });
}

type Enrolled = { user_external_id: string; date_start: Temporal.PlainDate; date_end: Temporal.PlainDate };

/**
 * The person's coming bookings within the period of a subscription that ends: let go like any others, in the lane, so that who waits moves up. In a transaction of its own,
 * while the call's is open: that one has spent the nonce, so that the same call sent twice at once lets go once.
 */
async function releaseEvents(
  { lane, town }: BookingDesk,
  caller: Caller,
  agenda: Agenda,
  { user_external_id: user, date_start: start, date_end: end }: Enrolled,
): Promise<void> {
  const zone = openZone(town.settings.timeZone);
  const midnight = (date: Temporal.PlainDate): number => zone.edge(dayOf(date) * minutesPerDay);
  const [from, until] = [midnight(start), midnight(end)];
  const order = {
    kind: 'replace',
    agendas: [agenda.slug],
    slots: [],
    user,
    details: noDetails,
    bypassDelays: true,
    range: 'future',
    action: 'unbook',
    letsGo: ({ startMinute }: { startMinute: number }) => from <= startMinute && startMinute < until,
  } as const;
  await lane.submit({ order, caller, nonce: null, keyed: null, answer: () => ({ status: 200, body: null }) });
}
