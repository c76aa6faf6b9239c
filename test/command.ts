import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { TestConnection } from './database.ts';

const root = fileURLToPath(new URL('..', import.meta.url));

/** The address of a test's database, as an operator would set it. */
export function databaseUrl({ host, user, database }: TestConnection): string {
  return `postgres:///${database}?host=${encodeURIComponent(host)}&user=${user}`;
}

export type Ended = { code: number | null; out: string; err: string };

/** A command of ours in a process of its own, with nothing in its environment but what is given. */
export function start(
  words: readonly string[],
  environment: Readonly<Record<string, string>>,
): ChildProcess & { said(): Ended } {
  const env = { PATH: process.env['PATH'], HOME: process.env['HOME'], LOG_LEVEL: 'warn', ...environment };
  const child = spawn(process.execPath, ['bin/guichet.js', ...words], {
    cwd: root,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const [out, err]: [Buffer[], Buffer[]] = [[], []];
  child.stdout.on('data', (piece: Buffer) => out.push(piece));
  child.stderr.on('data', (piece: Buffer) => err.push(piece));
  const said = (): Ended => ({
    code: child.exitCode,
    out: Buffer.concat(out).toString(),
    err: Buffer.concat(err).toString(),
  });
  return Object.assign(child, { said });
}

export async function command(words: readonly string[], environment: Readonly<Record<string, string>>): Promise<Ended> {
  const child = start(words, environment);
  await once(child, 'close');
  return child.said();
}

/** Waits until the server answers `/readyz`; throws what it said where it ended before. */
export async function ready(child: ReturnType<typeof start>, url: string): Promise<void> {
  for (let waited = 0; ; waited += 25) {
    if (waited > 60_000) throw new Error(`the server is not ready: ${JSON.stringify(child.said())}`);
    if (child.exitCode !== null || child.signalCode !== null)
      throw new Error(`the server ended: ${JSON.stringify(child.said())}`);
    const answer = await fetch(`${url}readyz`).catch(() => null);
    if (answer?.ok) return;
    await new Promise((done) => setTimeout(done, 25));
  }
}
