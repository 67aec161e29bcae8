/**
 * One process at a time changes a file: a lock file beside it, made exclusively and held for milliseconds.
 * Trap: a lock that a crash left behind must be taken away, and two processes that both find it stale must not take away
 * each other's new one. So only who holds the breaker, a second lock, removes a lock of others, and looks again before.
 */
import { randomUUID } from 'node:crypto';
import { open, readFile, rm, stat } from 'node:fs/promises';
import { hostname } from 'node:os';
import { setTimeout } from 'node:timers/promises';
import { MediaError } from '#base/errors/media-error.ts';

/** A holder that is alive is waited for this long; a process id may have been given to another process by then. */
const STALE_MS = 60_000;
const GIVE_UP_MS = 10_000;
const ASK_AGAIN_MS = 10;

export interface HeldLock {
  /** False when others have taken the lock away meanwhile, as after a sleep of the computer. */
  isHeld(): Promise<boolean>;
}

/**
 * Runs `work` while no other process holds the lock.
 * @throws MediaError E_STORE_BUSY when the lock cannot be had within ten seconds, E_STORE_UNUSABLE, and what `work` throws
 */
export async function withLock<T>(path: string, work: (lock: HeldLock) => Promise<T>): Promise<T> {
  const own = `${hostname()} ${process.pid} ${randomUUID()}`;
  const giveUpAtMs = performance.now() + GIVE_UP_MS;
  while (!(await take(path, own))) {
    if (performance.now() > giveUpAtMs) {
      const holder = await readFile(path, 'utf8').catch(() => 'somebody');
      throw new MediaError('E_STORE_BUSY', `${path} is held by ${holder} for more than ${GIVE_UP_MS} ms`);
    }
    await breakStale(path);
    // Not all at the same time again.
    await setTimeout(ASK_AGAIN_MS * (0.5 + Math.random()));
  }
  const isHeld = async (): Promise<boolean> => (await readFile(path, 'utf8').catch(() => undefined)) === own;
  try {
    return await work({ isHeld });
  } finally {
    if (await isHeld()) await rm(path, { force: true });
  }
}

async function take(path: string, own: string): Promise<boolean> {
  try {
    const file = await open(path, 'wx', 0o600);
    try {
      await file.writeFile(own);
    } catch (error) {
      // A full disk: the lock is ours, and nobody could tell.
      await rm(path, { force: true });
      throw error;
    } finally {
      await file.close();
    }
    return true;
  } catch (cause) {
    // Windows says EPERM while a removed file is still open somewhere.
    if (['EEXIST', 'EPERM', 'EBUSY'].includes(codeOf(cause)) && (await isThere(path))) return false;
    throw new MediaError('E_STORE_UNUSABLE', `${path} cannot be made`, { cause });
  }
}

async function breakStale(path: string): Promise<void> {
  if (!(await isStale(path))) return;
  const breaker = `${path}.break`;
  if (!(await take(breaker, 'breaker'))) {
    // Whoever breaks needs milliseconds; a breaker of a minute ago died in between.
    if ((await ageMs(breaker)) > STALE_MS) await rm(breaker, { force: true });
    return;
  }
  try {
    if (await isStale(path)) await rm(path, { force: true });
  } finally {
    await rm(breaker, { force: true });
  }
}

async function isStale(path: string): Promise<boolean> {
  const age = await ageMs(path);
  if (age > STALE_MS) return true;
  const [host, pid] = (await readFile(path, 'utf8').catch(() => '')).split(' ');
  // An empty lock was made a moment ago, or its maker died before it wrote: age decides.
  if (host !== hostname() || pid === undefined) return false;
  try {
    process.kill(Number(pid), 0);
    return false;
  } catch (error) {
    return codeOf(error) === 'ESRCH';
  }
}

/** 0 when the file is not there. */
async function ageMs(path: string): Promise<number> {
  return await stat(path).then(
    ({ mtimeMs }) => Date.now() - mtimeMs,
    () => 0,
  );
}

async function isThere(path: string): Promise<boolean> {
  return await stat(path).then(
    () => true,
    // Gone again: then the next attempt may have it.
    (error: unknown) => codeOf(error) === 'ENOENT',
  );
}

function codeOf(error: unknown): string {
  const code: unknown = error instanceof Error ? Reflect.get(error, 'code') : undefined;
  return typeof code === 'string' ? code : '';
}
