// The tests under Node 26, with the pages' loader: all of them, or the files named.
import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { findNode } from './find-node.js';

const node = findNode();
if (node !== process.execPath) {
  process.exit(
    spawnSync(node, [fileURLToPath(import.meta.url), ...process.argv.slice(2)], { stdio: 'inherit' }).status ?? 1,
  );
}
const root = fileURLToPath(new URL('..', import.meta.url));
const named = process.argv.slice(2).filter((word) => !word.startsWith('-'));
const options = process.argv.slice(2).filter((word) => word.startsWith('-'));
const files =
  named.length > 0
    ? named
    : fs.globSync(['src/**/*.test.{ts,tsx}', 'test/**/*.test.{ts,tsx}'], { cwd: root }).toSorted();
const run = spawnSync(
  node,
  [
    '--import',
    new URL('./tsx-hooks.js', import.meta.url).href,
    '--test',
    `--test-global-setup=${fileURLToPath(new URL('../test/setup.ts', import.meta.url))}`,
    `--test-concurrency=${Math.max(2, availableParallelism())}`,
    '--test-timeout=300000',
    ...options,
    ...files,
  ],
  { stdio: 'inherit', cwd: root },
);
process.exit(run.status ?? 1);
