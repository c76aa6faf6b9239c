import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import type { Database, Transaction } from '../../src/agendas/database.ts';
import { exportAgendas, importAgendas } from '../../src/agendas/site-file.ts';
import { inTransaction } from '../../src/platform/database/transaction.ts';
import { exportSite, importSite } from '../../src/cli/site.ts';
import { digest } from '../bad-input/house.ts';
import { testTown } from '../database.ts';
import { changed, faultsIn, faultsInPeople, fit, people, raw } from './site-file-grammar.ts';

const now = Temporal.Instant.from('2026-06-01T08:00:00Z');
const context = { timeZone: 'Europe/Paris', now };
const open = await testTown();
const town = open.of<Database>();
const roles = ['agents', 'chefs'];
await town.pool.query(`insert into accounts.role (slug, name) values ('agents', 'Agents'), ('chefs', 'Chefs')`);

/** What is in the database when a file is refused. */
const stood = {
  agendas: [
    {
      slug: 'stands',
      label: 'Stands',
      kind: 'events',
      events: [{ slug: 'e', start_datetime: '2026-07-08 10:00', places: 1 }],
    },
  ],
};

class Undone extends Error {}
/** On empty tables, which stay so. */
async function undone<T>(work: (trx: Transaction) => Promise<T>): Promise<T> {
  let result: T | null = null;
  await inTransaction(town.db, async (trx) => {
    result = await work(trx);
    throw new Undone();
  }).catch((error: unknown) => {
    if (!(error instanceof Undone)) throw error;
  });
  return result as T;
}
const json = (value: unknown): unknown => JSON.parse(JSON.stringify(value)) as unknown;

test('export, import elsewhere, export: the same; imported over itself, the same again', async () => {
  await fc.assert(
    fc.asyncProperty(raw, async (drawn) => {
      const section = fit(drawn, { roles });
      const first = await undone(async (trx) => {
        const outcome = await importAgendas(trx, section, context);
        assert.equal(outcome.kind, 'imported', JSON.stringify(outcome));
        return exportAgendas(trx);
      });
      await undone(async (trx) => {
        await importAgendas(trx, json(first), context);
        assert.deepEqual(await exportAgendas(trx), first);
        const again = await importAgendas(trx, json(first), context);
        assert.ok(again.kind === 'imported' && again.created === 0, JSON.stringify(again));
        assert.deepEqual(await exportAgendas(trx), first);
      });
    }),
    { numRuns: Number(process.env['SITES'] ?? 15) },
  );
});

test('whatever fits the schema is imported, or refused by its path: it never fails', async (t) => {
  const outcomes = { imported: 0, refused: 0 };
  await fc.assert(
    fc.asyncProperty(raw, fc.array(fc.tuple(fc.nat(), fc.integer()), { maxLength: 4 }), async (drawn, changes) => {
      const right = fit(drawn, { roles });
      for (const section of [drawn, ...changes.map(([nth, seed]) => changed(right, nth, seed))]) {
        const outcome = await undone((trx) => importAgendas(trx, section, context));
        outcomes[outcome.kind]++;
        if (outcome.kind === 'refused') assert.match(outcome.path, /^\w+\[\d+\]/, JSON.stringify(section));
      }
    }),
    { numRuns: Number(process.env['SITES'] ?? 15) },
  );
  t.diagnostic(JSON.stringify(outcomes));
  assert.ok(outcomes.imported > 0 && outcomes.refused > 0);
});

test('a file with one fault is refused by one line with its path, one with two by a line each at the most; nothing is changed', async (t) => {
  const stands = await importSite(open, { ...stood, roles: [{ slug: 'agents', name: 'Agents' }] });
  assert.equal(stands.kind, 'imported', JSON.stringify(stands));
  const before = await digest(open.of<unknown>().db);
  let faults = 0;
  await fc.assert(
    fc.asyncProperty(raw, fc.array(fc.nat(), { minLength: 10, maxLength: 40 }), async (drawn, picks) => {
      // Nothing of what stands has another kind in the file.
      const section = fit(drawn, { roles });
      const all = faultsIn({
        ...section,
        agendas: (section.agendas ?? []).filter(({ slug }) => slug !== stood.agendas[0]!.slug),
      });
      for (const pick of all.length === 0 ? [] : picks) {
        const { name, section: wrong, path } = all[pick % all.length]!;
        faults++;
        const told = (outcome: unknown): string => `${name} at ${path}: ${JSON.stringify(outcome)}`;
        const one = await importSite(open, wrong);
        assert.ok(one.kind === 'refused' && one.reasons.length === 1, told(one));
        assert.ok(one.reasons[0]!.startsWith(`${path}: `) && !one.reasons[0]!.includes('\n'), told(one));
        const two = await importSite(open, { ...(wrong as object), roles: 'x' });
        assert.ok(two.kind === 'refused' && two.reasons.length <= 2, told(two));
        assert.ok(
          two.reasons.some((reason) => reason.startsWith('roles: ')),
          told(two),
        );
      }
    }),
    { numRuns: Number(process.env['SITES'] ?? 15) },
  );
  assert.equal(await digest(open.of<unknown>().db), before);
  t.diagnostic(`${faults} faults`);
  assert.ok(faults > 100);
});

test('people, secrets and variables: out, in elsewhere, out: the same; one fault is one line with its path', async () => {
  const [here, there] = [await testTown(), await testTown()];
  await fc.assert(
    fc.asyncProperty(people, fc.array(fc.nat(), { maxLength: 20 }), async (drawn, picks) => {
      const outcome = await importSite(here, drawn);
      assert.equal(outcome.kind, 'imported', JSON.stringify(outcome));
      const first = await exportSite(here, []);
      for (const town_ of [there, here]) {
        assert.equal((await importSite(town_, json(first))).kind, 'imported');
        assert.deepEqual(await exportSite(town_, []), first);
      }
      const faults = faultsInPeople(drawn);
      for (const pick of picks) {
        const { name, section, path } = faults[pick % faults.length]!;
        const refused = await importSite(here, section);
        const told = `${name} at ${path}: ${JSON.stringify(refused)}`;
        assert.ok(refused.kind === 'refused' && refused.reasons.length === 1, told);
        assert.ok(refused.reasons[0]!.startsWith(`${path}: `), told);
      }
      assert.deepEqual(await exportSite(here, []), first);
    }),
    { numRuns: Number(process.env['SITES'] ?? 6) },
  );
});
