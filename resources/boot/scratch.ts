/**
 * Folders for half-made things below the cache. A build that was killed leaves its one behind, some hundred megabytes;
 * the next build takes away those whose process is gone.
 */
import { mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';

const NAME = /^(?:scratch|package|layer)-(\d+)$/;

/** A new empty folder of this process. The caller removes it. */
export async function scratchFolder(cacheFolder: string, purpose: 'layer' | 'package'): Promise<string> {
  await mkdir(cacheFolder, { recursive: true });
  for (const name of await readdir(cacheFolder)) {
    const owner = NAME.exec(name)?.[1];
    if (owner !== undefined && !isRunning(Number(owner)))
      await rm(join(cacheFolder, name), { recursive: true, force: true });
  }
  const folder = join(cacheFolder, `${purpose}-${process.pid}`);
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder);
  return folder;
}

function isRunning(processId: number): boolean {
  try {
    process.kill(processId, 0);
    return true;
  } catch (error) {
    // "Not permitted" means that it runs, under another account.
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
