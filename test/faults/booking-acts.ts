import type { AgendasApp, Answer, Json } from '../../src/agendas/testing.ts';

/** What an act starts from: the names of two events that are its own, and what was booked on them before. */
export type Scene = { first: string; second: string; user: string; before: Json };

/** A use case of the booking API: what stands before, the call that is broken, and on which event what its effect is read. */
export type BookingAct = {
  name: string;
  before?: (calls: Pick<AgendasApp, 'call'>, scene: Omit<Scene, 'before'>) => Promise<Answer>;
  act: (scene: Scene) => { path: string; body?: unknown; method?: string };
  /** By one statement, and one that reads an event which isn't known yet; the others by a transaction. */
  isShort?: true;
};

const slot = (event: string, agenda = 'events'): string => `api/agenda/${agenda}/fillslot/${event}/`;
const book =
  (body: object = {}, times = 1): NonNullable<BookingAct['before']> =>
  async ({ call }, { first, user }) => {
    let answer: Answer | null = null;
    for (let time = 0; time < times; time++)
      answer = await call('POST', slot(first), {
        user_external_id: user,
        cancel_callback_url: 'http://127.0.0.1:9/x',
        ...body,
      });
    return answer!;
  };

/** Every way to a place and away from it, over HTTP. An event has two places and waits for two; the waiting list moves up by itself. */
export const bookingActs: readonly BookingAct[] = [
  { name: 'book', isShort: true, act: ({ first, user }) => ({ path: slot(first), body: { user_external_id: user } }) },
  { name: 'book two places', isShort: true, act: ({ first }) => ({ path: `${slot(first)}?count=2` }) },
  {
    name: 'book, but not twice',
    act: ({ first, user }) => ({ path: slot(first), body: { user_external_id: user, exclude_user: true } }),
  },
  {
    name: 'book several events',
    act: ({ first, second }) => ({ path: 'api/agenda/events/fillslots/', body: { slots: [second, first] } }),
  },
  {
    name: 'wait',
    isShort: true,
    before: book({}, 2),
    act: ({ first }) => ({ path: slot(first), body: { label: 'waits' } }),
  },
  { name: 'lock', act: ({ first, user }) => ({ path: slot(first), body: { lock_code: user } }) },
  {
    name: 'lock elsewhere',
    before: async ({ call }, { first, user }) => call('POST', slot(first), { lock_code: user }),
    act: ({ second, user }) => ({ path: slot(second), body: { lock_code: user } }),
  },
  {
    name: 'confirm a lock',
    before: async ({ call }, { first, user }) => call('POST', slot(first), { lock_code: user }),
    act: ({ first, user }) => ({ path: slot(first), body: { lock_code: user, confirm_after_lock: true } }),
  },
  { name: 'cancel', before: book(), act: ({ before }) => ({ path: before.api.cancel_url }) },
  {
    name: 'cancel, and who waited moves up',
    before: async (calls, scene) => {
      const first = await book()(calls, scene);
      await book({}, 2)(calls, scene);
      return first;
    },
    act: ({ before }) => ({ path: before.api.cancel_url }),
  },
  {
    name: 'accept',
    before: async (calls, scene) => {
      await calls.call('POST', `${slot(scene.first, 'by-hand')}?count=2`);
      return calls.call('POST', slot(scene.first, 'by-hand'));
    },
    act: ({ before }) => ({ path: before.api.accept_url }),
  },
  {
    name: 'suspend',
    before: ({ call }, { first }) => call('POST', slot(first, 'by-hand')),
    act: ({ before }) => ({ path: before.api.suspend_url }),
  },
  { name: 'resize', before: book(), act: ({ before }) => ({ path: before.api.resize_url, body: { count: 2 } }) },
  {
    name: 'move',
    before: book(),
    act: ({ second, before }) => ({ path: slot(second), body: { cancel_booking_id: before.booking_id } }),
  },
  {
    name: 'replace a set',
    before: async ({ call }, { first, user }) =>
      call('POST', 'api/agenda/events/events/fillslots/', { slots: first, user_external_id: user }),
    act: ({ second, user }) => ({
      path: 'api/agenda/events/events/fillslots/',
      body: { slots: second, user_external_id: user },
    }),
  },
  {
    name: 'lock a set',
    act: ({ first, second, user }) => ({
      path: 'api/agenda/events/events/fillslots/',
      body: { slots: [second, first], lock_code: user },
    }),
  },
  {
    name: 'confirm a set',
    before: async ({ call }, { first, second, user }) =>
      call('POST', 'api/agenda/events/events/fillslots/', { slots: [second, first], lock_code: user }),
    act: ({ first, user }) => ({
      path: 'api/agenda/events/events/fillslots/',
      body: { slots: first, user_external_id: user, lock_code: user, confirm_after_lock: true },
    }),
  },
  {
    name: 'let one of several events go',
    before: async ({ call }, { first, second, user }) =>
      call('POST', 'api/agenda/events/fillslots/', { slots: [second, first], user_external_id: user }),
    act: ({ first, user }) => ({
      path: 'api/agenda/events/events/fillslots/',
      body: { slots: first, user_external_id: user },
    }),
  },
  { name: 'delete', before: book(), act: ({ before }) => ({ method: 'DELETE', path: before.api.booking_url }) },
];
