import assert from 'node:assert/strict';
import { readFile, rm, mkdtemp, chmod } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'node:test';
import pg from 'pg';
import { fillEmptySite } from '../../src/cli/first-start.ts';
import { freePort } from '../app.ts';
import { command, databaseUrl } from '../command.ts';
import { closeAtEnd, freshDatabase, testTown } from '../database.ts';
import { visitorOf } from '../visitor.ts';
import { openHoldProxy, type HoldProxy } from './hold-proxy.ts';
import { assertInvariants } from './invariants.ts';
import {
  cancelByAgent,
  confirm,
  fillToSummary,
  openServer,
  passwordIn,
  standing,
  until,
  type Server,
} from './stage-house.ts';
import { openWireProxy, type Exchange, type WireProxy } from './wire-proxy.ts';

/*
 * The thin path, from « Valider » to « Annulé par la mairie », with the server killed once on its way: wherever that is, after the next start the request ends where
 * it would have, with one booking, its whole history, and the callback delivered once.
 */
type House = { server: Server; wire: WireProxy; http: HoldProxy };

/** Kills at an exchange with the database: `cut before` it acts, or after it has acted and before its answer. */
const atStatement =
  (
    kind: 'cut before' | 'cut after',
    sql: RegExp,
    { after = null, nth = 1 }: { after?: RegExp | null; nth?: number } = {},
  ) =>
  async ({ server, wire }: House): Promise<void> => {
    const killed = Promise.withResolvers<void>();
    let [armed, count] = [after === null, 0];
    wire.arm((exchange: Exchange) => {
      armed ||= after?.test(exchange.sql) ?? false;
      if (!armed || !sql.test(exchange.sql) || ++count !== nth) return null;
      const whenBroken = (): void => {
        server.kill();
        killed.resolve();
      };
      return { kind, whenBroken };
    });
    await killed.promise;
    wire.arm(null);
  };

/** Kills while the answer to a call is held back: whoever was called has acted. */
const whileHeld =
  (path: RegExp) =>
  async ({ server, http }: House): Promise<void> => {
    await http.hold(path);
    server.kill();
    await server.gone();
    http.release();
  };

const owed = /insert into agendas\.callback/;
const boundaries: readonly { name: string; in: 'request' | 'callback'; kill: (house: House) => Promise<void> }[] = [
  {
    name: 'before the request is stored',
    in: 'request',
    kill: atStatement('cut before', /insert into forms\.request\b/),
  },
  {
    name: 'once the request is stored, before anybody knows',
    in: 'request',
    kill: atStatement('cut after', /^commit$/i, { after: /insert into forms\.request\b/ }),
  },
  { name: 'before the call', in: 'request', kill: atStatement('cut before', /insert into forms\.pass_step/) },
  { name: 'while the agenda holds the answer back', in: 'request', kill: whileHeld(/fillslot\/cirque-lundi/) },
  {
    name: 'after the answer, before it is written',
    in: 'request',
    kill: atStatement('cut before', /update forms\.pass set position/),
  },
  {
    name: 'before the jump',
    in: 'request',
    kill: atStatement('cut before', /update forms\.pass set position/, { nth: 2 }),
  },
  {
    name: 'once the agent has cancelled, before the agent knows',
    in: 'callback',
    kill: atStatement('cut after', /^commit$/i, { after: owed }),
  },
  {
    name: 'while a callback is owed',
    in: 'callback',
    kill: atStatement('cut before', /update agendas\.callback c set owner/, { after: owed }),
  },
  {
    name: 'while the request holds its answer to the callback back',
    in: 'callback',
    kill: whileHeld(/hooks\/annulation/),
  },
  {
    name: 'once the callback was answered, before it is noted',
    in: 'callback',
    kill: atStatement('cut before', /update agendas\.callback set attempts/, { after: owed }),
  },
];

const connection = await freshDatabase();
const wire = await openWireProxy(connection.host);
closeAtEnd(() => wire.close());
const open = await testTown({ connection });
const password = passwordIn(await fillEmptySite(open, open.town.settings), 'ana.dupre@saint-aubin.example');
const { pool } = open.town;
const port = await freePort();
const http = await openHoldProxy(port);
const server = await openServer(`http://localhost:${port}/`, {
  PORT: String(port),
  DATABASE_URL: wire.url(connection.database),
  FORMS_URL: http.url,
  AGENDAS_URL: `${http.url}agendas/`,
});

for (const { name, in: part, kill } of boundaries) {
  test(`kill -9 ${name}`, async () => {
    await pool.query(
      `truncate forms.request, agendas.booking, agendas.callback cascade; update agendas.event set booked = 0, waiting = 0, version = 0`,
    );
    http.passed.length = 0;
    const house = { server, wire, http };
    const family = visitorOf(http.url);
    const summary = await fillToSummary(family, 'cirque-lundi');

    const death = part === 'request' ? killed(house, kill) : null;
    const page = confirm(family, summary);
    await death;
    await page;
    const booked = await until(
      '« Inscrit »',
      () => standing(pool),
      ({ status, running }) => status === 'inscrit' && running === 0,
    );
    assert.deepEqual(booked.history, ['reservation', 'inscrit']);
    assert.equal(booked.bookings.length, 1, 'one booking');

    const second = part === 'callback' ? killed(house, kill) : null;
    const cancelled = cancelByAgent(http.url, password, booked.bookings[0]!.id);
    await second;
    await cancelled;
    const done = await until(
      '« Annulé par la mairie », and the callback noted',
      () => standing(pool),
      ({ status, running, bookings }) => status === 'annule-mairie' && running === 0 && bookings[0]?.sent === true,
    );
    const { id } = booked.bookings[0]!;
    assert.deepEqual(done.history, ['reservation', 'inscrit', 'annule-mairie']);
    assert.deepEqual(done.bookings, [{ id, cancelled_by: 'agent', sent: true }]);
    assert.equal(done.calls, 1, 'the hook acted once');
    const calls = http.passed.filter(({ path }) => path.endsWith('/hooks/annulation/'));
    assert.equal(new Set(calls.map(({ key }) => key)).size, 1, JSON.stringify(calls));
    assert.match((await family.get('/inscription-a-un-stage/')).text, /stage/i);
    await assertInvariants(open.of<unknown>().db);
  });
}

test('what the doctor looks at holds after all of it', async () => {
  const { out } = await command(['doctor'], { DATABASE_URL: databaseUrl(connection), LOG_LEVEL: 'silent' });
  // The tests' own database server doesn't wait for its disk.
  const wrong = out.split('\n').filter((line) => line.startsWith('FAIL') && !line.includes('fsync off'));
  assert.match(out, /^ok/);
  assert.deepEqual(wrong, []);
});

/** The death, and the next start. */
async function killed(house: House, kill: (house: House) => Promise<void>): Promise<void> {
  await kill(house);
  await house.server.gone();
  await house.server.again();
}

test('kill -9 of PostgreSQL while the agenda holds the answer back, and while the request does: the server lives on', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'guichet-killed-'));
  await chmod(folder, 0o755);
  closeAtEnd(() => rm(folder, { recursive: true, force: true }));
  const ownPort = await freePort();
  const between = await openHoldProxy(ownPort);
  const house = await openServer(`http://localhost:${ownPort}/`, {
    PORT: String(ownPort),
    DATA_DIR: folder,
    FORMS_URL: between.url,
    AGENDAS_URL: `${between.url}agendas/`,
  });
  const pidFile = async (): Promise<string[]> =>
    (await readFile(join(folder, 'postgres', 'postmaster.pid'), 'utf8')).split('\n');
  const own = new pg.Pool({ host: (await pidFile())[4]!, user: 'postgres', database: 'guichet', max: 2 });
  own.on('error', () => {});
  own.on('connect', (client) => client.on('error', () => {}));
  closeAtEnd(() => own.end());
  const killDatabase = async (path: RegExp): Promise<void> => {
    await between.hold(path);
    process.kill(Number((await pidFile())[0]), 'SIGKILL');
    between.release();
  };

  const family = visitorOf(between.url);
  const summary = await fillToSummary(family, 'cirque-lundi');
  const dead = killDatabase(/fillslot\/cirque-lundi/);
  const page = confirm(family, summary);
  await dead;
  await page;
  const booked = await until(
    '« Inscrit »',
    () => standing(own),
    ({ status, running }) => status === 'inscrit' && running === 0,
  );
  assert.deepEqual([booked.history, booked.bookings.length], [['reservation', 'inscrit'], 1]);

  const again = killDatabase(/hooks\/annulation/);
  await cancelByAgent(between.url, passwordIn(house.said(), 'ana.dupre@saint-aubin.example'), booked.bookings[0]!.id);
  await again;
  const done = await until(
    '« Annulé par la mairie », and the callback noted',
    () => standing(own),
    ({ status, running, bookings }) => status === 'annule-mairie' && running === 0 && bookings[0]?.sent === true,
  );
  assert.deepEqual([done.history, done.calls], [['reservation', 'inscrit', 'annule-mairie'], 1]);
  assert.equal((await fetch(`http://localhost:${ownPort}/readyz`)).status, 200);
});
