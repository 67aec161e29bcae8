/**
 * ISO files and disk images as devices. A new one grows beside its target as "<name>.partial" and takes the target's
 * name only in `commit`, so an existing file stays whole until the new one is complete, and a killed run leaves nothing
 * that looks finished.
 * Trap: the partial file of a killed run is replaced by the next one; two runs for one target disturb each other, and
 * the first one to commit then finds that its file is gone (E_DEVICE_CHANGED).
 */
import { constants } from 'node:fs';
import { lstat, open, rename, statfs, unlink } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { MediaError } from '#base/errors/media-error.ts';
import { formatBytes } from '#base/units.ts';
import type { BlockDevice } from '#image/block-device.ts';
import { deviceError, systemCode } from './device-errors.ts';
import { DirectFile } from './direct-file.ts';
import { readFully } from './handle-io.ts';

/** A file that is being made. Exactly one of `commit` and `discard` ends it; `discard` after `commit` does nothing. */
export interface ImageFile {
  readonly device: BlockDevice;
  /** Flushes the file and gives it its name, replacing what had it. */
  commit(): Promise<void>;
  /** Removes the partial file. */
  discard(): Promise<void>;
}

/**
 * Begins a new image file that will be called `path`.
 * @throws MediaError E_DEVICE_TARGET when `path` is something other than a file, E_DEVICE_ACCESS, E_DEVICE_READ_ONLY,
 * E_DEVICE_MISSING (no such folder), E_DEVICE_FULL
 */
export async function createImageFile(path: string): Promise<ImageFile> {
  const partial = `${path}.partial`;
  await refuseOtherKinds(path);
  await refuseOtherKinds(partial);
  const handle = await attempt(path, async () => {
    await unlinkIfThere(partial);
    // "x": never through a link somebody put there in between.
    return await open(partial, 'wx+', 0o644);
  });
  const identity = await attempt(path, () => handle.stat({ bigint: true }));
  const io = await DirectFile.over(handle, partial);
  const state = { isOpen: true, isCommitted: false, plannedBytes: 0, writtenBytes: 0 };
  const close = async (): Promise<void> => {
    if (!state.isOpen) return;
    state.isOpen = false;
    await io.close();
  };
  const run = async <T>(action: () => Promise<T>): Promise<T> => {
    try {
      return await action();
    } catch (error) {
      throw deviceError(error, path, await sizesWhenFull(error, { path, ...state }));
    }
  };
  const device: BlockDevice = {
    name: path,
    sizeBytes: undefined,
    alignmentBytes: 1,
    isZeroed: true,
    allocate: (sizeBytes) => io.allocate(sizeBytes),
    read: (offset, target) => run(() => io.read(offset, target)),
    write: (offset, source) =>
      run(async () => {
        await io.write(offset, source);
        state.writtenBytes += source.length;
      }),
    truncate: (sizeBytes) =>
      run(async () => {
        state.plannedBytes = sizeBytes;
        await handle.truncate(sizeBytes);
      }),
    flush: () => run(() => handle.sync()),
    close: () => run(close),
  };
  return {
    device,
    commit: () =>
      run(async () => {
        await handle.sync();
        if (!(await isThere(partial, identity))) {
          throw new MediaError('E_DEVICE_CHANGED', `${partial} was replaced while it was being written`);
        }
        await close();
        await rename(partial, path);
        state.isCommitted = true;
        await syncFolder(dirname(resolve(path)));
      }),
    discard: () =>
      run(async () => {
        await close();
        if (!state.isCommitted && (await isThere(partial, identity))) await unlinkIfThere(partial);
      }),
  };
}

/**
 * Opens an existing image file for reading.
 * @throws MediaError E_DEVICE_MISSING, E_DEVICE_ACCESS, E_DEVICE_TARGET
 */
export async function openImageFile(path: string): Promise<BlockDevice> {
  const handle = await attempt(path, () => open(path, 'r'));
  const facts = await handle.stat();
  if (!facts.isFile()) {
    await handle.close();
    throw new MediaError('E_DEVICE_TARGET', `${path} is not a file`);
  }
  const refuse = (): Promise<never> =>
    Promise.reject(new MediaError('E_DEVICE_READ_ONLY', `${path} was opened for reading`));
  let isOpen = true;
  return {
    name: path,
    sizeBytes: facts.size,
    alignmentBytes: 1,
    isZeroed: false,
    allocate: (sizeBytes) => new Uint8Array(sizeBytes),
    read: (offset, target) => attempt(path, () => readFully(handle, offset, target)),
    write: refuse,
    truncate: refuse,
    flush: () => Promise.resolve(),
    close: async () => {
      if (!isOpen) return;
      isOpen = false;
      await handle.close();
    },
  };
}

async function attempt<T>(path: string, action: () => Promise<T>): Promise<T> {
  try {
    return await action();
  } catch (error) {
    throw deviceError(error, path);
  }
}

/** A folder, a drive or a pipe under the target's name must not be taken for a file to be replaced. */
async function refuseOtherKinds(path: string): Promise<void> {
  try {
    const facts = await lstat(path);
    if (facts.isFile() || facts.isSymbolicLink()) return;
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return;
    throw deviceError(error, path);
  }
  throw new MediaError('E_DEVICE_TARGET', `${path} exists and is not a file`);
}

async function unlinkIfThere(path: string): Promise<void> {
  try {
    await unlink(path);
  } catch (error) {
    if (systemCode(error) !== 'ENOENT') throw error;
  }
}

/** Is it this very file that has the name? */
async function isThere(path: string, file: { readonly dev: bigint; readonly ino: bigint }): Promise<boolean> {
  try {
    const there = await lstat(path, { bigint: true });
    return there.ino === file.ino && there.dev === file.dev;
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return false;
    throw error;
  }
}

/** Makes the new name durable. Windows cannot open folders and needs no such thing. */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(folder, constants.O_RDONLY);
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

async function sizesWhenFull(
  error: unknown,
  { path, plannedBytes, writtenBytes }: { path: string; plannedBytes: number; writtenBytes: number },
): Promise<string | undefined> {
  const code = systemCode(error);
  if (code !== 'ENOSPC' && code !== 'EDQUOT' && code !== 'EFBIG') return undefined;
  const sizes = `the image has ${formatBytes(plannedBytes)}, ${formatBytes(writtenBytes)} of it were written`;
  if (code === 'EFBIG') return sizes;
  const folder = dirname(resolve(path));
  const facts = await statfs(folder).catch(() => undefined);
  return facts === undefined ? sizes : `${sizes}, ${formatBytes(facts.bavail * facts.bsize)} are free`;
}
