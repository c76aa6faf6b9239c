import type { PoolClient } from 'pg';
import { isUnavailable, sqlState } from '../../platform/database/transaction.ts';
import type { AgendasTown } from '../database.ts';
import { eventNamesOf, involvedIn, MoreEvents, runGroup, type Decided, type Entry, type Result } from './group.ts';
import { openShortWay } from './short-way.ts';
import { involvedEvents, lockFreeEvents } from './statements.ts';
import { nameOf } from './world.ts';
import { isKeyTaken } from './write.ts';

export type Lane = {
  /** Resolves once the order is committed, or refused; rejects where the database failed. */
  submit(entry: Entry): Promise<Result>;
};

type Waiting = { entry: Entry; resolve(result: Result): void; reject(error: unknown): void };

const largestGroup = 500;
/** How long a group waits for rows that somebody else holds before it goes on without those who want them. */
const shortPatience = '100ms';
/** Transactions that wait for a held event, beside the lane's own: never so many that the pool is theirs. */
const patientAtOnce = 3;

/**
 * The booking lane of a process: whoever comes while a transaction is under way goes into the next one, together. Ten thousand callers of one event cost as many
 * transactions as the database can commit one after the other, not as many as callers. Several processes stay right by the locks on the events' rows.
 */
export function openLane(town: AgendasTown): Lane {
  const queue: Waiting[] = [];
  /** Events that somebody holds for long, by name, with who waits for each. */
  const held = new Map<string, Waiting[]>();
  const shortWay = openShortWay(town);
  let running = false;
  let patient = 0;

  const pump = async (): Promise<void> => {
    if (running) return;
    running = true;
    while (queue.length > 0) await serve(queue.splice(0, largestGroup));
    running = false;
  };

  const serve = async (whole: Waiting[]): Promise<void> => {
    const waiting = new Map(whole.map((one) => [one.entry, one]));
    try {
      await shortWay.book(entriesOf(whole), (entry, result) => {
        waiting.get(entry)!.resolve(result);
        waiting.delete(entry);
      });
      const group = [...waiting.values()];
      if (group.length > 0) settle(group, await transact(town, entriesOf(group), 'short'));
    } catch (error) {
      const group = [...waiting.values()];
      if (sqlState(error) === '55P03') await withoutHeld(group);
      else if (group.length === 1 || isUnavailable(error)) for (const { reject } of group) reject(error);
      else for (const one of group) await alone(one, 'short');
    }
  };

  const alone = async (one: Waiting, patience: Patience): Promise<void> => {
    try {
      settle([one], await transact(town, [one.entry], patience));
    } catch (error) {
      if (patience === 'short' && sqlState(error) === '55P03') waitFor(one);
      else one.reject(error);
    }
  };

  /** Somebody holds one of the events: who doesn't want it goes on. */
  const withoutHeld = async (group: Waiting[]): Promise<void> => {
    try {
      const { results, left } = await goOnWithFree(town, entriesOf(group));
      for (const [entry, result] of results) group.find((one) => one.entry === entry)?.resolve(result);
      for (const entry of left) waitFor(group.find((one) => one.entry === entry)!);
    } catch {
      for (const one of group) waitFor(one);
    }
  };

  const waitFor = (one: Waiting): void => {
    const name = heldName(one.entry);
    const line = held.get(name);
    if (line) line.push(one);
    else {
      held.set(name, [one]);
      void attend(name);
    }
  };

  const attend = async (name: string): Promise<void> => {
    while (patient >= patientAtOnce) await new Promise((resolve) => setTimeout(resolve, 20));
    patient++;
    for (let line = held.get(name)!; line.length > 0;) {
      const group = line.splice(0, largestGroup);
      try {
        settle(group, await transact(town, entriesOf(group), 'patient'));
      } catch (error) {
        if (isUnavailable(error) || group.length === 1) for (const { reject } of group) reject(error);
        else for (const one of group) await alone(one, 'patient');
      }
    }
    held.delete(name);
    patient--;
  };

  return {
    submit: (entry) =>
      new Promise((resolve, reject) => {
        const one: Waiting = { entry, resolve, reject };
        const line = held.get(heldName(entry));
        if (line) line.push(one);
        else {
          queue.push(one);
          // What the same turn of the event loop brings goes together.
          queueMicrotask(() => void pump());
        }
      }),
  };
}

const entriesOf = (group: readonly Waiting[]): Entry[] => group.map(({ entry }) => entry);

function settle(group: readonly Waiting[], results: readonly Result[]): void {
  for (const [index, { resolve }] of group.entries()) resolve(results[index]!);
}

/** What an order waits for when it has to wait: its event, or its booking. */
function heldName({ order }: Entry): string {
  if (order.kind === 'book' || order.kind === 'replace') return order.slots.map(nameOf).join(' ');
  if (order.kind === 'meet') return `desks of ${order.agenda}`;
  return order.kind === 'move' ? nameOf(order.to) : `booking ${order.bookingId}`;
}

type Patience = 'short' | 'patient';

/** Runs a group in one transaction; after a deadlock or a serialization fault, an event that came in, or a key that another process answered, it is done again whole. */
async function transact(town: AgendasTown, entries: readonly Entry[], patience: Patience): Promise<Result[]> {
  const extra = new Set<number>();
  for (let attempt = 1; ; attempt++) {
    try {
      return await inOne(town, patience, (session) => runGroup(session, town, entries, [...extra]));
    } catch (error) {
      const again =
        error instanceof MoreEvents || isKeyTaken(error) || ['40P01', '40001', '23505'].includes(sqlState(error) ?? '');
      if (!again || attempt > 4) throw error;
      if (error instanceof MoreEvents) for (const id of error.ids) extra.add(id);
      else await new Promise((resolve) => setTimeout(resolve, Math.random() * 15 * attempt));
    }
  }
}

/** Runs `work` in one transaction. What it has written is sent with the COMMIT, without waiting: where a statement fails, COMMIT is a ROLLBACK. */
async function inOne<T>(
  town: Pick<AgendasTown, 'hot'>,
  patience: Patience,
  work: (session: PoolClient) => Promise<Decided<T>>,
): Promise<T> {
  const session = await town.hot.connect();
  let broken: Error | undefined;
  // An error between two statements would otherwise end the process.
  const notice = (error: Error): void => void (broken = error);
  session.on('error', notice);
  try {
    // Waited for: what followed a BEGIN that failed would run outside any transaction.
    await session.query(patience === 'short' ? `begin; set local lock_timeout = '${shortPatience}'` : 'begin');
    const { result, writing } = await work(session);
    const committed = session.query('commit');
    await Promise.all([...writing, committed]);
    return result;
  } catch (error) {
    if (!broken)
      await session
        .query('rollback')
        .catch((failure: unknown) => void (broken = failure instanceof Error ? failure : new Error(String(failure))));
    throw error;
  } finally {
    session.off('error', notice);
    session.release(broken);
  }
}

/** Decides those whose events can be had without waiting, and tells who is left. */
async function goOnWithFree(
  town: AgendasTown,
  entries: readonly Entry[],
): Promise<{ results: Map<Entry, Result>; left: Entry[] }> {
  return inOne(town, 'short', async (session) => {
    const involved = entries.map((entry) => ({ entry, ...involvedIn([entry]) }));
    const wanted = new Map<Entry, number[]>();
    for (const { entry, ...one } of involved) {
      const isPlain = one.bookingIds.length + one.locks.length + one.users.length === 0;
      wanted.set(entry, isPlain ? [] : await involvedEvents(session, one));
    }
    const { free, byName } = await lockFreeEvents(session, eventNamesOf(entries), [...wanted.values()].flat());
    const isFree = (entry: Entry): boolean => {
      // Appointments wait for their desks in a line of their own agenda.
      if (entry.order.kind === 'meet') return false;
      const named = eventNamesOf([entry]).map((name) => byName.get(nameOf(name)));
      return [...named, ...wanted.get(entry)!].every((id) => id === undefined || free.has(id));
    };
    const going = entries.filter(isFree);
    const { result: results, writing } =
      going.length === 0 ? { result: [], writing: [] } : await runGroup(session, town, going);
    return {
      result: {
        results: new Map(going.map((entry, index) => [entry, results[index]!])),
        left: entries.filter((entry) => !isFree(entry)),
      },
      writing,
    };
  });
}
