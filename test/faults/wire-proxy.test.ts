import assert from 'node:assert/strict';
import test from 'node:test';
import pg from 'pg';
import { closeAtEnd, freshDatabase } from '../database.ts';
import { openWireProxy, type Fault } from './wire-proxy.ts';

test('the wire proxy counts, names, cuts, refuses and delays', async (t) => {
  const { host, database } = await freshDatabase();
  const proxy = await openWireProxy(host);
  closeAtEnd(() => proxy.close());
  const client = async (): Promise<pg.Client> => {
    const one = new pg.Client({ connectionString: proxy.url(database) });
    one.on('error', () => {});
    await one.connect();
    return one;
  };
  const direct = new pg.Client({ host, user: 'postgres', database });
  await direct.connect();
  closeAtEnd(() => direct.end());
  await direct.query('create table seen (n int)');
  const count = async (): Promise<number> =>
    Number((await direct.query<{ n: string }>('select count(*) as n from seen')).rows[0]?.n);
  const nth = (n: number, fault: Fault): void => proxy.arm(({ number }) => (number === n ? fault : null));

  await t.test('simple and prepared statements have a number and a text', async () => {
    const one = await client();
    proxy.arm(null);
    await one.query('select 1');
    for (const n of [1, 2])
      await one.query({ name: 'put', text: 'insert into seen select $1::int where false', values: [n] });
    await one.end();
    assert.deepEqual(
      proxy.seen.map(({ number, sql }) => [number, sql.slice(0, 11)]),
      [
        [1, 'select 1'],
        [2, 'insert into'],
        [3, 'insert into'],
      ],
    );
  });

  await t.test('cut before: nothing was done; cut after: it was, and nobody knows', async () => {
    for (const [kind, written] of [
      ['cut before', 0],
      ['cut after', 1],
    ] as const) {
      const one = await client();
      let told = false;
      nth(1, { kind, whenBroken: () => void (told = true) });
      await assert.rejects(one.query('insert into seen values (1)'), /terminated|ECONNRESET/);
      assert.deepEqual([await count(), told], [written, true]);
    }
  });

  await t.test('refused: the error stands in the answer; the transaction goes back whole', async () => {
    const one = await client();
    await direct.query('truncate seen');
    nth(3, { kind: 'refused', sqlState: '40P01' });
    await one.query('begin');
    await one.query('insert into seen values (2)');
    await assert.rejects(one.query('commit'), { code: '40P01' });
    await one.query('rollback');
    assert.equal(await count(), 0);
    await one.end();
  });

  await t.test('delayed: late, and whole', async () => {
    const one = await client();
    nth(1, { kind: 'delayed', ms: 20 });
    assert.equal((await one.query<{ n: number }>('select 7 as n')).rows[0]?.n, 7);
    await one.end();
  });
});
