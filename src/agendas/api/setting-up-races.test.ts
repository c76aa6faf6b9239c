import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { sql } from 'kysely';
import { brokenInvariants } from '../checks/invariants.ts';
import { agendasApp, type Json } from '../testing.ts';

const now = Temporal.Instant.from('2026-07-01T08:00:00Z');
const more = { places: 3, waiting_list_places: 20, waiting_list_bookings_automatic_confirm: true };
const app = await agendasApp(
  {
    agendas: [
      {
        slug: 'stages',
        label: 'Stages',
        kind: 'events',
        maximal_booking_delay: 0,
        events: [
          { slug: 'a', start_datetime: '2026-07-15 09:00', ...more },
          { slug: 'b', start_datetime: '2026-07-16 09:00', ...more, waiting_list_places: 0 },
          {
            slug: 's',
            start_datetime: '2026-07-06 17:00',
            ...more,
            recurrence_days: [1],
            recurrence_end_date: '2026-07-14',
          },
        ],
      },
    ],
  },
  {},
  { now },
);
const events = ['a', 'b', 's-2026-07-06-1700', 's-2026-07-13-1700'] as const;
const live = new Set<number>();

type Act = { kind: 'book' | 'cancel' | 'places' | 'waiting' | 'describe' | 'lock'; event: number; number: number };
const acts = fc.sample(
  fc.record<Act>({
    kind: fc.constantFrom('book', 'book', 'book', 'cancel', 'places', 'places', 'waiting', 'describe', 'lock'),
    event: fc.nat(3),
    number: fc.integer({ min: 0, max: 6 }),
  }),
  { numRuns: 240, seed: 4 },
);

async function act({ kind, event: index, number }: Act): Promise<Json> {
  const event = events[index]!;
  const settings = `api/agenda/stages/event/${event.startsWith('s') ? 's' : event}/`;
  switch (kind) {
    case 'book': {
      const { status, body } = await app.call('POST', `api/agenda/stages/fillslot/${event}/?count=${1 + (number % 2)}`);
      if (body.err === 0) live.add(body.booking_id);
      return status;
    }
    case 'lock':
      return (await app.call('POST', `api/agenda/stages/fillslot/${event}/`, { lock_code: `l${number}` })).status;
    case 'cancel': {
      const [id] = live;
      if (id === undefined) return 200;
      live.delete(id);
      return (await app.call('POST', `api/booking/${id}/cancel/`)).status;
    }
    case 'places':
      return (await app.call('PATCH', settings, { places: number })).status;
    case 'waiting':
      return (await app.call('PATCH', settings, { waiting_list_places: number * 3 })).status;
    case 'describe':
      return (await app.call('PATCH', settings, { description: String(number) })).status;
  }
}

test('events are changed while people book, cancel and hold places: nobody loses a place, and the counters are right', async () => {
  const statuses = new Set<number>();
  for (let from = 0; from < acts.length; from += 16) {
    for (const status of await Promise.all(acts.slice(from, from + 16).map(act))) statuses.add(status);
    assert.deepEqual(await brokenInvariants(app.agendas.db), []);
  }
  assert.deepEqual([...statuses], [200]);
  assert.ok(live.size > 10, String(live.size));
  for (const id of live) assert.equal((await app.call('GET', `api/booking/${id}/`)).body.err, 0);
});

/** Until somebody waits for a row that is held. */
async function somebodyWaits(): Promise<void> {
  const waiting = sql<{
    n: number;
  }>`select count(*)::int as n from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`;
  for (let tries = 0; tries < 500; tries++) {
    if ((await waiting.execute(app.agendas.db)).rows[0]!.n > 0) return;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  throw new Error('nobody waits');
}

for (const { name, call } of [
  { name: 'a change', call: () => app.call('PATCH', 'api/agenda/stages/event/c/', { places: 1 }) },
  { name: 'a removal', call: () => app.call('DELETE', 'api/agenda/stages/event/c/') },
]) {
  test(`${name} is decided on what stands once its turn has come`, async () => {
    await app.call('POST', 'api/agenda/stages/event/', { slug: 'c', start_datetime: '2026-07-17 09:00', places: 2 });
    let decided: ReturnType<typeof call> | null = null;
    // Somebody books both places, and has the event while the other call comes.
    await app.agendas.db.transaction().execute(async (trx) => {
      await sql`select from agendas.event where slug = 'c' for update`.execute(trx);
      decided = call();
      await somebodyWaits();
      await sql`with b as (insert into agendas.booking (agenda_id, places, asked_by) select agenda_id, 2, 'test' from agendas.event where slug = 'c' and booked = 0 returning id),
        t as (insert into agendas.taken (booking_id, event_id, places) select b.id, e.id, 2 from b, agendas.event e where e.slug = 'c')
        update agendas.event set booked = 2, version = version + 1 where slug = 'c'`.execute(trx);
    });
    const { status, body } = (await decided!) as Json;
    assert.deepEqual([status, body.err], [200, 1], JSON.stringify(body));
    assert.match(body.reason, /fewer places than booked|event has bookings/);
    assert.deepEqual(await brokenInvariants(app.agendas.db), []);
  });
}

test('two make an agenda, or an event, of one name at once: one of them is told', async () => {
  const outcomes = async (path: string, body: Json): Promise<number[]> =>
    (await Promise.all(Array.from({ length: 8 }, () => app.call('POST', path, body)))).map(({ status }) => status);
  const one = (statuses: number[]): number => statuses.filter((status) => status === 200).length;
  const agendas = await outcomes('api/agenda/', { slug: 'nouvel', label: 'Nouvel', kind: 'events' });
  assert.equal(one(agendas), 1, agendas.join());
  const made = await outcomes('api/agenda/nouvel/event/', { slug: 'x', start_datetime: '2026-07-20 10:00', places: 1 });
  assert.equal(one(made), 1, made.join());
  assert.ok([...agendas, ...made].every((status) => status === 200 || status === 400));
});
