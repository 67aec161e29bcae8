/** Files of this computer as sources of a run, opened with this process's own rights. */
import { open } from 'node:fs/promises';
import { MediaError } from '#base/errors/media-error.ts';
import type { OpenedSource } from './sources.ts';

/** @throws MediaError E_IMAGE_SOURCE (no plain file), E_IMAGE_CONTENT_READ */
export async function openLocalSource(path: string): Promise<OpenedSource> {
  let handle;
  try {
    handle = await open(path, 'r');
  } catch (cause) {
    const message = cause instanceof Error ? cause.message : String(cause);
    throw new MediaError('E_IMAGE_CONTENT_READ', `"${path}": ${message}`, { cause });
  }
  const facts = await handle.stat();
  if (!facts.isFile()) {
    await handle.close();
    throw new MediaError('E_IMAGE_SOURCE', `"${path}" is not a file`);
  }
  return {
    sizeBytes: facts.size,
    read: async (offset, target) => (await handle.read(target, 0, target.length, offset)).bytesRead,
    close: () => handle.close(),
  };
}
