import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { once } from 'node:events';
import { setTimeout as wait } from 'node:timers/promises';
import test, { after } from 'node:test';
import { Client } from 'pg';
import { openLog } from '../log.ts';
import { isAlive } from './users.ts';
import { startEmbedded, type EmbeddedServer } from './embedded.ts';

const log = openLog('silent');
const folder = await mkdtemp(join(tmpdir(), 'guichet-embedded-'));
await chmod(folder, 0o755);
after(() => rm(folder, { recursive: true, force: true }));

async function query(server: EmbeddedServer, text: string): Promise<unknown[]> {
  const client = new Client({ ...server.connection, database: 'postgres' });
  client.on('error', () => {});
  await client.connect();
  const { rows } = await client.query<Record<string, unknown>>(text);
  await client.end();
  return rows;
}

test('the embedded server', async (t) => {
  let server = await startEmbedded(folder, log);
  await query(server, 'create table kept (n int)');

  await t.test('a second command joins it, and leaves it running', async () => {
    const before = server.pid();
    // A user is a process: the second one has to be another.
    const script = `const { startEmbedded } = await import(${JSON.stringify(new URL('./embedded.ts', import.meta.url).href)});
      const { openLog } = await import(${JSON.stringify(new URL('../log.ts', import.meta.url).href)});
      const server = await startEmbedded(${JSON.stringify(folder)}, openLog('silent'));
      process.stdout.write(String(server.pid()));
      await server.leave();`;
    const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
      cwd: import.meta.dirname,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const seen: Buffer[] = [];
    child.stdout.on('data', (piece: Buffer) => seen.push(piece));
    await once(child, 'exit');
    assert.equal(Buffer.concat(seen).toString(), String(before));
    assert.deepEqual(await query(server, 'select count(*)::int as n from kept'), [{ n: 0 }]);
  });

  await t.test('it survives a kill: what was acknowledged is there', async () => {
    await query(server, 'insert into kept values (1)');
    const pid = server.pid();
    assert.ok(pid);
    process.kill(pid, 'SIGKILL');
    while (isAlive(pid)) await wait(5);
    await server.revive();
    assert.notEqual(server.pid(), pid);
    assert.deepEqual(await query(server, 'select n from kept'), [{ n: 1 }]);
  });

  await t.test('the last user stops it; the next finds its files', async () => {
    const pid = server.pid();
    assert.ok(pid);
    await server.leave();
    assert.throws(() => process.kill(pid, 0));
    server = await startEmbedded(folder, log);
    assert.deepEqual(await query(server, 'select n from kept'), [{ n: 1 }]);
    await server.leave();
  });
});
