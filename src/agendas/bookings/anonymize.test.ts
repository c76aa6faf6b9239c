import assert from 'node:assert/strict';
import test from 'node:test';
import { sql } from 'kysely';
import { brokenInvariants } from '../checks/invariants.ts';
import { makeDue } from '../callbacks/resend.ts';
import { agendasApp } from '../testing.ts';
import { anonymizePast, forgetLocks } from './anonymize.ts';
import { cancelByAgent } from './by-agent.ts';
import { openLane } from './lane.ts';

let now = Temporal.Instant.from('2026-07-01T09:00:00Z');
const event = (slug: string, start: string) => ({ slug, start_datetime: start, duration: 60, places: 20 });
const agenda = (slug: string, more: object) => ({
  slug,
  label: slug,
  kind: 'events',
  maximal_booking_delay: 0,
  events: [event('soon', '2026-07-03 10:00'), event('late', '2026-12-03 10:00')],
  ...more,
});
const { call, agendas: town } = await agendasApp(
  { agendas: [agenda('month', { anonymize_after_days: 30 }), agenda('never', {})] },
  {},
  { clock: () => now, serving: new Set(['agendas']) },
);
const { db } = town;
const hook = 'https://demarches.example.org/api/forms/canary/12/hooks';
const said = {
  label: 'Canary',
  user_display_label: 'Canary',
  user_external_id: 'canary',
  user_first_name: 'Canary',
  user_last_name: 'Canary',
  user_email: 'canary@example.org',
  user_phone_number: 'canary',
  extra_emails: ['canary@example.org'],
  extra_phone_numbers: ['canary'],
  sms_counter: 'canary',
  form_url: 'https://demarches.example.org/canary/12/',
  backoffice_url: 'https://demarches.example.org/backoffice/canary/12/',
  cancel_callback_url: `${hook}/cancel/`,
  presence_callback_url: `${hook}/presence/`,
  absence_callback_url: `${hook}/absence/`,
  diet: 'canary',
};
const book = async (slot: string, more = {}) => {
  const { body } = await call('POST', `api/agenda/${slot}/`, { ...said, ...more });
  assert.equal(body.err, 0, JSON.stringify(body));
  await sql`update agendas.booking set created_at = '2026-06-20' where id = ${body.booking_id}`.execute(db);
  return body.booking_id as number;
};
/** What of a booking still tells of the person: names of columns, `callback` for its calls; null where it is gone. */
const leftOf = async (id: number): Promise<string[] | null> => {
  const { rows } = await sql<{ left: string[] }>`select coalesce((select array_agg(key order by key) from (
      select key from jsonb_each_text(to_jsonb(b)) where value ~* 'canary' and key <> 'lock_code'
      union all select 'callback' from agendas.callback c where c.booking_id = b.id and to_jsonb(c)::text ~* 'canary') x), '{}') as left
    from agendas.booking b where b.id = ${id}`.execute(db);
  return rows[0]?.left ?? null;
};
const addresses = ['absence_callback_url', 'cancel_callback_url', 'presence_callback_url'];

test('a call before its time: what may still be owed stays, and goes after the delay or with the cancellation', async () => {
  const [month, never, agent] = [
    await book('month/fillslot/soon'),
    await book('never/fillslot/soon'),
    await book('never/fillslot/late'),
  ];
  const absent = { user_was_present: false, user_absence_reason: 'canary' };
  await call('PATCH', `api/booking/${month}/`, absent);
  for (const id of [month, never, agent]) {
    assert.equal((await call('POST', `api/booking/${id}/anonymize/`)).body.err, 0);
    assert.deepEqual(await leftOf(id), addresses);
  }
  const caller = { kind: 'client', client: { id: 0, identifier: 'x', roles: [] } } as const;
  assert.equal((await cancelByAgent({ town, lane: openLane(town) }, caller, agent, false)).kind, 'done');
  assert.deepEqual(await leftOf(agent), ['callback', ...addresses].toSorted());
  now = Temporal.Instant.from('2026-08-02T09:30:00Z');
  await anonymizePast(town);
  assert.deepEqual([await leftOf(month), await leftOf(never), await leftOf(agent)], [[], addresses, ['callback']]);
  const { rows } = await sql<{
    id: number;
  }>`update agendas.callback set failed_at = now() where booking_id = ${agent} returning id::int`.execute(db);
  now = Temporal.Instant.from('2026-10-05T09:30:00Z');
  await anonymizePast(town);
  assert.deepEqual([await leftOf(never), await leftOf(agent)], [[], []]);
  assert.equal(await makeDue(db, caller, rows[0]!.id), false);
  now = Temporal.Instant.from('2026-07-01T09:00:00Z');
});

test('after the delay: nothing is left, of a cancelled one neither', async () => {
  const [kept, cancelled] = [await book('month/fillslot/soon'), await book('month/fillslot/soon')];
  await call('PATCH', `api/booking/${kept}/`, { user_was_present: false, user_absence_reason: 'canary' });
  await call('POST', `api/booking/${cancelled}/cancel/`);
  now = Temporal.Instant.from('2026-08-02T09:30:00Z');
  await anonymizePast(town);
  assert.deepEqual([await leftOf(kept), await leftOf(cancelled)], [[], []]);
  now = Temporal.Instant.from('2026-07-01T09:00:00Z');
});

const locks = [
  { name: 'cancelled by its address', end: (id: number) => call('POST', `api/booking/${id}/cancel/`), left: null },
  { name: 'run out, its place asked for since', end: () => book('never/fillslot/late'), left: null },
  { name: 'run out, its place asked for by nobody', end: async () => {}, left: [] },
];
for (const { name, end, left } of locks) {
  test(`a lock: ${name}`, async () => {
    const slot = left === null ? 'never/fillslot/late' : 'month/fillslot/late';
    const id = await book(slot, { lock_code: `canary-${name}` });
    await sql`update agendas.booking set expires_at = now() - interval '1 minute' where id = ${id}`.execute(db);
    await sql`update agendas.event set lock_ends_at = now() - interval '1 minute' where lock_ends_at is not null`.execute(
      db,
    );
    await end(id);
    now = Temporal.Now.instant();
    await forgetLocks(town);
    assert.ok((await leftOf(id))!.length > 0, 'within the day');
    now = Temporal.Now.instant().add({ hours: 25 });
    await forgetLocks(town);
    assert.deepEqual(await leftOf(id), left);
    now = Temporal.Instant.from('2026-07-01T09:00:00Z');
  });
}

test('what must hold holds', async () => assert.deepEqual(await brokenInvariants(db), []));
