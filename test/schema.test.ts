import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import test from 'node:test';
import { writeSchema } from '../src/platform/database/schema.ts';
import { testTown } from './database.ts';

const committed = new URL('../migrations/schema.txt', import.meta.url);

test('the schema that the migrations make is the one that was read and committed', async () => {
  const open = await testTown();
  const written = await writeSchema(open.town.pool);
  if (process.env['UPDATE_SCHEMA']) await writeFile(committed, written);
  assert.equal(written, await readFile(committed, 'utf8'), 'run it again with UPDATE_SCHEMA=1 and read the difference');
});

test('no foreign key joins agendas and forms', async () => {
  const open = await testTown();
  const { rows } = await open.town.pool.query<{ name: string }>(`
    select k.conname as name from pg_constraint k
    join pg_class c on c.oid = k.conrelid join pg_class r on r.oid = k.confrelid
    where k.contype = 'f' and (c.relnamespace, r.relnamespace) in
      (('agendas'::regnamespace, 'forms'::regnamespace), ('forms'::regnamespace, 'agendas'::regnamespace))`);
  assert.deepEqual(rows, []);
});
