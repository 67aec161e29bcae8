/**
 * One reading for all who ask at about the same time: four drives that are opened together would otherwise list the
 * machine's drives twelve times, and that costs more than writing half a gigabyte.
 * What somebody gets was read wholly after the question: while a reading is under way, all who come share the next one.
 */
import { setTimeout as wait } from 'node:timers/promises';
import { orCancelled, throwIfCancelled } from '#base/progress.ts';
import { readLinuxFacts, readLinuxFactsAgain, type LinuxFacts } from './facts.ts';

/** So many milliseconds are waited for others: drives that are chosen together are asked for within a few. */
const GATHER_MS = 5;

/** `read` for many; the signal of one who asks ends only the waiting of that one. */
export function sharedReading<T>(
  read: () => Promise<T>,
  gatherMs = GATHER_MS,
): (signal?: AbortSignal) => Promise<T> {
  let current: Promise<unknown> | undefined;
  let next: Promise<T> | undefined;
  const begin = async (): Promise<T> => {
    await current?.catch(() => undefined);
    await wait(gatherMs);
    // From here on the reading is under way; who comes now gets the next one.
    next = undefined;
    const mine = read();
    current = mine;
    return await mine;
  };
  return async (signal) => {
    throwIfCancelled(signal);
    return await orCancelled((next ??= begin()), signal);
  };
}

let lastFacts: LinuxFacts | undefined;

/** The facts of this machine. @throws as `readLinuxFacts` */
export const readSharedFacts = sharedReading(async () => (lastFacts = await readLinuxFacts()));

/** The same for one who had `readSharedFacts` before (`readLinuxFactsAgain`). @throws as `readLinuxFacts` */
export const readSharedFactsAgain = sharedReading(async () =>
  lastFacts === undefined ? await readLinuxFacts() : await readLinuxFactsAgain(lastFacts),
);
