/**
 * The private folder a spool lies in, and what is left of those whose process did not live to remove them.
 * Trap: a number of a process is used again; a folder whose number belongs to somebody else today is left alone, to be
 * removed another time.
 */
import { lstat, mkdtemp, readdir, rm, statfs } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MediaError } from '#base/errors/media-error.ts';

const PREFIX = 'media-builder-spool-';

/**
 * Makes the folder, readable by this user only, and removes abandoned ones beside it.
 * @throws MediaError E_SPOOL
 */
export async function makeSpoolFolder(parentFolder: string = tmpdir()): Promise<string> {
  await removeAbandoned(parentFolder);
  try {
    return await mkdtemp(join(parentFolder, `${PREFIX}${process.pid}-`));
  } catch (cause) {
    const message = cause instanceof Error ? cause.message : String(cause);
    throw new MediaError('E_SPOOL', `${parentFolder}: ${message}`, { cause });
  }
}

/** Removes the folder with everything in it; what cannot be removed now is found by the next start. */
export async function removeSpoolFolder(folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true, maxRetries: 3 }).catch(() => undefined);
}

/** What this user may still write there, bytes. */
export async function freeBytesOf(folder: string): Promise<number> {
  const { bavail, bsize } = await statfs(folder);
  return bavail * bsize;
}

async function removeAbandoned(parentFolder: string): Promise<void> {
  const names = await readdir(parentFolder).catch(() => []);
  for (const name of names) {
    const pid = new RegExp(`^${PREFIX}(\\d+)-`).exec(name)?.[1];
    if (pid === undefined || isAlive(Number(pid))) continue;
    const folder = join(parentFolder, name);
    const facts = await lstat(folder).catch(() => undefined);
    const isOurs = process.getuid === undefined || facts?.uid === process.getuid();
    if (facts?.isDirectory() === true && isOurs) await removeSpoolFolder(folder);
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it is there and belongs to somebody else.
    return !(error instanceof Error && 'code' in error && error.code === 'ESRCH');
  }
}
