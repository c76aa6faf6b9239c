import { globalSetup, globalTeardown } from '../test/setup.ts';

/** One comparison: both sides were run in turn, in one run; the ratio is ours against the reference. */
export type Row = { name: string; ratio: number; target: number; detail: string };

const suites: Readonly<Record<string, () => Promise<{ bench(): Promise<Row[]> }>>> = {
  templates: () => import('./templates.ts'),
  time: () => import('./time.ts'),
  agendas: () => import('./agendas.ts'),
  meetings: () => import('./meetings.ts'),
};

const asked = process.argv.slice(2);
const unknown = asked.find((name) => !Object.hasOwn(suites, name));
if (unknown !== undefined) {
  process.stderr.write(`bench: "${unknown}" is none of ${Object.keys(suites).join(', ')}.\n`);
  process.exit(2);
}

await globalSetup();
let missed = 0;
for (const name of asked.length > 0 ? asked : Object.keys(suites)) {
  process.stdout.write(`\n${name}\n`);
  const suite = await suites[name]?.();
  for (const { name: what, ratio, target, detail } of (await suite?.bench()) ?? []) {
    if (ratio < target) missed += 1;
    process.stdout.write(
      `  ${ratio >= target ? 'ok  ' : 'miss'} ${what}: ${ratio.toFixed(2)} (target ${target})  ${detail}\n`,
    );
  }
}
await globalTeardown();
process.stdout.write(`\n${missed === 0 ? 'every target reached' : `${missed} targets missed`}\n`);
process.exitCode = missed === 0 ? 0 : 1;
