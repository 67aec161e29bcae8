/** What is done with all the files of a mounted volume: clearing it, and measuring it. */
import { lstat, readdir, rm, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { MediaError } from '#base/errors/media-error.ts';
import { STATE_FOLDER } from '../state/state-file.ts';

/** Names at the root that stay when a volume is cleared: the state of the sequence, and what NTFS keeps for itself. */
function isKept(name: string): boolean {
  const lower = name.toLowerCase();
  return lower === STATE_FOLDER.toLowerCase() || lower === 'system volume information';
}

/** Deletes everything but the folder of the task sequence. @throws MediaError E_TS_VOLUME when something stays. */
export async function clearVolume(root: string, signal?: AbortSignal): Promise<void> {
  for (const name of await readdir(root)) {
    signal?.throwIfAborted();
    if (isKept(name)) continue;
    await rm(join(root, name), { recursive: true, force: true, maxRetries: 2 }).catch((cause: unknown) => {
      const why = cause instanceof Error ? cause.message : String(cause);
      throw new MediaError('E_TS_VOLUME', `"${name}" cannot be deleted: ${why}`, { cause });
    });
  }
}

/** Bytes of what stays when the volume is cleared. */
export async function keptBytes(root: string): Promise<number> {
  let bytes = 0;
  for (const name of await readdir(root)) if (isKept(name)) bytes += await sizeOf(join(root, name));
  return bytes;
}

export async function freeBytes(root: string): Promise<number> {
  const { bavail, bsize } = await statfs(root);
  return bavail * bsize;
}

async function sizeOf(path: string): Promise<number> {
  const facts = await lstat(path);
  if (!facts.isDirectory()) return facts.size;
  let bytes = 0;
  for (const name of await readdir(path)) bytes += await sizeOf(join(path, name));
  return bytes;
}
