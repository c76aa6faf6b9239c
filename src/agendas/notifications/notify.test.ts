import assert from 'node:assert/strict';
import test from 'node:test';
import { sql } from 'kysely';
import { plainText } from '../../platform/mail/message.ts';
import { listMails, readMail } from '../../platform/mail/read.ts';
import { inTransaction } from '../../platform/database/transaction.ts';
import { brokenInvariants } from '../checks/invariants.ts';
import { exportAgendas, importAgendas } from '../site-file.ts';
import { agendasApp } from '../testing.ts';
import { notificationsJob } from './notify.ts';

const now = Temporal.Instant.from('2026-07-01T08:00:00Z');
const event = (slug: string, places: number, more = {}) => ({
  slug,
  label: `Stage ${slug}`,
  start_datetime: '2026-07-08 10:00',
  duration: 60,
  places,
  ...more,
});
const stages = {
  slug: 'stages',
  label: 'Stages',
  kind: 'events',
  notifications: {
    almost_full: { emails: ['Ana@example.org'] },
    full: { emails: ['ana@example.org', 'bo@example.org'], role: 'agents' },
    cancelled: { role: 'agents' },
  },
  events: [
    event('ten', 10),
    event('one', 1),
    event('line', 1, { waiting_list_places: 1 }),
    event('held', 1),
    event('gone', 5),
    event('past', 1, { start_datetime: '2026-06-30 10:00' }),
  ],
};
const { call, agendas: town } = await agendasApp({}, {}, { now, serving: new Set(['forms', 'agendas'] as const) });
const { db } = town;
await sql`insert into accounts.role (slug, name) values ('agents', 'Agents')`.execute(db);
await sql`insert into accounts.account (email, name_id, active) values ('paul@example.org', 'p', true), ('old@example.org', 'o', false)`.execute(
  db,
);
await sql`insert into accounts.account_role (account_id, role_id) select a.id, r.id from accounts.account a, accounts.role r where a.email like '%@example.org' and r.slug = 'agents'`.execute(
  db,
);
const bring = (agenda: object) =>
  inTransaction(db, (trx) => importAgendas(trx, { agendas: [agenda] }, { timeZone: 'Europe/Paris', now }));
assert.equal((await bring(stages)).kind, 'imported');

const job = notificationsJob(town);
const book = async (slug: string, body: object = {}): Promise<number> => {
  const answer = (await call('POST', `api/agenda/stages/fillslot/${slug}/`, { events: 'all', ...body })).body;
  assert.equal(answer.err, 0, JSON.stringify(answer));
  return answer.booking_id;
};
let told = 0;
/** What a round writes: the readers of each subject. */
const round = async (): Promise<Record<string, string[]>> => {
  while (await job.run());
  const { mails, count } = await listMails(db, { limit: 100, offset: 0 });
  const fresh = mails.slice(0, count - told);
  told = count;
  const bySubject = Object.groupBy(fresh, ({ subject }) => subject);
  return Object.fromEntries(
    Object.entries(bySubject).map(([subject, some]) => [subject, some!.map(({ address }) => address).toSorted()]),
  );
};
const when = 'mercredi 8 juillet à 10\u00a0h';

test('almost full, then full: each told once, to whom it concerns', async () => {
  assert.deepEqual(await round(), {});
  for (let places = 0; places < 8; places++) await book('ten');
  assert.deepEqual(await round(), {}, 'eight of ten');
  await book('ten');
  assert.deepEqual(await round(), { [`Presque complet\u00a0: Stage ten, ${when}`]: ['ana@example.org'] });
  assert.deepEqual(await round(), {}, 'once');
  await book('ten');
  const full = { [`Complet\u00a0: Stage ten, ${when}`]: ['ana@example.org', 'bo@example.org', 'paul@example.org'] };
  assert.deepEqual(await round(), full);
  const mail = await readMail(db, (await listMails(db, { limit: 1, offset: 0 })).mails[0]!.id);
  const text = plainText(mail!.body);
  assert.match(text, /10\u00a0inscrits pour 10\u00a0places/);
  assert.match(text, /\/agendas\/manage\/agendas\/stages\/events\/ten\//);
  assert.equal(mail!.topic, 'notification');
});

test('full again after a place was free is told again; on the way down nothing is', async () => {
  const { rows } = await sql<{
    id: number;
  }>`select t.booking_id as id from agendas.taken t join agendas.event e on e.id = t.event_id
    where e.slug = 'ten' limit 1`.execute(db);
  await call('POST', `api/booking/${rows[0]!.id}/cancel/`);
  assert.deepEqual(await round(), {});
  await book('ten');
  assert.deepEqual(Object.keys(await round()), [`Complet\u00a0: Stage ten, ${when}`]);
});

test('with a waiting list: almost full while one may wait, full once nobody may', async () => {
  await book('line');
  assert.deepEqual(Object.keys(await round()), [`Presque complet\u00a0: Stage line, ${when}`]);
  await book('line');
  assert.deepEqual(Object.keys(await round()), [`Complet\u00a0: Stage line, ${when}`]);
});

test('a place that is merely held, and what is over, are no news', async () => {
  await book('held', { lock_code: 'x' });
  await book('past', { bypass_delays: true });
  assert.deepEqual(await round(), {});
  await book('held', { lock_code: 'x', confirm_after_lock: true });
  assert.deepEqual(Object.keys(await round()), [`Complet\u00a0: Stage held, ${when}`]);
});

test('two events in a round make one mail a person; who wants one of them has that one', async () => {
  await call('POST', `api/booking/${await book('gone')}/cancel/`);
  await book('one');
  assert.equal((await call('DELETE', 'api/agenda/stages/event/gone/')).body.err, 0);
  assert.deepEqual(await round(), {
    [`Complet\u00a0: Stage one, ${when}`]: ['ana@example.org', 'bo@example.org'],
    'Stages\u00a0: 2\u00a0évènements à voir': ['paul@example.org'],
  });
});

test('a cancelled occurrence is told to the role', async () => {
  const series = {
    ...event('serie', 5),
    start_datetime: '2026-07-06 10:00',
    recurrence_days: [1, 2],
    recurrence_end_date: '2026-07-07',
  };
  await bring({ ...stages, events: [series] });
  for (const day of ['06', '07']) {
    const { body } = await call('DELETE', `api/agenda/stages/event/serie-2026-07-${day}-1000/`);
    assert.equal(body.removed, 'cancelled');
  }
  assert.deepEqual(await round(), { 'Stages\u00a0: 2\u00a0évènements à voir': ['paul@example.org'] });
});

test('whoever is added later hears of what happens from then on', async () => {
  await bring({ slug: 'late', label: 'Late', kind: 'events', events: [event('a', 1), event('b', 1)] });
  const at = (slug: string) => call('POST', `api/agenda/late/fillslot/${slug}/`, {});
  await at('a');
  await bring({ slug: 'late', label: 'Late', kind: 'events', notifications: { full: { emails: ['z@example.org'] } } });
  assert.deepEqual(await round(), {});
  await at('b');
  assert.deepEqual(await round(), { [`Complet\u00a0: Stage b, ${when}`]: ['z@example.org'] });
});

test('the site file says them back, and takes them away', async () => {
  const of = async () => {
    const [agenda] = (await exportAgendas(db, ['stages'])).agendas!;
    return agenda?.kind === 'events' ? agenda.notifications : null;
  };
  assert.deepEqual(await of(), {
    almost_full: { emails: ['Ana@example.org'], role: null },
    full: { emails: ['ana@example.org', 'bo@example.org'], role: 'agents' },
    cancelled: { emails: [], role: 'agents' },
  });
  await bring({ ...stages, events: [], notifications: { full: null } });
  assert.equal((await of())?.full, null);
  assert.notEqual((await of())?.cancelled, null);
  assert.deepEqual(await brokenInvariants(db), []);
});

const refused = [
  { name: 'no address', notifications: { full: { emails: ['nobody'] } }, path: 'full.emails[0]' },
  { name: 'two addresses in one', notifications: { full: { emails: ['a@example.org,b@example.org'] } }, path: 'full.emails[0]' },
  { name: 'an unknown role', notifications: { cancelled: { role: 'nobody' } }, path: 'cancelled.role' },
  { name: 'an unknown key', notifications: { empty: null }, path: 'empty' },
] as const; // prettier-ignore
for (const { name, notifications, path } of refused) {
  test(`refused: ${name}`, async () => {
    const outcome = await bring({ ...stages, notifications });
    assert.equal(outcome.kind === 'refused' && outcome.path, `agendas[0].notifications.${path}`);
  });
}
