import assert from 'node:assert/strict';
import test from 'node:test';
import type { Caller } from '../../accounts/caller.ts';
import { brokenInvariants } from '../checks/invariants.ts';
import { agendasApp } from '../testing.ts';
import { accept, cancelByAgent, move, resize, suspend } from './by-agent.ts';
import { openLane } from './lane.ts';

const now = Temporal.Instant.from('2026-06-01T08:00:00Z');
const event = (slug: string, places: number, waiting: number) => ({
  slug,
  label: slug,
  start_datetime: '2026-06-20 10:00',
  duration: 60,
  places,
  waiting_list_places: waiting,
});
const app = await agendasApp(
  {
    agendas: [
      { slug: 'stages', label: 'Stages', kind: 'events', events: [event('cirque', 2, 2), event('judo', 1, 0)] },
    ],
  },
  {},
  { now },
);
const desk = { town: app.agendas, lane: openLane(app.agendas) };
const agent: Caller = {
  kind: 'person',
  person: {
    id: 1,
    email: 'a@example.org',
    firstName: 'Ana',
    lastName: 'Dupré',
    nameId: 'f00d',
    admin: true,
    roles: [],
    backoffice: true,
  },
};

async function book(slug: string): Promise<number> {
  const { body } = await app.call('POST', `api/agenda/stages/fillslot/${slug}/`, {});
  assert.equal(body.err, 0);
  return body.booking_id;
}

async function places(slug: string): Promise<{ reserved: number; waiting: number }> {
  const { body } = await app.plain('GET', `api/agenda/stages/status/${slug}/`);
  return { reserved: body.places.reserved, waiting: body.places.waiting_list_reserved ?? 0 };
}

test('an agent suspends, accepts, resizes, moves and cancels; the counters follow', async () => {
  const id = await book('cirque');
  assert.equal((await suspend(desk, agent, id)).kind, 'done');
  assert.deepEqual(await places('cirque'), { reserved: 0, waiting: 1 });
  assert.equal((await accept(desk, agent, id)).kind, 'done');
  assert.deepEqual(await places('cirque'), { reserved: 1, waiting: 0 });
  assert.equal((await resize(desk, agent, id, 2)).kind, 'done');
  assert.deepEqual(await places('cirque'), { reserved: 2, waiting: 0 });
  assert.equal((await resize(desk, agent, id, 1)).kind, 'done');
  assert.equal((await move(desk, agent, id, { agenda: 'stages', event: 'judo' })).kind, 'done');
  assert.deepEqual(
    [await places('cirque'), await places('judo')],
    [
      { reserved: 0, waiting: 0 },
      { reserved: 1, waiting: 0 },
    ],
  );
  assert.equal((await cancelByAgent(desk, agent, id, false)).kind, 'refused');
  assert.equal((await cancelByAgent(desk, agent, id, true)).kind, 'done');
  assert.deepEqual(await places('judo'), { reserved: 0, waiting: 0 });
  assert.deepEqual(await brokenInvariants(app.agendas.db), []);
});

test('a move to an event that is full takes nothing and lets nothing go', async () => {
  const mine = await book('cirque');
  await book('judo');
  assert.equal((await move(desk, agent, mine, { agenda: 'stages', event: 'judo' })).kind, 'refused');
  assert.deepEqual(
    [await places('cirque'), await places('judo')],
    [
      { reserved: 1, waiting: 0 },
      { reserved: 1, waiting: 0 },
    ],
  );
});
