#!/usr/bin/env node
// Runs src/cli under Node 26, starting itself again where an older Node called it.
// `--run FILE …` runs another of the project's TypeScript files in the same way.
import { spawn } from 'node:child_process';
import { resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { findNode } from './find-node.js';

const self = fileURLToPath(import.meta.url);
const here = (path) => fileURLToPath(new URL(path, import.meta.url));

async function main() {
  const node = findNode();
  if (node !== process.execPath) {
    const child = spawn(node, [self, ...process.argv.slice(2)], { stdio: 'inherit' });
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
    child.on('exit', (code, signal) => process.exit(signal ? 1 : (code ?? 1)));
    return;
  }
  await import('./tsx-hooks.js');
  if (process.argv[2] === '--run') {
    const file = resolve(process.argv[3]);
    process.argv.splice(1, 3, file);
    await import(pathToFileURL(file).href);
  } else {
    await import(pathToFileURL(here('../src/cli/main.ts')).href);
  }
}

main().catch((error) => {
  process.stderr.write(`${error.stack ?? error}\n`);
  process.exit(1);
});
