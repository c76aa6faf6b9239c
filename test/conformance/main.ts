import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { globalSetup, globalTeardown } from '../setup.ts';

/** What a runner says of a file: its failing cases, and those that are held to be accidents of the reference. */
export type Outcome = { passed: number; failures: Failure[]; apart?: Failure[] };
export type Failure = { id: string; why: string };
type Runner = { run(file: unknown): Promise<Outcome> };

type Kind = { name: string; isIt(file: object): boolean; load(): Promise<Runner> };

const has = (file: object, key: string): boolean => Object.hasOwn(file, key);
const firstCase = (file: object): object => {
  const { cases } = file as { cases?: unknown };
  const first: unknown = Array.isArray(cases) ? cases[0] : undefined;
  return first && typeof first === 'object' ? first : {};
};

/** The kind of a file is told by its content: names of files may differ. */
const kinds: readonly Kind[] = [
  { name: 'variables', isIt: (file) => has(file, 'stored_data'), load: () => import('./variables.ts') },
  {
    name: 'webservice-action',
    isIt: (file) => has(firstCase(file), 'action'),
    load: () => import('./webservice-action.ts'),
  },
  { name: 'hooks', isIt: (file) => has(firstCase(file), 'request'), load: () => import('./hooks.ts') },
  { name: 'conditions', isIt: (file) => has(firstCase(file), 'condition'), load: () => import('./conditions.ts') },
  { name: 'templates', isIt: (file) => has(firstCase(file), 'template'), load: () => import('./templates.ts') },
  { name: 'signature', isIt: (file) => has(firstCase(file), 'kind'), load: () => import('./signature.ts') },
];

/** Runs case files (see conformance/README.md); prints the failing cases, one line a file, and last the sum. */
export async function conformance(paths: readonly string[], print: (line: string) => void): Promise<number> {
  if (paths.length === 0) {
    print('no file of cases was named: npm run conformance -- FILE…');
    return 2;
  }
  let [passed, failed] = [0, 0];
  for (const path of paths) {
    const file: unknown = JSON.parse(await readFile(path, 'utf8'));
    const kind = file && typeof file === 'object' ? kinds.find(({ isIt }) => isIt(file)) : undefined;
    if (!kind) {
      print(`${basename(path)}: not a file of cases`);
      failed += 1;
      continue;
    }
    const outcome = await (await kind.load()).run(file);
    for (const { id, why } of outcome.failures) print(`  ${id}: ${why}`);
    const apart = outcome.apart?.length
      ? `, ${outcome.apart.length} held apart (${outcome.apart.map(({ id }) => id).join(', ')})`
      : '';
    print(`${basename(path)} (${kind.name}): ${outcome.passed} hold, ${outcome.failures.length} fail${apart}`);
    passed += outcome.passed;
    failed += outcome.failures.length;
  }
  print(`${passed} passed, ${failed} failed`);
  return failed === 0 ? 0 : 1;
}

if (import.meta.main || process.argv[1]?.endsWith('conformance/main.ts')) {
  await globalSetup();
  try {
    process.exitCode = await conformance(process.argv.slice(2), (line) => process.stdout.write(`${line}\n`));
  } finally {
    await globalTeardown();
  }
}
