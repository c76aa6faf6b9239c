import assert from 'node:assert/strict';
import test from 'node:test';
import { sql } from 'kysely';
import { testTown } from '../../../test/database.ts';
import { inTransaction } from '../../platform/database/transaction.ts';
import { brokenInvariants } from '../checks/invariants.ts';
import type { Database } from '../database.ts';
import { keepOccurrences } from '../events/occurrences.ts';
import { removeEvent } from '../events/remove-event.ts';
import { exportAgendas, importAgendas } from '../site-file.ts';
import { openZone } from '../../time/zone.ts';

const now = Temporal.Instant.from('2026-01-06T08:00:00Z');
const context = { timeZone: 'Europe/Paris', now };
const series = {
  slug: 'repas',
  label: 'Repas',
  start_datetime: '2026-01-05 12:00',
  duration: 60,
  places: 5,
  recurrence_days: [1, 3],
  recurrence_end_date: '2026-01-21',
};
const agenda = (events: object[]) => ({
  events_types: [{ slug: 'repas', custom_fields: [{ slug: 'menu' }] }],
  agendas: [
    { slug: 'cantine', label: 'Cantine', kind: 'events', events_type: 'repas', minimal_booking_delay: 0, events },
  ],
});
const alone = (date: string, more: object) => ({ slug: `repas-${date}-1200`, ...more });

async function town() {
  const { db } = (await testTown()).of<Database>();
  const bring = async (section: object) => {
    const outcome = await inTransaction(db, (trx) => importAgendas(trx, section, context));
    assert.equal(outcome.kind, 'imported', JSON.stringify(outcome));
  };
  /** All that anybody sees of the events. */
  const seen = async () =>
    (
      await sql<
        Record<string, unknown>
      >`select slug, label, start_at::text as start, duration_minutes as duration, places, waiting_list_places as waiting, description,
        cancelled_at is not null as cancelled, custom_fields from agendas.event order by slug`.execute(db)
    ).rows;
  const idOf = async (slug: string) =>
    (await db.selectFrom('agendas.event').select('id').where('slug', '=', slug).executeTakeFirstOrThrow()).id;
  const keep = async () => {
    const id = await idOf('repas');
    await inTransaction(db, (trx) => keepOccurrences(trx, id, openZone('Europe/Paris'), now));
  };
  return { db, bring, seen, idOf, keep };
}

test('what one occurrence says by itself leaves with the site, and comes elsewhere', async (t) => {
  const { db, bring, seen, idOf, keep } = await town();
  await bring(agenda([series, { slug: 'fete', start_datetime: '2026-01-09 12:00', places: 3 }]));
  await bring(
    agenda([
      alone('2026-01-07', { start_datetime: '2026-01-07 12:00', places: 2, label: 'Galette' }),
      alone('2026-01-12', {
        start_datetime: '2026-01-13 18:30',
        places: 5,
        duration: 90,
        custom_fields: { menu: 'x' },
      }),
    ]),
  );
  const [{ agenda_id: agendaId }] = (
    await sql<{ agenda_id: number }>`select agenda_id from agendas.event limit 1`.execute(db)
  ).rows as [{ agenda_id: number }];
  const cancelled = await idOf('repas-2026-01-14-1200');
  assert.equal((await inTransaction(db, (trx) => removeEvent(trx, agendaId, cancelled, now)))?.kind, 'removed');
  const before = await seen();
  const site = await exportAgendas(db);

  await t.test('the series leaves it alone', async () => {
    await keep();
    assert.deepEqual(await seen(), before);
    await bring(agenda([{ ...series, label: 'Repas chaud', places: 6 }]));
    const own = (await seen()).filter(({ slug }) => /-(07|12)-1200$/.test(String(slug)));
    assert.deepEqual(
      own.map(({ label, places, start }) => [label, places, start]),
      [
        ['Galette', 2, '2026-01-07 11:00:00+00'],
        ['Repas chaud', 6, '2026-01-13 17:30:00+00'],
      ],
    );
    await bring(agenda([series]));
    assert.deepEqual(await seen(), before);
  });
  await t.test('the file says it, and nothing else of the occurrences', () => {
    const [first] = site.agendas ?? [];
    assert.deepEqual(first?.kind === 'events' && first.events?.[0]?.occurrences, [
      { date: '2026-01-07', label: 'Galette', places: 2 },
      { date: '2026-01-12', start_datetime: '2026-01-13 18:30', duration: 90, custom_fields: { menu: 'x' } },
      { date: '2026-01-14', cancelled: true },
    ]);
  });
  await t.test('elsewhere it gives the same site', async () => {
    const elsewhere = await town();
    await elsewhere.bring(JSON.parse(JSON.stringify(site)));
    assert.deepEqual(await elsewhere.seen(), before);
    assert.deepEqual(await exportAgendas(elsewhere.db), site);
    await elsewhere.keep();
    assert.deepEqual(await elsewhere.seen(), before);
  });
  await t.test('here again it changes nothing', async () => {
    await bring(JSON.parse(JSON.stringify(site)));
    assert.deepEqual(await seen(), before);
    assert.deepEqual(await exportAgendas(db), site);
    assert.deepEqual(await brokenInvariants(db), []);
  });
  await t.test('an occurrence that the list leaves out follows its series again', async () => {
    await bring(agenda([{ ...series, occurrences: [{ date: '2026-01-21', description: 'Dernier' }] }]));
    const rows = (await seen()).filter(({ slug }) => slug !== 'repas' && slug !== 'fete');
    assert.deepEqual(
      rows.map(({ label, places, cancelled: gone, description }) => [label, places, gone, description]),
      ['05', '07', '12', '14', '19', '21'].map((day) => ['Repas', 5, false, day === '21' ? 'Dernier' : null]),
    );
  });
});

test('a name that its series would not give comes along', async () => {
  const { db, bring, seen } = await town();
  await bring(agenda([series]));
  // The hour has changed since: names stay, since requests hold them.
  await bring(agenda([{ ...series, start_datetime: '2026-01-05 11:45' }]));
  const elsewhere = await town();
  await elsewhere.bring(await exportAgendas(db));
  assert.deepEqual(await elsewhere.seen(), await seen());
});

const refused = [
  { name: 'a day that is none', occurrences: [{ date: '2026-02-30' }], path: '[0].date' },
  { name: 'a day named twice', occurrences: [{ date: '2026-01-07' }, { date: '2026-01-07' }], path: '[1].date' },
  { name: 'a key of the series', occurrences: [{ date: '2026-01-07', recurrence_days: [1] }], path: '[0].recurrence_days' },
  { name: 'an hour that never comes', occurrences: [{ date: '2026-03-30', start_datetime: '2026-03-29 02:30' }], path: '[0].start_datetime' },
] as const; // prettier-ignore
for (const { name, occurrences, path } of refused) {
  test(`refused: ${name}`, async () => {
    const { db } = await town();
    const outcome = await inTransaction(db, (trx) => importAgendas(trx, agenda([{ ...series, occurrences }]), context));
    assert.equal(outcome.kind === 'refused' && outcome.path, `agendas[0].events[0].occurrences${path}`);
  });
}
