// What CI runs: format, lint and import rules, types, unused code, then every test. Each failing step is named at the end.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const installed = (name) => fileURLToPath(new URL(`../node_modules/.bin/${name}`, import.meta.url));
const steps = [
  ['format', installed('oxfmt'), ['--check']],
  ['lint', installed('oxlint'), ['--type-aware', '--deny-warnings']],
  ['types', installed('tsc'), []],
  ['unused code', installed('knip'), []],
  ['tests', process.execPath, [fileURLToPath(new URL('test.js', import.meta.url))]],
];
const failed = [];
for (const [name, command, words] of steps) {
  process.stdout.write(`— ${name}\n`);
  const { status } = spawnSync(command, words, { stdio: 'inherit', cwd: root });
  if (status !== 0) failed.push(name);
}
if (failed.length > 0) {
  process.stderr.write(`Failed: ${failed.join(', ')}.\n`);
  process.exit(1);
}
