import assert from 'node:assert/strict';
import test from 'node:test';
import { assertInvariants } from '../faults/invariants.ts';
import { linearize, type Call } from './linearizable.ts';
import { programOf } from './programs.ts';
import { openTowns, record, type Recorded, type Towns } from './town.ts';

/*
 * Random callers on a few events and desks at once, from two server processes; each history is checked against the model, as if the calls had come one after the other.
 * `HISTORIES=100000` runs more of them; `HISTORY_SEED=17 HISTORIES=1` runs that one again (the calls' timing is the machine's, so it may take some tries).
 */
const many = Number(process.env['HISTORIES'] ?? 1_000);
const firstSeed = Number(process.env['HISTORY_SEED'] ?? 1);
const atOnce = 6;

const towns = await openTowns(2);
const kept: { seed: number; recorded: Recorded }[] = [];

async function tryOne(seed: number, on: Towns, name: string, keyed = false): Promise<void> {
  const recorded = await record(on, name, programOf(seed), { keyed });
  const verdict = linearize(recorded.rules, recorded.calls);
  assert.equal(verdict.kind, 'linearizable', toldOf(seed, recorded, verdict));
  kept.push({ seed, recorded });
}

function toldOf(seed: number, { rules, calls }: Recorded, verdict: ReturnType<typeof linearize>): string {
  const line = ({ caller, begun, ended, op, answer, id, desk }: Call): string =>
    `  ${begun.toFixed(2)}–${ended.toFixed(2)} caller ${caller}: ${JSON.stringify(op)} → ${answer} ${id} ${desk}`;
  const longest = verdict.kind === 'linearizable' ? verdict.order : verdict.longest;
  const left = calls.filter((call) => !longest.includes(call)).toSorted((a, b) => a.begun - b.begun);
  return [
    `HISTORY_SEED=${seed} HISTORIES=1 node bin/test.js test/histories/histories.test.ts`,
    JSON.stringify(rules),
    `as far as any order came, ${longest.length} of ${calls.length}:`,
    ...longest.map(line),
    'what follows from there in none:',
    ...left.slice(0, 12).map(line),
  ].join('\n');
}

test(`${many} histories from seed ${firstSeed}, two processes: each could have been one after the other`, async () => {
  let next = firstSeed;
  const lane = async (): Promise<void> => {
    for (let seed = next++; seed < firstSeed + many; seed = next++) await tryOne(seed, towns, `h${seed}`);
  };
  await Promise.all(Array.from({ length: atOnce }, lane));
  await assertInvariants(towns.db);
});

test('a process is killed in the middle and comes back; who got no answer asks again with the key', async () => {
  const seeds = [101, 102, 103, 104].map((seed) => seed + firstSeed);
  for (const [index, seed] of seeds.entries()) {
    const server = towns.servers[index % 2]!;
    const running = tryOne(seed, towns, `k${seed}`, true);
    await new Promise((done) => setTimeout(done, 3 + 9 * (seed % 5)));
    await server.kill();
    await server.again();
    await running;
  }
  await assertInvariants(towns.db);
});

test('the database ends every session in the middle; who got no answer asks again with the key', async () => {
  for (const seed of [201, 202, 203, 204, 205].map((number) => number + firstSeed)) {
    const running = tryOne(seed, towns, `s${seed}`, true);
    for (let times = 0; times < 3; times++) {
      await new Promise((done) => setTimeout(done, 3 + 7 * (seed % 4)));
      await towns.endSessions();
    }
    await running;
  }
  await assertInvariants(towns.db);
});

test('planted lies are caught: twenty histories, one answer in twenty changed', () => {
  const wide = kept.filter(({ recorded }) => recorded.calls.length >= 12).slice(0, 20);
  assert.ok(wide.length > 0 && (wide.length === 20 || many < 40));
  for (const { seed, recorded } of wide) {
    const lies = new Set<number>();
    for (let nth = 0; lies.size < Math.max(2, recorded.calls.length / 20); nth++)
      lies.add((seed * 7 + nth * 11) % recorded.calls.length);
    const calls = recorded.calls.map((call, index) => (lies.has(index) ? { ...call, answer: lie(call.answer) } : call));
    assert.equal(
      linearize(recorded.rules, calls).kind,
      'not linearizable',
      `seed ${seed}, lies at ${[...lies].join()}`,
    );
  }
});

/** What the caller could have been told as well. */
function lie(answer: string): string {
  if (/^(main|waiting) /.test(answer)) return 'sold out';
  if (answer === 'sold out') return 'main 1+0';
  if (answer.startsWith('at ')) return 'no more desk available';
  if (answer === 'no more desk available') return 'at north';
  if (answer.startsWith('free at ')) return answer.includes('570') ? 'free at ' : 'free at 570';
  if (answer.includes('; ')) return answer.endsWith('nobody') ? `${answer} else` : answer.replace(/; .*/, '; nobody');
  if (answer === 'done') return 'already cancelled';
  if (answer === 'already cancelled') return 'done';
  if (answer.startsWith('done, ')) return 'booking is not in waiting list';
  const counters = /^(\d+)\+(\d+)$/.exec(answer);
  return counters ? `${Number(counters[1]) + 3}+${counters[2]}` : 'done, 7 over';
}
