import assert from 'node:assert/strict';
import test from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { testTown } from '../../test/database.ts';
import { inTransaction } from './database/transaction.ts';
import { claimKey, earlierAnswer, hashOfRequest, keepAnswer } from './idempotency.ts';
import { openJobs } from './jobs.ts';
import { spendNonce } from './nonces.ts';
import { deadAmong, enterProcess } from './processes.ts';
import { openLog } from './log.ts';

const open = await testTown();
const { db } = open.of<unknown>();

test('of many calls with one nonce, one is accepted', async () => {
  const spent = await Promise.all(
    Array.from({ length: 20 }, () => inTransaction(db, (trx) => spendNonce(trx, 'forms.example.org', 'abc'))),
  );
  assert.equal(spent.filter(Boolean).length, 1);
});

test('of many calls with one key, one acts and the others get its answer', async () => {
  const keyed = { caller: 'orig:a', key: 'k', hash: hashOfRequest('POST', '/x/', { a: 1 }) };
  let acted = 0;
  const act = async (): Promise<unknown> => {
    const claimed = await inTransaction(db, async (trx) => {
      if (!(await claimKey(trx, keyed))) return null;
      acted += 1;
      await wait(20);
      await keepAnswer(trx, keyed, { status: 200, body: { err: 0, booking_id: 14 } });
      return { err: 0, booking_id: 14 };
    });
    if (claimed) return claimed;
    const earlier = await earlierAnswer(db, keyed);
    return earlier.kind === 'repeated' ? earlier.answer.body : earlier.kind;
  };
  const answers = await Promise.all(Array.from({ length: 10 }, act));
  assert.equal(acted, 1);
  for (const answer of answers) assert.deepEqual(answer, { err: 0, booking_id: 14 });
  const other = { ...keyed, hash: hashOfRequest('POST', '/x/', { a: 2 }) };
  assert.equal((await earlierAnswer(db, other)).kind, 'other request');
});

test('a key whose act failed is free again', async () => {
  const keyed = { caller: 'orig:a', key: 'failed', hash: hashOfRequest('POST', '/x/', null) };
  await assert.rejects(
    inTransaction(db, async (trx) => {
      await claimKey(trx, keyed);
      throw new Error('the act failed');
    }),
  );
  assert.equal((await earlierAnswer(db, keyed)).kind, 'first');
});

test('a process is alive as long as its session', async () => {
  const entry = await enterProcess(open.town.pool, () => {});
  assert.deepEqual(await deadAmong(db, [entry.id, open.town.processId]), []);
  entry.leave();
  for (let tries = 0; tries < 50 && (await deadAmong(db, [entry.id])).length === 0; tries++) await wait(20);
  assert.deepEqual(await deadAmong(db, [entry.id, open.town.processId]), [entry.id]);
});

test('a job that fails runs again, one that is woken runs soon, none runs twice at once', async () => {
  const jobs = openJobs(openLog('silent'));
  let [runs, atOnce, most] = [0, 0, 0];
  const thrice = Promise.withResolvers<void>();
  jobs.add({
    name: 'count',
    everySeconds: 0.01,
    async run() {
      atOnce += 1;
      most = Math.max(most, atOnce);
      runs += 1;
      await wait(5);
      atOnce -= 1;
      if (runs >= 3) thrice.resolve();
      throw new Error('always');
    },
  });
  jobs.start();
  jobs.wake('count');
  jobs.wake('count');
  await thrice.promise;
  await jobs.stop();
  assert.equal(most, 1);
  const ended = runs;
  await wait(50);
  assert.equal(runs, ended);
});
