import assert from 'node:assert/strict';
import test from 'node:test';
import { localMinuteOf } from '../../time/days.ts';
import { openZone } from '../../time/zone.ts';
import { openLane } from '../bookings/lane.ts';
import type { Outcome } from '../bookings/orders.ts';
import { agendasApp, type Json } from '../testing.ts';
import { reschedule } from './reschedule.ts';

const zone = openZone('Europe/Paris');
const at = (time: string): number => zone.toInstant(localMinuteOf(Temporal.PlainDateTime.from(`2026-07-06T${time}`)));
const hours = [{ weekday: 1, start_time: '09:00', end_time: '12:00' }];
const site = {
  resources: [{ slug: 'borne', label: 'Borne' }],
  agendas: [
    {
      slug: 'nord',
      label: 'Nord',
      kind: 'meetings',
      minimal_booking_delay: 30,
      meeting_types: [
        { slug: 'rdv', duration: 60 },
        { slug: 'court', duration: 30 },
      ],
      resources: ['borne'],
      desks: [
        { slug: 'un', opening_hours: hours },
        { slug: 'deux', opening_hours: hours },
      ],
    },
    {
      slug: 'stages',
      label: 'Stages',
      kind: 'events',
      events: [{ slug: 'judo', start_datetime: '2026-09-01 10:00', places: 2 }],
    },
  ],
};
const caller = { kind: 'client' as const, client: { id: 1, identifier: 'agent', roles: [] } };
const told = (outcome: Outcome): string =>
  outcome.kind === 'met'
    ? `${outcome.desk.slug} ${zone.toLocal(outcome.place.spans[0]!.start) - localMinuteOf(Temporal.PlainDateTime.from('2026-07-06'))}`
    : outcome.kind === 'refused'
      ? outcome.reason
      : outcome.kind;

test('an agent moves an appointment: it stays the same booking', async () => {
  const { agendas, call } = await agendasApp(site, {}, { now: Temporal.Instant.from('2026-07-01T08:00:00Z') });
  const desk = { town: agendas, lane: openLane(agendas) };
  const fill = async (slot: string, body: Json = {}): Promise<Json> =>
    (await call('POST', `api/agenda/nord/fillslot/${slot}/`, { bypass_delays: true, ...body })).body;
  const mine = await fill('rdv:2026-07-06-0900', { label: 'Passeport', resources: 'borne' });
  const other = await fill('rdv:2026-07-06-1000', { resources: 'borne' });
  const id: number = mine.booking_id;

  assert.equal(told(await reschedule(desk, caller, id, { start: at('09:30'), desk: null })), 'no more desk available');
  await call('POST', other.api.cancel_url);
  assert.equal(told(await reschedule(desk, caller, id, { start: at('09:30'), desk: null })), 'un 570');
  assert.equal(told(await reschedule(desk, caller, id, { start: at('09:30'), desk: 'deux' })), 'deux 570');
  assert.equal(told(await reschedule(desk, caller, id, { start: at('11:30'), desk: null })), 'no more desk available');
  const booking = await agendas.db
    .selectFrom('agendas.booking')
    .selectAll()
    .where('id', '=', id)
    .executeTakeFirstOrThrow();
  assert.deepEqual([booking.label, booking.cancelled_at], ['Passeport', null]);
  const live = await agendas.db
    .selectFrom('agendas.taken')
    .select(['span'])
    .where('booking_id', '=', id)
    .where('cancelled_at', 'is', null)
    .execute();
  assert.deepEqual(
    live.map(({ span }) => span),
    Array(2).fill(`[${at('09:30')},${at('10:30')})`),
  );

  const event = (await call('POST', 'api/agenda/stages/fillslot/judo/', { bypass_delays: true })).body;
  assert.equal(
    told(await reschedule(desk, caller, event.booking_id, { start: at('09:00'), desk: null })),
    'booking can not be moved',
  );
  assert.equal(told(await reschedule(desk, caller, 999_999, { start: at('09:00'), desk: null })), 'not found');
  await call('POST', mine.api.cancel_url);
  assert.equal(told(await reschedule(desk, caller, id, { start: at('09:00'), desk: null })), 'booking is cancelled');
});
