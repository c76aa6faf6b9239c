import { mkdir, open, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Whether a process of that number lives (one that waits to be reaped doesn't). */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
  return !startOf(pid).endsWith('zombie');
}

/** When a process started, as far as the system tells: numbers are given again, a number with its start is not. */
function startOf(pid: number): string {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ') ?? [];
    return `${fields[19]}${fields[0] === 'Z' ? ' zombie' : ''}`;
  } catch {
    return '';
  }
}

async function livesAs(folder: string, name: string): Promise<boolean> {
  const start = await readFile(join(folder, name), 'utf8').catch(() => null);
  return start !== null && isAlive(Number(name)) && startOf(Number(name)) === start;
}

export type Hold = {
  /** Does `work` while no other user of the folder does its own. */
  alone<T>(work: () => Promise<T>): Promise<T>;
  /** Ends the use; the last one runs `last` first. */
  leave(last: () => Promise<void>): Promise<void>;
};

/**
 * Counts the living users of something in a folder: one file a process, named by its number and holding its start.
 * Whoever was killed without a word is known by that start and not counted.
 */
export async function holdFolder(folder: string): Promise<Hold> {
  await mkdir(folder, { recursive: true });
  const mine = String(process.pid);
  await writeFile(join(folder, mine), startOf(process.pid));
  const alone = <T>(work: () => Promise<T>): Promise<T> => withLock(folder, work);
  return {
    alone,
    leave: (last) =>
      alone(async () => {
        await rm(join(folder, mine), { force: true });
        const others = (await readdir(folder)).filter((name) => /^\d+$/.test(name));
        const living = await Promise.all(others.map((name) => livesAs(folder, name)));
        await Promise.all(
          others.filter((_, index) => !living[index]).map((name) => rm(join(folder, name), { force: true })),
        );
        if (!living.includes(true)) await last();
      }),
  };
}

async function withLock<T>(folder: string, work: () => Promise<T>): Promise<T> {
  const path = join(folder, 'lock');
  for (;;) {
    try {
      const file = await open(path, 'wx');
      await file.writeFile(`${process.pid} ${startOf(process.pid)}`);
      await file.close();
      break;
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
    }
    const [pid = '', start = ''] = (await readFile(path, 'utf8').catch(() => '')).split(' ');
    if (pid !== '' && !(isAlive(Number(pid)) && startOf(Number(pid)) === start)) await rm(path, { force: true });
    await new Promise((done) => setTimeout(done, 20));
  }
  try {
    return await work();
  } finally {
    await rm(path, { force: true });
  }
}
