import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { minuteOf } from '../../time/days.ts';
import { overlap } from '../../time/intervals.ts';
import { openZone } from '../../time/zone.ts';
import { isOffered, judge } from '../availability/judge.ts';
import { decideMeeting, occupy, release, type MeetingAsk, type MeetingState } from './decide.ts';
import type { DeskSchedule, MeetingType, Schedule } from './schedule.ts';
import { daysOf, questionOf } from './offer.ts';
import { withoutOwn, type TakenSpan } from './taken.ts';

const zone = openZone('Europe/Paris');
const at = (text: string): number =>
  minuteOf(Temporal.PlainDateTime.from(`2026-07-06T${text}`).toZonedDateTime('Europe/Paris').toInstant());
const type = (slug: string, durationMinutes: number, more: Partial<MeetingType> = {}): MeetingType => ({
  id: durationMinutes,
  slug,
  label: slug,
  durationMinutes,
  beforeMinutes: 0,
  afterMinutes: 0,
  ...more,
});
const desk = (id: number): DeskSchedule => ({
  id,
  slug: `guichet-${id}`,
  label: `Guichet ${id}`,
  publicHolidays: false,
  hours: [{ on: { weekday: 1, indexes: [] }, startMinute: 9 * 60, endMinute: 12 * 60 }],
  exceptions: [],
});
const schedule = (agendaId: number, deskIds: number[], types = [type('court', 30), type('long', 60)]): Schedule => ({
  agendaId,
  types,
  desks: deskIds.map(desk),
  resources: [{ id: 1, slug: 'borne', label: 'Borne', description: '' }],
  hours: [],
});
const taken = (deskId: number, start: string, end: string, more: Partial<TakenSpan> = {}): TakenSpan => ({
  deskId,
  resourceId: null,
  start: at(start),
  end: at(end),
  bookingId: deskId * 1000 + at(start),
  agendaId: 1,
  beforeMinutes: 0,
  afterMinutes: 0,
  lockedUntil: null,
  lockCode: null,
  userExternalId: '',
  ...more,
});
const state = (spans: TakenSpan[], schedules = [schedule(1, [1, 2])]): MeetingState => ({
  schedules: new Map(schedules.map((one) => [one.agendaId, one])),
  taken: spans,
  zone,
  openDays: new Map(),
});
const ask = (start: string, more: Partial<MeetingAsk> = {}): MeetingAsk => ({
  agendaIds: [1],
  type: 'court',
  starts: [at(start)],
  resources: [],
  desk: null,
  bounds: { earliest: 0, latest: null },
  excludedHours: [],
  excludeUser: null,
  lockCode: null,
  movedBookingId: null,
  ...more,
});

const cases: { name: string; taken?: TakenSpan[]; ask: MeetingAsk; desk?: number; reason?: string }[] = [
  { name: 'two free: the first', ask: ask('09:00'), desk: 1 },
  { name: 'the one with fewer bookings that day', taken: [taken(1, '11:00', '11:30')], ask: ask('09:00'), desk: 2 },
  { name: 'the one that is free', taken: [taken(1, '09:00', '09:30')], ask: ask('09:00'), desk: 2 },
  {
    name: 'none',
    taken: [taken(1, '09:00', '10:00'), taken(2, '08:45', '09:15')],
    ask: ask('09:00'),
    reason: 'no more desk available',
  },
  { name: 'the one that is named', ask: ask('09:00', { desk: 'guichet-2' }), desk: 2 },
  {
    name: 'the one that is named, taken',
    taken: [taken(2, '09:00', '09:30')],
    ask: ask('09:00', { desk: 'guichet-2' }),
    reason: 'no more desk available',
  },
  { name: 'off the grid', ask: ask('09:10'), reason: 'no more desk available' },
  { name: 'beyond the closing', ask: ask('11:30', { type: 'long' }), reason: 'no more desk available' },
  {
    name: 'on a day that is closed',
    ask: { ...ask('09:00'), starts: [at('09:00') + 1440] },
    reason: 'no more desk available',
  },
  {
    name: 'before the delay',
    ask: ask('09:00', { bounds: { earliest: at('09:30'), latest: null } }),
    reason: 'event not bookable',
  },
  {
    name: 'after the window',
    ask: ask('09:00', { bounds: { earliest: 0, latest: at('09:00') } }),
    reason: 'event not bookable',
  },
  { name: 'an unknown type', ask: ask('09:00', { type: 'visa' }), reason: 'unknown meeting type' },
  { name: 'an unknown resource', ask: ask('09:00', { resources: ['cave'] }), reason: 'unknown resource' },
  {
    name: 'a resource that somebody has',
    taken: [taken(9, '09:00', '09:15', { deskId: null, resourceId: 1, agendaId: 7 })],
    ask: ask('09:00', { resources: ['borne'] }),
    reason: 'no more desk available',
  },
  {
    name: 'a resource that nobody asked for',
    taken: [taken(9, '09:00', '09:15', { deskId: null, resourceId: 1 })],
    ask: ask('09:00'),
    desk: 1,
  },
  {
    name: 'who may have one at a time',
    taken: [taken(1, '09:00', '09:30', { userExternalId: 'ada' })],
    ask: ask('09:00', { excludeUser: 'ada' }),
    reason: 'event is already booked by user',
  },
  {
    name: 'a lock of somebody else',
    taken: [1, 2].map((id) => taken(id, '09:00', '09:30', { lockedUntil: 1, lockCode: 'theirs' })),
    ask: ask('09:00', { lockCode: 'mine' }),
    reason: 'no more desk available',
  },
  {
    name: 'a lock of their own',
    taken: [taken(1, '09:00', '09:30'), taken(2, '09:00', '09:30', { lockedUntil: 1, lockCode: 'mine' })],
    ask: ask('09:00', { lockCode: 'mine' }),
    desk: 2,
  },
  {
    name: 'a booking that keeps its lock code is no lock',
    taken: [1, 2].map((id) => taken(id, '09:00', '09:30', { lockCode: 'mine' })),
    ask: ask('09:00', { lockCode: 'mine' }),
    reason: 'no more desk available',
  },
  {
    name: 'the booking that they move, half an hour later',
    taken: [taken(1, '09:00', '10:00', { bookingId: 5 }), taken(2, '09:00', '12:00')],
    ask: ask('09:30', { movedBookingId: 5 }),
    desk: 1,
  },
  {
    name: 'several slots at one desk',
    taken: [taken(1, '09:30', '10:00'), taken(2, '11:00', '11:30')],
    ask: { ...ask('09:00'), starts: [at('09:00'), at('09:30')] },
    desk: 2,
  },
  {
    name: 'several slots that no desk has all',
    taken: [taken(1, '09:30', '10:00'), taken(2, '09:00', '09:30')],
    ask: { ...ask('09:00'), starts: [at('09:00'), at('09:30')] },
    reason: 'no more desk available',
  },
  {
    name: 'the same slot twice',
    ask: { ...ask('09:00'), starts: [at('09:00'), at('09:00')] },
    reason: 'no more desk available',
  },
  { name: 'no slot', ask: { ...ask('09:00'), starts: [] }, reason: 'no more desk available' },
];
for (const { name, taken: spans = [], ask: asked, desk: chosen, reason } of cases) {
  test(`an appointment: ${name}`, () => {
    const outcome = decideMeeting(state(spans), asked);
    assert.equal(outcome.kind === 'placed' ? outcome.place.deskId : outcome.reason, chosen ?? reason);
  });
}

test('of the members of a virtual agenda, the one with the fewest bookings that day', () => {
  const members = [schedule(1, [1]), schedule(2, [2])];
  const asked = ask('09:00', { agendaIds: [1, 2] });
  const chosen = (spans: TakenSpan[]): unknown => {
    const outcome = decideMeeting(state(spans, members), asked);
    return outcome.kind === 'placed' ? outcome.place.agendaId : outcome.reason;
  };
  assert.equal(chosen([]), 1);
  assert.equal(chosen([taken(1, '11:00', '11:30')]), 2);
  assert.equal(chosen([taken(1, '11:00', '11:30'), taken(2, '09:00', '09:30', { agendaId: 2 })]), 1);
  assert.equal(
    chosen([taken(1, '09:00', '09:30'), taken(2, '09:00', '09:30', { agendaId: 2 })]),
    'no more desk available',
  );
});

test('who may have one at a time, in a virtual agenda: whichever of its members it is in', () => {
  const members = [schedule(1, [1]), schedule(2, [2])];
  const theirs = taken(2, '09:00', '09:30', { agendaId: 2, userExternalId: 'ada' });
  const decided = (agendaIds: number[], time = '09:00'): unknown => {
    const outcome = decideMeeting(state([theirs], members), ask(time, { agendaIds, excludeUser: 'ada' }));
    return outcome.kind === 'placed' ? outcome.place.agendaId : outcome.reason;
  };
  assert.equal(decided([1, 2]), 'event is already booked by user');
  assert.equal(decided([1, 2], '09:30'), 1);
  assert.equal(decided([1]), 1, 'asked for by itself, a member knows its own alone');
});

test('whatever is asked in whatever order, nobody overlaps at a desk or a resource, and a pause lies between two', () => {
  const types = [type('court', 30, { afterMinutes: 15 }), type('long', 60, { beforeMinutes: 30 })];
  const asked = fc.record({
    type: fc.constantFrom('court', 'long'),
    step: fc.nat(6),
    resources: fc.constantFrom([], ['borne']),
    gives: fc.nat(3),
  });
  fc.assert(
    fc.property(fc.array(asked, { maxLength: 12 }), (asks) => {
      const now = state([], [schedule(1, [1, 2], types)]);
      let bookingId = 0;
      for (const { type: slug, step, resources, gives } of asks) {
        if (gives === 0) release(now, bookingId);
        const outcome = decideMeeting(now, ask('09:00', { type: slug, starts: [at('09:00') + step * 30], resources }));
        if (outcome.kind === 'placed')
          occupy(now, outcome.place, { bookingId: ++bookingId, lockCode: null, lockedUntil: null, userExternalId: '' });
      }
      for (const a of now.taken) {
        for (const b of now.taken) {
          if (a === b || a.deskId !== b.deskId || a.resourceId !== b.resourceId) continue;
          assert.ok(!overlap(a, b));
          const between = Math.max(a.afterMinutes, b.beforeMinutes);
          if (a.deskId !== null && a.start < b.start) assert.ok(b.start - a.end >= between);
        }
      }
    }),
  );
});

test('what is offered can be booked, and what is not offered can not', () => {
  const types = [type('court', 30, { beforeMinutes: 10 }), type('long', 60, { afterMinutes: 20 })];
  const minute = fc.integer({ min: -40, max: 240 });
  const span = fc.tuple(minute, fc.integer({ min: 1, max: 120 })).map(([from, length]) => ({
    start: at('09:00') + from,
    end: at('09:00') + from + length,
  }));
  const anyTaken = fc
    .tuple(
      span,
      fc.constantFrom(1, 2),
      fc.nat(20),
      fc.nat(20),
      fc.constantFrom(null, 1),
      fc.constantFrom('mine', 'theirs'),
    )
    .map(([some, deskId, beforeMinutes, afterMinutes, lockedUntil, lockCode]) =>
      taken(deskId, '09:00', '09:00', { ...some, beforeMinutes, afterMinutes, lockedUntil, lockCode }),
    );
  fc.assert(
    fc.property(
      fc.array(anyTaken, { maxLength: 6 }),
      fc.array(
        span.map((some) => ({ ...some, label: '' })),
        { maxLength: 2 },
      ),
      fc.constantFrom('court', 'long'),
      fc.constantFrom(null, 'mine'),
      fc.boolean(),
      (spans, exceptions, slug, lockCode, withResource) => {
        const setUp = schedule(1, [1, 2], types);
        setUp.desks[0]!.exceptions = exceptions;
        const resources = spans.slice(0, 1).map((one) => ({ ...one, deskId: null, resourceId: 1 }));
        const now = state([...spans, ...resources], [setUp]);
        const bounds = { earliest: at('09:30'), latest: at('11:30') };
        const own = withoutOwn(now.taken, { agendaId: 1, lockCode, movedBookingId: null });
        const asking = {
          type: types.find((one) => one.slug === slug)!,
          days: daysOf({ start: at('09:00'), end: at('12:00') }, zone),
          bounds,
          resourceIds: withResource ? [1] : [],
          excludedHours: [],
          excludeUser: null,
          agendaIds: [1],
        };
        const question = questionOf(setUp, own, asking, zone);
        const verdict = judge(question);
        question.starts.forEach((start, index) => {
          const outcome = decideMeeting(now, {
            ...ask('09:00', { type: slug, bounds, lockCode, resources: withResource ? ['borne'] : [] }),
            starts: [start],
          });
          assert.equal(outcome.kind === 'placed', isOffered(verdict, index));
        });
      },
    ),
    { numRuns: 300 },
  );
});
