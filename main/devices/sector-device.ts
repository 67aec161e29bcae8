/**
 * Devices over an opened drive of Windows or macOS, where the system takes only whole sectors at whole sectors, and knows
 * no size of a drive by itself: a read behind its end is an error there, not an end, so every read is clipped here.
 */
import type { FileHandle } from 'node:fs/promises';
import { allocateAligned } from '#base/aligned-memory.ts';
import { MediaError } from '#base/errors/media-error.ts';
import { MIB, roundUp } from '#base/units.ts';
import type { BlockDevice } from '#image/block-device.ts';
import { readFully, writeFully } from './handle-io.ts';

export interface OpenedSectors {
  readonly name: string;
  readonly handle: FileHandle;
  readonly sizeBytes: number;
  /** Logical sector. */
  readonly sectorBytes: number;
  /** Where flushing needs more than `handle.sync()`. */
  readonly sync?: () => Promise<void>;
  /** Makes a coded error of what the system threw. */
  readonly explain: (error: unknown) => Promise<MediaError>;
}

/** Reading and writing in whole sectors; `close` may be called twice. */
export function exclusiveDevice(opened: OpenedSectors): BlockDevice {
  const { name, handle, sizeBytes, sectorBytes } = opened;
  return {
    name,
    sizeBytes,
    alignmentBytes: sectorBytes,
    isZeroed: false,
    allocate: allocateAligned,
    read: (offset, target) => run(opened, () => readFully(handle, offset, clip(offset, target, sizeBytes))),
    write: (offset, source) => run(opened, () => writeFully(handle, offset, source)),
    truncate: () => Promise.resolve(),
    flush: () => run(opened, () => opened.sync?.() ?? handle.sync()),
    close: closeOnce(opened),
  };
}

/** Reading at any place and of any length; what is around it is read along. Not for much data: one read at a time. */
export function readingDevice(opened: OpenedSectors): BlockDevice {
  const { name, handle, sizeBytes, sectorBytes } = opened;
  const bounce = allocateAligned(MIB);
  let queue: Promise<unknown> = Promise.resolve();
  const readAny = async (offset: number, whole: Uint8Array): Promise<number> => {
    const target = clip(offset, whole, sizeBytes);
    let done = 0;
    while (done < target.length) {
      const at = offset + done;
      const start = at - (at % sectorBytes);
      const end = Math.min(start + bounce.length, roundUp(offset + target.length, sectorBytes), sizeBytes);
      const got = await readFully(handle, start, bounce.subarray(0, end - start));
      const part = bounce.subarray(at - start, Math.min(got, at - start + target.length - done));
      if (part.length === 0) break;
      target.set(part, done);
      done += part.length;
    }
    return done;
  };
  return {
    name,
    sizeBytes,
    alignmentBytes: 1,
    isZeroed: false,
    allocate: allocateAligned,
    read: async (offset, target) => {
      // The bounce buffer is one; readers take turns.
      const turn = queue.then(() => run(opened, () => readAny(offset, target)));
      queue = turn.catch(() => undefined);
      return await turn;
    },
    write: () => Promise.reject(new MediaError('E_DEVICE_READ_ONLY', `${name} was opened for reading`)),
    truncate: () => Promise.resolve(),
    flush: () => Promise.resolve(),
    close: closeOnce(opened),
  };
}

function clip(offset: number, target: Uint8Array, sizeBytes: number): Uint8Array {
  return target.subarray(0, Math.max(0, Math.min(target.length, sizeBytes - offset)));
}

async function run<T>({ explain }: OpenedSectors, action: () => Promise<T>): Promise<T> {
  try {
    return await action();
  } catch (error) {
    throw await explain(error);
  }
}

function closeOnce(opened: OpenedSectors): () => Promise<void> {
  let isOpen = true;
  return async () => {
    if (!isOpen) return;
    isOpen = false;
    await run(opened, () => opened.handle.close());
  };
}
