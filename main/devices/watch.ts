/**
 * Tells when drives come, go or change. It looks at intervals, and at once when the system hints that something happened:
 * what counts as a drive, and what is mounted from it, no operating system reports in one event, so looking is what is
 * right everywhere and the hint only makes it quick. One look at a time: a list that takes longer than the interval is
 * not overtaken by the next.
 */
import { setTimeout as wait } from 'node:timers/promises';
import { identityChange, identityOf, type Drive } from './drive.ts';

/** The whole state each time, and what is different from the one before. */
export interface DriveNews {
  readonly drives: readonly Drive[];
  readonly added: readonly Drive[];
  readonly removed: readonly Drive[];
  /** The same drives in another state: mounted, unmounted, a new partition table, a card put in. */
  readonly changed: readonly Drive[];
}

export interface WatchOptions {
  /** Ends the watching; a listener is not called after that. */
  readonly signal: AbortSignal;
  /** Called for the first list, and then only when something is different. */
  readonly onChange: (news: DriveNews) => void;
  /** A list failed: called once for each new reason, not at every look; the watching goes on. */
  readonly onError: (error: unknown) => void;
  /** How long after one look the next follows. A second feels immediate and costs 10 ms of it (Linux). */
  readonly intervalMs?: number | undefined;
  /** Resolves after a time or when the signal aborts; tests give their own clock. */
  readonly sleep?: ((ms: number, signal: AbortSignal) => Promise<void>) | undefined;
}

/** The part of `GuardedDrives` that is needed here. */
export interface WatchedSystem {
  list(signal?: AbortSignal): Promise<readonly Drive[]>;
  hints?(onHint: () => void): Promise<() => void>;
}

/** After a hint more of them follow: a drive with four partitions gives ten. */
const SETTLE_MS = 200;
const INTERVAL_MS = 1000;

/** Watches until the signal aborts; then it resolves. Never rejects for the sake of a list that failed. */
export async function watchDrives(system: WatchedSystem, options: WatchOptions): Promise<void> {
  const { signal, intervalMs = INTERVAL_MS } = options;
  const sleep = options.sleep ?? sleepHere;
  let wake: () => void = () => undefined;
  const stopHints = await system.hints?.(() => {
    wake();
  });
  let known: readonly Drive[] | undefined;
  let lastError: string | undefined;
  try {
    while (!isOver(signal)) {
      const hinted = new Promise<'hint'>((resolve) => {
        wake = () => {
          resolve('hint');
        };
      });
      try {
        const drives = await system.list(signal);
        lastError = undefined;
        const news = compare(known, drives);
        known = drives;
        if (news !== undefined && !isOver(signal)) options.onChange(news);
      } catch (error) {
        const reason = error instanceof Error ? error.message : String(error);
        if (!isOver(signal) && reason !== lastError) options.onError(error);
        lastError = reason;
      }
      const why = await Promise.race([sleep(intervalMs, signal), hinted]);
      if (why === 'hint') await sleep(SETTLE_MS, signal);
    }
  } finally {
    stopHints?.();
  }
}

/** What is different; undefined when nothing is. The first list is all new. */
function compare(known: readonly Drive[] | undefined, drives: readonly Drive[]): DriveNews | undefined {
  if (known === undefined) return { drives, added: drives, removed: [], changed: [] };
  const isSame = (a: Drive, b: Drive): boolean => identityChange(identityOf(a), identityOf(b)) === undefined;
  const counterpart = (drive: Drive, among: readonly Drive[]): Drive | undefined =>
    among.find((one) => isSame(one, drive));
  const added = drives.filter((drive) => counterpart(drive, known) === undefined);
  const removed = known.filter((drive) => counterpart(drive, drives) === undefined);
  const changed = drives.filter((drive) => {
    const before = counterpart(drive, known);
    return before !== undefined && stateOf(before) !== stateOf(drive);
  });
  if (added.length + removed.length + changed.length === 0) return undefined;
  return { drives, added, removed, changed };
}

/** All of a record but the room in use, which changes all the time and is no news. */
function stateOf(drive: Drive): string {
  return JSON.stringify(drive, (key, value: unknown) => (key === 'usedBytes' ? undefined : value));
}

/** A call, since TypeScript would take a property it has once seen as false for constant. */
function isOver(signal: AbortSignal): boolean {
  return signal.aborted;
}

async function sleepHere(ms: number, signal: AbortSignal): Promise<void> {
  await wait(ms, undefined, { signal }).catch(() => undefined);
}
