/**
 * A real browser from npm packages alone. `@sparticuz/chromium` ships Chromium and the shared libraries it needs, packed;
 * they are unpacked once a machine, in a folder of their own version, and taken from there by every test.
 */
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { type Browser, chromium } from 'playwright-core';

/** Starts Chromium without a window; whoever starts it closes it. */
export async function browser(): Promise<Browser> {
  const place = await unpacked();
  return chromium.launch({
    executablePath: join(place, 'chromium'),
    headless: true,
    // The package's own arguments (one process for all, no web security) are for functions in a cloud: they hide faults.
    args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage', '--font-render-hinting=none'],
    env: { ...process.env, LD_LIBRARY_PATH: join(place, 'al2023', 'lib'), FONTCONFIG_FILE: join(place, 'fonts.conf') },
  });
}

/** The folder that holds `chromium`, `al2023/lib` and `fonts`. */
async function unpacked(): Promise<string> {
  const place = join(tmpdir(), `guichet-chromium-${await version()}`);
  if (existsSync(place)) return place;
  // Several tests may come here at once: each unpacks for itself, the first one's folder stays.
  const own = await mkdtemp(join(tmpdir(), 'guichet-chromium-'));
  const unpack = `await (await import('@sparticuz/chromium')).default.executablePath()`;
  await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', unpack], {
    cwd: dirname(fileURLToPath(import.meta.url)),
    // The libraries are unpacked only where the package thinks that it is in that cloud.
    env: { ...process.env, TMPDIR: own, AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs22.x' },
  });
  // The package's own file names folders of that cloud; with no font at all, even the fonts of a page fail at times.
  const fonts = `<fontconfig><dir>${place}/fonts</dir><cachedir>${place}/cache</cachedir></fontconfig>`;
  await writeFile(join(own, 'fonts.conf'), fonts);
  await rename(own, place).catch(async (error: unknown) => {
    if (!existsSync(place)) throw error;
    await rm(own, { recursive: true, force: true });
  });
  return place;
}

async function version(): Promise<string> {
  const manifest = new URL('../../package.json', import.meta.resolve('@sparticuz/chromium'));
  return (JSON.parse(await readFile(manifest, 'utf8')) as { version: string }).version;
}
