/**
 * Lets one lab at a time start on a data folder: between asking whether a lab runs there and saying that one does, two
 * processes would both find none and then overwrite each other's store.
 * Trap: the lock guards the start only; that a lab runs is said by lab.json and believed only after its answer. So a lock
 * that a crash left behind is in nobody's way for longer than `STALE_MS`.
 */
import { mkdir, open, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { MediaError } from '#base/errors/media-error.ts';

const LOCK_FILE = 'lab.starting';
/** A start takes a second or two, most of it for making keys. */
const STALE_MS = 60_000;

/** Runs `start` alone on the folder. @throws MediaError E_LAB_START when another lab is starting there. */
export async function whileStarting<T>(dataFolder: string, start: () => Promise<T>): Promise<T> {
  await mkdir(dataFolder, { recursive: true, mode: 0o700 });
  const path = join(dataFolder, LOCK_FILE);
  await removeStale(path);
  try {
    await (await open(path, 'wx', 0o600)).close();
  } catch (cause) {
    if (!(cause instanceof Error && 'code' in cause && cause.code === 'EEXIST')) throw cause;
    throw new MediaError('E_LAB_START', `another lab is starting on ${dataFolder} at this moment`, { cause });
  }
  try {
    return await start();
  } finally {
    await rm(path, { force: true });
  }
}

async function removeStale(path: string): Promise<void> {
  const age = await stat(path).then(
    ({ mtimeMs }) => Date.now() - mtimeMs,
    () => 0,
  );
  if (age > STALE_MS) await rm(path, { force: true });
}
